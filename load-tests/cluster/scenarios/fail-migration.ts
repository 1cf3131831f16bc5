import type { Finding } from '../../chaos/finding.ts';
import { judgeLoad, type LoadEvidence, loadFigures } from '../load/judge-load.ts';
import { underLoad } from '../load/under-load.ts';
import { BROKEN_TAG } from '../product/prepare-images.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';
import { imagesOf } from './upgrade.ts';

type Evidence = LoadEvidence & { refusal: string; before: string[]; after: string[]; isUpgradeable: boolean };

const tagsOf = (images: readonly string[]): string[] =>
  [...new Set(images.map((image) => image.split(':').at(-1) ?? ''))].toSorted();

async function collect(context: ClusterContext): Promise<Evidence> {
  const { release } = context;
  const before = tagsOf(await imagesOf(context, 'serving'));
  let refusal = '';
  const evidence = await underLoad(context, async () => {
    await release.upgrade(BROKEN_TAG).catch((error: unknown) => void (refusal = String(error)));
  });
  const after = tagsOf(await imagesOf(context, 'serving'));
  // The mended release, which is the one before, has to get through again.
  const isUpgradeable = await release.upgrade(before[0] ?? '').then(
    () => true,
    () => false,
  );
  return { ...evidence, refusal, before, after, isUpgradeable };
}

export const failMigration = defineScenario<Evidence>({
  id: 'migration',
  promise: 'a migration that fails ends the upgrade, and the old release serves on',
  collect,
  judge: (evidence): Finding[] => {
    const { refusal, before, after, isUpgradeable } = evidence;
    const changed = after.filter((tag) => !before.includes(tag));
    return [
      {
        promise: 'helm upgrade fails',
        seen: refusal === '' ? 'it succeeded' : 'it failed',
        breaches: /migrations/.test(refusal) ? [] : [refusal || 'a release whose migration fails was installed'],
      },
      { promise: 'no pod of it serves', seen: after.join(', '), breaches: changed },
      {
        promise: 'a mended release gets through',
        seen: String(isUpgradeable),
        breaches: isUpgradeable ? [] : ['refused'],
      },
      ...judgeLoad(evidence),
    ];
  },
  figures: loadFigures,
});

import { judgeLoad, loadFigures } from '../load/judge-load.ts';
import { underLoad } from '../load/under-load.ts';
import { tags } from '../product/prepare-images.ts';
import { defineScenario } from '../scenario.ts';
import { imagesOf, judgeReplaced, type ReplacedEvidence } from './upgrade.ts';

export const rollBack = defineScenario<ReplacedEvidence>({
  id: 'rollback',
  promise: 'helm rollback under load: no call fails',
  async collect(context) {
    const { release } = context;
    // The last revision before the one that is gone back from has to be another one, whatever was played before.
    await release.upgrade(tags.first);
    await release.upgrade(tags.second);
    const evidence = await underLoad(context, () => release.rollback());
    return { ...evidence, images: await imagesOf(context), wanted: tags.first };
  },
  judge: (evidence) => [judgeReplaced(evidence), ...judgeLoad(evidence)],
  figures: loadFigures,
});

import type { Finding } from '../../chaos/finding.ts';
import { judgeLoad, type LoadEvidence, loadFigures } from '../load/judge-load.ts';
import { underLoad } from '../load/under-load.ts';
import { tags } from '../product/prepare-images.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

export type ReplacedEvidence = LoadEvidence & { images: string[]; wanted: string };

/** Images of our own in pods that stay; `serving`: of those alone that are ready. */
export async function imagesOf(
  { release }: Pick<ClusterContext, 'release'>,
  which: 'all' | 'serving' = 'all',
): Promise<string[]> {
  const pods = (await release.kubectl.listPods()).filter(({ isReady }) => which === 'all' || isReady);
  return pods
    .filter(({ isLeaving, isFinished, image }) => !isLeaving && !isFinished && image.includes('/smart-ai-hub/'))
    .map(({ image }) => image);
}

export function judgeReplaced({ images, wanted }: ReplacedEvidence): Finding {
  const others = images.filter((image) => !image.endsWith(`:${wanted}`));
  return {
    promise: 'every pod runs the images that were asked for',
    seen: `${images.length - others.length} of ${images.length} run ${wanted}`,
    breaches: images.length > 0 ? others : ['no pod runs'],
  };
}

export const upgrade = defineScenario<ReplacedEvidence>({
  id: 'upgrade',
  promise: 'helm upgrade to new images under load: no call fails',
  async collect(context) {
    const evidence = await underLoad(context, () => context.release.upgrade(tags.second));
    return { ...evidence, images: await imagesOf(context), wanted: tags.second };
  },
  judge: (evidence) => [judgeReplaced(evidence), ...judgeLoad(evidence)],
  figures: loadFigures,
});

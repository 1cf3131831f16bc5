import type { Finding } from '../../chaos/finding.ts';
import type { HeardCall } from '../../chaos/load/heard-call.ts';
import { judgeLoad, type LoadEvidence, loadFigures, loadPromises } from '../load/judge-load.ts';
import { underLoad } from '../load/under-load.ts';
import { crashPod } from '../product/crash-pod.ts';
import { waitForPods } from '../product/wait-for-pods.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Evidence = LoadEvidence & { crashed: string[] };

const PARTS = ['api-gateway', 'llm-worker'] as const;
const ENDED = 'every call has an end: whole, after going on at another gateway too, or a typed error';

async function crashEach({ release, tell }: ClusterContext): Promise<string[]> {
  const crashed: string[] = [];
  for (const part of PARTS) {
    const pods = await release.kubectl.listPods(`app.kubernetes.io/name=${part}`);
    const pod = pods.find(({ isReady, isLeaving }) => isReady && !isLeaving);
    if (pod === undefined) throw new Error(`no ${part} is ready`);
    await crashPod(release.kubectl, pod.name);
    tell(`    ${pod.name} crashed`);
    crashed.push(pod.name);
    await waitForPods(release.kubectl);
  }
  return crashed;
}

/** A run of one model that its worker took along in mid-answer ends as interrupted; where another model was allowed, it goes on. */
const isWithoutEnd = ({ end, code }: HeardCall): boolean =>
  end !== 'whole' && !(end === 'failed' && code !== undefined);

export const crashPods = defineScenario<Evidence>({
  id: 'crash',
  promise: 'a gateway and a worker end without a word, under load: every call has an end, and the money adds up',
  async collect(context) {
    const crashed: string[] = [];
    const evidence = await underLoad(context, async () => void crashed.push(...(await crashEach(context))));
    return { ...evidence, crashed };
  },
  judge: (evidence): Finding[] => [
    {
      promise: 'both were crashed',
      seen: evidence.crashed.join(', '),
      breaches: evidence.crashed.length === PARTS.length ? [] : ['not both'],
    },
    {
      promise: ENDED,
      seen: `${evidence.heard.filter(({ end }) => end === 'whole').length} of ${evidence.heard.length} whole`,
      breaches: evidence.heard
        .filter(isWithoutEnd)
        .map(({ runId, key, end, note }) => `${runId ?? key} was ${end}: ${note}`),
    },
    ...judgeLoad(evidence).filter(({ promise }) => promise !== loadPromises.whole),
  ],
  figures: loadFigures,
});

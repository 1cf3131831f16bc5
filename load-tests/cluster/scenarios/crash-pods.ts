import type { Finding } from '../../chaos/finding.ts';
import { judgeLoad, type LoadEvidence, loadFigures } from '../load/judge-load.ts';
import { underLoad } from '../load/under-load.ts';
import { crashPod } from '../product/crash-pod.ts';
import { waitForPods } from '../product/wait-for-pods.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Evidence = LoadEvidence & { crashed: string[] };

const PARTS = ['api-gateway', 'llm-worker'] as const;

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

export const crashPods = defineScenario<Evidence>({
  id: 'crash',
  promise: 'a gateway and a worker end without a word, under load: no call fails, and the money adds up',
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
    ...judgeLoad(evidence),
  ],
  figures: loadFigures,
});

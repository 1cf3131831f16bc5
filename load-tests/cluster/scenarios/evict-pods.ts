import { judgeLoad, type LoadEvidence, loadFigures } from '../load/judge-load.ts';
import { underLoad } from '../load/under-load.ts';
import { waitForPods } from '../product/wait-for-pods.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Evidence = LoadEvidence & { evicted: string[]; pods: string[] };

/** The stores of the evaluation profile are one pod each: without them there is no hub, which another scenario is about. */
const ONE_OF_A_KIND = ['postgresql', 'redis', 'simulator'];

/** As a drained node does it: asks, and is refused where a budget does not allow it. */
async function evict({ release, tell }: ClusterContext, pod: string): Promise<void> {
  const metadata = { name: pod, namespace: release.namespace };
  const path = `/api/v1/namespaces/${release.namespace}/pods/${pod}/eviction`;
  await release.kubectl.post(path, { apiVersion: 'policy/v1', kind: 'Eviction', metadata });
  tell(`    ${pod} evicted`);
  await waitForPods(release.kubectl);
}

export const evictPods = defineScenario<Evidence>({
  id: 'evict',
  promise: 'every pod evicted in turn, under load: no call fails',
  async collect(context) {
    const all = await context.release.kubectl.listPods('app.kubernetes.io/part-of=smart-ai-hub');
    const pods = all.filter(({ part, isReady }) => isReady && !ONE_OF_A_KIND.includes(part)).map(({ name }) => name);
    const evicted: string[] = [];
    const evidence = await underLoad(context, async () => {
      for (const pod of pods) {
        await evict(context, pod);
        evicted.push(pod);
      }
    });
    return { ...evidence, evicted, pods };
  },
  judge: (evidence) => {
    const left = evidence.pods.filter((pod) => !evidence.evicted.includes(pod));
    const seen = `${evidence.evicted.length} of ${evidence.pods.length}`;
    const breaches = evidence.pods.length > 0 ? left : ['no pod was there'];
    return [{ promise: 'each was evicted and replaced', seen, breaches }, ...judgeLoad(evidence)];
  },
  figures: (evidence) => ({ evicted: evidence.evicted.length, ...loadFigures(evidence) }),
});

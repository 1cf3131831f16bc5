import { withinLimit } from '../../chaos/finding.ts';
import { RELEASE } from '../product/release.ts';
import { tags } from '../product/prepare-images.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Evidence = { seconds: number; testWords: string; isTestPassed: boolean; pods: number; notReady: string[] };

const INSTALL_LIMIT_SECONDS = 180;

async function collect({ release, tell }: ClusterContext): Promise<Evidence> {
  const startedAt = performance.now();
  await release.upgrade(tags.first);
  const seconds = (performance.now() - startedAt) / 1_000;
  tell(`installed after ${seconds.toFixed(0)} s`);
  const pods = await release.kubectl.listPods();
  const test = await release.helm('test', RELEASE, '--logs', '--timeout', '5m').then(
    (words) => ({ isTestPassed: true, testWords: words }),
    (error: unknown) => ({ isTestPassed: false, testWords: String(error) }),
  );
  const notReady = pods.filter(({ isReady }) => !isReady).map(({ name }) => name);
  return { seconds, ...test, pods: pods.length, notReady };
}

export const install = defineScenario<Evidence>({
  id: 'install',
  promise: 'one helm upgrade --install --wait in an empty, restricted namespace gives a hub that answers',
  collect,
  judge: ({ seconds, isTestPassed, testWords, notReady, pods }) => [
    withinLimit('installed in time', seconds, INSTALL_LIMIT_SECONDS, 's'),
    { promise: 'every pod is admitted and ready', seen: `${pods - notReady.length} of ${pods}`, breaches: notReady },
    {
      promise: 'helm test signs in, calls a model and proves the ledger',
      seen: isTestPassed ? 'passed' : 'failed',
      breaches: isTestPassed ? [] : [testWords],
    },
  ],
  figures: ({ seconds, pods }) => ({ 'installed in': `${seconds.toFixed(0)} s`, pods }),
});

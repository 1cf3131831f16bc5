import { waitUntil } from '@smart-ai-hub/local-stack';
import type { Finding } from '../../chaos/finding.ts';
import { judgeLoad, type LoadEvidence, loadFigures } from '../load/judge-load.ts';
import { underLoad } from '../load/under-load.ts';
import { tags } from '../product/prepare-images.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Evidence = LoadEvidence & { before: number; most: number; after: number };

const PART = 'app.kubernetes.io/name=api-gateway';
const UP_DEADLINE_MS = 180_000;
const DOWN_DEADLINE_MS = 300_000;
/** What a hub that nearly sleeps uses is above the one and below the other. */
const BUSY_PERCENT = 15;
const IDLE_PERCENT = 400;

const settingsFor = (cpuPercent: number): string[] => [
  ...['api-gateway.autoscaling.enabled=true', 'api-gateway.autoscaling.minReplicas=2'],
  ...['api-gateway.autoscaling.maxReplicas=3', 'api-gateway.autoscaling.scaleDownSeconds=10'],
  `api-gateway.autoscaling.cpuPercent=${cpuPercent}`,
];

async function collect(context: ClusterContext): Promise<Evidence> {
  const { release, tell } = context;
  const count = async (): Promise<number> =>
    (await release.kubectl.listPods(PART)).filter(({ isLeaving }) => !isLeaving).length;
  const wantsPercent = async (percent: number): Promise<void> => {
    const metric = {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
    };
    const patch = JSON.stringify({ spec: { metrics: [metric] } });
    await release.kubectl.run('patch', 'hpa/hub-api-gateway', '--type=merge', '--patch', patch);
  };
  await release.upgrade(tags.first, ...settingsFor(IDLE_PERCENT));
  const before = await count();
  let most = before;
  const evidence = await underLoad(context, async () => {
    await wantsPercent(BUSY_PERCENT);
    await waitUntil(async () => (most = Math.max(most, await count())) > before, UP_DEADLINE_MS);
    tell(`    ${most} gateways`);
    // The load goes on, so that the gateway that leaves has streams in hand.
    await wantsPercent(IDLE_PERCENT);
    await waitUntil(async () => (await count()) === before, DOWN_DEADLINE_MS);
  });
  const after = await count();
  await release.upgrade(tags.first);
  return { ...evidence, before, most, after };
}

export const scale = defineScenario<Evidence>({
  id: 'scale',
  promise: 'the gateway is scaled out and in again by its CPU, and no stream notices (K5)',
  collect,
  judge: (evidence): Finding[] => {
    const { before, most, after } = evidence;
    return [
      { promise: 'pods are added', seen: `${before} → ${most}`, breaches: most > before ? [] : ['none was added'] },
      {
        promise: 'and taken away again',
        seen: `${most} → ${after}`,
        breaches: after === before ? [] : [`${after} are left`],
      },
      ...judgeLoad(evidence),
    ];
  },
  figures: (evidence) => ({
    gateways: `${evidence.before} → ${evidence.most} → ${evidence.after}`,
    ...loadFigures(evidence),
  }),
});

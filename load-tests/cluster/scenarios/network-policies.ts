import type { Finding } from '../../chaos/finding.ts';
import { type Attempt, isOpen } from '../network/try-connection.ts';
import type { Pod } from '../product/kubectl.ts';
import { RELEASE } from '../product/release.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Tried = Attempt & { isWanted: boolean; isOpen: boolean };
type Evidence = { tried: Tried[] };

const ports: Record<string, number> = {
  'api-gateway': 3000,
  'auth-service': 3001,
  'core-service': 3002,
  'mcp-server': 3003,
  'llm-worker': 3004,
  simulator: 3005,
  frontend: 8080,
  postgresql: 5432,
  redis: 6379,
};

/** docs/ARCHITECTURE.md, as far as the callers are programs of Node: a connection is tried from within them. */
const arrows: Record<string, readonly string[]> = {
  'api-gateway': ['auth-service', 'core-service', 'mcp-server', 'postgresql', 'redis'],
  'auth-service': ['postgresql', 'redis'],
  'core-service': ['auth-service', 'postgresql', 'redis'],
  'mcp-server': ['auth-service', 'postgresql', 'redis'],
  'llm-worker': ['simulator', 'postgresql', 'redis'],
  simulator: [],
};

/** By the pod's own address: a Service has no endpoint on a port that it does not name. */
function attemptsOf(pods: readonly Pod[]): (Attempt & { isWanted: boolean })[] {
  const addressOf = (part: string): string => {
    const pod = pods.find((candidate) => candidate.part === part && candidate.isReady);
    if (pod?.address === undefined) throw new Error(`no ${part} is ready`);
    return pod.address;
  };
  return Object.entries(arrows).flatMap(([from, wanted]) =>
    Object.entries(ports)
      .filter(([to]) => to !== from)
      .map(([to, port]) => ({ from, to, address: addressOf(to), port, isWanted: wanted.includes(to) })),
  );
}

async function collect({ release: { kubectl } }: ClusterContext): Promise<Evidence> {
  const pods = await kubectl.listPods();
  const tried: Tried[] = [];
  for (const attempt of attemptsOf(pods)) {
    const caller = pods.find(({ part, isReady }) => part === attempt.from && isReady);
    if (caller === undefined) throw new Error(`no ${attempt.from} is ready`);
    tried.push({ ...attempt, isOpen: await isOpen(kubectl, caller.name, attempt) });
  }
  return { tried };
}

const MIN_FORBIDDEN = 10;

export function judgeArrows({ tried }: Evidence): Finding[] {
  const named = (some: readonly Tried[]) => some.map(({ from, to }) => `${from} → ${to}`);
  const wanted = tried.filter(({ isWanted }) => isWanted);
  const forbidden = tried.filter(({ isWanted }) => !isWanted);
  const missing = wanted.filter((one) => !one.isOpen);
  const passed = forbidden.filter((one) => one.isOpen);
  const few = forbidden.length < MIN_FORBIDDEN ? [`only ${forbidden.length} were tried`] : [];
  return [
    {
      promise: 'every arrow of the architecture is open',
      seen: `${wanted.length - missing.length} of ${wanted.length}`,
      breaches: wanted.length > 0 ? named(missing) : ['none was tried'],
    },
    {
      promise: 'every other connection is closed',
      seen: `${forbidden.length - passed.length} of ${forbidden.length}`,
      breaches: [...named(passed), ...few],
    },
  ];
}

export const networkPolicies = defineScenario<Evidence>({
  id: 'network',
  promise: `what ${RELEASE}'s pods can reach equals the architecture's arrows (K4)`,
  collect,
  judge: judgeArrows,
  figures: ({ tried }) => ({
    open: tried.filter((one) => one.isOpen).length,
    closed: tried.filter((one) => !one.isOpen).length,
  }),
});

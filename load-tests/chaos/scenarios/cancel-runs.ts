import { waitUntil } from '@smart-ai-hub/local-stack';
import { createSimulatorClient } from '../../hub/simulator-client.ts';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import { type Finding, percentile, withinLimit } from '../finding.ts';
import type { HeardCall } from '../load/heard-call.ts';
import { openCallers } from '../load/open-callers.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { cancels: number; beside: number };
type Evidence = CallEvidence & { closedMs: number[] };

/** 500 ms on a machine of its own; what was seen is shown, and the limit leaves a busy one its time. */
const LIMIT_MS = 1_500;
/** So that its calls are told apart from those that go on beside it. */
const MODEL = 'simulator-claude-fast';
const promises = {
  speed: 'a cancel closes the socket of the provider at once (p99)',
  billed: 'a cancelled run costs what it had produced',
};

async function collect({ product, random }: Context, { cancels, beside }: Size): Promise<Evidence> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, beside + 2);
  let isOver = false;
  const others = Promise.all(
    Array.from({ length: beside }, async () => {
      const heard: HeardCall[] = [];
      while (!isOver) heard.push(await callers.callOnce({ prompt: 'Go on beside it. [[sim: tokens=20 tps=20]]' }));
      return heard;
    }),
  );
  const heard: HeardCall[] = [];
  const closedMs: number[] = [];
  for (let index = 0; index < cancels; index += 1) {
    const following = callers.follow({ model: MODEL, prompt: `Cancel ${index}. [[sim: tokens=5000 tps=60]]` });
    closedMs.push(await cancelInTheMiddle(product, account.apiKey, account.accountId, index, 3 + random(30)));
    heard.push(await following);
  }
  isOver = true;
  heard.push(...(await others).flat());
  await callers.close();
  return { ...(await gatherCalls(product, account, heard)), closedMs };
}

/** Milliseconds from the cancel's being sent to the end of the call at the provider, by the provider's clock, which is ours. */
async function cancelInTheMiddle(
  { gateways, pool, simulatorUrl }: Context['product'],
  apiKey: string,
  accountId: string,
  index: number,
  produced: number,
): Promise<number> {
  const simulator = createSimulatorClient(simulatorUrl);
  const readCall = async () => {
    const { calls, models } = await simulator.readStats({ model: MODEL, last: 1 });
    return models[MODEL]?.calls === index + 1 ? calls[0] : undefined;
  };
  const isUnderWay = async () => {
    const call = await readCall();
    return call?.outcome === 'running' && call.streamedTokens >= produced;
  };
  if (!(await waitUntil(isUnderWay, 30_000))) throw new Error('a run to cancel did not begin');
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM core."Run" WHERE "accountId" = $1 AND state = 'running' AND model = $2`,
    [accountId, MODEL],
  );
  const sentAtMs = Date.now();
  const response = await fetch(`${gateways[index % 2]}/api/runs/${rows[0]?.id}/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
  });
  if (response.status !== 202) throw new Error(`the cancel was answered by ${response.status}`);
  await waitUntil(async () => (await readCall())?.durationMs != null, 30_000);
  const call = await readCall();
  return (call?.startedAtMs ?? 0) + (call?.durationMs ?? Number.POSITIVE_INFINITY) - sentAtMs;
}

function judgeBilling({ runs }: Evidence): Finding {
  const cancelled = runs.filter(({ model }) => model === MODEL);
  const wrong = cancelled.filter(({ state, costMicros }) => state !== 'cancelled' || costMicros === 0n);
  return {
    promise: promises.billed,
    seen: `${cancelled.length} runs cancelled`,
    breaches: wrong.map(({ id, state, costMicros }) => `${id} is ${state} and cost ${costMicros}`),
  };
}

export const cancelRuns = defineScenario<Size, Evidence>({
  id: 'R6',
  promise: 'a cancel closes the socket of the provider, and bills what was produced',
  quick: { cancels: 20, beside: 4 },
  full: { cancels: 300, beside: 40 },
  collect,
  judge: (evidence) => [
    ...judgeCalls(evidence),
    judgeBilling(evidence),
    withinLimit(promises.speed, percentile(evidence.closedMs, 0.99), LIMIT_MS, 'ms'),
  ],
  figures: ({ closedMs }) => ({
    cancels: closedMs.length,
    'closed p50': `${percentile(closedMs, 0.5)} ms`,
    'closed p99': `${percentile(closedMs, 0.99)} ms`,
  }),
  measures: ({ closedMs }) => [
    {
      name: 'R6: the socket of the provider closes after a cancel (p99)',
      seen: percentile(closedMs, 0.99),
      promised: 500,
      unit: 'ms',
    },
  ],
  sample: (undisturbed) => ({ ...undisturbed, closedMs: [10, 20] }),
  plants: [
    ...plantsOf<Evidence>(callPlants.overcharged, callPlants.openRun),
    {
      bug: 'a socket that stays open',
      tamper: (evidence) => ({ ...evidence, closedMs: [9_000] }),
      breaks: [promises.speed],
    },
    { bug: 'a cancelled run that is free', tamper: withFreeCancel, breaks: [promises.billed] },
  ],
});

/** A run that nobody made is enough for the judge of bills; the others know it by its words and cost, which are none. */
function withFreeCancel(evidence: Evidence): Evidence {
  const [run] = evidence.runs;
  if (!run) return evidence;
  const free = { ...run, id: 'run_free', model: MODEL, state: 'cancelled' as const, costMicros: 0n, lossMicros: 0n };
  const settlements = new Map([...evidence.settlements, [free.id, 1] as const]);
  return { ...evidence, settlements, runs: [...evidence.runs, { ...free, idempotencyKey: undefined }] };
}

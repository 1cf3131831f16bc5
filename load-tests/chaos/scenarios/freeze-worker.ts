import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@smart-ai-hub/local-stack';
import { createSimulatorClient } from '../../hub/simulator-client.ts';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import type { Finding } from '../finding.ts';
import { openCallers } from '../load/open-callers.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { calls: number };
type Evidence = CallEvidence & { lostRuns: number; refusals: number };

const METRIC = 'aihub_runs_fenced_out_total';
/** A lease is 30 s, a lock in the queue 12 s. */
const FROZEN_MS = 35_000;
/** Of 90 tokens: each reader has seen something of its answer. */
const MIDDLE_TOKENS = 12;
const COUNTED = 'each run that a stopped worker lost is counted when it wants to go on';

async function collect({ product, tell }: Context, { calls }: Size): Promise<Evidence> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, calls);
  const [worker] = product.workers;
  const before = await product.readWorkerMetric(METRIC);
  const calling = callers.callAll(calls, (index) => ({ prompt: `Frozen ${index}. [[sim: tokens=90 tps=6]]` }));
  const simulator = createSimulatorClient(product.simulatorUrl);
  const isInTheMiddle = ({ streamedTokens }: { streamedTokens: number }) => streamedTokens >= MIDDLE_TOKENS;
  await waitUntil(async () => (await simulator.readStats()).calls.filter(isInTheMiddle).length === calls, 60_000);
  worker.freeze();
  tell(`worker stopped for ${FROZEN_MS / 1_000} s in the middle of ${calls} answers`);
  try {
    await sleep(FROZEN_MS);
  } finally {
    worker.thaw();
  }
  const heard = await calling;
  const evidence = await gatherCalls(product, account, heard);
  const lostRuns = evidence.runs.filter(({ fence }) => fence > 1).length;
  let refusals = 0;
  await waitUntil(async () => {
    refusals = (await product.readWorkerMetric(METRIC)) - before;
    return refusals >= lostRuns;
  }, 30_000);
  await callers.close();
  // What the thawed worker wrote into runs that were not its own any more would be seen now, and not before.
  return { ...(await gatherCalls(product, account, heard)), lostRuns, refusals };
}

function judgeRefusals({ lostRuns, refusals }: Evidence): Finding {
  const breaches = [
    ...(refusals === lostRuns ? [] : [`${lostRuns} runs were taken over and ${refusals} refusals counted`]),
    ...(lostRuns > 0 ? [] : ['the stopped worker had no run to lose']),
  ];
  return { promise: COUNTED, seen: `${lostRuns} runs taken over, ${refusals} refusals counted`, breaches };
}

export const freezeWorker = defineScenario<Size, Evidence>({
  id: 'R2',
  promise: 'a worker stopped past its lease and resumed: no word twice, no second settlement, refusals counted',
  quick: { calls: 20 },
  full: { calls: 200 },
  collect,
  judge: (evidence) => [...judgeCalls(evidence), judgeRefusals(evidence)],
  figures: ({ heard, lostRuns, refusals }) => ({ streams: heard.length, 'taken over': lostRuns, refusals }),
  sample: (undisturbed) => ({ ...undisturbed, lostRuns: 3, refusals: 3 }),
  plants: [
    ...plantsOf<Evidence>(callPlants.wordTwice, callPlants.settledTwice, callPlants.noEnd),
    { bug: 'a refusal that nobody counts', tamper: (evidence) => ({ ...evidence, refusals: 2 }), breaks: [COUNTED] },
  ],
});

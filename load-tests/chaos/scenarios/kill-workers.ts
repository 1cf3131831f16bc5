import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { waitUntil } from '@smart-ai-hub/local-stack';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import { openCallers } from '../load/open-callers.ts';
import { underFaults } from '../load/under-faults.ts';
import type { Member } from '../product/member.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { calls: number; inFlight: number; kills: number };
type Evidence = CallEvidence & { kills: number };

const KILL_DEADLINE_MS = 120_000;
const MID_ANSWER_MS = 1_500;
const SHORT_TOKENS = 3;
const LONG_TOKENS = 40;

async function collect(context: Context, size: Size): Promise<Evidence> {
  const { product, random } = context;
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, size.inFlight);
  const progress = { started: 0, kills: 0, back: 0 };
  const share = size.calls / (size.kills + 1);
  // Each worker is taken away as soon as it is back in its work, whatever has become of the other one.
  const killBoth = (signal: AbortSignal) =>
    Promise.all(product.workers.map((worker) => killAgain(context, worker, { size, share, progress, signal })));
  const ask = async (index: number) => {
    // So that each kill meets calls, however long a worker takes to start.
    await waitUntil(() => index < (progress.back + 1) * share + size.inFlight / 2, KILL_DEADLINE_MS);
    progress.started += 1;
    // Some are told before any kill can reach them.
    const tokens = index % 3 === 0 ? SHORT_TOKENS : LONG_TOKENS;
    return { prompt: `Chaos ${index}. [[sim: tokens=${tokens} tps=${6 + random(10)}]]` };
  };
  const heard = await underFaults(() => callers.callAll(size.calls, ask), killBoth);
  await callers.close();
  return { ...(await gatherCalls(product, account, heard)), kills: progress.kills };
}

type Killing = {
  size: Size;
  share: number;
  progress: { started: number; kills: number; back: number };
  signal: AbortSignal;
};

async function killAgain({ tell }: Context, worker: Member, { size, share, progress, signal }: Killing): Promise<void> {
  while (progress.kills < size.kills && !signal.aborted) {
    const kill = ++progress.kills;
    await waitUntil(() => signal.aborted || progress.started >= kill * share, KILL_DEADLINE_MS);
    if (signal.aborted) return;
    // By now the calls that were let in last are in the middle of their answers.
    await sleep(MID_ANSWER_MS);
    await worker.kill();
    await worker.start();
    progress.back += 1;
    if (kill % 10 === 0 || kill === size.kills) tell(`${kill} workers killed, ${progress.started} calls started`);
  }
}

const isBegunAgain = ({ fence, state, parts }: RunRecord) => fence > 1 && state === 'done' && parts === undefined;

export const killWorkers = defineScenario<Size, Evidence>({
  id: 'R1',
  promise: 'kill -9 of workers under streamed runs: each ends, none is charged twice, no hold stays',
  quick: { calls: 150, inFlight: 30, kills: 6 },
  full: { calls: 5_000, inFlight: 200, kills: 200 },
  collect,
  judge: judgeCalls,
  figures: ({ heard, runs, kills }) => ({
    streams: heard.length,
    kills,
    whole: heard.filter(({ end }) => end === 'whole').length,
    'gone on with': runs.filter(({ parts }) => parts !== undefined).length,
    'begun again before the first word': runs.filter(isBegunAgain).length,
    interrupted: runs.filter(({ state }) => state === 'interrupted').length,
  }),
  sample: (undisturbed) => ({ ...undisturbed, kills: 0 }),
  plants: plantsOf(callPlants.noEnd, callPlants.openRun, callPlants.overcharged, callPlants.settledTwice),
});

import { waitUntil } from '@smart-ai-hub/local-stack';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import { openCallers } from '../load/open-callers.ts';
import { underFaults } from '../load/under-faults.ts';
import type { MemberName } from '../product/open-product.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { calls: number; inFlight: number; rounds: number };
type Evidence = CallEvidence & { kills: number };

const RETRY_MS = 90_000;
const KILL_DEADLINE_MS = 120_000;
/** PostgreSQL first and most often; then everybody who speaks to it in the way of a call. */
const victims: readonly MemberName[] = [
  'postgres',
  'api-gateway-1',
  'postgres',
  'llm-worker-1',
  'postgres',
  'core-service',
];

async function collect({ product, tell }: Context, { calls, inFlight, rounds }: Size): Promise<Evidence> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, inFlight);
  const all = Array.from({ length: rounds }, () => victims).flat();
  let started = 0;
  let kills = 0;
  const killInTurn = async (signal: AbortSignal) => {
    for (const [index, name] of all.entries()) {
      const isTime = () => started >= ((index + 1) * calls) / (all.length + 1);
      await waitUntil(() => signal.aborted || isTime(), KILL_DEADLINE_MS);
      if (signal.aborted) return;
      await product.member(name).kill();
      kills += 1;
      await product.member(name).start();
      tell(`${name} killed and back, ${started} calls started`);
    }
  };
  const ask = async (index: number) => {
    await waitUntil(() => kills >= (index * all.length) / calls - 1, KILL_DEADLINE_MS);
    started += 1;
    // Plain calls among them: theirs is the harder case, since nothing was delivered before the end.
    return { prompt: `Money ${index}. [[sim: tokens=30 tps=10]]`, stream: index % 3 !== 0 };
  };
  const heard = await underFaults(() => callers.callAll(calls, ask, RETRY_MS), killInTurn);
  await callers.close();
  return { ...(await gatherCalls(product, account, heard)), kills };
}

export const killPostgres = defineScenario<Size, Evidence>({
  id: 'M4',
  promise: 'kill -9 of PostgreSQL and of services under load: no acknowledged call is lost, none is made twice',
  quick: { calls: 90, inFlight: 15, rounds: 1 },
  full: { calls: 2_000, inFlight: 60, rounds: 10 },
  collect,
  judge: judgeCalls,
  figures: ({ heard, runs, kills }) => ({
    calls: heard.length,
    kills,
    whole: heard.filter(({ end }) => end === 'whole').length,
    interrupted: runs.filter(({ state }) => state === 'interrupted').length,
  }),
  sample: (undisturbed) => ({ ...undisturbed, kills: 0 }),
  plants: plantsOf(callPlants.lostRun, callPlants.settledTwice, callPlants.overcharged, callPlants.heldOpen),
});

import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulatorClient } from '../../hub/simulator-client.ts';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import { type Finding, percentile } from '../finding.ts';
import type { HeardCall } from '../load/heard-call.ts';
import { inParallel } from '../load/in-parallel.ts';
import { type Callers, openCallers } from '../load/open-callers.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { calls: number; awayMs: number };
type Evidence = CallEvidence & { sheltered: HeardCall[] };

const FIRST = 'simulator-gpt-fast';
const OTHER = 'simulator-claude-fast';
const UNSEEN = 'a fault of the first model is never seen by a caller who allowed another';
const FLAP_MS = 2_000;
const CALL_PAUSE_MS = 150;

/** What the first model does to each of so many calls, while the second one is well: in the middle of the answer, and before it. */
const middleFaults = ['cut at=40', 'reset-middle at=40', 'stream-error at=40', 'stall at=40 seconds=120'];
const earlyFaults = ['silence seconds=120', 'slow-headers seconds=120', 'reset-0', '429 retry=60', 'overloaded'];

async function collect({ product, tell }: Context, { calls, awayMs }: Size): Promise<Evidence> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, calls * earlyFaults.length + 10);
  const simulator = createSimulatorClient(product.simulatorUrl);
  // First those that break off: after the others the first model is left alone, and no answer begins with it.
  const struck = [...(await strike(callers, calls, middleFaults)), ...(await strike(callers, calls, earlyFaults))];
  tell(`${struck.length} calls met faults of their first model`);
  await simulator.configure({ fault: 'unavailable', faultModels: [FIRST] });
  const away = await callFor(callers, awayMs, async () => {});
  tell(`${away.length} calls while the first model was away for ${awayMs / 1_000} s`);
  let isWell = false;
  const flapping = await callFor(callers, awayMs, async () => {
    isWell = !isWell;
    await simulator.configure({ fault: isWell ? null : 'unavailable' });
  });
  tell(`${flapping.length} calls while it came and went`);
  await simulator.configure({ fault: 'unavailable', faultModels: [FIRST] });
  const alone = await callers.callAll(calls, () => ({ models: [FIRST], prompt: 'Nobody else. [[sim: tokens=5]]' }));
  await simulator.configure({ fault: null, faultModels: [] });
  await callers.close();
  const sheltered = [...struck, ...away, ...flapping];
  return { ...(await gatherCalls(product, account, [...sheltered, ...alone])), sheltered };
}

async function strike(callers: Callers, calls: number, faults: readonly string[]): Promise<HeardCall[]> {
  return inParallel(calls * faults.length, calls * faults.length, (index) =>
    callers.callOnce({
      models: [FIRST, OTHER],
      prompt: `Struck ${index}. [[sim: tokens=60 fault=${faults[index % faults.length]} on=${FIRST}]]`,
      stream: index % 2 === 0,
    }),
  );
}

/** Calls, a few in a second, for so long, while every two seconds something changes. */
async function callFor(callers: Callers, durationMs: number, change: () => Promise<void>): Promise<HeardCall[]> {
  const endsAt = Date.now() + durationMs;
  const calls: Promise<HeardCall>[] = [];
  let changesAt = Date.now();
  while (Date.now() < endsAt) {
    if (Date.now() >= changesAt) {
      await change();
      changesAt += FLAP_MS;
    }
    calls.push(callers.callOnce({ models: [FIRST, OTHER], prompt: `Away ${calls.length}. [[sim: tokens=20]]` }));
    await sleep(CALL_PAUSE_MS);
  }
  return Promise.all(calls);
}

function judgeSheltered({ sheltered }: Evidence): Finding {
  const seen = sheltered.filter(({ end }) => end !== 'whole');
  return {
    promise: UNSEEN,
    seen: `${sheltered.length} calls`,
    breaches: seen.map(({ runId, key, end, note }) => `${runId ?? key} was ${end}: ${note}`),
  };
}

export const breakProviders = defineScenario<Size, Evidence>({
  id: 'providers',
  promise:
    'a first model that is silent, cut, stalled, away for a minute or flapping is not seen where another is allowed',
  quick: { calls: 4, awayMs: 10_000 },
  full: { calls: 40, awayMs: 60_000 },
  collect,
  judge: (evidence) => [...judgeCalls(evidence), judgeSheltered(evidence)],
  figures: ({ heard, sheltered, runs }) => ({
    calls: heard.length,
    'with another model allowed': sheltered.length,
    whole: sheltered.filter(({ end }) => end === 'whole').length,
    'answered by the other': runs.filter(({ state, model }) => state === 'done' && model === OTHER).length,
    'told by both': runs.filter(({ parts }) => parts !== undefined).length,
    'slowest answer': `${(
      percentile(
        sheltered.map(({ durationMs }) => durationMs),
        1,
      ) / 1_000
    ).toFixed(1)} s`,
  }),
  sample: (undisturbed) => ({ ...undisturbed, sheltered: undisturbed.heard }),
  plants: [
    ...plantsOf<Evidence>(callPlants.noEnd, callPlants.overcharged, callPlants.cutShownWhole),
    {
      bug: 'a fault that its caller sees',
      tamper: (evidence) => ({
        ...evidence,
        sheltered: evidence.sheltered.map((call, index) => (index === 0 ? { ...call, end: 'failed' } : call)),
      }),
      breaks: [UNSEEN],
    },
  ],
});

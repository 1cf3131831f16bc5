import { setTimeout as sleep } from 'node:timers/promises';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import type { Finding } from '../finding.ts';
import { judgeCalls, promises } from '../evidence/judge-calls.ts';
import { inParallel } from '../load/in-parallel.ts';
import { openCallers } from '../load/open-callers.ts';
import { underFaults } from '../load/under-faults.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { runs: number; inFlight: number; kills: number };
type Evidence = CallEvidence & { kills: number };

const UNHARMED = 'an answer is whole whatever becomes of its readers';

async function collect({ product, random, tell }: Context, { runs, inFlight, kills }: Size): Promise<Evidence> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, inFlight);
  let isOver = false;
  let killed = 0;
  const killInTurn = async () => {
    while (!isOver && killed < kills) {
      await sleep(2_000 + random(1_000));
      const gateway = product.member(killed % 2 === 0 ? 'api-gateway-1' : 'api-gateway-2');
      await gateway.kill();
      await gateway.start();
      killed += 1;
      tell(`${gateway.name} killed and back`);
    }
  };
  const follow = () =>
    inParallel(runs, inFlight, (index) =>
      callers.follow({
        prompt: `Resume ${index}. [[sim: tokens=80 tps=${4 + random(4)}]]`,
        // Beside the kills, each reader loses its own connection, at another place each time.
        cutAfter: [1 + random(8), 1 + random(8)],
      }),
    ).finally(() => (isOver = true));
  const heard = await underFaults(follow, killInTurn);
  await callers.close();
  return { ...(await gatherCalls(product, account, heard)), kills: killed };
}

export const killGateway = defineScenario<Size, Evidence>({
  id: 'R4-gateway',
  promise: 'gateways killed and connections cut: readers go on at the other with Last-Event-ID, byte for byte',
  quick: { runs: 40, inFlight: 40, kills: 2 },
  full: { runs: 1_000, inFlight: 100, kills: 30 },
  collect,
  judge: (evidence) => [...judgeCalls(evidence), judgeUnharmed(evidence)],
  figures: ({ heard, kills }) => ({
    streams: heard.length,
    'gateways killed': kills,
    'connections cut': heard.length * 2,
    whole: heard.filter(({ end }) => end === 'whole').length,
  }),
  sample: (undisturbed) => ({ ...undisturbed, kills: 0 }),
  plants: [
    ...plantsOf<Evidence>(callPlants.lostFrame, callPlants.wordTwice),
    {
      bug: 'a gateway that takes its runs along',
      tamper: withFailedRun,
      breaks: [promises.state, UNHARMED],
    },
    { bug: 'an event that came twice', tamper: withRepeatedEvent, breaks: [promises.words] },
  ],
});

function judgeUnharmed({ heard }: Evidence): Finding {
  const harmed = heard.filter(({ end }) => end !== 'whole');
  return {
    promise: UNHARMED,
    seen: `${heard.length - harmed.length} of ${heard.length} whole`,
    breaches: harmed.map(({ runId, end, note }) => `${runId} was ${end}: ${note}`),
  };
}

function withRepeatedEvent(evidence: Evidence): Evidence {
  return {
    ...evidence,
    heard: evidence.heard.map((call, index) => (index === 0 ? { ...call, misplaced: ['2.0'] } : call)),
  };
}

function withFailedRun(evidence: Evidence): Evidence {
  const heard = evidence.heard.map((call, index) => (index === 0 ? { ...call, end: 'failed' as const } : call));
  return { ...evidence, heard };
}

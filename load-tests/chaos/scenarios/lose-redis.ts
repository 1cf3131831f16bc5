import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@smart-ai-hub/local-stack';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { type ChaosAccount, openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import { type Finding, percentile, withinLimit } from '../finding.ts';
import type { HeardCall } from '../load/heard-call.ts';
import { type Callers, openCallers } from '../load/open-callers.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { calls: number; rounds: number };
type Evidence = CallEvidence & { underWay: HeardCall[]; away: HeardCall[]; recoveriesMs: number[] };

/** On a machine that does nothing else it is 200 ms; the figure is shown, and the limit leaves a busy one its time. */
const REFUSAL_LIMIT_MS = 1_000;
const RECOVERY_LIMIT_MS = 10_000;
const AWAY_MS = 4_000;
const PROBE_EVERY_MS = 200;
const promises = {
  goesOn: 'an answer that is under way when Redis goes is told whole',
  refusal: 'while Redis is away a call is refused by 503 with Retry-After',
  speed: 'such a refusal comes at once (p99)',
  recovery: 'after Redis is back a call is answered whole in time',
};

/** The flush comes first: it takes the words of all runs before it, which are then not there to be compared. */
const faults = ['flushed', 'killed', 'restarted'] as const;

async function collect(context: Context, size: Size): Promise<Evidence> {
  const { product } = context;
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const heard: HeardCall[] = [];
  const away: HeardCall[] = [];
  const callings: Promise<HeardCall[]>[] = [];
  const recoveriesMs: number[] = [];
  for (let round = 0; round < size.rounds; round += 1) {
    for (const fault of faults) {
      const seen = await playRound(context, account, size.calls, fault);
      heard.push(...seen.after, ...seen.away);
      callings.push(seen.calling);
      away.push(...seen.away);
      recoveriesMs.push(seen.recoveryMs);
    }
  }
  const underWay = (await Promise.all(callings)).flat();
  heard.push(...underWay);
  return { ...(await gatherCalls(product, account, heard)), underWay, away, recoveriesMs };
}

/** Calls in mid-answer, then the fault, then a call that has to be answered. */
async function playRound(
  { product, tell }: Context,
  account: ChaosAccount,
  calls: number,
  fault: (typeof faults)[number],
): Promise<{ calling: Promise<HeardCall[]>; after: HeardCall[]; away: HeardCall[]; recoveryMs: number }> {
  const callers = openCallers(product, account, calls + 1);
  const calling = callers.callAll(calls, (index) => ({ prompt: `Redis ${fault} ${index}. [[sim: tokens=60 tps=10]]` }));
  await sleep(2_500);
  tell(`Redis is ${fault}`);
  let away: HeardCall[] = [];
  const redis = product.member('redis');
  if (fault === 'flushed') await product.flushRedis();
  else {
    await (fault === 'killed' ? redis.kill() : redis.stop());
    const backAt = Date.now() + AWAY_MS;
    away = await probe(callers, () => Date.now() < backAt);
    await redis.start();
  }
  const backAt = performance.now();
  const after: HeardCall[] = [];
  await waitUntil(async () => {
    after.push(await callers.callOnce({ prompt: 'Back again. [[sim: tokens=5]]' }));
    return after.at(-1)?.end === 'whole';
  }, 60_000);
  const recoveryMs = performance.now() - backAt;
  return { calling: calling.finally(() => callers.close()), after, away, recoveryMs };
}

async function probe(callers: Callers, isAway: () => boolean): Promise<HeardCall[]> {
  const heard: HeardCall[] = [];
  while (isAway()) {
    heard.push(await callers.callOnce({ prompt: 'Anybody there? [[sim: tokens=5]]' }));
    await sleep(PROBE_EVERY_MS);
  }
  return heard;
}

function judgeUnderWay({ underWay }: Evidence): Finding {
  const harmed = underWay.filter(({ end }) => end !== 'whole');
  return {
    promise: promises.goesOn,
    seen: `${underWay.length - harmed.length} of ${underWay.length} whole`,
    breaches: harmed.map(({ runId, key, end, note }) => `${runId ?? key} was ${end}: ${note}`),
  };
}

function judgeRefusals({ away }: Evidence): Finding {
  const wrong = away.filter(({ status, retryAfter }) => status !== 503 || retryAfter === undefined);
  return {
    promise: promises.refusal,
    seen: `${away.length} calls refused`,
    breaches: [
      ...wrong.map(({ note, retryAfter }) => `${note} (Retry-After: ${retryAfter ?? 'none'})`),
      ...(away.length > 0 ? [] : ['no call was made while it was away']),
    ],
  };
}

const refusalMs = ({ away }: Evidence) =>
  percentile(
    away.map(({ durationMs }) => durationMs),
    0.99,
  );

const recoveryMs = ({ recoveriesMs }: Evidence) => Math.max(...recoveriesMs);

export const loseRedis = defineScenario<Size, Evidence>({
  id: 'R3',
  promise: 'Redis killed, restarted, flushed: 503 at once while it is away, work again in time, no run without an end',
  quick: { calls: 12, rounds: 1 },
  full: { calls: 200, rounds: 3 },
  collect,
  judge: (evidence) => [
    ...judgeCalls(evidence),
    judgeUnderWay(evidence),
    judgeRefusals(evidence),
    withinLimit(promises.speed, refusalMs(evidence), REFUSAL_LIMIT_MS, 'ms'),
    withinLimit(promises.recovery, recoveryMs(evidence), RECOVERY_LIMIT_MS, 'ms'),
  ],
  figures: (evidence) => ({
    'streams under way': evidence.underWay.length,
    'told whole': evidence.underWay.filter(({ end }) => end === 'whole').length,
    refused: evidence.away.length,
    'refusal p50': `${Math.round(
      percentile(
        evidence.away.map(({ durationMs }) => durationMs),
        0.5,
      ),
    )} ms`,
    'refusal p99': `${Math.round(refusalMs(evidence))} ms`,
    'work again after': `${Math.round(recoveryMs(evidence))} ms`,
  }),
  measures: (evidence) => [
    { name: 'R3: a call is refused while Redis is away (p99)', seen: refusalMs(evidence), promised: 200, unit: 'ms' },
    { name: 'R3: work again after Redis is back', seen: recoveryMs(evidence), promised: 10_000, unit: 'ms' },
  ],
  sample: (undisturbed) => ({
    ...undisturbed,
    underWay: undisturbed.heard,
    away: undisturbed.heard.map((call) => ({ ...call, end: 'refused', status: 503, retryAfter: '1', durationMs: 10 })),
    recoveriesMs: [1_000],
  }),
  plants: [
    ...plantsOf<Evidence>(callPlants.noEnd, callPlants.openRun, callPlants.heldOpen),
    { bug: 'an answer that Redis takes along', tamper: withLostAnswer, breaks: [promises.goesOn] },
    { bug: 'a call that waits for Redis', tamper: slowly, breaks: [promises.speed] },
    { bug: 'a refusal without Retry-After', tamper: withoutRetryAfter, breaks: [promises.refusal] },
    {
      bug: 'workers that do not come back',
      tamper: (evidence) => ({ ...evidence, recoveriesMs: [60_000] }),
      breaks: [promises.recovery],
    },
  ],
});

function withLostAnswer(evidence: Evidence): Evidence {
  return { ...evidence, underWay: evidence.underWay.map((call) => ({ ...call, end: 'failed' })) };
}

function slowly(evidence: Evidence): Evidence {
  return { ...evidence, away: evidence.away.map((call) => ({ ...call, durationMs: 5_000 })) };
}

function withoutRetryAfter(evidence: Evidence): Evidence {
  return { ...evidence, away: evidence.away.map((call) => ({ ...call, retryAfter: undefined })) };
}

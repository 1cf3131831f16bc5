/**
 * The rule that `change-circuits.lua.ts` keeps for all workers together. Here it is kept for one of them, which goes by it while
 * Redis is away; a test plays the same histories to both.
 */
/** When a circuit opens, and for how long. Times are in milliseconds. */
export const circuitPolicy = {
  windowMs: 30_000,
  bucketMs: 1_000,
  /** Half of at least so many calls within the window. */
  minCalls: 10,
  maxInARow: 5,
  firstPauseMs: 10_000,
  longestPauseMs: 120_000,
  /** A worker that tries says so again each second; one that does not is dead, and another call may try. */
  claimMs: 10_000,
} as const;

type Bucket = { startMs: number; calls: number; failures: number };

/**
 * One model of one provider, as far as its calls tell. `pauseMs` is above zero while it is open; `claim` is the call that tries
 * whether it is well again.
 */
export type Circuit = {
  buckets: Bucket[];
  inARow: number;
  pauseMs: number;
  openUntilMs: number;
  claim: { token: string; untilMs: number } | undefined;
};

/** What came of a change. */
export const circuitAnswers = [
  'noted',
  'ignored',
  'opened',
  'closed',
  'claimed',
  'refused',
  'released',
  'renewed',
] as const;
export type CircuitAnswer = (typeof circuitAnswers)[number];

export function newCircuit(): Circuit {
  return { buckets: [], inARow: 0, pauseMs: 0, openUntilMs: 0, claim: undefined };
}

export const isOpen = ({ pauseMs }: Circuit): boolean => pauseMs > 0;

/** How long nobody may call, or else how long the one that tries may take before it is thought dead. */
export function waitOf({ openUntilMs, claim }: Circuit, nowMs: number): number {
  return Math.max(openUntilMs - nowMs, (claim?.untilMs ?? 0) - nowMs, 0);
}

/** Outcomes of ordinary calls. Those that began before the circuit opened tell nothing new. */
export function note(
  circuit: Circuit,
  outcomes: { successes: number; failures: number },
  nowMs: number,
): CircuitAnswer {
  if (isOpen(circuit)) return 'ignored';
  const { successes, failures } = outcomes;
  const { windowMs, bucketMs, minCalls, maxInARow } = circuitPolicy;
  circuit.buckets = circuit.buckets.filter(({ startMs }) => startMs > nowMs - windowMs);
  let bucket = circuit.buckets.at(-1);
  if (!bucket || nowMs - bucket.startMs >= bucketMs) {
    bucket = { startMs: nowMs, calls: 0, failures: 0 };
    circuit.buckets.push(bucket);
  }
  bucket.calls += successes + failures;
  bucket.failures += failures;
  circuit.inARow = (successes > 0 ? 0 : circuit.inARow) + failures;
  const calls = sum(circuit.buckets, ({ calls: count }) => count);
  const isHalfFailed = calls >= minCalls && sum(circuit.buckets, (one) => one.failures) * 2 >= calls;
  if (failures === 0 || (circuit.inARow < maxInARow && !isHalfFailed)) return 'noted';
  open(circuit, nowMs);
  return 'opened';
}

/** Asks to be the one call that tries. */
export function claim(circuit: Circuit, token: string, nowMs: number): CircuitAnswer {
  if (!isOpen(circuit)) return 'closed';
  if (waitOf(circuit, nowMs) > 0) return 'refused';
  circuit.claim = { token, untilMs: nowMs + circuitPolicy.claimMs };
  return 'claimed';
}

/** How the one that tries did; `released` is no verdict, and lets the next call try. A claim that was lost is not heard. */
export function endTrial(circuit: Circuit, token: string, verdict: TrialVerdict, nowMs: number): CircuitAnswer {
  if (circuit.claim?.token !== token) return 'ignored';
  if (verdict === 'failed') open(circuit, nowMs);
  else if (verdict === 'closed') Object.assign(circuit, newCircuit());
  else circuit.claim = undefined;
  return verdict === 'failed' ? 'opened' : verdict;
}

/** The one that tries is still alive. */
export function renew(circuit: Circuit, token: string, nowMs: number): CircuitAnswer {
  if (circuit.claim?.token !== token) return 'ignored';
  circuit.claim.untilMs = nowMs + circuitPolicy.claimMs;
  return 'renewed';
}

export type TrialVerdict = 'closed' | 'failed' | 'released';

function open(circuit: Circuit, nowMs: number): void {
  const { firstPauseMs, longestPauseMs } = circuitPolicy;
  const pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, circuit.pauseMs * 2));
  Object.assign(circuit, { ...newCircuit(), pauseMs, openUntilMs: nowMs + pauseMs });
}

function sum(buckets: readonly Bucket[], count: (bucket: Bucket) => number): number {
  return buckets.reduce((total, bucket) => total + count(bucket), 0);
}

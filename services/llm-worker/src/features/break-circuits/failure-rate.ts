import { CircuitState, type IBreaker } from 'cockatiel';

const WINDOW_MS = 30_000;
const BUCKET_MS = 1_000;
const MIN_CALLS = 10;
const MAX_FAILED_SHARE = 0.5;
const MAX_IN_A_ROW = 5;

type Bucket = { startMs: number; failures: number; calls: number };

/**
 * When a circuit opens: half or more of at least 10 calls within 30 s failed, or 5 in a row. The library's own rule forgets
 * old calls only as new ones come, which on a model that is seldom called would count those of an hour ago.
 */
export function createFailureRate(now: () => number = Date.now): IBreaker {
  let buckets: Bucket[] = [];
  let inARow = 0;
  const note = (failed: boolean) => {
    const nowMs = now();
    buckets = buckets.filter(({ startMs }) => startMs > nowMs - WINDOW_MS);
    let bucket = buckets.at(-1);
    if (!bucket || nowMs - bucket.startMs >= BUCKET_MS) {
      bucket = { startMs: nowMs, failures: 0, calls: 0 };
      buckets.push(bucket);
    }
    bucket.calls += 1;
    if (failed) bucket.failures += 1;
    inARow = failed ? inARow + 1 : 0;
  };
  const sum = (count: (bucket: Bucket) => number) => buckets.reduce((total, bucket) => total + count(bucket), 0);
  return {
    get state() {
      return { buckets, inARow };
    },
    set state(state: unknown) {
      ({ buckets, inARow } = structuredClone(state) as { buckets: Bucket[]; inARow: number });
    },
    success(circuit) {
      // What failed before the trial went well is over.
      if (circuit === CircuitState.HalfOpen) buckets = [];
      note(false);
    },
    failure(circuit) {
      note(true);
      if (circuit !== CircuitState.Closed || inARow >= MAX_IN_A_ROW) return true;
      const calls = sum((bucket) => bucket.calls);
      return calls >= MIN_CALLS && sum((bucket) => bucket.failures) >= calls * MAX_FAILED_SHARE;
    },
  };
}

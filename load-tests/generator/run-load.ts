import { type Dispatcher, Pool } from 'undici';
import { type Latencies, summarize } from './latencies.ts';

export type LoadPlan = {
  origin: string;
  request: { path: string; headers: Record<string, string>; body: string };
  /** Calls in flight at any time, each on a connection of its own: the next starts when one ends. */
  inFlight: number;
  warmUpCalls: number;
  countedCalls: number;
  /** The counted part ends after this even when calls are left. */
  maxMs: number;
  /** What the last bytes of a whole answer are; an answer that ends otherwise counts as failed. */
  ending: string;
  /** Called around the counted part only. */
  onStart: () => void;
  onEnd: () => void;
};

export type LoadResult = {
  calls: number;
  failures: number;
  durationMs: number;
  callsPerSecond: number;
  latencyMs: Latencies;
  /** From the request to the first byte of the body. */
  firstByteMs: Latencies;
  /** Times that body bytes arrived, by call: what a client's parser is woken for. */
  readsPerCall: number;
  /** Of this process, the generator. */
  clientCpuMs: number;
};

type Phase = { latencies: number[]; firstBytes: number[]; failures: number; reads: number };

/**
 * A closed loop over raw dispatches: no promise, no stream and no parsing by call, so that it costs a fraction of what it measures.
 */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const pool = new Pool(plan.origin, { connections: plan.inFlight, pipelining: 1, headersTimeout: 60_000 });
  try {
    await runPhase(pool, plan, plan.warmUpCalls, plan.maxMs);
    plan.onStart();
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const phase = await runPhase(pool, plan, plan.countedCalls, plan.maxMs);
    const durationMs = performance.now() - startedAt;
    const cpu = process.cpuUsage(cpuBefore);
    plan.onEnd();
    const calls = phase.latencies.length;
    return {
      calls,
      failures: phase.failures,
      durationMs,
      callsPerSecond: (calls * 1_000) / durationMs,
      latencyMs: summarize(phase.latencies),
      firstByteMs: summarize(phase.firstBytes),
      readsPerCall: phase.reads / Math.max(1, calls),
      clientCpuMs: (cpu.user + cpu.system) / 1_000,
    };
  } finally {
    await pool.destroy();
  }
}

function runPhase(pool: Pool, plan: LoadPlan, calls: number, maxMs: number): Promise<Phase> {
  const phase: Phase = { latencies: [], firstBytes: [], failures: 0, reads: 0 };
  const endsAt = performance.now() + maxMs;
  const { promise, resolve } = Promise.withResolvers<Phase>();
  let issued = 0;
  let running = Math.min(plan.inFlight, calls);
  const slots = Array.from({ length: running }, () =>
    createSlot(pool, plan, phase, () => {
      const isOver = issued >= calls || performance.now() >= endsAt;
      if (!isOver) issued += 1;
      else if (--running === 0) resolve(phase);
      return !isOver;
    }),
  );
  for (const start of slots) start();
  return promise;
}

/** One place in flight: calls again as soon as its call has ended, until `takeTurn` says that it is over. */
function createSlot(pool: Pool, { request, ending }: LoadPlan, phase: Phase, takeTurn: () => boolean): () => void {
  const options: Dispatcher.DispatchOptions = { method: 'POST', ...request };
  const endingBytes = Buffer.from(ending);
  let startedAt = 0;
  let status = 0;
  let firstByteAt = 0;
  let tail: Buffer = Buffer.alloc(0);

  const start = () => {
    if (!takeTurn()) return;
    firstByteAt = 0;
    status = 0;
    tail = Buffer.alloc(0);
    startedAt = performance.now();
    pool.dispatch(options, handler);
  };
  const finish = (isWhole: boolean) => {
    if (isWhole) {
      phase.latencies.push(performance.now() - startedAt);
      phase.firstBytes.push(firstByteAt - startedAt);
    } else phase.failures += 1;
    // Not from inside the parser: undici frees the connection after this callback.
    setImmediate(start);
  };
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart() {},
    onResponseStart(_controller, statusCode) {
      status = statusCode;
    },
    onResponseData(_controller, chunk) {
      if (firstByteAt === 0) firstByteAt = performance.now();
      phase.reads += 1;
      tail = chunk.length >= endingBytes.length ? chunk : Buffer.concat([tail, chunk]);
    },
    onResponseEnd() {
      finish(status === 200 && tail.subarray(-endingBytes.length).equals(endingBytes));
    },
    onResponseError() {
      finish(false);
    },
  };
  return start;
}

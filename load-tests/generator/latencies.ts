export type Latencies = { p50: number; p99: number; max: number };

/** Percentiles by nearest rank, in milliseconds; zeros for nothing. */
export function summarize(samples: readonly number[]): Latencies {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/**
 * The load with faults beside it; both are over when this returns. A load that fails aborts the signal, so that nobody goes on to kill
 * what the next scenario needs.
 */
export async function underFaults<Result>(
  load: () => Promise<Result>,
  faults: (signal: AbortSignal) => Promise<unknown>,
): Promise<Result> {
  const failure = new AbortController();
  const injecting = faults(failure.signal);
  const loading = load().catch((error: unknown) => {
    failure.abort();
    throw error;
  });
  await Promise.allSettled([injecting, loading]);
  await injecting;
  return loading;
}

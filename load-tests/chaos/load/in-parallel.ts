/** Does the work for each number from 0 on, so many at once; answers in the order of the numbers. After a failure nothing new is begun. */
export async function inParallel<Result>(
  count: number,
  inFlight: number,
  work: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    try {
      while (next < count) {
        const index = next++;
        results[index] = await work(index);
      }
    } catch (error) {
      next = count;
      throw error;
    }
  };
  const workers = Array.from({ length: Math.min(inFlight, count) }, worker);
  // What is under way is awaited first, so that it does not reach into what comes after the failure.
  await Promise.allSettled(workers);
  await Promise.all(workers);
  return results;
}

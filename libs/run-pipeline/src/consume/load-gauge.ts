import { getHeapStatistics } from 'node:v8';

/** What a run in hand takes of a worker for each byte of its prompt: the job, the call as it was parsed, and the provider's own words of it. */
const HEAP_BYTES_PER_PROMPT_BYTE = 4;

/** Knows which runs a worker has in hand, how large their prompts are, and how many it may therefore have. */
export type LoadGauge = {
  inHand(): number;
  begin(runId: string, promptBytes: number): void;
  end(runId: string): void;
  /**
   * How many runs may be in hand now, never less than one: those that are, and as many more as fill what is left of the room if they are as
   * large. Runs that end together each bring the next one, before anybody knows how large it is.
   */
  allowed(): number;
};

/** Without a size given, half of the heap that Node may use is for prompts in hand. */
export function createLoadGauge({
  concurrency,
  roomBytes = getHeapStatistics().heap_size_limit / 2 / HEAP_BYTES_PER_PROMPT_BYTE,
}: {
  concurrency: number;
  roomBytes?: number | undefined;
}): LoadGauge {
  const promptBytesOf = new Map<string, number>();
  let total = 0;
  const end = (runId: string) => {
    total -= promptBytesOf.get(runId) ?? 0;
    promptBytesOf.delete(runId);
  };
  return {
    inHand: () => promptBytesOf.size,
    begin(runId, promptBytes) {
      end(runId);
      promptBytesOf.set(runId, promptBytes);
      total += promptBytes;
    },
    end,
    allowed() {
      const { size } = promptBytesOf;
      if (size === 0) return concurrency;
      const more = Math.max(0, Math.ceil(((roomBytes - total) * size) / total));
      return Math.min(concurrency, size + more);
    },
  };
}

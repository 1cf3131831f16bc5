export type Repetition = { stop(): void };

/** Runs a task every `everyMs` after its last end, so that a slow round never overlaps the next. */
export function repeat(task: () => Promise<void>, everyMs: number, onError: (error: unknown) => void): Repetition {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const schedule = () => {
    timer = setTimeout(() => {
      task()
        .catch(onError)
        .finally(() => {
          if (!stopped) schedule();
        });
    }, everyMs);
  };
  schedule();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

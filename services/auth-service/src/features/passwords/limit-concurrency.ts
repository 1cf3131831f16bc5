import { AppError } from '@smart-ai-hub/contracts';

export type LimitConcurrency = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs at most `max` works at a time, the rest in turn; beyond `maxWaiting` it refuses rather than let everybody time out. */
export function createConcurrencyLimit({ max, maxWaiting }: { max: number; maxWaiting: number }): LimitConcurrency {
  const waiting: (() => void)[] = [];
  let running = 0;
  const release = () => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return async (work) => {
    if (running >= max) {
      if (waiting.length >= maxWaiting) {
        throw new AppError('no_capacity', {
          detail: 'Too many people are signing in at once. Try again.',
          retryAfterSeconds: 2,
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      release();
    }
  };
}

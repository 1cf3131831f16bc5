/** How one who waits hears that there is something to look at. */
export type News = {
  tell(): void;
  /** Resolves at the next news, at once when there was some since the last wait, or after `limitMs`. */
  wait(limitMs?: number): Promise<void>;
  waitingSinceMs(): number | undefined;
};

export function createNews(now: () => number): News {
  let isTold = false;
  let waitingSinceMs: number | undefined;
  let wake: (() => void) | undefined;

  const tell = () => {
    if (wake) wake();
    else isTold = true;
  };
  return {
    tell,
    async wait(limitMs) {
      if (!isTold) {
        waitingSinceMs = now();
        const timer = limitMs === undefined ? undefined : setTimeout(tell, limitMs);
        await new Promise<void>((resolve) => (wake = resolve));
        clearTimeout(timer);
        wake = undefined;
        waitingSinceMs = undefined;
      }
      isTold = false;
    },
    waitingSinceMs: () => waitingSinceMs,
  };
}

/** How one who waits hears that there is something to look at. */
export type News = {
  tell(): void;
  /** Resolves at the next news, at once when there was some since the last wait, or after `limitMs`. */
  wait(limitMs?: number): Promise<void>;
};

export function createNews(): News {
  let isTold = false;
  let wake: (() => void) | undefined;

  const tell = () => {
    if (wake) wake();
    else isTold = true;
  };
  return {
    tell,
    async wait(limitMs) {
      if (!isTold) {
        const timer = limitMs === undefined ? undefined : setTimeout(tell, limitMs);
        await new Promise<void>((resolve) => (wake = resolve));
        clearTimeout(timer);
        wake = undefined;
      }
      isTold = false;
    },
  };
}

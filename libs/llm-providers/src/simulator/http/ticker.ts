/** Calls back on every tick until the answer is `false`. */
export type Ticker = { add(onTick: (nowMs: number) => boolean): void; stop(): void };

const TICK_MS = 5;

/** One timer for all paced streams; it rests while there are none. */
export function createTicker(): Ticker {
  let active = new Set<(nowMs: number) => boolean>();
  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    const now = performance.now();
    for (const onTick of active) if (!onTick(now)) active.delete(onTick);
    if (active.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    add(onTick) {
      active.add(onTick);
      timer ??= setInterval(tick, TICK_MS);
    },
    stop() {
      active = new Set();
      clearInterval(timer);
      timer = undefined;
    },
  };
}

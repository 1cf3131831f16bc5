export type Closers = {
  add(close: () => Promise<void> | void): void;
  /** Everything that was added, newest first, each to its end. One that fails does not keep the others open. */
  closeAll(): Promise<void>;
};

export function createClosers(): Closers {
  const stack: (() => Promise<void> | void)[] = [];
  return {
    add: (close) => void stack.push(close),
    async closeAll() {
      for (let close = stack.pop(); close !== undefined; close = stack.pop()) {
        try {
          await close();
        } catch {
          // Whatever it was, the watchdog ends what is left.
        }
      }
    },
  };
}

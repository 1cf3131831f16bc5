/** A process of the product that the chaos takes away and brings back. */
export type Member = {
  name: string;
  pid(): number;
  /** `kill -9`; returns when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, as a rolling restart does; returns when it is gone. */
  stop(): Promise<void>;
  /** Returns when it is ready to work; with further settings, for this start only. */
  start(further?: Record<string, string>): Promise<void>;
  /** Whatever has become of it: it runs. */
  revive(): Promise<void>;
  /** SIGSTOP: it holds its connections and does nothing. */
  freeze(): void;
  thaw(): void;
};

type RunningProcess = { pid: number; exited: Promise<unknown>; hasExited(): boolean; stop(): Promise<void> };

/** A member that is started by `launch`, which resolves when the process is ready. */
export async function startMember(
  name: string,
  launch: (further: Record<string, string>) => Promise<RunningProcess>,
): Promise<Member> {
  let current = await launch({});
  return {
    name,
    pid: () => current.pid,
    async kill() {
      if (!current.hasExited()) process.kill(current.pid, 'SIGKILL');
      await current.exited;
    },
    async stop() {
      if (!current.hasExited()) process.kill(current.pid, 'SIGCONT');
      await current.stop();
    },
    async start(further = {}) {
      if (!current.hasExited()) throw new Error(`${name} is running already`);
      current = await launchAgain(launch, further);
    },
    async revive() {
      if (current.hasExited()) current = await launchAgain(launch, {});
      else process.kill(current.pid, 'SIGCONT');
    },
    freeze: () => void process.kill(current.pid, 'SIGSTOP'),
    thaw: () => void process.kill(current.pid, 'SIGCONT'),
  };
}

/** A supervisor tries again too: on a machine that is busy enough a start can fail that another one does not. */
async function launchAgain(
  launch: (further: Record<string, string>) => Promise<RunningProcess>,
  further: Record<string, string>,
): Promise<RunningProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await launch(further);
    } catch (error) {
      if (tries >= STARTS) throw error;
    }
  }
}

const STARTS = 5;

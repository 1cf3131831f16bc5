import type { RunEvent, RunProgress, TerminalRunEvent, Usage } from '@smart-ai-hub/contracts';
import type { RunScripts } from './run-scripts.ts';
import type { StreamMemory } from './stream-memory.ts';

/** This worker's claim of the run is over: what it still produces must be thrown away. */
export class FencedOutError extends Error {
  constructor(runId: string) {
    super(`run ${runId} is owned by a later claim`);
    this.name = 'FencedOutError';
  }
}

/** Redis has lost the stream, and this process has not all of it: the answer cannot be completed. */
export class LostStreamError extends Error {
  constructor(runId: string) {
    super(`the stream of run ${runId} is lost`);
    this.name = 'LostStreamError';
  }
}

/** How a stream that Redis has lost is written anew. */
export type StreamRecovery = {
  memory: StreamMemory;
  /** Whether no later claim has the run, by PostgreSQL: who was away for long must not write an old answer anew. */
  isStillOurs: () => Promise<boolean>;
  /** Called when it was written anew. */
  onRewritten: () => void;
  /** Called once when this process has not all of the stream: the answer is to be ended. */
  onLost: () => void;
};

export type AppendOptions = {
  scripts: RunScripts;
  runId: string;
  fence: number;
  replyTo: string;
  /** How long the answer can be read again; an hour when absent. */
  keepSeconds?: number;
  /** The sequence of the last frame before this claim of the run; undefined when it is not known. */
  after?: number;
  /** Without it the run counts as another's once its stream is lost. */
  recovery?: StreamRecovery;
  /** Called once when an append is refused by the fence: stop working, the run is somebody else's. */
  onFencedOut: () => void;
};

export type FrameContent = {
  events: RunEvent[];
  usage: Usage;
  model: string | undefined;
  earlier: NonNullable<RunProgress['earlier']>;
  terminal: boolean;
  hasContent: boolean;
};

export type FrameAppends = {
  /** `take` is called when the appends before are done: the frame holds all that was written until then. */
  add(take: () => FrameContent): Promise<void>;
  throwFailure(): void;
  /** True once the stream is lost for good. */
  isLost(): boolean;
  /** Tells the readers of a lost stream its end, behind what they have. */
  endLost(event: TerminalRunEvent): Promise<void>;
  /** Forgets what was remembered. */
  close(): void;
};

/** A stream that is lost again and again while it is written anew. */
const MAX_RECOVERIES = 3;

/** The appends of one run, one after the other; after a failure nothing more is appended, and the failure is kept to be thrown. */
export function createFrameAppends(options: AppendOptions): FrameAppends {
  const { recovery, onFencedOut } = options;
  const stream = createAppendedStream(options);
  let inFlight: Promise<void> = Promise.resolve();
  let failure: unknown;

  const fail = (error: unknown) => {
    failure = error;
    if (error instanceof FencedOutError) onFencedOut();
    if (error instanceof LostStreamError) recovery?.onLost();
  };
  return {
    add(take) {
      inFlight = inFlight.then(async () => {
        if (!failure) await stream.append(take()).catch(fail);
      });
      return inFlight;
    },
    throwFailure() {
      if (failure) throw failure;
    },
    isLost: () => failure instanceof LostStreamError,
    endLost: stream.endLost,
    close: stream.forget,
  };
}

/** The stream as this claim has written it, and writes it anew when Redis has lost it. */
function createAppendedStream({ scripts, runId, fence, replyTo, keepSeconds, after, recovery }: AppendOptions) {
  const claim = { runId, fence, replyTo, ...(keepSeconds !== undefined && { keepSeconds }) };
  const copy = recovery?.memory.open();
  let last = after;
  let lastFrame: FrameContent | undefined;

  const restore = async (): Promise<void> => {
    if (!recovery || !(await recovery.isStillOurs())) throw new FencedOutError(runId);
    const frames = copy?.frames();
    if (after !== 0 || !frames) throw new LostStreamError(runId);
    const outcome = await scripts.restore({ ...claim, ...lastFrame, after: 0, frames });
    if (outcome === 'refused') throw new FencedOutError(runId);
    recovery.onRewritten();
  };
  const appendOnce = async (frame: FrameContent, eventsJson: string): Promise<number> => {
    const takesOver = lastFrame === undefined;
    for (let recoveries = 0; recoveries <= MAX_RECOVERIES; recoveries += 1) {
      const outcome = await scripts.append({ ...claim, ...frame, eventsJson, takesOver, after: last });
      if (outcome === 'refused') break;
      if (outcome !== 'lost') return outcome;
      await restore();
    }
    throw new FencedOutError(runId);
  };
  return {
    async append(frame: FrameContent): Promise<void> {
      if (frame.events.length === 0) return;
      const eventsJson = JSON.stringify(frame.events);
      last = await appendOnce(frame, eventsJson);
      lastFrame = frame;
      copy?.add(eventsJson);
    },
    async endLost(event: TerminalRunEvent): Promise<void> {
      const eventsJson = JSON.stringify([event]);
      await scripts.restore({ ...claim, after: last ?? 0, frames: [] });
      const end = { usage: event.usage, terminal: true, hasContent: false, takesOver: true };
      await scripts.append({ ...claim, ...end, eventsJson });
    },
    forget: () => copy?.forget(),
  };
}

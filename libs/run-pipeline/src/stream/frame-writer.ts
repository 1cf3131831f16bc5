import {
  type RunEvent,
  type RunProgress,
  type TerminalRunEvent,
  type Usage,
  isContent,
  isTerminal,
  noUsage,
} from '@smart-ai-hub/contracts';
import { mergeEvent } from './merge-event.ts';
import type { RunScripts } from './run-scripts.ts';

export type FrameWriter = {
  /**
   * Adds an event to the frame that is being gathered; resolves at once unless the writer is far ahead of Redis. `readUsage`
   * answers the cumulative usage up to this event; it is asked once a frame, since counting tokens costs more than writing.
   */
  write(event: RunEvent, readUsage: () => Usage): Promise<void>;
  /** Resolves when everything written so far is in the stream: what is settled must have been delivered. */
  flush(): Promise<void>;
  /** Appends the last frame with the terminal event. Rejects with FencedOutError when another worker owns the run. */
  end(event: TerminalRunEvent): Promise<void>;
  /** True once any text, reasoning or tool call was handed in. */
  hasContent(): boolean;
  /** When that was, in milliseconds since 1970. */
  firstContentAtMs(): number | undefined;
};

export type FrameWriterOptions = {
  scripts: RunScripts;
  runId: string;
  fence: number;
  replyTo: string;
  /** How long events are gathered before they are appended. */
  flushMs: number;
  /** Nobody reads along, so that even the first content is gathered; else it leaves at once. */
  holdsFirst?: boolean;
  /** How long the answer can be read again; an hour when absent. */
  keepSeconds?: number;
  /** What models wrote of the answer before this claim of the run, where it goes on with it. */
  earlier?: RunProgress['earlier'];
  /** Called once when an append is refused by the fence: stop working, the run is somebody else's. */
  onFencedOut: () => void;
};

/** This worker's claim of the run is over: what it still produces must be thrown away. */
export class FencedOutError extends Error {
  constructor(runId: string) {
    super(`run ${runId} is owned by a later claim`);
    this.name = 'FencedOutError';
  }
}

/** Pending events above this make `write` wait for Redis, so that a fast provider cannot fill our memory. */
const MAX_PENDING_EVENTS = 2000;
/** The same for vectors, which are large: a frame is read, published and parsed in one piece. */
const MAX_PENDING_VECTOR_CHARACTERS = 256 * 1024;

/**
 * Gathers the events of a run into frames and appends them in order, one append in flight at a time. The cumulative usage
 * goes along with each frame, so that a killed worker's partial answer can still be billed.
 */
export function createFrameWriter(options: FrameWriterOptions): FrameWriter {
  let pending: RunEvent[] = [];
  let vectorCharacters = 0;
  let readUsage = (): Usage => noUsage;
  let firstContentAtMs: number | undefined;
  const authors = createAuthors(options.earlier);
  let timer: NodeJS.Timeout | undefined;
  const appends = createAppends(options);

  const flush = (terminal = false): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return appends.add(() => {
      const events = pending;
      pending = [];
      vectorCharacters = 0;
      return { events, usage: readUsage(), ...authors.current(), terminal, hasContent: firstContentAtMs !== undefined };
    });
  };

  return {
    async write(event, usageSoFar) {
      appends.throwFailure();
      const first = firstContentAtMs === undefined && isContent(event);
      if (first) firstContentAtMs = Date.now();
      authors.note(event, readUsage);
      mergeEvent(pending, event);
      if (event.type === 'embedding') vectorCharacters += event.vector.length;
      readUsage = usageSoFar;
      if (first && !options.holdsFirst) void flush();
      else timer ??= setTimeout(() => void flush(), options.flushMs);
      if (pending.length > MAX_PENDING_EVENTS || vectorCharacters > MAX_PENDING_VECTOR_CHARACTERS) await flush();
    },
    async flush() {
      await flush();
      appends.throwFailure();
    },
    async end(event) {
      if (!isTerminal(event)) throw new TypeError('a run ends with a terminal event');
      pending.push(event);
      readUsage = () => event.usage;
      await flush(true);
      appends.throwFailure();
    },
    hasContent: () => firstContentAtMs !== undefined,
    firstContentAtMs: () => firstContentAtMs,
  };
}

type Earlier = NonNullable<RunProgress['earlier']>;

/** Which model writes now, and which ones broke off before it with what they had used. */
function createAuthors(before: Earlier = []) {
  let model: string | undefined;
  let earlier = before;
  return {
    note(event: RunEvent, readUsage: () => Usage): void {
      if (event.type !== 'started' && event.type !== 'continued') return;
      if (event.type === 'continued' && model !== undefined) earlier = [...earlier, { model, usage: readUsage() }];
      model = event.model;
    },
    current: () => ({ model, earlier }),
  };
}

type PendingFrame = {
  events: RunEvent[];
  usage: Usage;
  model: string | undefined;
  earlier: Earlier;
  terminal: boolean;
  hasContent: boolean;
};

/** The appends of one run, one after the other; after a failure nothing more is appended, and the failure is kept to be thrown. */
function createAppends({ scripts, runId, fence, replyTo, keepSeconds, onFencedOut }: FrameWriterOptions) {
  let inFlight: Promise<void> = Promise.resolve();
  let failure: unknown;
  let takesOver = true;

  const append = async ({ events, ...frame }: PendingFrame) => {
    if (events.length === 0) return;
    const eventsJson = JSON.stringify(events);
    const kept = keepSeconds !== undefined && { keepSeconds };
    const outcome = await scripts.append({ ...frame, ...kept, runId, fence, eventsJson, takesOver, replyTo });
    if (outcome === 'refused') throw new FencedOutError(runId);
    takesOver = false;
  };
  return {
    /** `take` is called when the appends before are done: the frame holds all that was written until then. */
    add(take: () => PendingFrame): Promise<void> {
      inFlight = inFlight.then(async () => {
        if (failure) return;
        try {
          await append(take());
        } catch (error) {
          failure = error;
          if (error instanceof FencedOutError) onFencedOut();
        }
      });
      return inFlight;
    },
    throwFailure() {
      if (failure) throw failure;
    },
  };
}

import {
  type RunEvent,
  type RunProgress,
  type TerminalRunEvent,
  type Usage,
  isContent,
  isTerminal,
  noUsage,
} from '@smart-ai-hub/contracts';
import { type AppendOptions, createFrameAppends } from './frame-appends.ts';
import { mergeEvent } from './merge-event.ts';

export { FencedOutError, LostStreamError, type StreamRecovery } from './frame-appends.ts';

export type FrameWriter = {
  /**
   * Adds an event to the frame that is being gathered; resolves at once unless the writer is far ahead of Redis. `readUsage`
   * answers the cumulative usage up to this event; it is asked once a frame, since counting tokens costs more than writing.
   */
  write(event: RunEvent, readUsage: () => Usage): Promise<void>;
  /** Resolves when everything written so far is in the stream: what is settled must have been delivered. */
  flush(): Promise<void>;
  /**
   * Appends the last frame with the terminal event. Rejects with FencedOutError when another worker owns the run. Where the stream is
   * lost for good its readers hear of a failure, whatever the event says: what is left must not be taken for an answer.
   */
  end(event: TerminalRunEvent): Promise<void>;
  /** True once any text, reasoning or tool call was handed in. */
  hasContent(): boolean;
  /** When that was, in milliseconds since 1970. */
  firstContentAtMs(): number | undefined;
  /** Nothing more will be written. */
  close(): void;
};

export type FrameWriterOptions = AppendOptions & {
  /** How long events are gathered before they are appended. */
  flushMs: number;
  /** Nobody reads along, so that even the first content is gathered; else it leaves at once. */
  holdsFirst?: boolean;
  /** What models wrote of the answer before this claim of the run, where it goes on with it. */
  earlier?: RunProgress['earlier'];
};

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
  const appends = createFrameAppends(options);

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
      if (appends.isLost()) await appends.endLost(asFailure(event));
      else appends.throwFailure();
    },
    hasContent: () => firstContentAtMs !== undefined,
    firstContentAtMs: () => firstContentAtMs,
    close: appends.close,
  };
}

function asFailure(event: TerminalRunEvent): TerminalRunEvent {
  if (event.type === 'failed') return event;
  const { usage, costMicros } = event;
  return { type: 'failed', code: 'run_interrupted', detail: 'The answer was lost on its way.', usage, costMicros };
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

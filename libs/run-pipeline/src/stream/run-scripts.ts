import { type RunProgress, type Usage, noUsage, runProgressSchema } from '@smart-ai-hub/contracts';
import type { Redis } from 'ioredis';
import {
  BROADCAST_CHANNEL,
  CANCEL_CHANNEL,
  ENDED_RUN_TTL_SECONDS,
  KEPT_RUN_TTL_SECONDS,
  OPEN_RUN_TTL_SECONDS,
  runKeys,
} from '../keys.ts';
import { appendScript, attachScript, cancelScript, openScript, restoreScript } from './run-scripts.lua.ts';

type ScriptArguments = (string | number)[];
type ScriptName = 'openRunStream' | 'appendRunFrame' | 'restoreRunStream' | 'attachRunStream' | 'cancelRunStream';
type ScriptClient = Redis & Record<ScriptName, (...args: ScriptArguments) => Promise<unknown>>;

export type OpenedStream = {
  sequence: number;
  hasContent: boolean;
  cancelRequested: boolean;
  /** Up to the last frame. */
  usage: Usage;
  /** The model that had begun to answer, and those that broke off before it. */
  model: string | undefined;
  earlier: NonNullable<RunProgress['earlier']>;
};
export type StoredFrame = { sequence: number; eventsJson: string };
/** Some frames of a stream, one behind the other; `hasMore` when others follow. */
export type StreamPage = { frames: StoredFrame[]; hasMore: boolean };

/** In the place of a frame's sequence: the stream was written anew, and its readers have to look into it. */
export const LOOK_AGAIN = 0;

/** What the script of an append answers when frames before it are missing. */
const LOST = -2;

/** Of JSON in a page: what a reader costs while it reads what is past. */
const PAGE_BYTES = 32 * 1024;

/** What the stream of a run can be asked for; each call is one round trip and atomic. */
export type RunScripts = {
  open(runId: string, fence: number): Promise<OpenedStream | undefined>;
  /** Answers the frame's sequence; `lost` when frames before it are not there any more. */
  append(frame: AppendedFrame): Promise<number | 'refused' | 'lost'>;
  restore(stream: RestoredStream): Promise<'restored' | 'refused'>;
  attach(runId: string, channel: string, fromSequence: number, pageBytes?: number): Promise<StreamPage>;
  requestCancel(runId: string): Promise<void>;
};

export type AppendedFrame = {
  runId: string;
  fence: number;
  eventsJson: string;
  usage: Usage;
  model?: string | undefined;
  earlier?: RunProgress['earlier'];
  terminal: boolean;
  hasContent: boolean;
  /** The first frame of a claim: the stream is its own from now on. */
  takesOver: boolean;
  replyTo: string;
  /** How long an ended stream can be read again; an hour when absent. */
  keepSeconds?: number;
  /** The sequence of the frame before it; undefined when that is not known. */
  after?: number | undefined;
};

/** What is written anew of a stream: its frames from `after` on, and what is known of its progress up to the last of them. */
export type RestoredStream = {
  runId: string;
  fence: number;
  after: number;
  /** Each the JSON of its events. */
  frames: readonly string[];
  hasContent?: boolean;
} & Partial<Pick<AppendedFrame, 'usage' | 'model' | 'earlier'>>;

/** Binds the scripts to a connection. The connection decides whether calls wait for Redis or fail at once. */
export function createRunScripts(redis: Redis): RunScripts {
  const client = defineScripts(redis);
  const keys = (runId: string) => [
    runKeys.events(runId),
    runKeys.state(runId),
    runKeys.listeners(runId),
    runKeys.request(runId),
  ];
  return {
    async open(runId, fence) {
      const reply = (await client.openRunStream(...keys(runId), fence, OPEN_RUN_TTL_SECONDS)) as string[] | null;
      if (!reply) return undefined;
      const [sequence, text, cancel, progressJson] = reply;
      const progress = runProgressSchema.parse(progressJson ? JSON.parse(progressJson) : noUsage);
      const { model, earlier = [], ...usage } = progress;
      return {
        sequence: Number(sequence),
        hasContent: text === '1',
        cancelRequested: cancel === '1',
        usage,
        model,
        earlier,
      };
    },
    async append(frame) {
      const reply = (await client.appendRunFrame(...keys(frame.runId), ...appendArguments(frame))) as number;
      if (reply === LOST) return 'lost';
      return reply < 0 ? 'refused' : reply;
    },
    async restore({ runId, fence, after, frames, hasContent = false, usage = noUsage, ...progress }) {
      const told = JSON.stringify(progressOf({ usage, ...progress }));
      const news = [BROADCAST_CHANNEL, `${runId}\n${LOOK_AGAIN}\n[]`];
      const values = [fence, after, told, hasContent ? 1 : 0, OPEN_RUN_TTL_SECONDS, ...news, ...frames];
      const reply = (await client.restoreRunStream(...keys(runId), ...values)) as number;
      return reply < 0 ? 'refused' : 'restored';
    },
    async attach(runId, channel, fromSequence, pageBytes = PAGE_BYTES) {
      const where = [channel, fromSequence, OPEN_RUN_TTL_SECONDS, pageBytes];
      const reply = await client.attachRunStream(...keys(runId), ...where);
      return toPage(reply as string[]);
    },
    async requestCancel(runId) {
      await client.cancelRunStream(...keys(runId), OPEN_RUN_TTL_SECONDS, CANCEL_CHANNEL, runId);
    },
  };
}

function defineScripts(redis: Redis): ScriptClient {
  const scripts: [ScriptName, string][] = [
    ['openRunStream', openScript],
    ['appendRunFrame', appendScript],
    ['restoreRunStream', restoreScript],
    ['attachRunStream', attachScript],
    ['cancelRunStream', cancelScript],
  ];
  for (const [name, lua] of scripts) redis.defineCommand(name, { numberOfKeys: 4, lua });
  return redis as ScriptClient;
}

function toPage([more, ...fields]: string[]): StreamPage {
  const frames: StoredFrame[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    frames.push({ sequence: Number.parseInt(fields[at] ?? '', 10), eventsJson: fields[at + 1] ?? '[]' });
  }
  return { frames, hasMore: more === '1' };
}

function progressOf({ usage, model, earlier = [] }: Pick<AppendedFrame, 'usage' | 'model' | 'earlier'>): RunProgress {
  return { ...usage, model, ...(earlier.length > 0 && { earlier }) };
}

function appendArguments(frame: AppendedFrame): ScriptArguments {
  return [
    frame.fence,
    frame.eventsJson,
    JSON.stringify(progressOf(frame)),
    frame.terminal ? 1 : 0,
    frame.hasContent ? 1 : 0,
    frame.terminal ? (frame.keepSeconds ?? ENDED_RUN_TTL_SECONDS) : OPEN_RUN_TTL_SECONDS,
    frame.replyTo,
    frame.runId,
    frame.takesOver ? 1 : 0,
    KEPT_RUN_TTL_SECONDS,
    frame.after ?? '',
  ];
}

import { type RunProgress, type Usage, noUsage, runProgressSchema } from '@smart-ai-hub/contracts';
import type { Redis } from 'ioredis';
import { CANCEL_CHANNEL, ENDED_RUN_TTL_SECONDS, KEPT_RUN_TTL_SECONDS, OPEN_RUN_TTL_SECONDS, runKeys } from '../keys.ts';

/**
 * Takes the stream over for a fence. Answers [sequence, content appended, cancel asked for, last usage JSON],
 * or nothing when a later fence holds it.
 */
const openScript = `
local fence = tonumber(redis.call('HGET', KEYS[2], 'fence') or '0')
if tonumber(ARGV[1]) < fence then return nil end
redis.call('HSET', KEYS[2], 'fence', ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[2])
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local usage = ''
if last[1] then usage = last[1][2][4] end
local state = redis.call('HMGET', KEYS[2], 'sequence', 'text', 'cancel')
return { state[1] or '0', state[2] or '', state[3] or '', usage }`;

/**
 * Appends one frame and tells every attached gateway. Refuses it (-1) when the stream has ended or a later fence holds it, or
 * when nobody holds it any more; only the first frame of a claim takes a stream over. Who ended the run does not matter to how long
 * it is readable: longer where its request is kept.
 */
const appendScript = `
local state = redis.call('HMGET', KEYS[2], 'fence', 'ended', 'sequence')
local held, fence = tonumber(state[1] or '0'), tonumber(ARGV[1])
if state[2] or fence < held or (fence > held and ARGV[9] ~= '1') then return -1 end
local sequence = tonumber(state[3] or '0') + 1
local changes = { 'fence', ARGV[1], 'sequence', sequence }
if ARGV[4] == '1' then
  changes[#changes + 1] = 'ended'
  changes[#changes + 1] = '1'
end
if ARGV[5] == '1' then
  changes[#changes + 1] = 'text'
  changes[#changes + 1] = '1'
end
redis.call('HSET', KEYS[2], unpack(changes))
redis.call('XADD', KEYS[1], sequence .. '-0', 'f', ARGV[2], 'u', ARGV[3])
if ARGV[4] == '1' or sequence == 1 then
  local seconds = ARGV[6]
  if ARGV[4] == '1' and redis.call('EXPIRE', KEYS[4], ARGV[10]) == 1 then seconds = ARGV[10] end
  redis.call('EXPIRE', KEYS[1], seconds)
  redis.call('EXPIRE', KEYS[2], seconds)
end
local message = ARGV[8] .. '\\n' .. sequence .. '\\n' .. ARGV[2]
if ARGV[7] ~= '' then redis.call('PUBLISH', ARGV[7], message) end
for _, channel in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  if channel ~= ARGV[7] then redis.call('PUBLISH', channel, message) end
end
return sequence`;

/**
 * Registers a late listener first and reads second, so that no frame falls between the two. Answers '1' when there is more behind the
 * page, then the sequence and the events of each frame. A page ends with the frame that fills it.
 */
const attachScript = `
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('EXPIRE', KEYS[3], ARGV[3])
local reply, characters, from = { '0' }, 0, ARGV[2] .. '-0'
while true do
  local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 20)
  for _, entry in ipairs(entries) do
    if characters >= tonumber(ARGV[4]) then
      reply[1] = '1'
      return reply
    end
    reply[#reply + 1] = entry[1]
    reply[#reply + 1] = entry[2][2]
    characters = characters + #entry[2][2]
    from = '(' .. entry[1]
  end
  if #entries < 20 then return reply end
end`;

const cancelScript = `
redis.call('HSET', KEYS[2], 'cancel', '1')
redis.call('EXPIRE', KEYS[2], ARGV[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])`;

type ScriptArguments = (string | number)[];
type ScriptName = 'openRunStream' | 'appendRunFrame' | 'attachRunStream' | 'cancelRunStream';
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

/** Of JSON in a page: what a reader costs while it reads what is past. */
const PAGE_BYTES = 32 * 1024;

/** What the stream of a run can be asked for; each call is one round trip and atomic. */
export type RunScripts = {
  open(runId: string, fence: number): Promise<OpenedStream | undefined>;
  append(frame: AppendedFrame): Promise<number | 'refused'>;
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
};

/** Binds the scripts to a connection. The connection decides whether calls wait for Redis or fail at once. */
export function createRunScripts(redis: Redis): RunScripts {
  redis.defineCommand('openRunStream', { numberOfKeys: 4, lua: openScript });
  redis.defineCommand('appendRunFrame', { numberOfKeys: 4, lua: appendScript });
  redis.defineCommand('attachRunStream', { numberOfKeys: 4, lua: attachScript });
  redis.defineCommand('cancelRunStream', { numberOfKeys: 4, lua: cancelScript });
  const client = redis as ScriptClient;
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
      return reply < 0 ? 'refused' : reply;
    },
    async attach(runId, channel, fromSequence, pageBytes = PAGE_BYTES) {
      const reply = await client.attachRunStream(
        ...keys(runId),
        channel,
        fromSequence,
        OPEN_RUN_TTL_SECONDS,
        pageBytes,
      );
      return toPage(reply as string[]);
    },
    async requestCancel(runId) {
      await client.cancelRunStream(...keys(runId), OPEN_RUN_TTL_SECONDS, CANCEL_CHANNEL, runId);
    },
  };
}

function toPage([more, ...fields]: string[]): StreamPage {
  const frames: StoredFrame[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    frames.push({ sequence: Number.parseInt(fields[at] ?? '', 10), eventsJson: fields[at + 1] ?? '[]' });
  }
  return { frames, hasMore: more === '1' };
}

function progressOf({ usage, model, earlier = [] }: AppendedFrame): RunProgress {
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
  ];
}

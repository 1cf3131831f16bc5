import { type Usage, noUsage, runProgressSchema } from '@smart-ai-hub/contracts';
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

/** Registers a late listener first and reads second, so that no frame falls between the two. */
const attachScript = `
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('EXPIRE', KEYS[3], ARGV[3])
return redis.call('XRANGE', KEYS[1], ARGV[2] .. '-0', '+', 'COUNT', ARGV[4])`;

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
  /** The model that had begun to answer. */
  model: string | undefined;
};
export type StoredFrame = { sequence: number; eventsJson: string };

/** What the stream of a run can be asked for; each call is one round trip and atomic. */
export type RunScripts = {
  open(runId: string, fence: number): Promise<OpenedStream | undefined>;
  append(frame: AppendedFrame): Promise<number | 'refused'>;
  attach(runId: string, channel: string, fromSequence: number, limit: number): Promise<StoredFrame[]>;
  requestCancel(runId: string): Promise<void>;
};

export type AppendedFrame = {
  runId: string;
  fence: number;
  eventsJson: string;
  usage: Usage;
  model?: string | undefined;
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
      const { model, ...usage } = runProgressSchema.parse(progressJson ? JSON.parse(progressJson) : noUsage);
      return { sequence: Number(sequence), hasContent: text === '1', cancelRequested: cancel === '1', usage, model };
    },
    async append(frame) {
      const reply = (await client.appendRunFrame(...keys(frame.runId), ...appendArguments(frame))) as number;
      return reply < 0 ? 'refused' : reply;
    },
    async attach(runId, channel, fromSequence, limit) {
      const reply = await client.attachRunStream(...keys(runId), channel, fromSequence, OPEN_RUN_TTL_SECONDS, limit);
      return (reply as [string, string[]][]).map(([id, fields]) => ({
        sequence: Number.parseInt(id, 10),
        eventsJson: fields[1] ?? '[]',
      }));
    },
    async requestCancel(runId) {
      await client.cancelRunStream(...keys(runId), OPEN_RUN_TTL_SECONDS, CANCEL_CHANNEL, runId);
    },
  };
}

function appendArguments(frame: AppendedFrame): ScriptArguments {
  return [
    frame.fence,
    frame.eventsJson,
    JSON.stringify({ ...frame.usage, model: frame.model }),
    frame.terminal ? 1 : 0,
    frame.hasContent ? 1 : 0,
    frame.terminal ? (frame.keepSeconds ?? ENDED_RUN_TTL_SECONDS) : OPEN_RUN_TTL_SECONDS,
    frame.replyTo,
    frame.runId,
    frame.takesOver ? 1 : 0,
    KEPT_RUN_TTL_SECONDS,
  ];
}

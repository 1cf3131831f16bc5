import type { Redis } from 'ioredis';

const SINCE_KEY = 'health:since';
/** Nobody has looked for so long: what is found then begins anew. */
const TTL_SECONDS = 86_400;

/**
 * A hash of `<milliseconds> <status>`. Compares and sets in one step, by the clock of Redis, so that many who look at the same time write
 * one change; what is not named any more is taken out. Answers the milliseconds in the order of the names.
 */
const noteScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer, named = {}, {}
for at = 1, #ARGV - 1, 2 do
  local name, status = ARGV[at + 1], ARGV[at + 2]
  local since, known = string.match(redis.call('HGET', KEYS[1], name) or '', '^(%d+) (.*)$')
  if known ~= status then
    since = string.format('%.0f', now)
    redis.call('HSET', KEYS[1], name, since .. ' ' .. status)
  end
  answer[#answer + 1] = since
  named[name] = true
end
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if not named[name] then redis.call('HDEL', KEYS[1], name) end
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return answer`;

type ScriptClient = Redis & { noteStatuses(...args: string[]): Promise<string[]> };

export type StatusLog = {
  /**
   * Notes how everything stands, by name, and answers since when it stands so, in milliseconds since 1970: since the first look that
   * found it so. All names belong into one call; what it leaves out is forgotten.
   */
  note(statuses: ReadonlyMap<string, string>): Promise<Map<string, number>>;
};

export function createStatusLog(redis: Redis): StatusLog {
  redis.defineCommand('noteStatuses', { numberOfKeys: 1, lua: noteScript });
  const client = redis as ScriptClient;
  return {
    async note(statuses) {
      const since = await client.noteStatuses(SINCE_KEY, String(TTL_SECONDS), ...[...statuses].flat());
      return new Map([...statuses.keys()].map((name, at) => [name, Number(since[at])]));
    },
  };
}

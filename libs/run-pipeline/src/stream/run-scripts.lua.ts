// What is done to the stream of a run, each in one step. KEYS are its events, state, listeners and request, as keys.ts names them.

/**
 * Takes the stream over for a fence. Answers [sequence, content appended, cancel asked for, last usage JSON],
 * or nothing when a later fence holds it.
 */
export const openScript = `
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
 * Appends one frame and tells every attached gateway. One that is there already, because its answer was lost on the way and the
 * connection has sent it again, is not appended twice. Refused (-1) when the stream has ended or a later fence holds it; lost (-2) when
 * frames before it are missing: only the first frame of a claim takes over what it finds. Who ended the run does not matter to how
 * long it is readable: longer where its request is kept.
 */
export const appendScript = `
local state = redis.call('HMGET', KEYS[2], 'fence', 'ended', 'sequence')
local held, fence = tonumber(state[1] or '0'), tonumber(ARGV[1])
local last, expected = tonumber(state[3] or '0'), tonumber(ARGV[11])
if expected and fence == held and last == expected + 1 then return last end
if state[2] or fence < held then return -1 end
if (fence > held and ARGV[9] ~= '1') or (expected and last ~= expected) then return -2 end
local sequence = last + 1
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
export const attachScript = `
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

/**
 * Writes a lost stream anew, its frames behind a sequence; the last one carries the progress. Refused (-1) when it has ended meanwhile, or
 * a later fence holds it. Whoever reads it is told to look, since Redis has forgotten who does.
 */
export const restoreScript = `
local state = redis.call('HMGET', KEYS[2], 'fence', 'ended')
if state[2] or tonumber(ARGV[1]) < tonumber(state[1] or '0') then return -1 end
redis.call('DEL', KEYS[1])
local sequence = tonumber(ARGV[2])
for at = 8, #ARGV do
  sequence = sequence + 1
  redis.call('XADD', KEYS[1], sequence .. '-0', 'f', ARGV[at], 'u', at == #ARGV and ARGV[3] or '')
end
redis.call('HSET', KEYS[2], 'fence', ARGV[1], 'sequence', sequence)
if ARGV[4] == '1' then redis.call('HSET', KEYS[2], 'text', '1') end
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return sequence`;

export const cancelScript = `
redis.call('HSET', KEYS[2], 'cancel', '1')
redis.call('EXPIRE', KEYS[2], ARGV[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])`;

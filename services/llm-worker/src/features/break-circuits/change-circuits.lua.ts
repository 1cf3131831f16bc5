/**
 * The circuits of all workers: one hash, a field for each model of each provider. KEYS: the hash. ARGV: the policy as JSON, the
 * changes as a JSON list, the channel on which workers hear that a circuit opened or closed, and the time, which is Redis's own
 * where it is empty. Answers as JSON what each change came to, and every circuit that is not closed.
 */
export const changeCircuitsScript = `
local policy, changes, channel, now = cjson.decode(ARGV[1]), cjson.decode(ARGV[2]), ARGV[3], tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local circuits, answers, dirty, changed = {}, {}, {}, false
local fields = redis.call('HGETALL', KEYS[1])
for at = 1, #fields, 2 do circuits[fields[at]] = cjson.decode(fields[at + 1]) end

local function fresh() return { buckets = {}, inARow = 0, pauseMs = 0, openUntilMs = 0, claim = '', claimUntilMs = 0 } end

local function open(circuit)
  local pauseMs = math.min(policy.longestPauseMs, math.max(policy.firstPauseMs, circuit.pauseMs * 2))
  local opened = fresh()
  opened.pauseMs, opened.openUntilMs = pauseMs, now + pauseMs
  changed = true
  return opened
end

local function note(circuit, change)
  if circuit.pauseMs > 0 then return circuit, 'ignored' end
  local kept, calls, failures = {}, 0, 0
  for _, bucket in ipairs(circuit.buckets) do
    if bucket.startMs > now - policy.windowMs then kept[#kept + 1] = bucket end
  end
  local last = kept[#kept]
  if not last or now - last.startMs >= policy.bucketMs then
    last = { startMs = now, calls = 0, failures = 0 }
    kept[#kept + 1] = last
  end
  last.calls = last.calls + change.successes + change.failures
  last.failures = last.failures + change.failures
  for _, bucket in ipairs(kept) do
    calls, failures = calls + bucket.calls, failures + bucket.failures
  end
  circuit.buckets = kept
  if change.successes > 0 then circuit.inARow = 0 end
  circuit.inARow = circuit.inARow + change.failures
  if change.failures == 0 then return circuit, 'noted' end
  if circuit.inARow >= policy.maxInARow or (calls >= policy.minCalls and failures * 2 >= calls) then
    return open(circuit), 'opened'
  end
  return circuit, 'noted'
end

local function claim(circuit, change)
  if circuit.pauseMs == 0 then return circuit, 'closed' end
  if circuit.openUntilMs > now or circuit.claimUntilMs > now then return circuit, 'refused' end
  circuit.claim, circuit.claimUntilMs = change.token, now + policy.claimMs
  changed = true
  return circuit, 'claimed'
end

local function endTrial(circuit, change)
  if circuit.claim ~= change.token then return circuit, 'ignored' end
  if change.verdict == 'failed' then return open(circuit), 'opened' end
  changed = true
  if change.verdict == 'closed' then return fresh(), 'closed' end
  circuit.claim, circuit.claimUntilMs = '', 0
  return circuit, 'released'
end

local function renew(circuit, change)
  if circuit.claim ~= change.token then return circuit, 'ignored' end
  circuit.claimUntilMs = now + policy.claimMs
  return circuit, 'renewed'
end

local verbs = { note = note, claim = claim, endTrial = endTrial, renew = renew }
for at, change in ipairs(changes) do
  circuits[change.id], answers[at] = verbs[change.kind](circuits[change.id] or fresh(), change)
  circuits[change.id].touchedMs = now
  dirty[change.id] = true
end

local left = {}
for id, circuit in pairs(circuits) do
  if dirty[id] then
    redis.call('HSET', KEYS[1], id, cjson.encode(circuit))
  elseif now - circuit.touchedMs > policy.forgetMs then
    redis.call('HDEL', KEYS[1], id)
  end
  if circuit.pauseMs > 0 then
    left[#left + 1] = {
      id = id,
      pauseMs = circuit.pauseMs,
      opensInMs = math.max(0, circuit.openUntilMs - now),
      claimedForMs = math.max(0, circuit.claimUntilMs - now),
    }
  end
end
if changed then redis.call('PUBLISH', channel, '') end
local reply = '{"answers":' .. (#answers > 0 and cjson.encode(answers) or '[]')
return reply .. ',"open":' .. (#left > 0 and cjson.encode(left) or '[]') .. '}'`;

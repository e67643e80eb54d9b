-- What every script of a stream begins with. Ids in `waiting` are held by the consumer `waiter` until their score, in milliseconds.
local stream, waiting, failures, deaths, owners = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local group, me, waiter, lease = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- The pending entry of an id, as XPENDING shows it; nil where that consumer (or, without one, anybody) doesn't hold it.
local function pending(id, consumer)
  if consumer then return redis.call('XPENDING', stream, group, id, id, 1, consumer)[1] end
  return redis.call('XPENDING', stream, group, id, id, 1)[1]
end

local function forget(ids)
  redis.call('HDEL', failures, unpack(ids))
  redis.call('HDEL', deaths, unpack(ids))
  redis.call('ZREM', waiting, unpack(ids))
end

-- Handed back as if it had never been given: idle enough to be taken at once, by us or by consumers that know nothing of us.
local function release(id, deliveries)
  redis.call('ZADD', waiting, now, id)
  redis.call('XCLAIM', stream, group, waiter, 0, id, 'IDLE', lease, 'RETRYCOUNT', math.max(deliveries - 1, 0), 'JUSTID')
end

-- What a list's reader took and did not yet put into the stream.
local function empty(inbox, field)
  local item = redis.call('LPOP', inbox)
  while item do
    redis.call('XADD', stream, '*', field, item)
    item = redis.call('LPOP', inbox)
  end
end

-- Applies verdicts to what is still ours. ARGV from 9: 'done' id | 'retry' id failures delay | 'release' id | 'dead' id failures error class.
-- KEYS[6]: the dead stream. ARGV: 5 the time of failure, 6 and 7 the ids between which most will be, 8 how many that are.
-- Answers for each: 0 applied, 1 somebody else has it, 2 nobody has it, 3 somebody else has it, with that many failures.
local states, done, i = {}, {}, 9

local function park(id, failed, message, class)
  local entry = redis.call('XRANGE', stream, id, id)[1]
  if entry then
    local fields = entry[2]
    for _, word in ipairs({'original_stream', stream, 'original_message_id', id, 'failed_at', ARGV[5],
                           'retry_count', failed, 'error', message, 'error_class', class}) do
      fields[#fields + 1] = word
    end
    redis.call('XADD', KEYS[6], '*', unpack(fields))
  end
  -- At once: whatever comes next may be refused, and a letter must not be written twice.
  redis.call('XACK', stream, group, id)
  redis.call('XDEL', stream, id)
  forget({id})
end

-- A batch mostly stands together: found by one look, and one by one only what is not among them.
local ours = {}
for _, entry in ipairs(redis.call('XPENDING', stream, group, ARGV[6], ARGV[7], tonumber(ARGV[8]), me)) do ours[entry[1]] = entry end

while i <= #ARGV do
  local verdict, id = ARGV[i], ARGV[i + 1]
  local held = ours[id] or pending(id, me)
  local state = held and 0 or pending(id) and 1 or 2
  ours[id] = nil
  if verdict == 'done' then
    if held then done[#done + 1] = id end
    i = i + 2
  elseif verdict == 'release' then
    if held then
      redis.call('HDEL', deaths, id)
      release(id, held[4])
    end
    i = i + 2
  elseif verdict == 'retry' then
    if held then
      redis.call('HSET', failures, id, ARGV[i + 2])
      redis.call('HDEL', deaths, id)
      redis.call('ZADD', waiting, now + ARGV[i + 3], id)
      redis.call('XCLAIM', stream, group, waiter, 0, id, 'JUSTID')
    elseif state == 1 and tonumber(redis.call('HGET', failures, id) or 0) >= tonumber(ARGV[i + 2]) then
      state = 3
    end
    i = i + 4
  else
    if held then park(id, ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]) end
    i = i + 5
  end
  states[#states + 1] = state
end

if #done > 0 then
  redis.call('XACK', stream, group, unpack(done))
  redis.call('XDEL', stream, unpack(done))
  forget(done)
end
return states

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

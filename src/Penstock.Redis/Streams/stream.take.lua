-- Claims what is due; before that, where a cursor is given, takes from those who no longer renew and counts the dead.
-- ARGV: 5 how many, 6 the cursor or '', 7 the channels of sessions, 8 the notes of what rests, 9 the inboxes; all three end where the
-- consumer's name begins. 10 the field of the body, 11 the slot of this claim's note.
local max, cursor = tonumber(ARGV[5]), ARGV[6]
local ghosts = 0

-- Who neither renews nor has its session is dead, and what it held may have killed it, but for what it noted as resting. Who was only
-- stopped still has its session.
local function bury(owner)
  local resting, from = {}, '-'
  for _, ids in ipairs(redis.call('HVALS', ARGV[8] .. owner)) do
    for id in string.gmatch(ids, '%S+') do resting[id] = true end
  end
  repeat
    local held = redis.call('XPENDING', stream, group, from, '+', 1000, owner)
    for _, entry in ipairs(held) do
      if not resting[entry[1]] then redis.call('HINCRBY', deaths, entry[1], 1) end
      from = '(' .. entry[1]
    end
  until #held < 1000
  empty(ARGV[9] .. owner, ARGV[10])
  redis.call('DEL', ARGV[8] .. owner)
  redis.call('ZREM', owners, owner)
end

local function sweep()
  for _, owner in ipairs(redis.call('ZRANGEBYSCORE', owners, '-inf', now - lease)) do
    if redis.call('PUBSUB', 'NUMSUB', ARGV[7] .. owner)[2] == 0 then bury(owner) end
  end
  for _ = 1, 10 do
    local claimed = redis.call('XAUTOCLAIM', stream, group, waiter, lease, cursor, 'COUNT', 100, 'JUSTID')
    cursor = claimed[1]
    -- What waits already keeps its time.
    for _, id in ipairs(claimed[2]) do redis.call('ZADD', waiting, 'NX', now, id) end
    if #claimed[3] > 0 then
      ghosts = ghosts + #claimed[3]
      forget(claimed[3])
    end
    if cursor == '0-0' then return end
  end
end

if cursor ~= '' then sweep() end

local due, ids = redis.call('ZRANGEBYSCORE', waiting, '-inf', now, 'LIMIT', 0, max), {}
for _, id in ipairs(due) do
  if pending(id, waiter) then ids[#ids + 1] = id end
end
local entries = #ids > 0 and redis.call('XCLAIM', stream, group, me, 0, unpack(ids)) or {}
if #due > 0 then redis.call('ZREM', waiting, unpack(due)) end

local came = {}
for i, entry in ipairs(entries) do came[entry[1]] = i end
for _, id in ipairs(due) do
  -- Its entry is gone, or somebody settled it who knows nothing of us.
  if not came[id] and not pending(id) then
    ghosts = ghosts + 1
    forget({id})
  end
end

local counted, died = {}, {}
if #entries > 0 then
  ids = {}
  for i, entry in ipairs(entries) do ids[i] = entry[1] end
  counted, died = redis.call('HMGET', failures, unpack(ids)), redis.call('HMGET', deaths, unpack(ids))
end
-- Whom a process died with rests until it runs: a death before that is not its doing.
local suspects = {}
for i, entry in ipairs(entries) do
  if died[i] then suspects[#suspects + 1] = entry[1] end
end
if #suspects > 0 then redis.call('HSET', ARGV[8] .. me, ARGV[11], table.concat(suspects, ' ')) end
local first = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')
return {cursor, ghosts, first[2] and math.max(first[2] - now, 0) or -1, entries, counted, died}

-- Removes consumers that hold nothing and have not been heard of for long. ARGV: 5 how long, 6 the channels of sessions.
local removed = {}
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
  local known = {}
  for i = 1, #consumer, 2 do known[consumer[i]] = consumer[i + 1] end
  local kept = known.name == me or known.name == waiter or known.pending > 0 or known.idle < tonumber(ARGV[5])
  if not kept and redis.call('PUBSUB', 'NUMSUB', ARGV[6] .. known.name)[2] == 0 then
    redis.call('XGROUP', 'DELCONSUMER', stream, group, known.name)
    removed[#removed + 1] = known.name
  end
end
return removed

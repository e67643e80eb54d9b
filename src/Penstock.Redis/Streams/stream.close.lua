-- Hands back all we hold, seen or not, and leaves the group. ARGV: 5 our note of what rests, 6 our inbox, 7 the field of the body.
repeat
  local held = redis.call('XPENDING', stream, group, '-', '+', 1000, me)
  for _, entry in ipairs(held) do release(entry[1], entry[4]) end
until #held == 0
empty(ARGV[6], ARGV[7])
redis.call('DEL', ARGV[5])
redis.call('ZREM', owners, me)
return redis.call('XGROUP', 'DELCONSUMER', stream, group, me)

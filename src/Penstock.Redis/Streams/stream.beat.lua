-- Renews what is in hand (ARGV from 5) and shows that we live. Answers which are no longer ours.
local ours, lost = {}, {}
redis.call('ZADD', owners, now, me)
for i = 5, #ARGV do
  local list = pending(ARGV[i], me) and ours or lost
  list[#list + 1] = ARGV[i]
end
if #ours > 0 then
  ours[#ours + 1] = 'JUSTID'
  redis.call('XCLAIM', stream, group, me, 0, unpack(ours))
end
return lost

-- Moves items of the list (KEYS[6]) into its stream, those already in our inbox (KEYS[7]) first, and reads them for us.
-- ARGV: 5 how many, 6 the field of the body, 7 the command that takes from the list.
local max = tonumber(ARGV[5])

local function read(count)
  local reply = redis.call('XREADGROUP', 'GROUP', group, me, 'COUNT', count, 'STREAMS', stream, '>')
  return reply and reply[1][2] or {}
end

-- What the dead had taken is in the stream already.
local entries = read(max)
if #entries < max then
  empty(KEYS[7], ARGV[6])
  for _, item in ipairs(redis.call(ARGV[7], KEYS[6], max - #entries) or {}) do redis.call('XADD', stream, '*', ARGV[6], item) end
  for _, entry in ipairs(read(max - #entries)) do entries[#entries + 1] = entry end
end
return entries

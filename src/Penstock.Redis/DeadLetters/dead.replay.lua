-- Puts dead letters back onto their streams. KEYS[1]: the dead stream. ARGV: 1 the stream of those that name none, then ids.
-- Answers for each: 1 it is back, 0 it was gone, or the sentence that says why it stays.
local added = {original_stream = true, original_message_id = true, failed_at = true, retry_count = true, error = true, error_class = true}

local function back(id)
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if not entry then return 0 end

  -- From the end: a field of the original may have one of these names too.
  local known, reversed = {}, {}
  for i = #entry[2] - 1, 1, -2 do
    local name, value = entry[2][i], entry[2][i + 1]
    if added[name] and not known[name] then
      known[name] = value
    else
      reversed[#reversed + 1] = value
      reversed[#reversed + 1] = name
    end
  end
  if #reversed == 0 then return 'It has no field of the original.' end

  local fields = {}
  for i = #reversed, 1, -1 do fields[#fields + 1] = reversed[i] end
  local sent = redis.pcall('XADD', known['original_stream'] or ARGV[1], '*', unpack(fields))
  if sent['err'] then return sent['err'] end
  redis.call('XDEL', KEYS[1], id)
  return 1
end

local states = {}
for i = 2, #ARGV do states[#states + 1] = back(ARGV[i]) end
return states

-- A yield leaves C functions by longjmp, too; also across pcall, metamethods and iterators.
local function generate(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in generate(10000) do sum = sum + i end
assert(sum == 50005000)

local co = coroutine.create(function(a)
  local ok, e = pcall(function()
    local b = coroutine.yield(a + 1)
    assert(b == 5)
    error("inside", 0)
  end)
  assert(not ok and e == "inside")
  local t = setmetatable({}, {
    __index = function(_, k) return coroutine.yield(k) end,
    __add = function(x, y) return coroutine.yield("add") end,
    __lt = function() return coroutine.yield("lt") end,
    __concat = function() return coroutine.yield("concat") end,
    __call = function(_, x) return coroutine.yield(x) end,
    __eq = function() return coroutine.yield("eq") end,
    __len = function() return coroutine.yield("len") end,
  })
  local r = {t.key, t + 1, t < t, t .. "x", t("call"), t == setmetatable({}, getmetatable(t)), #t}
  for k, v in (function(s, c) return coroutine.yield("for") end) do r[#r + 1] = k; break end
  return table.unpack(r, 1, 8)
end)
assert(select(2, coroutine.resume(co, 1)) == 2)
local asked = {}
local result = {coroutine.resume(co, 5)}
while coroutine.status(co) ~= "dead" do
  asked[#asked + 1] = result[2]
  result = {coroutine.resume(co, #asked)}
end
assert(result[1], result[2])
assert(table.concat(asked, " ") == "key add lt concat call eq len for", table.concat(asked, " "))

-- Errors in coroutines, in nests of them.
local function deep(n)
  if n == 0 then error("bottom", 0) end
  local ok, e = coroutine.resume(coroutine.create(deep), n - 1)
  assert(not ok)
  error(e .. n, 0)
end
local ok, e = pcall(deep, 5)
assert(not ok and e == "bottom12345", e)
for i = 1, 2000 do
  local w = coroutine.wrap(function() coroutine.yield() error({}) end)
  w()
  assert(not pcall(w))
  assert(not pcall(w))
end

-- Ring of coroutines, each half finished, then closed or dropped.
local ring = {}
for i = 1, 200 do
  ring[i] = coroutine.create(function()
    local guard <close> = setmetatable({}, {__close = function() ring.closed = (ring.closed or 0) + 1 end})
    while true do coroutine.yield(i) end
  end)
end
for round = 1, 20 do
  for i = 1, 200 do assert(select(2, coroutine.resume(ring[i])) == i) end
end
for i = 1, 100 do assert(coroutine.close(ring[i])) end
assert(ring.closed == 100)
ring = nil
collectgarbage()

assert(not coroutine.resume(coroutine.running()))
assert(select(2, pcall(coroutine.yield)):find("outside"))
local again
again = coroutine.create(function() return coroutine.resume(again) end)
local _, inner, message = coroutine.resume(again)
assert(inner == false and message:find("non%-suspended"))
local function chain(n) return n == 0 and "end" or coroutine.wrap(function() return chain(n - 1) end)() end
assert(chain(100) == "end")
local ok, e = pcall(chain, 500)
assert(not ok and e:find("overflow"), e)
print("coroutines ok")

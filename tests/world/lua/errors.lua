-- Errors leave C functions by longjmp: each kind, at each depth, many times.
local function check(ok, message, pattern)
  assert(not ok and tostring(message):find(pattern), message)
end

local function checked(f, pattern, ...)
  local ok, message = pcall(f, ...)
  check(ok, message, pattern)
end

check(false, select(2, pcall(error, "plain")), "^plain$")
checked(function() local t = nil; return t.x end, "index")
for _, case in ipairs {
  {function() return 1 + {} end, "arithmetic"},
  {function() return #nil end, "length"},
  {function() return {} < {} end, "compare"},
  {function() return 1 < "x" end, "compare"},
  {function() return ("x")() end, "call"},
  {function() return 1 // 0 end, "divide by zero"},
  {function() return 1 % 0 end, "n%%0"},
  {function() return 1.5 | 1 end, "integer representation"},
  {function() return "a" .. {} end, "concatenate"},
  {function() for i = 1, 10, 0 do end end, "step is zero"},
  {function() string.rep("x", 1 << 62) end, "too large"},
  {function() return ("x"):bad() end, "method 'bad'"},
  {function() string.format("%d", "x") end, "number expected"},
  {function() string.format("%y", 1) end, "invalid conversion"},
  {function() return setmetatable(1, {}) end, "table expected"},
  {function() return table.concat({1, {}, 3}) end, "invalid value"},
  {function() table.insert({1, 2}, 9, 1) end, "position out of bounds"},
  {function() return select(0) end, "out of range"},
  {function() return ("x"):find("[a") end, "malformed pattern"},
  {function() return ("x"):gsub("(x", "%2") end, "capture"},
  {function() return load("x =")() end, "call a nil value"},
  {function() return utf8.char(-1) end, "out of range"},
  {function() return math.random(0, -1) end, "empty"},
  {function() table.sort({3, 1, 2, 5, 4}, function(a, b) error("cmp") end) end, "cmp"},
  {function() return next({}, "nokey") end, "invalid key"},
  {function() return rawset(1, 2, 3) end, "table expected"},
  {function() error() end, "nil"},
  {function() error(setmetatable({}, {__tostring = function() return "object" end})) end, "object"},
} do
  local ok, message = pcall(case[1])
  check(ok, message, case[2])
end

-- Nests of pcall, each level caught and thrown again.
local function nest(n)
  if n == 0 then error({depth = 0}) end
  local ok, e = pcall(nest, n - 1)
  assert(not ok)
  e.depth = e.depth + 1
  error(e, 0)
end
for i = 1, 100 do
  local ok, e = pcall(nest, i)
  assert(not ok and e.depth == i)
end

-- Message handlers, also such that fail themselves.
local ok, trace = xpcall(nest, debug.traceback, 3)
assert(not ok)
assert(select(2, xpcall(error, function(m) return m .. "!" end, "handled")) == "handled!")
assert(not xpcall(error, function() error("again") end, "first"))

-- Stack overflows in Lua and in C.
local function endless() return 1 + endless() end
checked(endless, "stack overflow")
local function through_c(s) return (s:gsub(".", through_c)) end
checked(through_c, "overflow", "x")
local meta = setmetatable({}, {})
getmetatable(meta).__index = function(t, k) return t[k + 1] end
checked(function() return meta[1] end, "overflow")

-- Syntax errors leave the parser from every depth.
for _, source in ipairs {"for", "x = = 1", "return '", "goto nowhere", "local x <const> = 1; x = 2", "break",
    "::a:: ::a::", "return " .. ("("):rep(150), "return " .. ("("):rep(300), "x = 0x", "--[[", "if x then",
    "f(" .. ("{"):rep(190)} do
  local f, message = load(source)
  assert(not f and type(message) == "string", source)
end

for i = 1, 20000 do
  assert(not pcall(error, i))
  assert(not pcall(string.rep))
end

-- Variables to be closed see the error, and may raise another.
local log = {}
local function closer(name, fails)
  return setmetatable({}, {__close = function(_, e)
    log[#log + 1] = name .. ":" .. tostring(e)
    if fails then error(name .. " failed", 0) end
  end})
end
local ok, e = pcall(function()
  local a <close> = closer("a")
  local b <close> = closer("b", true)
  local c <close> = closer("c")
  error("start", 0)
end)
assert(not ok and e == "b failed" and table.concat(log, " ") == "c:start b:start a:b failed")
print("errors ok")

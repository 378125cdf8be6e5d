-- The rest: garbage, metamethods, strings, tables, sorting, numbers, load and dump, files.
local finalized = 0
for i = 1, 5000 do
  setmetatable({}, {__gc = function() finalized = finalized + 1 end})
  if i % 1000 == 0 then collectgarbage() end
end
collectgarbage()
assert(finalized == 5000)
setmetatable({}, {__gc = function() error("in a finalizer") end})
collectgarbage()
for _, mode in ipairs {"incremental", "generational", "incremental"} do
  collectgarbage(mode)
  local kept = setmetatable({}, {__mode = "k"})
  for i = 1, 20000 do kept[{}] = {i, tostring(i)} end
  collectgarbage()
  assert(next(kept) == nil)
end
collectgarbage("stop") collectgarbage("restart") collectgarbage("step", 10)

local words = {}
for w in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do words[#words + 1] = w end
table.sort(words)
assert(table.concat(words, ",") == "brown,dog,fox,jumps,lazy,over,quick,the,the")
assert(("hello world"):gsub("o", {o = "0"}) == "hell0 w0rld")
assert(("x=1, y=2"):gsub("(%w+)=(%w+)", "%2=%1") == "1=x, 2=y")
assert(("abc"):rep(3, "-") == "abc-abc-abc" and ("abc"):reverse() == "cba")
assert(("%5.2f|%-5s|%05d|%x|%q|%g"):format(3.14159, "ab", 42, 255, "a\nb", 1e100) ==
  " 3.14|ab   |00042|ff|\"a\\\nb\"|1e+100")
assert(("%b()"):len() == 4 and ("f(a(b)c)d"):match("%b()") == "(a(b)c)")
assert(("\u{48}\u{20AC}"):byte(1, -1) == 0x48 and utf8.len("h\u{20AC}") == 2)
assert(string.pack("<i4z", 7, "seven"):len() == 10 and select(2, string.unpack("<i4z", "\7\0\0\0seven\0")) == "seven")

local numbers = {}
local seed = 42
for i = 1, 3000 do seed = (seed * 1103515245 + 12345) & 0x7fffffff; numbers[i] = seed end
table.sort(numbers, function(a, b) return a > b end)
for i = 2, #numbers do assert(numbers[i - 1] >= numbers[i]) end
assert(table.unpack(table.move({1, 2, 3}, 1, 3, 2)) == 1)
assert(math.tointeger("8") == 8 and 7 // 2 == 3 and -7 // 2 == -4 and -7 % 3 == 2 and 2 ^ 10 == 1024)
assert(tostring(1e15) == "1e+15" and tostring(2 ^ 53) == "9.007199254741e+15" and 0x10p2 == 64)
assert(math.maxinteger + 1 == math.mininteger and math.ult(1, -1) and math.type(1) == "integer")

local V = {}
V.__index = V
V.__add = function(a, b) return setmetatable({x = a.x + b.x}, V) end
V.__eq = function(a, b) return a.x == b.x end
V.__lt = function(a, b) return a.x < b.x end
V.__le = function(a, b) return a.x <= b.x end
V.__unm = function(a) return setmetatable({x = -a.x}, V) end
V.__tostring = function(a) return "V" .. a.x end
V.__name = "V"
local a, b = setmetatable({x = 1}, V), setmetatable({x = 2}, V)
assert((a + b).x == 3 and a < b and a <= b and a ~= b and tostring(-a) == "V-1")

local dumped = string.dump(function(x) local t = {} for i = 1, x do t[i] = i * i end return #t, t[x] end, true)
local n, square = load(dumped, "dumped", "b")(12)
assert(n == 12 and square == 144)
assert(not load(dumped:sub(1, 20), "short", "b") and not load(dumped, "text only", "t"))
local parts, at = {"return ", "1 +", " 2"}, 0
assert(load(function() at = at + 1 return parts[at] end)() == 3)
assert(not load(function() error("reader") end))
local i = 0
::top::
i = i + 1
if i < 10 then goto top end
assert(i == 10 and select("#", table.unpack({}, 1, 100)) == 100 and not pcall(table.unpack, {}, 1, 1e8))

local name = os.tmpname()
do
  local file <close> = assert(io.open(name, "w"))
  file:write("line one\n", 42, "\n", 3.5, "\n")
  assert(file:seek("cur") == 16 and file:setvbuf("full", 1024))
end
local lines = {}
for line in io.lines(name) do lines[#lines + 1] = line end
assert(#lines == 3 and lines[2] == "42")
local file = io.open(name)
assert(file:read("l", "n", "n") == "line one" and not pcall(file.read, file, "bad"))
file:close()
assert(not pcall(file.read, file) and io.type(file) == "closed file" and not io.open("/nowhere/at/all"))
os.remove(name)
assert(os.time {year = 2024, month = 2, day = 29, hour = 12} and os.date("!%Y", 0) == "1970" and os.clock() >= 0)

local hooks = 0
debug.sethook(function() hooks = hooks + 1 end, "crl", 100)
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
assert(fib(15) == 610)
debug.sethook()
assert(hooks > 1000 and debug.getinfo(fib, "S").what == "Lua")
package.loaded.own = nil
package.preload.own = function(n) return {name = n} end
assert(require("own").name == "own" and not pcall(require, "no.such.module"))
print("library ok")

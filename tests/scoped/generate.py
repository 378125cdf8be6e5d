#!/usr/bin/env python3
"""generate.py SEED: a program of nested blocks, loops, switches, gotos, returns and _Defer statements.

It prints a trace of what runs, so that two translations of it can be compared: cdefer's, and that of a compiler
that knows TS 25755.  It is free of undefined behaviour and of constraint violations: no jump enters the scope of a
_Defer, nothing depends on an unspecified order, every loop ends.
"""
import random
import sys


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines = []
        self.events = 0
        self.names = 0
        self.budget = 0
        self.function = 0

    def put(self, depth, text):
        self.lines.append("\t" * depth + text)

    def event(self):
        self.events += 1
        return self.events

    def name(self, prefix="v"):
        self.names += 1
        return "%s%d" % (prefix, self.names)

    def value(self, c):
        """An expression of type int without side effects."""
        r = self.r
        kind = r.randrange(6)
        if kind < 3 and c["vars"]:
            return r.choice(c["vars"])
        if kind == 3:
            return "(%s + %d)" % (self.value(c), r.randrange(5))
        if kind == 4 and c["vars"]:
            return "(%s * 3)" % r.choice(c["vars"])
        return str(r.randrange(9))

    def condition(self, c):
        r = self.r
        return r.choice(["ask(%d)" % r.randrange(1, 5), "(%s & %d) != 0" % (self.value(c), r.choice([1, 2])),
                         "ask(%d) && %s > 2" % (r.randrange(1, 4), self.value(c))])

    def trace(self, c):
        r = self.r
        if r.randrange(3) == 0:
            return "trace(%d, 0);" % self.event()
        return "trace(%d, %s);" % (self.event(), self.value(c))

    # ---- _Defer S -----------------------------------------------------------------------------------------

    def deferred(self, c, depth):
        """S itself, as lines; it may hold anything that does not leave it."""
        r = self.r
        kind = r.randrange(10)
        inner = dict(c, loop=False, breakable=False, returns=None, labels=[], deferred=True, here=[])
        if kind < 4:
            return [self.trace(c)]
        if kind == 4 and c["vars"]:
            v = r.choice(c["vars"])
            return ["{ %s += 1; %s }" % (v, self.trace(c))]
        if kind == 5:
            return ["if (%s) %s else %s" % (self.condition(c), self.trace(c), self.trace(c))]
        if kind == 6:
            v = self.name()
            return ["for (int %s = 0; %s < %d; %s++) trace(%d, %s);" % (v, v, r.randrange(3), v, self.event(), v)]
        if kind == 7:
            return ["{ static int count; trace(%d, ++count); }" % self.event()]
        saved, self.lines = self.lines, []
        self.block(inner, depth + 1, r.randrange(1, 4))
        lines, self.lines = self.lines, saved
        return ["{"] + lines + ["\t" * depth + "}"]

    def put_defer(self, c, depth):
        lines = self.deferred(c, depth)
        self.put(depth, "_Defer " + lines[0])
        self.lines.extend(lines[1:])

    # ---- statements -----------------------------------------------------------------------------------------

    def block(self, c, depth, n):
        """The items of a block."""
        r = self.r
        c = dict(c, vars=list(c["vars"]), here=list(c["here"]))
        if r.randrange(6) == 0 and not c["deferred"]:
            # In front of every _Defer of the block: a goto back runs those that are pending.
            label = self.name("l")
            self.put(depth, "%s:; again--;" % label)
            self.put(depth, "if (again < -100) { goto %s_; } %s_:;" % (label, label))
            c["labels"] = c["labels"] + [("again > 0", label)]
        for _ in range(n):
            kind = r.randrange(20)
            if kind < 5:
                self.put_defer(c, depth)
            elif kind < 8:
                self.declaration(c, depth)
            else:
                self.statement(c, depth)

    def declaration(self, c, depth):
        """Of a new name, or of one that hides another from here on."""
        r = self.r
        v = r.choice(c["vars"]) if c["vars"] and r.randrange(4) == 0 else self.name()
        if v in c["here"]:
            v = self.name()
        self.put(depth, "int %s = %d;" % (v, r.randrange(9)))
        self.put(depth, "(void)%s;" % v)
        c["here"].append(v)
        if v not in c["vars"]:
            c["vars"].append(v)

    def statement(self, c, depth):
        r = self.r
        self.budget -= 1
        kind = r.randrange(24)
        if self.budget < 0 or depth > 7 or kind < 5:
            self.put(depth, self.trace(c))
        elif kind < 8:
            label = None
            if r.randrange(2) and not c["deferred"]:
                label = self.name("l")
                c = dict(c, labels=c["labels"] + [("1", label)])
            self.put(depth, "{")
            self.block(dict(c, here=[]), depth + 1, r.randrange(1, 5))
            self.put(depth, "}")
            if label:
                self.put(depth, "%s:;" % label)
                self.put(depth, "if (0) goto %s;" % label)
        elif kind < 10:
            self.put(depth, "if (%s)" % self.condition(c))
            self.body(c, depth)
            if r.randrange(2):
                self.put(depth, "else")
                self.body(c, depth)
        elif kind < 13:
            v = self.name("i")
            loop = dict(c, loop=True, breakable=True)
            form = r.randrange(3)
            if form == 0:
                self.put(depth, "for (int %s = 0; %s < %d; %s++)" % (v, v, r.randrange(1, 4), v))
                self.body(dict(loop, vars=c["vars"] + [v]), depth, [v])
            elif form == 1:
                self.put(depth, "{ int %s = %d; while (%s-- > 0)" % (v, r.randrange(1, 4), v))
                self.body(loop, depth)
                self.put(depth, "}")
            else:
                self.put(depth, "{ int %s = %d; do" % (v, r.randrange(1, 3)))
                self.body(loop, depth)
                self.put(depth, "while (--%s > 0); }" % v)
        elif kind < 15:
            # Clang 22 runs the _Defers of a case that falls through too late where it knows the condition.
            self.put(depth, "switch ((%s + zero) & 3) {" % self.value(c))
            inner = dict(c, breakable=True)
            for k in range(r.randrange(1, 4)):
                self.put(depth, "case %d: {" % k)
                self.block(dict(inner, here=[]), depth + 1, r.randrange(1, 4))
                self.put(depth, "}")
                if r.randrange(3):
                    self.put(depth + 1, "break;")
                else:
                    self.put(depth + 1, "/* falls through */")
            self.put(depth, "default: ;")
            self.put(depth, "}")
        elif kind == 15 and c["breakable"]:
            self.put(depth, "if (%s) break;" % self.condition(c))
        elif kind == 16 and c["loop"]:
            self.put(depth, "if (%s) continue;" % self.condition(c))
        elif kind < 19 and c["returns"]:
            self.put(depth, "if (%s) return %s;" % (self.condition(c), c["returns"](self, c)))
        elif kind < 21 and c["labels"]:
            condition, label = r.choice(c["labels"])
            self.put(depth, "if (%s && %s) goto %s;" % (condition, self.condition(c), label))
        elif kind == 21:
            v = self.name()
            self.put(depth, "{ int %s = ({" % v)
            self.block(dict(c, here=[]), depth + 1, r.randrange(1, 4))
            self.put(depth + 1, "%s;" % self.value(c))
            self.put(depth, "}); trace(%d, %s); }" % (self.event(), v))
        elif kind == 22:
            self.put(depth, "if (%s) _Defer %s" % (self.condition(c), self.trace(c)))
        else:
            self.put(depth, self.trace(c))

    def body(self, c, depth, readonly=()):
        if self.r.randrange(5) == 0:
            self.put(depth + 1, self.trace(c))
            return
        self.put(depth, "{")
        # What a loop counts with is not to be changed in it.
        self.block(dict(c, here=[], vars=[v for v in c["vars"] if v not in readonly]), depth + 1, self.r.randrange(1, 5))
        self.put(depth, "}")

    # ---- functions -------------------------------------------------------------------------------------------

    def returned(self, kind):
        if kind == "void":
            return lambda g, c: ""
        if kind == "struct":
            return lambda g, c: "(struct pair){%s, %d}" % (g.value(c), g.event())
        return lambda g, c: g.value(c)

    def one(self):
        r = self.r
        self.function += 1
        kind = r.choice(["int", "int", "void", "struct", "char", "double"])
        name = "f%d" % self.function
        result = {"struct": "struct pair"}.get(kind, kind)
        self.budget = r.randrange(8, 40)
        self.put(0, "static %s %s(int a, int b)" % (result, name))
        self.put(0, "{")
        self.put(1, "int again = 5; (void)again;")
        c = {"vars": ["a", "b"], "labels": [], "loop": False, "breakable": False, "deferred": False,
             "returns": self.returned(kind), "here": ["a", "b"]}
        self.block(c, 1, r.randrange(3, 9))
        if kind != "void":
            self.put(1, "return %s;" % self.returned(kind)(self, dict(c, vars=["a", "b"])))
        self.put(0, "}")
        self.put(0, "")
        return name, kind

    def program(self, functions):
        made = [self.one() for _ in range(functions)]
        self.put(0, "int main(void)")
        self.put(0, "{")
        self.put(1, "for (unsigned round = 0; round < 6; round++) {")
        self.put(2, "state = round * 2654435761u + 1;")
        for name, kind in made:
            call = "%s((int)round, %d)" % (name, self.r.randrange(9))
            if kind == "void":
                self.put(2, "%s; trace(-1, 0);" % call)
            elif kind == "struct":
                self.put(2, "{ struct pair p = %s; trace(p.a, p.b); }" % call)
            else:
                self.put(2, "trace(-2, (int)%s);" % call)
        self.put(1, "}")
        self.put(1, "return 0;")
        self.put(0, "}")
        return "\n".join(self.lines) + "\n"


HEAD = """#include <stdio.h>
struct pair { int a, b; };
static unsigned state;
static int events;
static volatile int zero;
%svoid trace(int event, int value)
{
	printf("%%d:%%d\\n", event, value);
	if (++events > 20000)
		events = 0;
}
%sint ask(int one_in)
{
	state = state * 1103515245u + 12345u;
	return (state >> 16) %% (unsigned)one_in == 0;
}
"""

if __name__ == "__main__":
    seed = int(sys.argv[1])
    # Without static, trace and ask may be anybody's; `weak` makes them so that a panic may pass.
    trace, ask = [link + " " for link in sys.argv[2:4]] or ("static ", "static ")
    sys.stdout.write(HEAD % (trace, ask) + "\n" + Generator(seed).program(4))

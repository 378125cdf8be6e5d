#!/usr/bin/env python3
"""generate.py SEED [FUNCTIONS]: a random program in the language, with the output that it must give.

Every function is made as a tree of statements; the tree is written as C and also executed here, by
the rules of the language: variables are one for each entry of their block (2.5), actions run newest
first (2.1), arguments are taken at the defer (2.3), copies are private (2.4), panics run actions on
top of the stack (3), recover ends one (4). The expected output stands in a comment at the end, as in
tests/lang. All values stay small; whatever C leaves undefined or unordered is not made.
"""
import random
import sys


class Return(Exception):
    pass


class Break(Exception):
    pass


class Continue(Exception):
    pass


class Goto(Exception):
    pass


class Unwind(Exception):
    """A recovery: back to the function whose action recovered."""

    def __init__(self, frame):
        super().__init__()
        self.frame = frame


class Panic:
    def __init__(self, value):
        self.value, self.recovered = value, False


class Frame:
    """A call of a function or of a deferred block, with its pending actions, oldest first."""

    def __init__(self, result):
        self.pending, self.result = [], result


class Env:
    """One entry of a block: its variables, each a list of one element or the elements of an array."""

    def __init__(self, outer=None):
        self.cells, self.outer = {}, outer

    def find(self, name):
        env = self
        while name not in env.cells:
            env = env.outer
        return env.cells[name]

    def declare(self, name, values):
        # A declaration that a jump backwards executes again is of the same variable.
        if name in self.cells:
            self.cells[name][:] = values
        else:
            self.cells[name] = list(values)


class Machine:
    """The state of the thread: what was printed, and the chain of frames."""

    def __init__(self):
        self.out, self.frames, self.steps = [], [], 0

    def say(self, number, value):
        self.out.append("%d:%d " % (number, value))

    def step(self):
        self.steps += 1
        if self.steps > 3000:
            raise OverflowError

    def panic(self, value):
        p = Panic(value)
        while True:
            frame = next(f for f in reversed(self.frames) if f.pending)
            depth = len(self.frames)
            frame.pending.pop()(p)
            assert len(self.frames) == depth
            if p.recovered:
                raise Unwind(frame)

    def call(self, frame, body):
        """Runs body in a frame, then its actions, at whatever end."""
        self.frames.append(frame)
        depth = len(self.frames)
        try:
            try:
                body()
            except Return:
                pass
            while frame.pending:
                frame.pending.pop()(None)
        except Unwind as u:
            if u.frame is not frame:
                raise
            del self.frames[depth:]
            self.rest(frame, depth)
        self.frames.pop()

    def rest(self, frame, depth):
        # A panic in what is left may be recovered in this function again.
        while frame.pending:
            try:
                frame.pending.pop()(None)
            except Unwind as u:
                if u.frame is not frame:
                    raise
                del self.frames[depth:]


class Context:
    """What a statement runs in."""

    def __init__(self, env, frame, panic=None):
        self.env, self.frame, self.panic = env, frame, panic

    def inner(self):
        return Context(Env(self.env), self.frame, self.panic)


class Maker:
    """Makes statements: pairs of C text (a list of lines) and a function of a Context."""

    def __init__(self, seed, machine):
        self.r, self.m, self.functions = random.Random(seed), machine, []
        self.number = 0

    def fresh(self):
        self.number += 1
        return self.number

    # ---- expressions --------------------------------------------------------------------------

    def expression(self, scope):
        """Text and a function of the environment and the result."""
        r = self.r
        kind = r.randrange(6)
        if kind == 0 or not scope:
            k = r.randrange(20)
            return str(k), lambda c: k
        name, at, key = r.choice(scope)
        text = name if at is None else "%s[%d]" % (name, at)
        i = at or 0
        if kind <= 2:
            return text, lambda c: c.env.find(key)[i]
        k = r.randrange(1, 9)
        if kind == 3:
            return "%s + %d" % (text, k), lambda c: c.env.find(key)[i] + k
        if kind == 4:
            return "ID(%s - %d)" % (text, k), lambda c: c.env.find(key)[i] - k
        other, oat, okey = r.choice(scope)
        otext = other if oat is None else "%s[%d]" % (other, oat)
        o = oat or 0
        return "((%s + %s) & 1023)" % (text, otext), lambda c: (c.env.find(key)[i] + c.env.find(okey)[o]) & 1023

    def condition(self, scope):
        r = self.r
        text, value = self.expression(scope)
        k = r.choice([1, 2, 3, 5])
        wanted = r.randrange(k + 1)
        return "((%s) & %d) == %d" % (text, k, wanted), lambda c: (value(c) & k) == wanted

    # ---- statements ---------------------------------------------------------------------------

    def block(self, scope, depth, where, count=None):
        """A braced list of statements; its scope is its own."""
        scope = list(scope)
        parts = [self.statement(scope, depth - 1, where) for _ in range(count or self.r.randrange(1, 6))]
        lines = ["{"] + ["\t" + line for text, _ in parts for line in text] + ["}"]

        def run(c):
            self.m.step()
            for _, part in parts:
                part(c)
        return lines, run

    def inner_block(self, *args):
        lines, run = self.block(*args)
        return lines, lambda c: run(c.inner())

    def statement(self, scope, depth, where):
        r = self.r
        kinds = ["say", "say", "declare", "declare", "array", "assign", "assign", "defer_call", "defer_call", "jump", "jump", "panic"]
        if depth > -2:
            kinds += ["defer_block", "defer_block", "defer_copy"]
        if depth > 0:
            kinds += ["if", "if", "for", "while", "switch", "nested"]
        if self.functions:
            kinds += ["call"]
        if where["result"]:
            kinds += ["result"]
        if where["action"]:
            kinds += ["recover", "recover"]
        kind = r.choice(kinds)
        return getattr(self, kind)(scope, depth, where)

    def say(self, scope, depth, where):
        n = self.fresh()
        text, value = self.expression(scope)
        macro = self.r.choice(["say(%d, %s);", "SAY(%d, %s);"])
        return [macro % (n, text)], lambda c: self.m.say(n, value(c))

    def declare(self, scope, depth, where):
        # Now and then a name that is in scope already: it is hidden from here on.
        old = [s[0] for s in scope if s[1] is None and s[0] not in where["own"][-1]]
        n = self.fresh()
        name = self.r.choice(old) if old and self.r.random() < 0.2 else "v%d" % n
        text, value = self.expression([s for s in scope if s[0] != name])
        where["own"][-1].add(name)
        scope[:] = [s for s in scope if s[0] != name] + [(name, None, n)]
        return ["int %s = %s;" % (name, text)], lambda c: c.env.declare(n, [value(c)])

    def array(self, scope, depth, where):
        name = "a%d" % self.fresh()
        a, first = self.expression(scope)
        b, second = self.expression(scope)
        scope += [(name, 0, name), (name, 1, name)]
        return ["int %s[] = { %s, %s };" % (name, a, b)], lambda c: c.env.declare(name, [first(c), second(c)])

    def assign(self, scope, depth, where):
        if not scope:
            return self.say(scope, depth, where)
        name, at, key = self.r.choice([s for s in scope if not s[0].startswith("i")] or [(None, 0, 0)])
        if name is None:
            return self.say(scope, depth, where)
        text, value = self.expression(scope)
        left = name if at is None else "%s[%d]" % (name, at)

        def run(c):
            c.env.find(key)[at or 0] = value(c) & 1023
        return ["%s = (%s) & 1023;" % (left, text)], run

    def defer_call(self, scope, depth, where):
        n = self.fresh()
        text, value = self.expression(scope)
        form = self.r.choice(["defer say(%d, %s);", "LATER say(%d, %s);", "defer SAY(%d, %s);", "defer (*speaker)(%d, %s);"])

        def run(c):
            taken = value(c)
            c.frame.pending.append(lambda p: self.m.say(n, taken))
        return [form % (n, text)], run

    def action_where(self, where):
        return {"loop": False, "switch": False, "action": True, "function": False, "result": where["result"],
                "own": [set()], "label": None}

    def action(self, c, body, env):
        """Registers a deferred block that runs in env."""
        def start(p):
            frame = Frame(c.frame.result)
            self.m.call(frame, lambda: body(Context(Env(env), frame, p)))
        c.frame.pending.append(start)

    def defer_block(self, scope, depth, where):
        lines, body = self.block(scope, min(depth - 1, 2), self.action_where(where))
        word = self.r.choice(["defer ", "defer ", "LATER "])
        return [word + lines[0]] + lines[1:], lambda c: self.action(c, body, c.env)

    def defer_copy(self, scope, depth, where):
        r = self.r
        entries, made, seen = [], [], set()
        for name, at, key in r.sample(scope, min(len(scope), r.randrange(1, 4))):
            if name not in seen and r.random() < 0.7:
                seen.add(name)
                entries.append((key, None))
                made.append(name)
        name = "n%d" % self.fresh()
        text, value = self.expression(scope)
        entries.append((name, value))
        made.append("%s = %s" % (name, text))
        inside = self.action_where(where)
        inside["own"] = [seen | {name}]
        lines, body = self.block(scope + [(name, None, name)], min(depth - 1, 2), inside)

        def run(c):
            env = Env(c.env)
            taken = [(n, list(c.env.find(n)) if v is None else [v(c)]) for n, v in entries]
            for n, values in taken:
                env.cells[n] = values
            self.action(c, body, env)
        return ["defer [%s] %s" % (", ".join(made), lines[0])] + lines[1:], run

    def jump(self, scope, depth, where):
        r = self.r
        kinds = ["return"]
        if where["loop"]:
            kinds += ["break", "continue"] if not where["switch"] else ["continue"]
        if where["label"]:
            kinds += ["goto"]
        kind = r.choice(kinds)
        ctext, condition = self.condition(scope)
        if kind == "return" and where["function"]:
            text, value = self.expression(scope)

            def go(c):
                c.frame.result[0] = value(c)
                raise Return
            what = r.choice(["return %s;", "RETURN(%s);"]) % text
        elif kind == "return":
            def go(c):
                raise Return
            what = "return;"
        else:
            error = {"break": Break, "continue": Continue, "goto": Goto}[kind]

            def go(c):
                raise error
            what = {"break": "break;", "continue": "SKIP;", "goto": "goto end;"}[kind]

        def run(c):
            if condition(c):
                go(c)
        return ["if (%s)" % ctext, "\t" + what], run

    def panic(self, scope, depth, where):
        ctext, condition = self.condition(scope)
        text, value = self.expression(scope)

        def run(c):
            if condition(c):
                self.m.panic(value(c))
        return ["if (%s)" % ctext, "\tpanic(%s);" % text], run

    def recover(self, scope, depth, where):
        n = self.fresh()

        def run(c):
            p = c.panic
            if p and not p.recovered:
                p.recovered = True
                self.m.say(n, p.value)
        return ["{ const struct cdefer_panic *p = recover(); if (p) say(%d, (int)p->value.i); }" % n], run

    def result(self, scope, depth, where):
        text, value = self.expression(scope)

        def run(c):
            c.frame.result[0] = (c.frame.result[0] + value(c)) & 1023
        return ["_Result = (_Result + %s) & 1023;" % text], run

    def call(self, scope, depth, where):
        index = self.r.randrange(len(self.functions))
        atext, a = self.expression(scope)
        n = self.fresh()

        def run(c):
            self.m.say(n, self.functions[index](a(c), n))
        return ["say(%d, f%d(%s, %d));" % (n, index, atext, n)], run

    def if_(self, scope, depth, where):
        ctext, condition = self.condition(scope)
        where["own"].append(set())
        yes, then = self.inner_block(scope, depth, where)
        where["own"][-1] = set()
        no, otherwise = self.inner_block(scope, depth, where)
        where["own"].pop()
        if self.r.random() < 0.5:
            return ["if (%s) %s" % (ctext, yes[0])] + yes[1:], lambda c: then(c) if condition(c) else None
        lines = ["if (%s) %s" % (ctext, yes[0])] + yes[1:-1] + ["} else " + no[0]] + no[1:]
        return lines, lambda c: then(c) if condition(c) else otherwise(c)

    def loop_where(self, where):
        return dict(where, loop=True, switch=False, own=where["own"] + [set()])

    def for_(self, scope, depth, where):
        name, n = "i%d" % self.fresh(), self.r.randrange(1, 4)
        lines, body = self.inner_block(scope + [(name, None, name)], depth, self.loop_where(where))

        def run(c):
            c = c.inner()
            c.env.declare(name, [0])
            while c.env.find(name)[0] < n:
                try:
                    body(c)
                except Break:
                    break
                except Continue:
                    pass
                c.env.find(name)[0] += 1
        return ["for (int %s = 0; %s < %d; %s++) %s" % (name, name, n, name, lines[0])] + lines[1:], run

    def while_(self, scope, depth, where):
        name, n, do = "w%d" % self.fresh(), self.r.randrange(1, 4), self.r.random() < 0.5
        lines, body = self.inner_block(scope, depth, self.loop_where(where))

        def run(c):
            c.env.declare(name, [n])
            while True:
                if not do:
                    c.env.find(name)[0] -= 1
                    if c.env.find(name)[0] < 0:
                        break
                try:
                    body(c)
                except Break:
                    break
                except Continue:
                    pass
                if do:
                    c.env.find(name)[0] -= 1
                    if c.env.find(name)[0] <= 0:
                        break
        if do:
            return ["int %s = %d;" % (name, n), "do " + lines[0]] + lines[1:-1] + ["} while (--%s > 0);" % name], run
        return ["int %s = %d;" % (name, n), "while (%s-- > 0) %s" % (name, lines[0])] + lines[1:], run

    def switch(self, scope, depth, where):
        text, value = self.expression(scope)
        inside = dict(where, switch=True, own=where["own"] + [set()])
        cases, falls = [], []
        lines = ["switch ((%s) & 3) {" % text]
        for k in range(3):
            inside["own"][-1] = set()
            part, run_part = self.inner_block(scope, depth, inside)
            falls.append(self.r.random() < 0.3)
            lines += ["case %d: %s" % (k, part[0])] + part[1:] + ([] if falls[-1] else ["break;"])
            cases.append(run_part)
        lines += ["}"]

        def run(c):
            k = value(c) & 3
            c = c.inner()
            while k < 3:
                cases[k](c)
                if not falls[k]:
                    break
                k += 1
        return lines, run

    def nested(self, scope, depth, where):
        where["own"].append(set())
        made = self.inner_block(scope, depth, where)
        where["own"].pop()
        return made

    # ---- functions ----------------------------------------------------------------------------

    def function(self):
        index = len(self.functions)
        rounds, again = self.r.randrange(1, 3), self.r.random() < 0.4
        where = {"loop": False, "switch": False, "action": False, "function": True, "result": True,
                 "own": [{"a", "b", "round"}], "label": "end"}
        scope = [("a", None, "a"), ("b", None, "b")]
        count = self.r.randrange(2, 9)
        if again:
            # The body is executed anew by a jump backwards, in a block of its own or not.
            own = self.r.random() < 0.5
            lines, body = self.block(scope, 3, where, count)
            if not own:
                lines = ["\t" + line[1:] for line in lines[1:-1]]
            lines = ["int round = 0;", "again: ;"] + lines + ["if (round++ < %d)" % rounds, "\tgoto again;"]
        else:
            lines, body = self.block(scope, 3, where, count)
            lines, own = lines[1:-1], False
        lines = [line if line.startswith("\t") else "\t" + line for line in lines]
        text = ["static int f%d(int a, int b)" % index, "{"] + lines + ["end:", "\tsay(%d, a);" % index, "\treturn b & 7;", "}"]

        def call(a, b):
            self.m.step()
            frame = Frame([0])
            env = Env()
            env.declare("a", [a])
            env.declare("b", [b])

            def start():
                c = Context(env, frame)
                try:
                    for _ in range(rounds + 1 if again else 1):
                        body(c.inner() if own else c)
                except Goto:
                    pass
                self.m.say(index, env.find("a")[0])
                frame.result[0] = env.find("b")[0] & 7
            self.m.call(frame, start)
            return frame.result[0]
        return text, call


# Names that are no names in Python.
setattr(Maker, "if", Maker.if_)
setattr(Maker, "for", Maker.for_)
setattr(Maker, "while", Maker.while_)

HEAD = """/* Made by tests/random/generate.py %d. */
// std: gnu99
// cflags: -w
// args: -w
#include <stdio.h>
#define ID(x) (x)
#define SAY(n, x) say(n, x)
#define LATER defer
#define RETURN(x) return (x)
#define SKIP continue
static void say(int n, int x) { printf("%%d:%%d ", n, x); }
static void (*speaker)(int, int) = say;
"""


def main():
    seed = int(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    machine = Machine()
    maker = Maker(seed, machine)
    text = [HEAD % seed]
    calls, n = [], 0
    tried = 0
    while n < count and tried < 20 * count:
        tried += 1
        lines, call = maker.function()
        # One whose calls take too long, is left out.
        machine.out, machine.steps, good = [], 0, []
        try:
            for a, b in ((0, 0), (1, 2), (7, 3)):
                def guarded(a=a, b=b):
                    result = []

                    def body():
                        result.append(call(a, b))
                    frame = Frame([0])

                    def caught(p):
                        if p:
                            p.recovered = True
                            machine.out.append("panic %d " % p.value)
                    frame.pending.append(caught)
                    machine.call(frame, body)
                    machine.out.append("= %d\n" % (result[0] if result else 0))
                guarded()
        except (OverflowError, RecursionError):
            machine.frames.clear()
            continue
        good = "".join(machine.out)
        if len(good) > 1500:
            continue
        maker.functions.append(call)
        text += lines
        calls.append(good)
        n += 1
    text += ["static int guarded(int (*f)(int, int), int a, int b)", "{",
             "\tdefer { const struct cdefer_panic *p = recover(); if (p) printf(\"panic %d \", (int)p->value.i); }",
             "\treturn f(a, b);", "}",
             "int main(void)", "{",
             "\tint (*functions[])(int, int) = { %s };" % ", ".join("f%d" % i for i in range(n)),
             "\tfor (int i = 0; i < %d; i++) {" % n]
    text += ["\t\tprintf(\"= %%d\\n\", guarded(functions[i], %d, %d));" % pair for pair in ((0, 0), (1, 2), (7, 3))]
    text += ["\t}", "\treturn 0;", "}"]
    print("\n".join(text))
    print("/* output:\n" + "".join(calls) + "*/")


main()

"""
cdefer-gdb.py - gdb shows what is pending in a program translated by cdefer.

    (gdb) source PREFIX/share/cdefer/gdb/cdefer-gdb.py
    (gdb) cdefer-bt

Besides, `step` passes over the runtime's own functions.

Takes the chain from memory, as cdefer__each_pending of the runtime (chain.c) goes through it; calls
nothing in the program, so that core files do as well.  The types come from the debug information of
the translated files (what cdefer.h declares) and of the runtime (panics under way); all that is not
there is left out with a remark.

What it reads may be damaged, or be written just now: nothing is followed twice, no step goes up, and
what cannot be is told as such.
"""

import decimal
import re
import struct

import gdb
import gdb.types

# More than this is not gone through.
MOST_ACTIONS = 1000000
MOST_PANICS = 1000
MOST_TEXT = 2000

# Flags of struct cdefer_func.
MARKED, RECORD = 1, 2
# In the word of a record (internal.h): it is not to be run.
PASSED = 1
# enum raise_what.
PANIC, EXIT, JUMP = 0, 1, 2

# The records of the runtime itself belong to no function and have nothing to run; they are told apart by
# the size of what is saved, in words (stack.c): the way back at the bottom of a chunk (struct chunk without
# its site), and an area of any size (struct area without its site).  Others are just passed over.
BACK_WORDS, AREA_WORDS = 4, 2
# In words below the top that they belong to: chunk.top, area.below.
BACK_TO, AREA_BELOW = 4, 2


class Damaged(Exception):
    """What stands in memory cannot be a chain."""


def type_of(name, block=None):
    try:
        return gdb.lookup_type(name, block) if block else gdb.lookup_type(name)
    except gdb.error:
        raise gdb.GdbError("cdefer-bt: no debug information on '%s': compile the translated files, or "
                           "cdefer's runtime, with -g" % name)


def at(address, type_name, block=None):
    """The object of that type at an address."""
    return gdb.Value(int(address)).cast(type_of(type_name, block).pointer()).dereference()


def text_at(pointer):
    """A string of the program, up to a limit."""
    address = int(pointer)
    if address == 0:
        return "(null)"
    memory, found = gdb.selected_inferior(), b""
    while len(found) < MOST_TEXT:
        try:
            # Not over the end of a page, behind which there may be nothing.
            piece = bytes(memory.read_memory(address + len(found), 64 - (address + len(found)) % 64))
        except gdb.MemoryError:
            return found.decode(errors="replace") + "<cannot be read>"
        end = piece.find(b"\0")
        if end >= 0:
            return (found + piece[:end]).decode(errors="replace")
        found += piece
    return found.decode(errors="replace") + "..."


def symbol_at(address):
    """The name of the function that begins there, or None."""
    if address == 0:
        return None
    # "name in section .text", "name in section .text of file"
    told = re.match(r"(\S+) in section ", gdb.execute("info symbol %#x" % address, to_string=True))
    # What optimizers put behind names.
    return re.sub(r"\.(lto_priv|constprop|isra|part|llvm)\b.*", "", told.group(1)) if told else None


# ---- the names of actions -----------------------------------------------------------------------
#
# Action n of function f is the function cdefer_f_n; a block that has actions of its own has a descriptor
# cdefer_f_n_func, as f itself has cdefer_f_func.  A record knows its function; the open-coded ones of a
# descriptor share a dispatcher, cdefer_f_run or cdefer_f_n_run, and are told by their numbers, which run
# through the actions of the function itself, then through those of its first block, and so on.

class Numbering:
    """Of the actions of one function of the program."""

    def __init__(self, base, block):
        self.base, self.block = base, block
        self.next = 1
        self.first = {}         # by name of the descriptor, without _func
        self.enter(base)

    def symbol(self, name):
        return gdb.lookup_symbol(name, self.block)[0]

    def enter(self, name):
        first = self.first[name] = self.next
        lines = self.symbol(name + "_lines")
        if lines:
            self.next += lines.type.range()[1] + 1
        else:
            while self.belongs(name, self.next):
                self.next += 1
        for number in range(first, self.next):
            block = "%s_%d" % (self.base, number)
            if self.symbol(block + "_func"):
                self.enter(block)

    def belongs(self, name, number):
        """Whether that action, a record, is one of those of the descriptor."""
        site = self.symbol("%s_%d_site" % (self.base, number))
        if site:
            return site.value()["func"] == self.symbol(name + "_func").value().address
        try:
            frame = gdb.lookup_type("struct %s_frame" % name, self.block)
        except gdb.error:
            return False
        return gdb.types.has_field(frame, "cdefer_s%d" % number)


def open_coded_action(run, bit):
    name = symbol_at(run)
    if not name or not name.startswith("cdefer_") or not name.endswith("_run"):
        return name
    name = name[:-len("_run")]
    # A function whose own name ends so has a letter behind it.
    block = re.match(r"(.*)_\d+$", name)
    if not block:
        return "%s_%d" % (name, bit + 1)
    try:
        first = Numbering(block.group(1), gdb.block_for_pc(run)).first.get(name)
    except (gdb.error, RuntimeError, TypeError, AttributeError):
        first = None            # the debug information does not tell
    return "%s_%d" % (block.group(1), first + bit) if first else None


def record_action(run):
    name = symbol_at(run)
    return re.sub(r"^(cdefer_.*)_record_run$", r"\1", name) if name else None


# ---- the chain ----------------------------------------------------------------------------------

class Action:
    def __init__(self, function, line, placement, symbol):
        self.function, self.placement, self.symbol = function[0], placement, symbol
        self.place = place_text(function[1], abs(line))
        if line < 0:
            self.placement += ", _Defer"


def place_text(file, line):
    return "%s:%d" % (file, line) if line > 0 else file


class Chain:
    """What is pending in a context; `actions` gives them newest first."""

    def __init__(self, context):
        self.context = context
        self.word = type_of("struct cdefer_frame").pointer()    # a type of a word's size
        self.size = self.word.sizeof
        self.functions = {}     # what was read of descriptors, by address
        self.sites = {}
        self.chunks = set()     # left already

    def read(self, address):
        return int(gdb.Value(address).cast(self.word.pointer()).dereference())

    def function(self, address):
        """Name and file of a descriptor."""
        address = int(address)
        if address not in self.functions:
            f = at(address, "struct cdefer_func")
            f["name"].dereference().fetch_lazy()
            self.functions[address] = text_at(f["name"]), text_at(f["file"])
        return self.functions[address]

    def site(self, address):
        """run, size and func of a site, and what its actions are shown as."""
        if address not in self.sites:
            s = at(address, "struct cdefer_site")
            run, size, func = int(s["run"]), int(s["size"]), int(s["func"])
            if size % self.size or (run and not func):
                raise Damaged("no record is described at %#x" % address)
            action = None
            if run:
                action = Action(self.function(func), int(s["line"]), "heap record", record_action(run))
            self.sites[address] = run, size, func, action
        return self.sites[address]

    def below(self, top, site):
        """The top without the record at it."""
        run, size, func, _ = site
        if not run and not func and size == BACK_WORDS * self.size:
            chunk = top - size - self.size
            if chunk in self.chunks:
                raise Damaged("the record stack goes in a circle at %#x" % top)
            self.chunks.add(chunk)
            return self.read(top - BACK_TO * self.size)
        next_top = top - size - self.size
        if not run and not func and size == AREA_WORDS * self.size:
            below = self.read(top - AREA_BELOW * self.size)
            if below > next_top:
                raise Damaged("an area of the record stack ends above itself at %#x" % top)
            return below
        return next_top

    def records(self, top, mark):
        """The actions above a mark, with the top below each."""
        while top != mark:
            if top <= self.size:
                raise Damaged("the record stack ends above a function's mark, %#x" % mark)
            try:
                word = self.read(top - self.size)
                site = self.site(word & ~PASSED)
                top = self.below(top, site)
            except gdb.error as e:
                raise Damaged("the record stack at %#x: %s" % (top, e))
            yield site[3] if not word & PASSED else None

    def actions(self):
        top, seen = int(self.context["top"]), set()
        here = int(self.context["head"])
        while here:
            if here in seen:
                raise Damaged("the chain goes in a circle at %#x" % here)
            seen.add(here)
            try:
                frame = at(here, "struct cdefer_frame")
                func, bits, mark = frame["func"], int(frame["bits"]), int(frame["mark"])
                flags, lines, run = int(func["flags"]), func["lines"], int(func["run"])
                function = self.function(func)
                if flags & (MARKED | RECORD):
                    for action in self.records(top, mark):
                        if action:
                            yield action
                    top = mark
                for bit in reversed(range(bits.bit_length())):
                    if not bits >> bit & 1:
                        continue
                    if flags & RECORD:
                        yield Action(function, int(lines[bit]), "stack record", record_action(run))
                    else:
                        yield Action(function, int(lines[bit]), "open-coded", open_coded_action(run, bit))
                here = int(frame["next"])
            except gdb.error as e:
                raise Damaged("a frame at %#x: %s" % (here, e))


# ---- panics under way ---------------------------------------------------------------------------

def decimal_text(value, is_float):
    """As the runtime writes it: the shortest that reads back, laid out as %.17g."""
    text = repr(value)
    if is_float and value == value and abs(value) != float("inf"):
        for digits in range(1, 10):
            text = "%.*g" % (digits, value)
            if struct.pack("f", float(text)) == struct.pack("f", value):
                break
    if value != value or abs(value) == float("inf"):
        return text
    number = decimal.Decimal(text).normalize()
    if number == 0 or -4 <= number.adjusted() < 17:
        return format(number, "f")
    digits = "".join(map(str, number.as_tuple().digits))
    return "%s%s%se%+03d" % ("-" if number < 0 else "", digits[0],
                             "." + digits[1:] if digits[1:] else "", number.adjusted())


def object_text(panic, name):
    """The members of a structure, if its type is known."""
    try:
        value_type = gdb.lookup_type(name)
        if value_type.sizeof != int(panic["size"]):
            return ""
        value = panic["object"].cast(value_type.pointer()).dereference()
        return " " + value.format_string(pretty_structs=False)
    except gdb.error:
        return ""


def value_text(panic):
    """As cdefer_panic_text has it."""
    kind, value, name = str(panic["kind"]), panic["value"], text_at(panic["type"])
    if kind == "CDEFER_STRING":
        return text_at(value["s"]).replace("\n", "\n\t")
    if kind == "CDEFER_INT":
        text = "%d " % int(value["i"])
    elif kind == "CDEFER_UINT":
        text = "%d " % int(value["u"])
        if name == "_Bool":
            text = "true " if int(value["u"]) else "false "
    elif kind == "CDEFER_FLOAT":
        text = decimal_text(float(value["f"]), int(panic["size"]) == 4) + " "
    elif kind == "CDEFER_POINTER":
        text = "%#x " % int(value["p"])
    else:
        return "(%s)%s" % (name, object_text(panic, name))
    return "%s(%s)" % (text, name)


def panic_text(panic, notes):
    marks = "".join(" [%s]" % note for note in notes)
    place = place_text(text_at(panic["file"]), int(panic["line"]))
    return "panic: %s%s  raised in %s, %s" % (value_text(panic), marks, text_at(panic["func"]), place)


def runtime_block():
    """Where the types of the runtime are known, or None: programs may have types of the same names."""
    function = gdb.lookup_global_symbol("cdefer_rt_run")
    return function.symtab.static_block() if function else None


def panics(context, block):
    """A line for each panic (or the like) that runs actions now, newest first."""
    if not block:
        # What a context is to translated code ends with this pointer; a raise begins with the panic.
        first = int(context.address) + context.type.sizeof
        raised = int(gdb.Value(first).cast(context.type.pointer().pointer()).dereference())
        if raised:
            running = at(raised, "struct cdefer_rt_running")
            if int(running["panic"]["type"]):
                yield panic_text(running["panic"], ["recovered"] if int(running["recovered"]) else [])
            yield "(older ones are not shown: no debug information on the runtime)"
        return
    raised, seen = int(at(context.address, "struct context", block)["raises"]), set()
    while raised:
        if raised in seen or len(seen) >= MOST_PANICS:
            raise Damaged("the list of panics does not end at %#x" % raised)
        seen.add(raised)
        r = at(raised, "struct raise", block)
        notes = [note for note, holds in (("raised again", r["again"]), ("recovered", r["rt"]["recovered"]),
                                          ("aborted", r["aborted"])) if int(holds)]
        what = int(r["what"])
        if what == PANIC:
            yield panic_text(r["rt"]["panic"], notes)
        elif what in (EXIT, JUMP):
            yield ("the thread ends" if what == EXIT else "a longjmp is on its way") + \
                "".join(" [%s]" % note for note in notes)
        else:
            raise Damaged("no panic stands at %#x" % raised)
        raised = int(r["link"])


# ---- the command --------------------------------------------------------------------------------

def has_symbol(name):
    try:
        gdb.parse_and_eval("&" + name)
        return True
    except gdb.error as e:
        return not re.match(r"No symbol ", str(e))


def current_context():
    """The context of the selected thread; None if it has none."""
    if not has_symbol("cdefer_rt_current"):
        if has_symbol("cdefer_rt_self_"):
            raise gdb.GdbError("cdefer-bt: the runtime here has no thread-local variables (TinyCC): "
                               "where a thread's chain is cannot be told")
        raise gdb.GdbError("cdefer-bt: no symbols of cdefer's runtime: the program is stripped, or does not "
                           "use it")
    type_of("struct cdefer_context")
    try:
        current = int(gdb.parse_and_eval("*(struct cdefer_context **)&cdefer_rt_current"))
    except gdb.error as e:
        raise gdb.GdbError("cdefer-bt: the thread's variables cannot be read: %s" % " ".join(str(e).split()))
    return at(current, "struct cdefer_context") if current else None


def show_context(title, context, count):
    """The panics and the pending actions of a context, at most `count` of them."""
    lines, actions, more, trouble = [], [], 0, []
    block = runtime_block()
    try:
        if block and not int(at(context.address, "struct context", block)["owned"]):
            title += ", context %#x" % int(context.address)
        for line in panics(context, block):
            lines.append(line)
    except (Damaged, gdb.error) as e:
        trouble.append("panics: damaged, or just being changed: %s" % e)
    try:
        for action in Chain(context).actions():
            if len(actions) < count:
                actions.append(action)
            elif len(actions) + more < MOST_ACTIONS:
                more += 1
            else:
                trouble.append("stopped after %d actions" % MOST_ACTIONS)
                break
    except (Damaged, gdb.error) as e:
        trouble.append("damaged, or just being changed: %s" % e)
    number = len(str(len(actions)))
    function = max((len(a.function) for a in actions), default=0)
    place = max((len(a.place) for a in actions), default=0)
    placement = max((len(a.placement) for a in actions), default=0)
    placement = max(placement, len("stack record"))
    for i, a in enumerate(actions):
        lines.append(("#%-*d  %-*s  %-*s  %-*s  %s" % (number, i, function, a.function, place, a.place,
                                                       placement, a.placement, a.symbol or "")).rstrip())
    if more:
        lines.append("(%d more)" % more)
    if not actions and not more and not trouble:
        lines.append("nothing is pending")
    print(title + ":")
    for line in lines + trouble:
        print("  " + line)


def show_thread(thread, count):
    title = "thread %d" % thread.num
    if thread.is_running():
        print(title + ": it is running")
        return
    context = current_context()
    if context is None:
        print(title + ": it has never used its chain")
    else:
        show_context(title, context, count)


class BackTrace(gdb.Command):
    """Show the actions of defer that are pending, newest first, and the panics under way.

Usage: cdefer-bt [all] [COUNT]
       cdefer-bt context EXPRESSION

Of the selected thread's current context, with "all" of every thread's; at most COUNT actions of each.
With "context" of the cdefer_context to which the expression points.

Each line has the function that registered the action, the place of the defer, where the action lives
(open-coded in its frame, a record on the stack, a record on the heap) and, where it can be told, the
function that will run.  Needs debug information (-g)."""

    def __init__(self):
        super().__init__("cdefer-bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        thread = gdb.selected_thread()
        if not thread or not thread.is_valid():
            raise gdb.GdbError("cdefer-bt: there is no thread: run the program, or load a core file")
        words = argument.split()
        if words[:1] == ["context"]:
            self.show_expression(argument.split(None, 1)[1:])
            return
        everyone = "all" in words
        counts = [word for word in words if word != "all"]
        if len(counts) > 1 or not all(re.match(r"[0-9]+$", word) for word in counts):
            raise gdb.GdbError("cdefer-bt: [all] [COUNT] or context EXPRESSION")
        count = int(counts[0]) if counts else MOST_ACTIONS
        if everyone:
            self.show_all(thread, count)
        else:
            show_thread(thread, count)

    @staticmethod
    def show_expression(expression):
        if not expression:
            raise gdb.GdbError("cdefer-bt: context needs an expression")
        address = int(gdb.parse_and_eval(expression[0]))
        if address == 0:
            raise gdb.GdbError("cdefer-bt: a null pointer stands for the thread's own context")
        context = at(address, "struct cdefer_context")
        try:
            context.fetch_lazy()
        except gdb.MemoryError as e:
            raise gdb.GdbError("cdefer-bt: %s" % e)
        show_context(expression[0], context, MOST_ACTIONS)

    @staticmethod
    def show_all(selected, count):
        try:
            frame = gdb.selected_frame()
        except gdb.error:
            frame = None
        try:
            for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
                thread.switch()
                show_thread(thread, count)
        finally:
            selected.switch()
            if frame and frame.is_valid():
                frame.select()

    def complete(self, text, word):
        return [choice for choice in ("all", "context") if choice.startswith(word)]


BackTrace()

# `step` goes from a return into the first action, not into what the runtime does on the way; only through
# cdefer_rt_run does it get to the records of a chain.
gdb.execute("skip -rfunction ^cdefer_rt_([^r]|r[^u])", to_string=True)

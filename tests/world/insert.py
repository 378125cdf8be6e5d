#!/usr/bin/env python3
"""insert.py IN OUT: puts a deferred call at the head of every function definition of a C file.

A scanner, not a parser: comments, literals and directives are blanked out; outside of all braces a
'{' behind ')' begins a prototype definition, and one behind ';' an old-style (K&R) one. Where
conditional directives give a function two heads, both get the line: at #else the depth of braces is
what it was at #if. The inserted text adds no line, so that places in messages stay right.
Prints the number of functions.
"""
import re
import sys

CALL = "defer probe_leave(probe_enter()); "
BLANKED = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(\w*)(?:[^\n\\]|\\.|\\\n)*", re.M | re.S)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def heads(source):
    """Yields the offset behind the '{' of each function body."""
    text = BLANKED.sub(lambda m: blank(m.group()) if m.group()[0] == "/" else '"' + blank(m.group())[2:] + '"',
                       source)
    directives = {m.start(): m for m in DIRECTIVE.finditer(text)}
    depth = parens = 0
    before = ";"            # the last character that is no blank
    initializer = False     # an '=' stands in this declaration
    kept = []               # state at each #if that is open
    i = 0
    while i < len(text):
        if i in directives:
            word = directives[i].group(1)
            if word.startswith("if"):
                kept.append((depth, parens, before, initializer))
            elif word in ("else", "elif") and kept:
                depth, parens, before, initializer = kept[-1]
            elif word == "endif" and kept:
                kept.pop()
            i = directives[i].end()
            continue
        c = text[i]
        i += 1
        if c.isspace():
            continue
        if c == "(":
            parens += 1
        elif c == ")":
            parens -= 1
        elif c == "{":
            if depth == 0 and parens == 0 and not initializer and before in ");":
                yield i
            depth += 1
        elif c == "}":
            depth -= 1
        elif c == "=" and depth == 0 and parens == 0:
            initializer = True
        elif c == ";" and depth == 0:
            initializer = False
        before = c


def main():
    with open(sys.argv[1], encoding="latin-1", newline="") as file:
        source = file.read()
    parts, last, count = [], 0, 0
    for offset in heads(source):
        parts += [source[last:offset], " ", CALL]
        last = offset
        count += 1
    parts.append(source[last:])
    with open(sys.argv[2], "w", encoding="latin-1", newline="") as file:
        file.write('#include "probe.h"\n#line 1\n' + "".join(parts))
    print(count)


main()

# --explain: what runs at each exit, in the source.
cat >a.cd <<'END'
#include <cdefer.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#define CHECK(x) do { if (!(x)) return -1; } while (0)
#define FREED(p) defer free(p)
static jmp_buf env;
_Noreturn void stop(void);
int none(void) { return 1; }

int f(const char *name, int n)
{
	FILE *in = fopen(name, "r");
	CHECK(in);
	defer fclose(in);
	for (int i = 0; i < n; i++) {
		defer [i] { printf("%d\n", i); }
		CHECK(i != 3);
	}
	if (n > 4)
		defer puts("four"); /* ä */ if (n == 7) return 3;
	char *p = malloc(3);
	FREED(p);
	defer {
		defer puts("inner");
		if (n == 9)
			return;
		recover();
	}
	switch (n) {
	case 1: defer puts("a text that is so long that nobody wants to read all of it"); break;
	case 2: exit(3);
	case 3: stop();
	case 4: longjmp(env, 1);
	case 5: cdefer_thread_exit(NULL);
	default: panic("%s", name);
	}
	return 1;
}
void g(void)
{
	goto b;
a:	defer puts("a");
	return;
b:	defer puts("b");
	goto a;
}
END
cat >expected <<'END'
a.cd: f
   11 | int f(const char *name, int n)
   12 | {
   13 | 	FILE *in = fopen(name, "r");
   14 | 	CHECK(in);
      | 	^ returns; nothing is pending
   15 | 	defer fclose(in);
      | 	^ [1] a record in the frame: another defer of the function needs a record on the chain
   16 | 	for (int i = 0; i < n; i++) {
   17 | 		defer [i] { printf("%d\n", i); }
      | 		^ [2] a record on the heap: may be executed more than once a call (loop or backward goto)
      | 		  i: by value
   18 | 		CHECK(i != 3);
      | 		^ returns after
      | 		  [2] { ... }, line 17, each time it was registered
      | 		  [1] fclose(in), line 15
   19 | 	}
   20 | 	if (n > 4)
   21 | 		defer puts("four"); /* ä */ if (n == 7) return 3;
      | 		^ [3] a record in the frame: another defer of the function needs a record on the chain
      | 		                                        ^ returns after
      | 		                                          [3] puts("four"), line 21, if it was registered
      | 		                                          [2] { ... }, line 17, each time it was registered
      | 		                                          [1] fclose(in), line 15
   22 | 	char *p = malloc(3);
   23 | 	FREED(p);
      | 	^ [4] a record in the frame: another defer of the function needs a record on the chain
   24 | 	defer {
      | 	^ [5] a record in the frame: another defer of the function needs a record on the chain
      | 	  may recover: the block calls recover; f() then returns to its caller
      | 	  n: by reference in place
   25 | 		defer puts("inner");
      | 		^ [7] open-coded: executed at most once a call
   26 | 		if (n == 9)
   27 | 			return;
      | 			^ ends the action after
      | 			  [7] puts("inner"), line 25
   28 | 		recover();
   29 | 	}
      | 	^ the action ends after
      | 	  [7] puts("inner"), line 25
   30 | 	switch (n) {
   31 | 	case 1: defer puts("a text that is so long that nobody wants to read all of it"); break;
      | 	        ^ [6] a record in the frame: another defer of the function needs a record on the chain
   32 | 	case 2: exit(3);
      | 	        ^ does not come back; runs no action
   33 | 	case 3: stop();
      | 	        ^ does not come back; if it panics,
      | 	          [5] { ... }, line 24
      | 	          [4] free(...), line 23
      | 	          [3] puts("four"), line 21, if it was registered
      | 	          [2] { ... }, line 17, each time it was registered
      | 	          [1] fclose(in), line 15
   34 | 	case 4: longjmp(env, 1);
      | 	        ^ jumps; runs, of these, what was registered since its setjmp:
      | 	          [5] { ... }, line 24
      | 	          [4] free(...), line 23
      | 	          [3] puts("four"), line 21, if it was registered
      | 	          [2] { ... }, line 17, each time it was registered
      | 	          [1] fclose(in), line 15
   35 | 	case 5: cdefer_thread_exit(NULL);
      | 	        ^ ends the thread after
      | 	          [5] { ... }, line 24
      | 	          [4] free(...), line 23
      | 	          [3] puts("four"), line 21, if it was registered
      | 	          [2] { ... }, line 17, each time it was registered
      | 	          [1] fclose(in), line 15
   36 | 	default: panic("%s", name);
      | 	         ^ panics; then, until one recovers,
      | 	           [5] { ... }, line 24
      | 	           [4] free(...), line 23
      | 	           [3] puts("four"), line 21, if it was registered
      | 	           [2] { ... }, line 17, each time it was registered
      | 	           [1] fclose(in), line 15
   37 | 	}
   38 | 	return 1;
      | 	^ returns after
      | 	  [6] puts("a text that is so long that nobody wants t..., line 31
      | 	  [5] { ... }, line 24
      | 	  [4] free(...), line 23
      | 	  [3] puts("four"), line 21, if it was registered
      | 	  [2] { ... }, line 17, each time it was registered
      | 	  [1] fclose(in), line 15
   39 | }

a.cd: g
   40 | void g(void)
   41 | {
   42 | 	goto b;
   43 | a:	defer puts("a");
      |   	^ [1] a record in the frame: a goto runs the defers of the function in another order than they are written
   44 | 	return;
      | 	^ returns after
      | 	  [2] puts("b"), line 45
      | 	  [1] puts("a"), line 43
      | 	  (what was registered last runs first, whatever the order here)
   45 | b:	defer puts("b");
      |   	^ [2] a record in the frame: a goto runs the defers of the function in another order than they are written
   46 | 	goto a;
   47 | }
END
run --explain a.cd
expect 0
empty err
same out expected
no_file a.c
run --explain=text -o text a.cd
expect 0
empty out
same text expected

# The same with line ends of another system, and a byte order mark.
(printf '\357\273\277'; sed 's/$/\r/' a.cd) >dos.cd
run --explain dos.cd
expect 0
sed 's/^dos/a/' out >text
same text expected

# Colour as in messages.
run --explain -fdiagnostics-color a.cd
expect 0
has out "$(printf '\033[1;36m^ [1] a record')"
sed 's/'"$(printf '\033')"'\[[0-9;]*m//g' out >text
same text expected

# What an include brings in is explained with its own file; nothing is, too.
echo 'void h(int *p) { defer free(p); }' >in.h
printf '#include <stdlib.h>\n#include "in.h"\nint x;' >b.cd
run --explain b.cd
expect 0
has out 'b.cd: no function has an action'

# The page is well-formed, holds the whole text, and its links lead somewhere.
cat >c.cd <<'END'
#include <stdio.h>
/* <b>&amp;
   a comment of two lines */
int f(int a) { defer printf("%d<%d\n", a, 1); return a & 3; }
END
run --explain=html c.cd -o c.html
expect 0
has c.html '<title>c.cd</title>'
has c.html '<span class="c">   a comment of two lines */</span>'
if command -v python3 >/dev/null 2>&1; then
	cat >page.py <<'END'
import html.parser, sys

class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.lines = [], set(), [], {}
    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag not in ("meta",):
            self.open.append((tag, a.get("class"), a.get("id")))
        if "id" in a:
            assert a["id"] not in self.ids, a["id"]
            self.ids.add(a["id"])
            self.lines[a["id"]] = ""
        if "href" in a:
            self.links.append(a["href"])
    def handle_endtag(self, tag):
        assert self.open and self.open.pop()[0] == tag, (tag, self.getpos())
    def handle_data(self, data):
        if self.open and self.open[-1][0] == "a" and self.open[-1][1] != "chip":
            return
        for tag, kind, ident in self.open:
            if kind == "line":
                self.lines[ident] += data

page, source = Page(), open(sys.argv[2], encoding="utf-8-sig", newline="").read()
page.feed(open(sys.argv[1], encoding="utf-8").read())
assert not page.open, page.open
for link in page.links:
    assert link[1:] in page.ids, link
lines = source.replace("\r\n", "\n").split("\n")
for number, line in enumerate(lines[:-1], 1):
    assert page.lines["L%d" % number] == line, (number, line, page.lines["L%d" % number])
print(len(page.links) - len(page.ids), "chips")
END
	for page in c a dos; do
		run --explain=html $page.cd -o $page.html
		expect 0
		python3 page.py $page.html $page.cd >chips 2>&1 || fail "$page.html: $(tail -n 1 chips)"
	done
	has chips '44 chips'
fi

# It excludes other tasks; what is wrong is a message and no output.
run --explain --check a.cd
expect 2
has err "'--explain' and '--check' exclude each other"
run --explain=pdf a.cd
expect 2
has err 'text or html'
run --explain -MD a.cd
expect 2
has err "'--explain' writes no dependencies"
echo 'void f(void) { defer g(; }' >wrong.cd
run --explain wrong.cd -o page
expect 1
no_file page
run --explain -o a.cd a.cd
expect 2
has err "would overwrite 'a.cd'"

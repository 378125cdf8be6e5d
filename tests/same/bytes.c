/* BOM, CRLF, digraphs, splices, no last newline */
%:define X(a) a
int a<:2:> = <% 1, 2 %>;
int sp\
lit = X(1) /\
* comment *\
/ ;
char *s = "a\
b";
#define LONG 1 + \
  2
int l = LONG; // c \
 still a comment
int f(void) { return a<:1:>; }
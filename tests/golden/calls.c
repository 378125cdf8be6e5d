#include <cdefer.h>
#if CDEFER_ABI != 1
#error "cdefer.h is of another version than the cdefer that made this file"
#endif
#line 1 "calls.cd"
/* Deferred calls while which nothing can panic: comments, layout and macro calls stay. */
#include <stdio.h>
#define CHECK(x) do { if (!(x)) return -1; } while (0)

struct cdefer_first_line_1 {
	FILE *cdefer_a1;
};
struct cdefer_first_line_frame {
	struct cdefer_first_line_1 cdefer_s1;
};
#line 5 "calls.cd"
static int first_line(const char *name, char *line, int size)
{ struct cdefer_first_line_frame cdefer_F; int cdefer_r;
	FILE *f = fopen(name, "r");

	CHECK(f);               /* a hidden return */
	cdefer_F.cdefer_s1.cdefer_a1 = f;
	if (!fgets(line, size, f))      // end of file
		{ cdefer_r = -1; goto cdefer_d1; }
	{ cdefer_r = 0;  }
#line 10 "calls.cd"
cdefer_d1:; fclose(cdefer_F.cdefer_s1.cdefer_a1); return cdefer_r;



}

int main(void)
{
	char line[80];

	return first_line("x", line, sizeof line);
}

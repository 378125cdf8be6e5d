# --explain: blocks with a _Defer.
cat >a.cd <<'END'
#include <stdio.h>
void g(int);
int f(int n)
{
	_Defer puts("a");
	defer g(1);
	for (int i = 0; i < n; i++) {
		_Defer g(i);
		if (i == 3)
			continue;
		if (i == 4)
			break;
		if (i == 5)
			goto out;
		if (i == 6)
			return 7;
		g(n);
	}
out:
	if (n == 8)
		panic("eight");
	return 0;
}
int h(void)
{
	_Defer { puts("b"); }
	return puts("c");
}
END
run --explain a.cd
expect 0
cat >expected <<'END'
a.cd: f
    3 | int f(int n)
    4 | {
    5 | 	_Defer puts("a");
      | 	^ [1] open-coded: pending at most once at a time
    6 | 	defer g(1);
      | 	^ [2] open-coded: executed at most once a call
      | 	  may recover: the function is defined elsewhere and may call recover; f() then returns to its caller
    7 | 	for (int i = 0; i < n; i++) {
    8 | 		_Defer g(i);
      | 		^ [3] open-coded: pending at most once at a time
      | 		  i: by reference in place
    9 | 		if (i == 3)
   10 | 			continue;
      | 			^ continues after
      | 			  [3] g(i), line 8
   11 | 		if (i == 4)
   12 | 			break;
      | 			^ breaks after
      | 			  [3] g(i), line 8
   13 | 		if (i == 5)
   14 | 			goto out;
      | 			^ jumps after
      | 			  [3] g(i), line 8
   15 | 		if (i == 6)
   16 | 			return 7;
      | 			^ returns after
      | 			  [3] g(i), line 8
      | 			  [1] puts("a"), line 5
      | 			  [2] g(1), line 6
   17 | 		g(n);
   18 | 	}
      | 	^ the block ends after
      | 	  [3] g(i), line 8
   19 | out:
   20 | 	if (n == 8)
   21 | 		panic("eight");
      | 		^ panics; then, until one recovers,
      | 		  [2] g(1), line 6
      | 		  [1] puts("a"), line 5
   22 | 	return 0;
      | 	^ returns after
      | 	  [1] puts("a"), line 5
      | 	  [2] g(1), line 6
   23 | }

a.cd: h
   24 | int h(void)
   25 | {
   26 | 	_Defer { puts("b"); }
      | 	^ [1] in place: nothing can panic while it is pending
   27 | 	return puts("c");
      | 	^ returns after
      | 	  [1] { ... }, line 26
   28 | }
END
same out expected
run --explain=html a.cd
expect 0
has out "the block ends after"

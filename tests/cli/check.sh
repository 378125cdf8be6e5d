# --check writes nothing and sees every body.
cat >a.cd <<'END'
static int f(void) { return 1 +; }
int main(void) { return 0; }
END
run --check a.cd
expect 1
has err "a.cd:1:"
clean a.cd
cat >b.cd <<'END'
void g(int);
void f(void) { defer g(1); }
END
run --check b.cd
expect 0
empty out
empty err
run --check b.cd -o b.c
expect 0
clean a.cd b.cd

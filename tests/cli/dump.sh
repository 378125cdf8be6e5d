# --dump: each stage, to standard output or a file, and no translation.
cat >a.cd <<'END'
void g(int);
void f(int n) { for (int i = 0; i < n; i++) { defer g(i); } }
END
for stage in tokens pp ast types flow place edits; do
	run --dump=$stage a.cd
	expect 0
	empty err
	[ -s out ] || fail "--dump=$stage prints nothing"
	cp out first
	run --dump=$stage a.cd -o file
	expect 0
	empty out
	cmp -s first file || fail "--dump=$stage -o"
	rm -f first file
	clean a.cd
done
run --dump=place a.cd
has out heap

# The host compiler: --cc, $CC, its macros, failures, the cache.
echo '__GNUC__ __clang__ __TINYC__ __OPTIMIZE__ ;' >m.cd
for cc in $COMPILERS; do
	run --cc=$cc --dump=pp -P m.cd
	expect 0
	case $cc in
	gcc) grep -q '^ *[0-9]* __clang__ __TINYC__ __OPTIMIZE__ ;' out || fail gcc ;;
	clang) grep -q '^ *[0-9]* 1 __TINYC__ __OPTIMIZE__ ;' out || fail clang ;;
	tcc) lacks out __TINYC__ ;;
	esac
	CC=$cc
	export CC
	cp out first
	run --dump=pp -P m.cd
	cmp -s first out || fail "CC=$cc is another compiler"
	unset CC
	# Every compiler's headers can be read.
	printf '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <math.h>\n#include <pthread.h>\n' >h.cd
	run --cc=$cc --check h.cd
	expect 0
done
run "--cc=gcc -O2 -DFROM_CC=3" --dump=pp -P m.cd
expect 0
has out "__TINYC__ 1 ;"

run --cc=no-such-compiler m.cd -o x.c
expect 2
has err "no-such-compiler"
no_file x.c
run --cc=false m.cd -o x.c
expect 2
has err "false"
no_file x.c

# One that answers to one question only.
cat >half <<'END'
#!/bin/sh
case " $* " in *' -v '*) exit 1 ;; esac
exec gcc "$@"
END
chmod +x half
run --cc=./half m.cd -o x.c
expect 2
has err "'./half' does not tell where its headers are"
no_file x.c

# Without a cache folder, and with one that cannot be made.
echo 'int x;' >a.cd
(unset XDG_CACHE_HOME HOME; "$CDEFER" a.cd -o x.c) 2>err || fail "no HOME"
empty err
(XDG_CACHE_HOME=/dev/null/x; export XDG_CACHE_HOME; "$CDEFER" a.cd -o x.c) 2>err || fail "no cache"
empty err
# Many at once fill one cache.
XDG_CACHE_HOME=$PWD/fresh
export XDG_CACHE_HOME
for i in 1 2 3 4 5 6; do "$CDEFER" a.cd -o x$i.c & done
wait
for i in 1 2 3 4 5 6; do cmp -s a.cd x$i.c || fail "at once: $i"; done
# A damaged cache is no answer.
find fresh -type f | while read -r f; do echo junk >"$f"; done
run a.cd -o x.c
expect 0
cmp -s a.cd x.c || fail "damaged cache"

# TinyCC answers only to some options in front; the rest must not keep it from telling its folders.
if command -v tcc >/dev/null 2>&1; then
	printf '#include <stdio.h>\n#include <stdarg.h>\nint x;\n' >tcc.cd
	for options in -O2 -fPIC '-pthread -std=c99' '-g -DX'; do
		run --cc="tcc $options" --check tcc.cd
		expect 0
		empty err
	done
fi

# What headers ask of a compiler that is not known yet is asked of it together.
cat >counted <<'END'
#!/bin/sh
echo >>asked
exec gcc "$@"
END
chmod +x counted
XDG_CACHE_HOME=$PWD/counted-cache
export XDG_CACHE_HOME
printf '#if __has_attribute(__no_such__)\nint none;\n#elif __has_attribute(__leaf__) && __has_attribute(__pure__)\nint both;\n#endif\n#include <stdio.h>\n#include <stdlib.h>\n#include <pthread.h>\n' >many.cd
run --cc=./counted --dump=pp -P many.cd
expect 0
has out 'int both;'
[ "$(wc -l <asked)" -le 5 ] || fail "the compiler was called $(wc -l <asked) times"
rm asked
run --cc=./counted --dump=pp -P many.cd
has out 'int both;'
no_file asked

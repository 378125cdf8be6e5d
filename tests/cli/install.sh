# make install and uninstall under DESTDIR; a program is built with what was installed.
make -s -C "$TOP" install DESTDIR="$PWD/root" prefix=/usr >log 2>&1 || fail "make install: $(cat log)"
for f in bin/cdefer lib/libcdefer.a lib/libcdefer.so include/cdefer.h include/stddefer.h share/man/man1/cdefer.1 \
	share/cdefer/gdb/cdefer-gdb.py share/cdefer/cdefer.mk lib/cmake/cdefer/cdeferConfig.cmake lib/pkgconfig/cdefer.pc \
	share/man/man3/cdefer.3 bin/cdefer-cc; do
	[ -e "root/usr/$f" ] || fail "$f is not installed"
done
cat >p.cd <<'END'
#include <stdio.h>
int main(void)
{
	defer puts("action");
	for (int i = 0; i < 2; i++)
		defer printf("%d\n", i);
	return 0;
}
END
root/usr/bin/cdefer p.cd -o p.c 2>log || fail "installed cdefer: $(cat log)"
gcc p.c -o shared -Iroot/usr/include -Lroot/usr/lib -lcdefer 2>log || fail "shared: $(cat log)"
[ "$(LD_LIBRARY_PATH=root/usr/lib ./shared | tr '\n' ' ')" = "1 0 action " ] || fail "shared"
gcc p.c -o static -Iroot/usr/include root/usr/lib/libcdefer.a 2>log || fail "static: $(cat log)"
[ "$(./static | tr '\n' ' ')" = "1 0 action " ] || fail "static"
make -s -C "$TOP" uninstall DESTDIR="$PWD/root" prefix=/usr >log 2>&1 || fail "make uninstall: $(cat log)"
[ -z "$(find root ! -type d)" ] || fail "left: $(find root ! -type d)"

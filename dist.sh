#!/bin/sh
# dist.sh VERSION GRAMMAR...: build/cdefer-VERSION.tar.gz (`make dist`).
#
# The tracked files and generated/, which is what the build otherwise needs re2c, Bison and uthash for, and
# from which an unpacked archive makes itself again:
#
#   lexer.c parser.c parser.h uthash.h    for the build
#   sums                                  of the grammar that the first three were made from
#   manifest                              the tracked files
#   stamp                                 the time of all files, in seconds: SOURCE_DATE_EPOCH, or the last commit
#
# The bytes depend on nothing else: not on where, when, by whom and under which umask and locale it runs.
# By gzip, since that has written the same for decades, which cannot be said of xz.

set -eu
cd "$(dirname "$0")"
LC_ALL=C
export LC_ALL
unset TAR_OPTIONS GZIP CDPATH
umask 022
name=cdefer-$1
shift

work=$(mktemp -d build/dist.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
made=$work/$name/generated
mkdir -p "$made"

if [ -e .git ]; then
	git -c core.quotePath=off ls-files >"$work/files"
	sort -o "$made/manifest" "$work/files"
	stamp=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
	git diff --quiet HEAD -- || echo 'dist.sh: the archive has changes that are not committed' >&2
elif [ -e generated/manifest ]; then
	cp generated/manifest "$made/"
	stamp=${SOURCE_DATE_EPOCH:-$(cat generated/stamp)}
else
	echo 'dist.sh: neither a checkout nor an unpacked archive' >&2
	exit 1
fi
echo "$stamp" >"$made/stamp"

tar -cf "$work/tracked.tar" --verbatim-files-from -T "$made/manifest"
tar -xf "$work/tracked.tar" -C "$work/$name"
cp build/gen/lexer.c build/gen/parser.c build/gen/parser.h "$made/"
cksum "$@" >"$made/sums"
uthash=generated/uthash.h
if [ ! -e "$uthash" ]; then
	echo '#include <uthash.h>' >"$work/uthash.c"
	uthash=$(${CC:-cc} -M "$work/uthash.c" | tr ' ' '\n' | grep '/uthash\.h$')
fi
cp "$uthash" "$made/uthash.h"

tar --format=ustar --sort=name --mtime="@$stamp" --owner=0 --group=0 --numeric-owner \
	--mode=u=rwX,go=rX,a-st -cf "$work/$name.tar" -C "$work" "$name"
gzip -9n "$work/$name.tar"
mv "$work/$name.tar.gz" build/

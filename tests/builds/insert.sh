#!/bin/sh
# tests/builds/insert.sh TREE PATTERN: the call into each function of the C files of a tree, in place.
#
# Not into those that others include, which are headers to the translator, and not where the path matches
# PATTERN.  Prints the number of functions.

here=$(cd "$(dirname "$0")" && pwd)
cd "$1" || exit 2
list=$(mktemp) || exit 2
trap 'rm -f "$list"' EXIT
grep -rhE --include='*.[chyl]' '^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*["<].*\.c[">]' . |
	sed 's/\.c[">].*/.c/; s|.*["</]||' | sort -u >"$list"
find . -name '*.c' | grep -v -e "$2" | while read -r file; do
	if grep -qxF "${file##*/}" "$list"; then
		continue
	fi
	python3 "$here/../world/insert.py" "$file" "$file.new" && mv "$file.new" "$file"
done | awk '{ n += $1 } END { print n + 0 }'

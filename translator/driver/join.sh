#!/bin/sh
# join.sh runtime/*.c >cdefer.c
#
# The runtime as one file for --emit-runtime: its sources one after the other, with the headers
# that only they use in place of the first include of each.  <cdefer.h> stays an include.
set -e
echo '/* The cdefer runtime in one file.  Compile it along with what cdefer wrote. */'
awk '
	function emit(file,    line, name, path) {
		while ((getline line < file) > 0) {
			if (match(line, /^#[ \t]*include[ \t]*"[^"]*"/)) {
				name = line
				sub(/^[^"]*"/, "", name)
				sub(/".*/, "", name)
				path = file
				sub(/[^\/]*$/, "", path)
				if (name != "cdefer.h" && (getline probe < (path name)) >= 0) {
					close(path name)
					if (!(name in seen)) {
						seen[name] = 1
						emit(path name)
					}
					continue
				}
			}
			print line
		}
		close(file)
	}
	BEGIN { for (i = 1; i < ARGC; i++) emit(ARGV[i]); exit }
' "$@"

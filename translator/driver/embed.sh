#!/bin/sh
# embed.sh cdefer.c cdefer.h stddefer.h >embed.c
#
# Turns files into a C table of their names and bytes (driver/embed.h): one string literal a line.
set -e
echo '#include "driver/embed.h"'
echo 'const struct embedded embedded[EMBEDDED_FILES] = {'
for file; do
	# Backslashes and quotes are escaped; ?? too, so that no trigraph arises.
	printf '{"%s",\n' "${file##*/}"
	sed 's/[\\"]/\\&/g; s/?/\\?/g; s/^/"/; s/$/\\n"/' "$file"
	printf ', %d},\n' "$(wc -c <"$file")"
done
echo '};'

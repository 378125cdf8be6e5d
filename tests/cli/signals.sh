# Interrupted at any moment: no temporary file is left, the output is whole or the old one.
{ i=0; while [ $i -lt 20000 ]; do echo "int name_$i = $i;"; i=$((i + 1)); done; } >big.cd
for signal in INT TERM HUP; do
	for delay in 0 0.003 0.01 0.02 0.03; do
		echo old >x.c
		"$CDEFER" big.cd -o x.c 2>/dev/null &
		job=$!
		sleep $delay
		kill -$signal $job 2>/dev/null
		wait $job 2>/dev/null
		[ "$(head -c 4 x.c)" = old ] || cmp -s big.cd x.c || fail "$signal after $delay: half an output"
		rm -f x.c
		clean big.cd
	done
done

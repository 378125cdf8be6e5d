# Input and output that fail: status 2, a clear message, nothing left, older output untouched.
echo 'int x;' >a.cd
echo old >old.c

run nowhere.cd -o old.c
expect 2
has err "cannot read 'nowhere.cd': No such file"
[ "$(cat old.c)" = old ] || fail "old.c is changed"

mkdir folder
run folder -o old.c
expect 2
has err "cannot read 'folder'"
run a.cd -o folder
expect 2
has err "cannot write 'folder'"
run a.cd -o missing/x.c
expect 2
has err "cannot write 'missing/x.c': No such file"
run a.cd -o a.cd/x.c
expect 2
has err "cannot write 'a.cd/x.c'"
rmdir folder

run a.cd -o /dev/full
expect 2
has err "cannot write '/dev/full': No space left"
"$CDEFER" a.cd -o - >/dev/full 2>err
status=$?
expect 2
has err "standard output"
"$CDEFER" a.cd -o - >&- 2>err
status=$?
expect 2

# Errors in the input: status 1, and the older output is as it was.
echo 'int f( {' >bad.cd
run bad.cd -o old.c
expect 1
[ "$(cat old.c)" = old ] || fail "old.c is changed by an error"
run bad.cd -o new.c
expect 1
no_file new.c
run bad.cd -o new.c -MD
expect 1
no_file new.c
no_file new.d

# A limit of the file size stands for a full disk that fills while it is written to.
{ i=0; while [ $i -lt 4000 ]; do echo "int a_rather_long_name_for_a_variable_$i;"; i=$((i + 1)); done; } >big.cd
(ulimit -f 8 2>/dev/null; "$CDEFER" big.cd -o old.c 2>err)
status=$?
expect 2
has err "cannot write 'old.c': File too large"
[ "$(cat old.c)" = old ] || fail "old.c is changed by a full disk"
clean a.cd old.c bad.cd big.cd

# A rule that cannot be written takes the output with it.
run a.cd -o new.c -MD -MF missing/new.d
expect 2
no_file new.c
clean a.cd old.c bad.cd big.cd

if [ "$(id -u)" -ne 0 ]; then
	echo 'int x;' >secret.cd
	chmod 000 secret.cd
	run secret.cd -o new.c
	expect 2
	has err "cannot read 'secret.cd': Permission denied"
	mkdir closed
	chmod 555 closed
	run a.cd -o closed/x.c
	expect 2
	has err "cannot write 'closed/x.c': Permission denied"
	chmod 755 closed
fi

# What is no proper command line: status 2, one message that names the culprit, no output.
echo 'int x;' >a.cd
echo 'int y;' >b.cd

refused() { # TEXT WORD...
	text=$1
	shift
	run "$@"
	expect 2
	has err "$text"
	[ "$(wc -l <err)" -eq 1 ] || fail "not one line"
	empty out
	clean a.cd b.cd
}

refused "no input file"
refused "no input file" -o x.c
refused "one input at a time: 'a.cd' and 'b.cd'" a.cd b.cd
refused "unknown option '-O2'; cdefer takes no code generation options" -O2 a.cd
refused "unknown option '-g'" -g a.cd
refused "unknown option '-c'; cdefer writes C and does not compile it" -c a.cd
refused "unknown option '-E'; --dump=pp" -E a.cd
refused "unknown option '-march=native'" -march=native a.cd
refused "unknown option '-fPIC'" -fPIC a.cd
refused "unknown option '-lm'; cdefer does not link" a.cd -lm
refused "unknown option '-pthread'" a.cd -pthread
refused "unknown option '--nonsense'" --nonsense a.cd
refused "unknown option '--checks'" --checks a.cd
refused "unknown option '-MX'" -MX a.cd
refused "unknown warning '-Wnonsense'" -Wnonsense a.cd
refused "unknown warning '-Wno-nonsense'" -Wno-nonsense a.cd
refused "unknown warning '-Werror=nonsense'" -Werror=nonsense a.cd
refused "'-o' needs an argument: FILE" a.cd -o
refused "'-o' is given twice" a.cd -o x.c -o y.c
refused "'-I' needs an argument: DIR" a.cd -I
refused "'--cc=' needs an argument" --cc= a.cd
refused "'c42' is not known to '-std='" -std=c42 a.cd
refused "'pascal' is not known to '-x'" -x pascal a.cd
refused "'pascal' is not known to '-x'" -xpascal a.cd
refused "'soup' is not known to '--dump='" --dump=soup a.cd
refused "'soup' is not known to '--report='" --report=soup a.cd
refused "'soup' is not known to '-fdiagnostics-format='" -fdiagnostics-format=soup a.cd
refused "'soup' is not known to '-fdiagnostics-color='" -fdiagnostics-color=soup a.cd
refused "'12Q' is not known to '--frame-limit='" --frame-limit=12Q a.cd
refused "'-1' is not known to '--frame-limit='" --frame-limit=-1 a.cd
refused "'99999999999999999999' is not known to '--frame-limit='" --frame-limit=99999999999999999999 a.cd
refused "'--check' and '--dump' exclude each other" --check --dump=ast a.cd
refused "'-M' and '--check' exclude each other" -M --check a.cd
refused "-MF, -MT, -MQ, -MP and -MG need" -MF x.d a.cd
refused "-MF, -MT, -MQ, -MP and -MG need" -MP a.cd
refused "'-MG' needs '-M' or '-MM'" -MD -MG a.cd
refused "'--report' needs a translation" --report=placement --dump=ast a.cd
refused "no macro name" -D= a.cd
refused "would overwrite 'a.cd'" a.cd -o a.cd
refused "would overwrite 'a.cd'" a.cd -o ./a.cd
refused "would both go to 'x.c'" a.cd -o x.c -MD -MF x.c
refused "use -MF" -MD a.cd -o - -MT x
refused "use -MT" -MD - -o -
refused "'--emit-runtime' takes no input" --emit-runtime=. a.cd
refused "the input's name is empty" ""
refused "the output's name is empty" a.cd -o ""

# A plain C file has no output of its own name.
echo 'int z;' >c.c
run c.c
expect 2
has err "would overwrite 'c.c'"
[ "$(cat c.c)" = 'int z;' ] || fail "c.c is changed"

# A file that is called like an option.
echo 'int x;' >-O2.cd
run -o x.c -- -O2.cd
expect 0
cmp -s -- -O2.cd x.c || fail "another text"

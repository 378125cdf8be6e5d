# One token a line, so that two preprocessors' outputs can be compared: blanks and line markers are
# dropped, literals stay whole.
/^[ \t]*#/ { next }
{
	s = $0
	while (s != "") {
		if (match(s, /^[ \t\r\f\v]+/)) { s = substr(s, RLENGTH + 1); continue }
		if (match(s, /^(u8|u|U|L)?"([^"\\]|\\.)*"/) || match(s, /^(u8|u|U|L)?'([^'\\]|\\.)*'/) ||
		    match(s, /^[A-Za-z_$\200-\377][A-Za-z_0-9$\200-\377]*/) ||
		    match(s, /^\.?[0-9]([eEpP][-+]|[0-9A-Za-z_.$])*/) ||
		    match(s, /^(<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-*\/%+&^|]=|##)/))
			n = RLENGTH
		else
			n = 1
		print substr(s, 1, n)
		s = substr(s, n + 1)
	}
}

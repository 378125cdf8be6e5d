# cdefer.m4: .cd files in packages that use Autoconf and Automake.                            serial 1
#
# AX_PROG_CDEFER([ACTION-IF-FOUND], [ACTION-IF-NOT-FOUND])
#
# Looks for the translator, its driver and the runtime: in PATH, or below PREFIX if configure is given
# --with-cdefer=PREFIX.  Call it behind AC_PROG_CC.  Without ACTION-IF-NOT-FOUND it is an error if one is
# missing.  Variables that the user may set, and that are substituted:
#
#   CDEFER        the translator
#   CDEFERFLAGS   options for it alone
#   CDEFER_LIBS   what to link with
#
# Also substituted: CDEFER_CC, the command that compiles a .cd file, $(CC) included; CDEFER_CPPFLAGS, with the
# folder of cdefer.h, for .c files that include it; and for the rules of cdefer.am CDEFER_INCLUDE.

AC_DEFUN([AX_PROG_CDEFER], [
AC_REQUIRE([AC_PROG_CC])
AC_ARG_VAR([CDEFER], [the translator of .cd files])
AC_ARG_VAR([CDEFERFLAGS], [options for the translator alone])
AC_ARG_VAR([CDEFER_LIBS], [the runtime of cdefer, to link with])
AC_ARG_WITH([cdefer],
	[AS_HELP_STRING([--with-cdefer=PREFIX], [where cdefer is installed])],
	[], [with_cdefer=])
ax_cdefer_path=$PATH
AS_CASE([$with_cdefer], [''|yes|no], [],
	[ax_cdefer_path=$with_cdefer/bin$PATH_SEPARATOR$PATH])
AC_PATH_PROG([CDEFER], [cdefer], [], [$ax_cdefer_path])
ax_cdefer=no
CDEFER_CPPFLAGS=
AS_IF([test "x$CDEFER" != x && test "x$with_cdefer" != xno], [
	ax_cdefer_prefix=`AS_DIRNAME(["$CDEFER"])`/..
	ax_cdefer_prefix=`cd "$ax_cdefer_prefix" && pwd`
	AS_IF([test -f "$ax_cdefer_prefix/include/cdefer.h"],
		[CDEFER_CPPFLAGS=-I$ax_cdefer_prefix/include])
	AC_CACHE_CHECK([for the runtime of cdefer], [ax_cv_lib_cdefer], [
		ax_cv_lib_cdefer=no
		ax_cdefer_save=$LIBS
		AS_IF([test "x$CDEFER_LIBS" != x], [ax_cdefer_try=], [ax_cdefer_try=-lcdefer])
		for ax_cdefer_lib in "$CDEFER_LIBS" $ax_cdefer_try "$ax_cdefer_prefix"/lib*/libcdefer.a \
			"$ax_cdefer_prefix"/lib/*/libcdefer.a; do
			AS_CASE([$ax_cdefer_lib], ['']|*'*'*, [continue])
			AS_CASE([$ax_cdefer_lib], [*-lpthread*], [], [ax_cdefer_lib="$ax_cdefer_lib -lpthread"])
			LIBS="$ax_cdefer_lib $ax_cdefer_save"
			AC_LINK_IFELSE([AC_LANG_PROGRAM([[int cdefer_catch_signals(void);]],
				[[return cdefer_catch_signals();]])],
				[ax_cv_lib_cdefer=$ax_cdefer_lib; break])
			test "x$CDEFER_LIBS" = x || break
		done
		LIBS=$ax_cdefer_save
	])
	AC_MSG_CHECKING([whether $CDEFER-cc compiles .cd files])
	cat >conftest.cd <<'AX_CDEFER_EOF'
int f(int *p); int f(int *p) { defer { _Result = 2; } return *p; }
AX_CDEFER_EOF
	AS_IF([AC_RUN_LOG([CDEFER="$CDEFER" "$CDEFER-cc" $CC $CPPFLAGS $CFLAGS $CDEFERFLAGS -c -o conftest.$ac_objext conftest.cd >&2])],
		[AC_MSG_RESULT([yes])
		AS_IF([test "x$ax_cv_lib_cdefer" != xno], [ax_cdefer=yes])],
		[AC_MSG_RESULT([no])])
	rm -f conftest.cd conftest.$ac_objext
])
AS_IF([test $ax_cdefer = yes], [
	CDEFER_LIBS=$ax_cv_lib_cdefer
	CDEFER_CC='$(CDEFER)-cc $(CC)'
], [CDEFER_CC=false])
# GNU make finds the rules that the translator has written by itself.
AC_CACHE_CHECK([whether ${MAKE-make} has wildcard], [ax_cv_make_wildcard], [
	printf 'all:\n\t@test "$(wildcard conftest.m@<:@k@:>@)" = conftest.mk\n' >conftest.mk
	AS_IF([${MAKE-make} -f conftest.mk >/dev/null 2>&1], [ax_cv_make_wildcard=yes], [ax_cv_make_wildcard=no])
	rm -f conftest.mk
])
AS_IF([test $ax_cv_make_wildcard = yes],
	[CDEFER_INCLUDE='-include $(wildcard .cdefer/*.d)'], [CDEFER_INCLUDE=])
AC_SUBST([CDEFER_CC])
AC_SUBST([CDEFER_CPPFLAGS])
AC_SUBST([CDEFER_INCLUDE])
m4_ifdef([AM_SUBST_NOTMAKE], [AM_SUBST_NOTMAKE([CDEFER_INCLUDE])])
AS_IF([test $ax_cdefer = yes], [m4_default([$1], [:])],
	[m4_default([$2], [AC_MSG_ERROR([cdefer is missing or does not work (--with-cdefer=PREFIX)])])])
])

#!/bin/sh
# ./setup.sh demo      installs what is missing, builds cdefer and runs the samples
# ./setup.sh check     installs what the tests need (compilers, debuggers, editors), builds and runs them all
# ./setup.sh bench     installs what cdefer is compared with (compilers, Go), builds and measures: bench/README.md
#
# For Debian and its relatives: what is missing is installed with apt-get, as root or through
# sudo.  Elsewhere, or without either, it names what is missing.  Nothing else is changed
# outside this folder.

set -eu
cd "$(dirname "$0")"

usage() {
	sed -n '2,8s/^# \{0,1\}//p' "$0"
	exit 2
}

# `tool package` for what is asked for by a command, `file package` for the rest.
listed() {
	while read -r thing package; do
		case $thing in
		# shellcheck disable=SC2086  # a pattern
		/*) ls -d $thing >/dev/null 2>&1 || echo "$package" ;;
		*) command -v "$thing" >/dev/null 2>&1 || echo "$package" ;;
		esac
	done
}

# What the build and the samples need; for `check` also what only tests do, for `bench` what is compared.
missing() {
	listed <<-END
		gcc gcc
		cc gcc
		make make
		re2c re2c
		bison bison
		curl curl
		nm binutils
		/usr/include/stdio.h libc6-dev
		/usr/include/uthash.h uthash-dev
		/usr/include/sqlite3.h libsqlite3-dev
	END
	[ "$1" != demo ] || return 0
	listed <<-END
		g++ g++
		go golang-go
		clang clang
		tcc tcc
		valgrind valgrind
		gnuplot gnuplot-nox
		dpkg-source dpkg-dev
		python3 python3-minimal
		tclsh tcl
		/usr/include/boost/context/detail/fcontext.hpp libboost-context-dev
	END
	[ "$1" = check ] || return 0
	listed <<-END
		ccache ccache
		cmake cmake
		ninja ninja-build
		meson meson
		autoconf autoconf
		automake automake
		libtoolize libtool
		bmake bmake
		distccd distcc
		clang-22 clang-22
		lldb lldb
		llvm-cov llvm
		clang-tidy clang-tidy
		cppcheck cppcheck
		vim vim-nox
		emacs emacs-nox
		node nodejs
		npm npm
		clangd clangd
		gdb gdb
		dh debhelper
		lintian lintian
		pkg-config pkg-config
		xz xz-utils
		patch patch
		m4 m4
		aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
		riscv64-linux-gnu-gcc gcc-riscv64-linux-gnu
		arm-linux-gnueabihf-gcc gcc-arm-linux-gnueabihf
		qemu-aarch64 qemu-user
		/usr/share/build-essential build-essential
		/usr/aarch64-linux-gnu/include/stdio.h libc6-dev-arm64-cross
		/usr/riscv64-linux-gnu/include/stdio.h libc6-dev-riscv64-cross
		/usr/arm-linux-gnueabihf/include/stdio.h libc6-dev-armhf-cross
		/usr/include/png.h libpng-dev
		/usr/include/pth.h libpth-dev
		/usr/include/expat.h libexpat1-dev
		/usr/include/*/ffi.h libffi-dev
	END
}

install_missing() {
	packages=$(missing "$1" | sort -u | tr '\n' ' ')
	[ -n "$packages" ] || return 0
	echo "missing: $packages"
	if ! command -v apt-get >/dev/null 2>&1; then
		echo "setup.sh: no apt-get here; install these by other means" >&2
		return 0
	fi
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null 2>&1; then
			echo "setup.sh: neither root nor sudo; install these by other means" >&2
			return 0
		fi
		as_root=sudo
	fi
	# The lists of a fresh machine may be empty, those of an old one outdated.
	# shellcheck disable=SC2086  # a list
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages ||
		{ $as_root apt-get update &&
			$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages; }
}

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

case ${1-} in
demo)
	install_missing demo
	make -j"$jobs"
	make demo
	;;
check)
	install_missing check
	make -j"$jobs"
	sh tests/run
	;;
bench)
	install_missing bench
	make -j"$jobs"
	make bench
	;;
*) usage ;;
esac

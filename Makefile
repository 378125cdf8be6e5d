# cdefer -- build, test, install.  GNU make; needs a C compiler, re2c, bison and uthash.
#
#   make                 build/cdefer, build/cdefer-cc, build/libcdefer.a, build/libcdefer.so.0, build/libcdefer-check.a
#   make check           all tests; T=lang/2.5 for some of them
#   make accept          renews tests/golden
#   make lint            layers, headers, manual pages and the like
#   make demo            builds and runs the samples
#   make MODE=san check  the same with the address and undefined sanitizers (debug: -O0)
#   make install         honours prefix (or PREFIX), bindir, libdir, includedir, mandir, datadir, DESTDIR
#   make V=1             show the commands
#
# A config.mk beside this file may set any variable; it is not tracked.

-include config.mk

prefix     ?= $(or $(PREFIX),/usr/local)
bindir     ?= $(prefix)/bin
libdir     ?= $(prefix)/lib
includedir ?= $(prefix)/include
datadir    ?= $(prefix)/share
mandir     ?= $(datadir)/man
CC         ?= cc
AR         ?= ar
RE2C       ?= re2c
BISON      ?= bison
INSTALL    ?= install
MODE       ?= release

# Each mode has a tree of its own, so that switching rebuilds nothing.
CFLAGS.release = -O2 -g
CFLAGS.debug   = -O0 -g3
CFLAGS.san     = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer \
                 -Wno-format-truncation
CFLAGS  ?= $(CFLAGS.$(MODE))
LDFLAGS ?= $(filter -fsanitize%,$(CFLAGS))
WARN     = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wwrite-strings -Wvla
B       := build$(if $(filter-out release,$(MODE)),-$(MODE))

SRC    := $(sort $(filter-out translator/cc/%,$(wildcard translator/*/*.c)))
CCSRC  := $(sort $(wildcard translator/cc/*.c)) translator/base/arena.c translator/base/buf.c
GEN    := $(B)/gen/lexer.c $(B)/gen/parser.c $(B)/gen/embed.c
RT     := $(sort $(wildcard runtime/*.c))
RTINC  := runtime/include
OBJ    := $(SRC:%.c=$(B)/%.o) $(GEN:.c=.o)
CCOBJ  := $(CCSRC:%.c=$(B)/%.o)
RTOBJ  := $(RT:%.c=$(B)/%.o)
CHKOBJ := $(RT:%.c=$(B)/check/%.o)
SONAME := libcdefer.so.0

$(OBJ) $(CCOBJ): override CFLAGS += -std=c99 -pedantic -D_POSIX_C_SOURCE=200809L $(WARN) -Itranslator -I$(B)/gen
# __longjmp_chk of _FORTIFY_SOURCE aborts on jumps that are legitimate between contexts.  Exceptions of C++
# may pass through actions that the runtime calls.
$(RTOBJ) $(CHKOBJ): override CFLAGS += -std=c99 -pedantic -fexceptions -D_POSIX_C_SOURCE=200809L -U_FORTIFY_SOURCE \
                             $(WARN) -fPIC -I$(RTINC)
# Warnings in what others generate are not ours.
$(GEN:.c=.o): WARN := -Wall -Wno-unknown-warning-option -Wno-maybe-uninitialized -Wno-overlength-strings

# "make V=1" shows commands; otherwise one short line for each.
Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

.PHONY: all check accept lint demo install uninstall install-integration uninstall-integration clean
.DELETE_ON_ERROR:
all: $(B)/cdefer $(B)/cdefer-cc $(B)/libcdefer.a $(B)/libcdefer-check.a $(B)/$(SONAME) $(B)/libcdefer.so

$(B)/cdefer: $(OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(OBJ)

$(B)/cdefer-cc: $(CCOBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(CCOBJ)

$(B)/libcdefer.a: $(RTOBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(RTOBJ)

$(B)/libcdefer-check.a: $(CHKOBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(CHKOBJ)

$(B)/$(SONAME): $(RTOBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) -o $@ $(RTOBJ) -lpthread

$(B)/libcdefer.so: $(B)/$(SONAME)
	$(Q)ln -sf $(SONAME) $@

$(B)/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/check/%.o: %.c
	$(call say,CC,"$< (checking)")
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) -DCDEFER_CHECK -MMD -MP -c -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/lexer.c: grammar/lexer.re
	$(call say,RE2C,$<)
	$(Q)mkdir -p $(@D) && $(RE2C) -W -Werror --no-generation-date -o $@ $<

$(B)/gen/parser.c $(B)/gen/parser.h &: grammar/parser.y
	$(call say,BISON,$<)
	$(Q)mkdir -p $(@D) && $(BISON) -Wall -Werror --report=state \
	    --report-file=$(B)/gen/parser.report --header=$(B)/gen/parser.h -o $(B)/gen/parser.c $<

# The runtime in the program, for --emit-runtime.
$(B)/gen/cdefer.c: $(RT) $(wildcard runtime/*.h) translator/driver/join.sh
	$(call say,JOIN,$@)
	$(Q)mkdir -p $(@D) && sh translator/driver/join.sh $(RT) >$@

$(B)/gen/embed.c: $(B)/gen/cdefer.c $(RTINC)/cdefer.h $(RTINC)/stddefer.h translator/driver/embed.sh
	$(call say,EMBED,$@)
	$(Q)sh translator/driver/embed.sh $(filter %.c %.h,$^) >$@

# The first compilation of anything needs the generated header; afterwards the
# recorded dependencies say exactly who includes it.
$(OBJ): | $(B)/gen/parser.h

check: all
	$(Q)B=$(B) sh tests/run $(T)

# Takes the output of the translator as the expectation of tests/golden; read the difference.
accept: all
	$(Q)B=$(B) sh tests/run --accept

lint: $(B)/cdefer $(B)/gen/parser.h
	$(Q)B=$(B) sh tests/run lint/ $(T)

demo: all
	$(Q)B=$(B) sh samples/demo

# ---- installation --------------------------------------------------------------------------
MAN     := $(wildcard man/*.[137])
man_of   = $(mandir)/man$(patsubst .%,%,$(suffix $(1)))
HEADERS := $(wildcard $(RTINC)/*.h)
GDBDIR   = $(datadir)/cdefer/gdb
PCDIR    = $(libdir)/pkgconfig
VERSION := $(shell sed -n 's/.define CDEFER_VERSION "\(.*\)"/\1/p' translator/driver/options.h)

install: all
	$(INSTALL) -d $(addprefix $(DESTDIR),$(bindir) $(libdir) $(includedir) $(GDBDIR) $(PCDIR))
	$(INSTALL) $(B)/cdefer $(B)/cdefer-cc $(DESTDIR)$(bindir)/
	$(INSTALL) -m 644 $(B)/libcdefer.a $(B)/libcdefer-check.a $(DESTDIR)$(libdir)/
	$(INSTALL) $(B)/$(SONAME) $(DESTDIR)$(libdir)/
	ln -sf $(SONAME) $(DESTDIR)$(libdir)/libcdefer.so
	$(INSTALL) -m 644 $(HEADERS) $(DESTDIR)$(includedir)/
	$(INSTALL) -m 644 runtime/gdb/cdefer-gdb.py $(DESTDIR)$(GDBDIR)/
	sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|; s|@includedir@|$(includedir)|; s|@bindir@|$(bindir)|' \
	    -e 's|@version@|$(VERSION)|' integration/cdefer.pc.in >$(DESTDIR)$(PCDIR)/cdefer.pc
	$(foreach m,$(MAN),$(INSTALL) -d $(DESTDIR)$(call man_of,$(m)) && \
	    $(INSTALL) -m 644 $(m) $(DESTDIR)$(call man_of,$(m))/ &&) :

uninstall:
	rm -f $(addprefix $(DESTDIR)$(bindir)/,cdefer cdefer-cc) \
	    $(addprefix $(DESTDIR)$(libdir)/,libcdefer.a libcdefer-check.a libcdefer.so $(SONAME)) \
	    $(addprefix $(DESTDIR)$(includedir)/,$(notdir $(HEADERS))) \
	    $(DESTDIR)$(GDBDIR)/cdefer-gdb.py $(DESTDIR)$(PCDIR)/cdefer.pc \
	    $(foreach m,$(MAN),$(DESTDIR)$(call man_of,$(m))/$(notdir $(m)))

# What other build systems take (integration/README.md), as folder/file:where.
INTEGRATION = make/cdefer.mk:$(datadir)/cdefer make/cdefer-posix.mk:$(datadir)/cdefer \
              cmake/cdeferConfig.cmake:$(libdir)/cmake/cdefer cmake/cdeferConfigVersion.cmake:$(libdir)/cmake/cdefer \
              autoconf/cdefer.m4:$(datadir)/aclocal autoconf/cdefer.am:$(datadir)/cdefer \
              meson/meson.build:$(datadir)/cdefer/meson meson/cdefer.wrap:$(datadir)/cdefer/meson \
              meson/cdefer.ini:$(datadir)/cdefer/meson \
              bazel/cdefer.bzl:$(datadir)/cdefer/bazel bazel/BUILD.bazel:$(datadir)/cdefer/bazel \
              bazel/installed.BUILD:$(datadir)/cdefer/bazel
# The two halves of an entry.
integration_file  = integration/$(firstword $(subst :, ,$(1)))
integration_where = $(DESTDIR)$(lastword $(subst :, ,$(1)))

install: install-integration
install-integration:
	$(foreach i,$(INTEGRATION),$(INSTALL) -d $(call integration_where,$(i)) && \
	    $(INSTALL) -m 644 $(call integration_file,$(i)) $(call integration_where,$(i))/ &&) :

uninstall: uninstall-integration
uninstall-integration:
	rm -f $(foreach i,$(INTEGRATION),$(call integration_where,$(i))/$(notdir $(call integration_file,$(i))))

clean:
	rm -rf build build-*

-include $(OBJ:.o=.d) $(CCOBJ:.o=.d) $(RTOBJ:.o=.d) $(CHKOBJ:.o=.d)

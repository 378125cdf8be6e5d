# cdefer -- build, test, install.
#
# Needs GNU make and a C99 compiler (GCC, Clang, TinyCC).  A checkout needs re2c, Bison and uthash as well; a
# release archive has what they make in generated/.
#
#   make                 build/cdefer, build/cdefer-cc, build/libcdefer.a, build/libcdefer.so.0, build/libcdefer-check.a
#   make check           all tests; T=lang/2.5 for some of them
#   make accept          renews tests/golden
#   make lint            layers, headers, manual pages and the like
#   make demo            builds and runs the samples
#   make bench           measures cdefer and its peers; ROWS=pattern for some rows, QUICK=1 (bench/README.md)
#   make MODE=san check  the same with the address and undefined sanitizers (debug: -O0)
#   make install         honours prefix (or PREFIX), bindir, libdir, includedir, mandir, datadir, DESTDIR
#   make uninstall       with the same variables, removes what install has put there
#   make dist            build/cdefer-VERSION.tar.gz; the same bytes wherever and whenever it is made
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
# TinyCC has no -MMD.
DEPEND  ?= $(if $(findstring tcc,$(CC)),-MD,-MMD -MP)
B       := build$(if $(filter-out release,$(MODE)),-$(MODE))

SRC    := $(sort $(filter-out translator/cc/%,$(wildcard translator/*/*.c)))
CCSRC  := $(sort $(wildcard translator/cc/*.c)) $(addprefix translator/base/,arena.c buf.c format.c pages.c)
GEN    := $(B)/gen/lexer.c $(B)/gen/parser.c $(B)/gen/embed.c
RT     := $(sort $(wildcard runtime/*.c))
RTINC  := runtime/include
OBJ    := $(SRC:%.c=$(B)/%.o) $(GEN:.c=.o)
CCOBJ  := $(CCSRC:%.c=$(B)/%.o)
RTOBJ  := $(RT:%.c=$(B)/%.o)
CHKOBJ := $(RT:%.c=$(B)/check/%.o)
SONAME := libcdefer.so.0

# What a release archive brings along, copied to where it is made elsewhere: good as long as it is of this
# grammar, whatever the times of the files.  GENERATED=none does without.
GENERATED ?= generated
GRAMMAR   := grammar/lexer.re grammar/parser.y
PREMADE   := $(if $(wildcard $(GENERATED)/sums),$(shell cksum $(GRAMMAR) | cmp -s - $(GENERATED)/sums && echo yes))
UTHASH    := $(if $(wildcard $(GENERATED)/uthash.h),$(B)/gen/uthash.h)

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

.PHONY: all check accept lint demo bench install uninstall dist clean
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
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) $(DEPEND) -c -o $@ $<

$(B)/check/%.o: %.c
	$(call say,CC,"$< (checking)")
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) -DCDEFER_CHECK $(DEPEND) -c -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(DEPEND) -c -o $@ $<

ifneq ($(PREMADE),)
$(B)/gen/lexer.c $(B)/gen/parser.c $(B)/gen/parser.h: $(B)/gen/%: $(GENERATED)/%
	$(call say,COPY,$@)
	$(Q)mkdir -p $(@D) && cp $< $@
else
$(B)/gen/lexer.c: grammar/lexer.re
	$(call say,RE2C,$<)
	$(Q)mkdir -p $(@D) && $(RE2C) -W -Werror --no-generation-date -o $@ $<

# Two targets of one run, which makes before 4.3 know for patterns only; % is gen.
$(B)/%/parser.c $(B)/%/parser.h: grammar/parser.y
	$(call say,BISON,$<)
	$(Q)mkdir -p $(@D) && $(BISON) -Wall -Werror --report=state \
	    --report-file=$(B)/gen/parser.report --header=$(B)/gen/parser.h -o $(B)/gen/parser.c $<
endif

$(B)/gen/uthash.h: $(GENERATED)/uthash.h
	$(Q)mkdir -p $(@D) && cp $< $@

# The runtime in the program, for --emit-runtime.
$(B)/gen/cdefer.c: $(RT) $(wildcard runtime/*.h) translator/driver/join.sh
	$(call say,JOIN,$@)
	$(Q)mkdir -p $(@D) && sh translator/driver/join.sh $(RT) >$@

$(B)/gen/embed.c: $(B)/gen/cdefer.c $(RTINC)/cdefer.h $(RTINC)/stddefer.h translator/driver/embed.sh
	$(call say,EMBED,$@)
	$(Q)sh translator/driver/embed.sh $(filter %.c %.h,$^) >$@

# The first compilation of anything needs the generated header; afterwards the
# recorded dependencies say exactly who includes it.
$(OBJ): | $(B)/gen/parser.h $(UTHASH)

check: all
	$(Q)B=$(B) sh tests/run $(T)

# Takes the output of the translator as the expectation of tests/golden; read the difference.
accept: all
	$(Q)B=$(B) sh tests/run --accept

lint: $(B)/cdefer $(B)/gen/parser.h
	$(Q)B=$(B) sh tests/run lint/ $(T)

demo: all
	$(Q)B=$(B) sh samples/demo

bench: all
	$(Q)sh bench/run $(BENCHFLAGS) $(B)

# ---- installation --------------------------------------------------------------------------
# Each entry is file:folder.  An entry installs and uninstalls the file.
PROGRAMS  = $(addsuffix :$(bindir),$(B)/cdefer $(B)/cdefer-cc)
SHARED    = $(B)/$(SONAME):$(libdir)
FILES     = $(addsuffix :$(libdir),$(B)/libcdefer.a $(B)/libcdefer-check.a) \
            $(addsuffix :$(includedir),$(wildcard $(RTINC)/*.h)) \
            $(foreach m,$(wildcard man/*.[137]),$(m):$(mandir)/man$(patsubst .%,%,$(suffix $(m)))) \
            runtime/gdb/cdefer-gdb.py:$(datadir)/cdefer/gdb \
            $(addprefix integration/,$(INTEGRATION))
# What other build systems take (integration/README.md).
INTEGRATION = $(addsuffix :$(datadir)/cdefer,make/cdefer.mk make/cdefer-posix.mk autoconf/cdefer.am) \
              $(addsuffix :$(libdir)/cmake/cdefer,cmake/cdeferConfig.cmake cmake/cdeferConfigVersion.cmake) \
              autoconf/cdefer.m4:$(datadir)/aclocal \
              $(addsuffix :$(datadir)/cdefer/meson,meson/meson.build meson/cdefer.wrap meson/cdefer.ini) \
              $(addsuffix :$(datadir)/cdefer/bazel,bazel/cdefer.bzl bazel/BUILD.bazel bazel/installed.BUILD) \
              $(foreach d,ftdetect syntax ftplugin indent compiler,vim/$(d)/cdefer.vim:$(datadir)/vim/vimfiles/$(d)) \
              emacs/cdefer-mode.el:$(datadir)/emacs/site-lisp clangd/clangd.yaml:$(datadir)/cdefer/clangd \
              $(addsuffix :$(datadir)/cdefer/vscode,vscode/package.json vscode/language-configuration.json vscode/snippets.json) \
              vscode/syntaxes/cdefer.tmLanguage.json:$(datadir)/cdefer/vscode/syntaxes
# Folders that nobody else has files in, the inner ones first.
OWN       = $(addprefix $(datadir)/cdefer/,gdb meson bazel clangd vscode/syntaxes vscode) $(datadir)/cdefer $(libdir)/cmake/cdefer
PCDIR     = $(libdir)/pkgconfig
VERSION  := $(shell sed -n 's/.define CDEFER_VERSION "\(.*\)"/\1/p' translator/driver/options.h)

file_of   = $(firstword $(subst :, ,$(1)))
folder_of = $(DESTDIR)$(lastword $(subst :, ,$(1)))
path_of   = $(folder_of)/$(notdir $(file_of))
put       = $(INSTALL) -d '$(folder_of)' && $(INSTALL) -m $(2) $(file_of) '$(folder_of)/' &&
# For cdefer.pc: pkg-config can move what is told by the prefix.
by_prefix = $(patsubst $(prefix)/%,$${prefix}/%,$(1))

install: all
	$(call say,INSTALL,'$(DESTDIR)$(prefix)')
	$(Q)$(foreach i,$(PROGRAMS) $(SHARED),$(call put,$(i),755)) :
	$(Q)$(foreach i,$(FILES),$(call put,$(i),644)) :
	$(Q)ln -sf $(SONAME) '$(DESTDIR)$(libdir)/libcdefer.so'
	$(Q)$(INSTALL) -d '$(DESTDIR)$(PCDIR)'
	$(Q)sed -e 's|@prefix@|$(prefix)|; s|@version@|$(VERSION)|; s|@bindir@|$(call by_prefix,$(bindir))|' \
	    -e 's|@libdir@|$(call by_prefix,$(libdir))|; s|@includedir@|$(call by_prefix,$(includedir))|' \
	    integration/cdefer.pc.in >'$(DESTDIR)$(PCDIR)/cdefer.pc'
	$(Q)chmod 644 '$(DESTDIR)$(PCDIR)/cdefer.pc'

uninstall:
	$(call say,REMOVE,'$(DESTDIR)$(prefix)')
	$(Q)rm -f $(foreach i,$(PROGRAMS) $(SHARED) $(FILES),'$(call path_of,$(i))') \
	    '$(DESTDIR)$(libdir)/libcdefer.so' '$(DESTDIR)$(PCDIR)/cdefer.pc'
	$(Q)for d in $(foreach d,$(OWN),'$(DESTDIR)$(d)'); do ! [ -d "$$d" ] || rmdir "$$d" 2>/dev/null || :; done

# ---- a release -----------------------------------------------------------------------------
# The generated files name themselves in #line, so that they are made under one name whatever B is.
dist:
	$(Q)$(MAKE) --no-print-directory B=build $(addprefix build/gen/,lexer.c parser.c parser.h)
	$(call say,DIST,build/cdefer-$(VERSION).tar.gz)
	$(Q)CC='$(CC)' sh ./dist.sh $(VERSION) $(GRAMMAR)

clean:
	rm -rf build build-*

-include $(OBJ:.o=.d) $(CCOBJ:.o=.d) $(RTOBJ:.o=.d) $(CHKOBJ:.o=.d)

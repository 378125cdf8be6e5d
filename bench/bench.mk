# The programs of bench/, made by bench/run: make -f bench/bench.mk B=build D=build/bench build/bench/PROGRAM...
#
# A program is called WORKLOAD.COMPILER.LINK: exits-defer.gcc.static.  The part before the dash is the source; the part
# behind it says which: -hand is .c, -throw is .cc, the others are the .cd, translated in different ways.  A change of
# this file makes all objects anew.

H := bench/runtime
CFLAGS := -std=gnu11 -O2 -Wall -Wextra -Wshadow -I$(H) -Iruntime/include
CXXFLAGS := -O2 -Wall -Wextra -I$(H)
export XDG_CACHE_HOME := $(D)/cache

# What a deferred call calls may recover, unless the translator is told that it does not.
FLAGS-defer   := --no-recover=*
FLAGS-unknown :=
FLAGS-quiet   := -DQUIET --no-recover=*
FLAGS-plain   := -fno-panic
CXX-gcc   := g++
CXX-clang := clang++
PIC-static :=
PIC-shared := -fPIC

.SECONDEXPANSION:
.SECONDARY:
.DELETE_ON_ERROR:

$(D)/measure: bench/measure.c
	$(CC) -std=c99 -pedantic -O2 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -o $@ $<

$(D)/peers: $(H)/peers.go
	HOME=$(D) GOFLAGS= GO111MODULE=off go build -o $@ $<

$(D)/main.o: $(H)/main.c $(H)/work.h bench/bench.mk
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Wconversion -c -o $@ $<

source_of = $(firstword $(subst -, ,$(1)))
way_of    = $(lastword $(subst -, ,$(1)))

# The rules of compiler $(1) and link $(2).
define objects
$(D)/$(1).$(2)/work.o: $(H)/work.c $(H)/work.h bench/bench.mk
	@mkdir -p $$(@D)
	$(1) $$(CFLAGS) $$(PIC-$(2)) -c -o $$@ $$<

$(D)/$(1).$(2)/%-hand.o: $(H)/%.c $(H)/work.h bench/bench.mk
	@mkdir -p $$(@D)
	$(1) $$(CFLAGS) $$(PIC-$(2)) -fstack-usage -c -o $$@ $$<

$(D)/$(1).$(2)/%-throw.o: $(H)/%.cc $(H)/work.h bench/bench.mk
	@mkdir -p $$(@D)
	$$(CXX-$(1)) $$(CXXFLAGS) $$(PIC-$(2)) -c -o $$@ $$<

$(D)/$(1).$(2)/%.o: $(D)/$(1)/%.c $(H)/work.h bench/bench.mk
	@mkdir -p $$(@D)
	$(1) $$(CFLAGS) $$(if $$(findstring quiet,$$*),-DQUIET) $$(PIC-$(2)) -fstack-usage -c -o $$@ $$<
endef

define compiler
$(D)/$(1)/%.c: $(H)/$$$$(call source_of,$$$$*).cd $(H)/work.h bench/bench.mk $(B)/cdefer
	@mkdir -p $$(@D)
	$(B)/cdefer --cc=$(1) -I$(H) $$(FLAGS-$$(call way_of,$$*)) -o $$@ $$<

$(D)/%.$(1).static: $(D)/main.o $(D)/$(1).static/%.o $(D)/$(1).static/work.o $(B)/libcdefer.a
	$(1) -o $$@ $$^ $$(if $$(findstring throw,$$*),-lstdc++) -pthread

# All of it is in the library but the loop that calls it.
$(D)/%.$(1).so: $(D)/$(1).shared/%.o $(D)/$(1).shared/work.o $(B)/libcdefer.so
	$(1) -shared -Wl,-soname,$$(@F) -o $$@ $$(filter %.o,$$^) -L$(B) -lcdefer -Wl,-rpath,$(B) $$(if $$(findstring throw,$$*),-lstdc++)

$(D)/%.$(1).shared: $(D)/main.o $(D)/%.$(1).so
	$(1) -o $$@ $$^ -Wl,-rpath,'$$$$ORIGIN' -Wl,-rpath-link,$(B) -pthread
endef

$(foreach c,gcc clang,$(eval $(call compiler,$(c)))$(foreach l,static shared,$(eval $(call objects,$(c),$(l)))))

# ---- programs of their own ------------------------------------------------------------------------------------------

$(D)/requests: $(H)/requests.c $(H)/requests.h $(D)/gcc/requests-defer.c $(B)/libcdefer.a
	gcc $(CFLAGS) -o $@ $(filter %.c %.a,$^) -lboost_context -pthread

$(D)/sizes: $(D)/gcc/sizes-defer.c $(B)/libcdefer.a
	gcc $(CFLAGS) -o $@ $^ -pthread

# ---- what is translated ---------------------------------------------------------------------------------------------

I := $(D)/inputs
SQLITE := $(D)/world/sqlite/sqlite3.c

$(I)/small.cd: bench/translator/small.cd
	@mkdir -p $(@D)
	cp $< $@

# For compilers; they do not run it.
$(I)/small.c: bench/translator/small.cd
	@mkdir -p $(@D)
	sed 's/defer //' $< >$@

$(I)/sqlite.c: $(SQLITE)
	@mkdir -p $(@D)
	cp $< $@

$(I)/sqlite-one.cd: $(SQLITE)
	@mkdir -p $(@D)
	sed -e '1i #include "probe.h"' -e '/^SQLITE_API int sqlite3_initialize(void){$$/s/$$/ defer probe_leave(probe_enter());/' $< >$@
	grep -q 'defer probe_leave' $@

$(I)/sqlite-each.cd: $(SQLITE) tests/world/insert.py
	@mkdir -p $(@D)
	python3 tests/world/insert.py $< $@ >/dev/null

$(I)/%.cd: bench/translator/generate
	@mkdir -p $(@D)
	sh $< $(subst -, ,$*) >$@

# cdefer.mk: rules for .cd and .hd files, for GNU make.
#
#     CPPFLAGS = -Iinclude
#     CDEFER_HEADERS = include/times.h
#     include /usr/local/share/cdefer/cdefer.mk
#
#     prog: main.o work.o
#             $(CC) $(LDFLAGS) -o $@ $^ $(CDEFER_LIBS) $(LDLIBS)
#
# work.o is made from work.cd in one step, with $(CC), $(CPPFLAGS) and $(CFLAGS), and again when a header
# has changed; nothing is left between.  `make work.c` writes the C to look at.  times.h is made from times.hd.
# It may be included anywhere: your first target stays the default.
#
#   CDEFER          the translator; its driver is $(CDEFER)-cc
#   CDEFERFLAGS     options for it alone, as -fpreserve-errno
#   CDEFER_LIBS     what to link with
#   CDEFER_HEADERS  the headers that are made from .hd files; they are made before objects of .cd files.  A .c
#                   file that includes one needs `main.o: | $(CDEFER_HEADERS)`, and
#   CDEFER_CPPFLAGS -I with the folder of cdefer.h, unless the compiler looks there anyway
#   CDEFER_DIR      where the dependencies are kept (.cdefer); `make clean` may remove it
#   CDEFER_OBJ      what stands before objects and headers that are made, as build/ (empty); set CDEFER_HEADERS
#                   and this one above the include.  times.hd then gives build/times.h, so that is its name in
#                   CDEFER_HEADERS, and what includes "times.h" needs -Ibuild

cdefer_goal := $(.DEFAULT_GOAL)
# Where it is installed, if this file is in share/cdefer.
cdefer_prefix := $(dir $(lastword $(MAKEFILE_LIST)))../..
cdefer_prefix := $(if $(filter /%,$(cdefer_prefix)),$(abspath $(cdefer_prefix)),$(cdefer_prefix))

CDEFER      ?= $(or $(wildcard $(cdefer_prefix)/bin/cdefer),cdefer)
CDEFER_DIR  ?= .cdefer
CDEFER_CPPFLAGS ?= $(addprefix -I,$(patsubst %/cdefer.h,%,$(filter-out /usr/include/% /usr/local/include/%, \
                                      $(wildcard $(cdefer_prefix)/include/cdefer.h))))
CDEFER_LIBS ?= $(or $(firstword $(wildcard $(addprefix $(cdefer_prefix)/,lib/libcdefer.a lib64/libcdefer.a \
                                                                       lib/*/libcdefer.a))),-lcdefer) -lpthread

# One folder for all, so that they are found again: src/work.o is src@work.o.d there.
cdefer_depend = -MMD -MP -MF $(CDEFER_DIR)/$(subst /,@,$@).d -MT $@
# Whatever $(CC) is, it is what the driver calls.
cdefer_cc = $(if $(findstring cdefer-cc,$(CC)),$(CC),CDEFER_CC='$(CC)' $(CDEFER)-cc)
# Options of the compiler that change its macros go with its name.
cdefer_translate = $(CDEFER) --cc='$(CC) $(filter -O% -m% -f% -pthread,$(CFLAGS))' \
                   $(filter -std=% -ansi -D% -U% -I%,$(CFLAGS)) $(filter-out -M%,$(CPPFLAGS)) $(CDEFERFLAGS)

$(CDEFER_OBJ)%.o: %.cd | $(CDEFER_HEADERS)
	@mkdir -p $(CDEFER_DIR) $(@D)
	$(strip $(cdefer_cc) $(CPPFLAGS) $(CFLAGS) $(TARGET_ARCH) $(CDEFERFLAGS)) $(cdefer_depend) -c -o $@ $<

$(CDEFER_OBJ)%.c: %.cd | $(CDEFER_HEADERS)
	@mkdir -p $(CDEFER_DIR) $(@D)
	$(cdefer_translate) $(cdefer_depend) -o $@ $<

$(CDEFER_OBJ)%.h: %.hd
	@mkdir -p $(CDEFER_DIR) $(@D)
	$(cdefer_translate) $(cdefer_depend) -o $@ $<

# What only a rule of ours names would be taken for intermediate, and removed.
ifneq ($(strip $(CDEFER_HEADERS)),)
.SECONDARY: $(CDEFER_HEADERS)
endif

-include $(wildcard $(CDEFER_DIR)/*.d)
.DEFAULT_GOAL := $(cdefer_goal)

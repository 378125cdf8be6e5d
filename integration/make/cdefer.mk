# cdefer.mk -- rules for .cd and .hd files; include it in a GNU makefile.
#
#     include cdefer.mk
#     prog: main.o work.o
#             $(CC) $(LDFLAGS) -o $@ $^ $(CDEFER_LIBS) $(LDLIBS)
#
# An object is made from a .cd file at once; the C in between goes to CDEFER_DIR and stays there.  Objects are
# made again when one of the headers has changed.  A .h is made from a .hd file.
#
#   CDEFER         the translator (cdefer)
#   CDEFERFLAGS    options for it alone; it also gets those of CPPFLAGS and -std= of CFLAGS
#   CDEFER_DIR     where the C goes (.cdefer)
#   CDEFER_LIBS    what to link with (-lcdefer)

CDEFER      ?= cdefer
CDEFER_DIR  ?= .cdefer
CDEFER_LIBS ?= -lcdefer

# Options of the compiler that change its macros go with its name.
cdefer_cc = --cc='$(CC) $(filter -O% -m% -f% -pthread,$(CFLAGS))'

%.o: %.cd
	@mkdir -p $(dir $(CDEFER_DIR)/$*)
	$(CDEFER) $(cdefer_cc) $(filter -std=% -ansi,$(CFLAGS)) $(CPPFLAGS) $(CDEFERFLAGS) \
	    -MMD -MP -MF $(CDEFER_DIR)/$*.d -MT $@ -o $(CDEFER_DIR)/$*.c $<
	$(CC) $(CPPFLAGS) $(CFLAGS) -iquote $(dir $<) -c -o $@ $(CDEFER_DIR)/$*.c

%.h: %.hd
	$(CDEFER) $(cdefer_cc) $(filter -std=% -ansi,$(CFLAGS)) $(CPPFLAGS) $(CDEFERFLAGS) -o $@ $<

# The headers that the last translation has read.
-include $(shell find $(CDEFER_DIR) -name '*.d' 2>/dev/null)

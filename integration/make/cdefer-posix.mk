# cdefer-posix.mk: rules for .cd and .hd files, for every make that has suffix rules, BSD make among them.
#
#     include /usr/local/share/cdefer/cdefer-posix.mk
#
#     prog: main.o work.o
#             $(CC) $(LDFLAGS) -o $@ main.o work.o $(CDEFER_LIBS)
#     -include work.o.d
#
# For GNU make, cdefer.mk does more.  What these rules cannot do:
#
#   - include the dependencies: name the .d files, which lie beside the objects, at the end of your
#     makefile, as above (`-include` is in POSIX of 2024, BSD make and GNU make have had it before);
#   - know that a .cd file includes a header made from a .hd file: write `work.o: times.h`;
#   - find where cdefer is installed: it is in PATH, or set CDEFER, CDEFER_LIBS and, for .c files that
#     include a header made from a .hd file, CDEFER_CPPFLAGS;
#   - put objects into another folder than the source's; BSD make's .OBJDIR and .PATH do.

CDEFER      ?= cdefer
CDEFER_LIBS ?= -lcdefer -lpthread

.SUFFIXES: .cd .hd .h .c .o

.cd.o:
	$(CDEFER)-cc $(CC) $(CPPFLAGS) $(CFLAGS) $(CDEFERFLAGS) -MMD -MP -MF $@.d -MT $@ -c -o $@ $<

.cd.c:
	$(CDEFER) --cc='$(CC)' $(CPPFLAGS) $(CDEFERFLAGS) -o $@ $<

.hd.h:
	$(CDEFER) --cc='$(CC)' $(CPPFLAGS) $(CDEFERFLAGS) -MMD -MP -MF $@.d -o $@ $<

# For every make.
CFLAGS = -O2 -Wall -Wextra -Werror
CPPFLAGS = -Iinclude -DFACTOR=2 $(CDEFER_CPPFLAGS)

prog: main.o src/work.o src/guard.o
	$(CC) $(LDFLAGS) -o $@ main.o src/work.o src/guard.o $(CDEFER_LIBS)

install: prog
	mkdir -p $(DESTDIR)$(prefix)/bin
	cp prog $(DESTDIR)$(prefix)/bin/

main.o: include/work.h include/times.h
src/guard.o: include/times.h
include cdefer-posix.mk
-include src/work.o.d src/guard.o.d include/times.h.d

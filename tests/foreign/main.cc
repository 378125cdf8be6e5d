// C++ around and below the C of lib.cd.
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <pthread.h>
#include <unistd.h>
#include <cdefer.h>
#include "foreign.h"

struct destructor {
	const char *name;
	~destructor() { std::printf("  ~%s\n", name); }
};

static void throws(int n) { throw std::runtime_error("thrown " + std::to_string(n)); }
static void returns(int n) { std::printf("  returns %d\n", n); }

static void catching(const char *name, int (*function)(void (*)(int), int), void (*call)(int), int n)
{
	std::printf("%s %d\n", name, n);
	try {
		int result = function(call, n);
		std::printf("  result %d\n", result);
	} catch (const std::exception &e) {
		std::printf("  caught %s\n", e.what());
	}
	if (pending())
		std::printf("  %d still pending\n", pending());
}

// Destructors between a panic and the function that recovers.
static void destroys(int n)
{
	destructor outer = { "outer" };
	nested([](int m) {
		destructor inner = { "inner" };
		panics(m);
	}, n);
}

// An exception inside an action, caught inside it.
static void catches_inside(int n)
{
	try {
		simple(throws, n);
	} catch (const std::exception &e) {
		std::printf("  caught inside %s\n", e.what());
	}
}

static void panics_inside(int n)
{
	std::printf("  result %d\n", recovers(panics, n));
}

// The C frames of a whole thread.
static void exits(int n)
{
	destructor here = { "thread's" };
	pthread_exit(reinterpret_cast<void *>(static_cast<long>(n)));
}
static void waits(int)
{
	destructor here = { "waiting" };
	for (;;)
		pause();
}
static void cancels(int)
{
	pthread_cancel(pthread_self());
	pthread_testcancel();
}
static void *run_exits(void *) { through(exits, 2); return nullptr; }
static void *run_waits(void *) { nested(waits, 1); return nullptr; }
static void *run_cancels(void *) { throws_in_action(cancels, 1); return nullptr; }

static void thread(const char *name, void *(*run)(void *), bool cancel)
{
	pthread_t t;
	void *result;

	std::printf("%s\n", name);
	std::fflush(stdout);
	pthread_create(&t, nullptr, run, nullptr);
	if (cancel) {
		usleep(20000);
		pthread_cancel(t);
	}
	pthread_join(t, &result);
	if (result == PTHREAD_CANCELED)
		std::printf("  cancelled\n");
	else
		std::printf("  exited %ld\n", reinterpret_cast<long>(result));
}

int main()
{
	catching("through", through, throws, 3);
	catching("through", through, throws, 1);
	catching("through", through, returns, 2);
	catching("simple", simple, throws, 1);
	catching("nested", nested, throws, 2);
	catching("an action throws", throws_in_action, throws, 1);
	catching("an action returns", throws_in_action, returns, 1);
	catching("recovers", recovers, panics, 1);
	catching("recovers, thrown", recovers, throws, 1);
	catching("recovers over destructors", recovers, destroys, 1);
	catching("throws while panicking", throws_while_panicking, throws, 1);
	catching("catches while panicking", [](void (*call)(int), int n) {
		return recovers([](int m) { throws_while_panicking(catches_inside, m); }, n) + simple(call, n);
	}, returns, 1);
	catching("catches inside an action", throws_in_action, catches_inside, 1);
	catching("panics inside an action", throws_in_action, panics_inside, 1);
	catching("_Defer", scoped, returns, 1);
	catching("_Defer", scoped, throws, 1);
	catching("unmoved", unmoved, returns, 1);
	catching("unmoved", unmoved, throws, 1);
	thread("pthread_exit", run_exits, false);
	thread("pthread_cancel", run_waits, true);
	thread("cancelled in an action", run_cancels, false);
	return 0;
}

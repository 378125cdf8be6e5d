/* Requests that are served a step at a time: what serves them, and what it calls. */
#ifndef REQUESTS_H
#define REQUESTS_H

enum { STEPS = 4, EACH = 16 };          /* a request registers EACH actions in each of its STEPS */

struct request {
	int entered, left;
	int wrong;                      /* an action ran out of order */
	int done;
	double began;
	void *place, *back;             /* where it goes on; where its worker does */
	char *stack;
	struct cdefer_context *context;
};

/* What a request takes, and the action that gives it back: the newest first. */
int request_enter(struct request *q);
void request_leave(struct request *q, int number);
/* Lets the others go on, and comes back for the next step. */
void request_pause(struct request *q);

/* In requests.cd: in a loop, so that the records lie on the context's record stack; and at most once a call, so that
 * they lie in the frames. */
void serve_record_stack(struct request *q);
void serve_frames(struct request *q);
#endif

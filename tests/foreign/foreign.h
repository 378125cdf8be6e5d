#ifdef __cplusplus
extern "C" {
#endif
int through(void (*call)(int), int n);
int simple(void (*call)(int), int n);
int nested(void (*call)(int), int n);
int throws_in_action(void (*call)(int), int n);
int recovers(void (*call)(int), int n);
void panics(int n);
int throws_while_panicking(void (*call)(int), int n);
int scoped(void (*call)(int), int n);
int unmoved(void (*call)(int), int n);
int pending(void);
#ifdef __cplusplus
}
#endif

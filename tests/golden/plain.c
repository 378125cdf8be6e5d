/* Nothing to translate: the same bytes. */
#define defer_not 1
static int panic(int x) { return x + defer_not; }
int main(void) { return panic(-1); }

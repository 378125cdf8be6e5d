#ifndef WORK_H
#define WORK_H
#define STEP 1
int work(int n);
int guarded(int n);
#endif

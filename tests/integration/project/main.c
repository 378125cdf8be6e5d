#include <stdio.h>
#include "work.h"
#include "times.h"

int main(void)
{
	printf("%d\n", guarded(times(1) - 1));
	printf("%d\n", guarded(3));
	return 0;
}

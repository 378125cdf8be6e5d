#include <stdio.h>
#include "work.h"

int main(void)
{
	printf("%d\n", guarded(1));
	printf("%d\n", guarded(3));
	return 0;
}

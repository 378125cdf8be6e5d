// A panic from far below, recovered at the top, in the middle, and again and again.
package main

import (
	"fmt"
)

var entered, left int

func down(n, stop int) {
	entered++
	defer func() { left++ }()
	if n == stop {
		panic(n)
	}
	down(n+1, stop)
}

func guarded(stop int) (r int) {
	defer func() {
		p, ok := recover().(int)
		if ok {
			r = p
		}
	}()
	down(0, stop)
	return -1
}

func middle(n, stop int) (r int) {
	defer func() {
		if n == stop/2 {
			p, ok := recover().(int)
			if ok {
				r = p + n
			}
		}
	}()
	if n == stop {
		panic(stop)
	}
	return middle(n+1, stop)
}

func main() {
	fmt.Printf("%d\n", guarded(10000))
	fmt.Printf("%d %d\n", entered, left)
	for i := 0; i < 1000; i++ {
		guarded(i % 50)
	}
	fmt.Printf("%d %d\n", entered, left)
	fmt.Printf("%d\n", middle(0, 4000))
}

// A recovered panic is raised again, by value and as it was, over many frames.
package main

import (
	"fmt"
)

var depth int

func again(n int) {
	defer func() {
		p := recover()
		if p != nil {
			depth++
			if n%3 == 0 {
				panic(fmt.Sprintf("new %d", n))
			}
			panic(p)
		}
	}()
	if n == 0 {
		panic("bottom")
	}
	again(n - 1)
	fmt.Printf("never\n")
}

func top(n int) {
	defer func() {
		p := recover()
		fmt.Printf("%d: %s after %d\n", n, p, depth)
	}()
	depth = 0
	again(n)
}

func result(n int) (r int) {
	defer func() {
		if recover() != nil {
			r = -n
		}
	}()
	if n > 2 {
		return result(n-1) - 1
	}
	panic("n")
}

func main() {
	top(1)
	top(5)
	top(6)
	top(200)
	fmt.Printf("%d %d\n", result(2), result(5))
}

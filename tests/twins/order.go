// What a defer evaluates, when, and in which order; results that actions change.
package main

import (
	"fmt"
)

func trace(s string, n int) int {
	fmt.Printf("%s ", s)
	return n
}

func use(a, b int) { fmt.Printf("use %d %d\n", a, b) }

func pick() func(int, int) { fmt.Printf("callee "); return use }

func evaluates() {
	x := 1
	defer pick()(trace("first", x), trace("second", x+1))
	x = 10
	defer func() { use(x, x+1) }()
	x = 20
	fmt.Printf("body\n")
}

func result() (r int) {
	defer func() { r++ }()
	defer func() { r *= 2 }()
	return trace("result", 5)
}

func value() int {
	n := 1
	defer func() { n = 100 }()
	return n
}

func last(n int) (r int) {
	defer func() { r = n }()
	if n > 3 {
		return 1
	}
	defer func() { r += 10; n = 7 }()
	return 2
}

func main() {
	evaluates()
	fmt.Printf("%d\n", result())
	fmt.Printf("%d\n", value())
	fmt.Printf("%d\n", last(5))
	fmt.Printf("%d\n", last(1))
}

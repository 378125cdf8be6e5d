// A panic that nobody recovers.
package main

import (
	"fmt"
)

func f(n int) {
	defer func() { fmt.Printf("f %d\n", n) }()
	if n == 0 {
		panic("nobody recovers this")
	}
	f(n - 1)
}

func main() {
	f(2)
}

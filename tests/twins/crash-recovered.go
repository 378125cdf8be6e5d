// An action recovers and panics anew.
package main

import (
	"fmt"
)

func f() {
	defer func() {
		p := recover()
		panic(fmt.Sprintf("after %s", p))
	}()
	panic("the first")
}

func main() {
	f()
}

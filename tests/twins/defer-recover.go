// `defer recover()`: nothing where it stands in the function that panics; in an action, at its end.
package main

import (
	"fmt"
)

func plain() {
	defer recover()
	panic("plain")
}

func inAction() {
	defer func() {
		defer recover()
		fmt.Printf("action\n")
	}()
	panic("in an action")
}

func cleanup() { defer recover() }

func inFunction() {
	defer cleanup()
	panic("in a function")
}

func tooDeep() {
	defer func() {
		defer func() {
			defer recover()
		}()
	}()
	panic("too deep")
}

func try(f func()) {
	defer func() {
		p := recover()
		if p == nil {
			p = "nothing"
		}
		fmt.Printf("%s\n", p)
	}()
	f()
}

func main() {
	try(plain)
	try(inAction)
	try(inFunction)
	try(tooDeep)
}

// An action that runs because its function returns sees no panic, whatever goes on above.
package main

import (
	"fmt"
)

func say(what string, p interface{}) {
	if p == nil {
		p = "nil"
	}
	fmt.Printf("%s %s\n", what, p)
}

func returns() {
	defer func() { say("in a function that returns:", recover()) }()
	fmt.Printf("returns\n")
}

func recovers() { say("deferred, on return:", recover()) }

func returnsToo() { defer recovers() }

func panics() {
	defer func() {
		returns()
		returnsToo()
		say("in the action:", recover())
		say("again:", recover())
	}()
	panic("a")
}

func main() {
	panics()
	fmt.Printf("end\n")
}

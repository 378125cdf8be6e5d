// Only the action that the panic calls itself can recover.
package main

import (
	"fmt"
)

func text(p interface{}) string {
	if p == nil {
		return "nil"
	}
	return p.(string)
}

func helper() { fmt.Printf("helper %s\n", text(recover())) }

func blockCallsHelper() {
	defer func() { helper() }()
	panic("one")
}

func recovers() { fmt.Printf("function %s\n", text(recover())) }

func functionRecovers() {
	defer recovers()
	panic("two")
}

func innerBlock() {
	defer func() {
		defer func() { fmt.Printf("inner %s\n", text(recover())) }()
		fmt.Printf("outer block ends\n")
	}()
	panic("three")
}

func throughPointer() {
	f := recovers
	defer f()
	panic("four")
}

func try(f func()) {
	defer func() { fmt.Printf("left %s\n", text(recover())) }()
	f()
	fmt.Printf("returned\n")
}

func main() {
	try(blockCallsHelper)
	try(functionRecovers)
	try(innerBlock)
	try(throughPointer)
	fmt.Printf("no panic %s\n", text(recover()))
}

// A panic in an action during an ordinary return.
package main

import (
	"fmt"
)

func f() {
	defer func() { fmt.Printf("still runs\n") }()
	defer func() { panic("on return") }()
	fmt.Printf("returns\n")
}

func main() {
	f()
	fmt.Printf("never\n")
}

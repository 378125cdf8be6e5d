// Panics in actions: recovered inside, the earlier one goes on; outside, it takes its place.
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

func inside() {
	defer func() { fmt.Printf("outer %s\n", text(recover())) }()
	defer func() {
		defer func() { fmt.Printf("inner %s\n", text(recover())) }()
		panic("second")
	}()
	panic("first")
}

func replaces() {
	defer func() { fmt.Printf("replaced: %s\n", text(recover())) }()
	defer func() { fmt.Printf("still runs\n") }()
	defer func() { panic("second") }()
	defer func() { fmt.Printf("runs first\n") }()
	panic("first")
}

func thrower(s string) {
	defer func() { fmt.Printf("leaving %s\n", s) }()
	panic(s)
}

func three() {
	defer func() { fmt.Printf("three: %s\n", text(recover())) }()
	defer func() { thrower("third") }()
	defer func() {
		defer func() { thrower("second") }()
		thrower("first")
	}()
	fmt.Printf("begin\n")
}

func four() {
	defer func() { fmt.Printf("four: %s\n", text(recover())) }()
	defer func() {
		defer func() { fmt.Printf("caught %s\n", text(recover())) }()
		defer func() { thrower("c") }()
		thrower("b")
	}()
	thrower("a")
}

func inAnOlderFrame() {
	defer func() {
		fmt.Printf("older: %s\n", text(recover()))
		fmt.Printf("again: %s\n", text(recover()))
	}()
	replaces()
	three()
	thrower("x")
}

func main() {
	inside()
	replaces()
	three()
	four()
	inAnOlderFrame()
}

// The end of a thread runs what is pending; recover sees nothing, and nothing stops it.
package main

import (
	"fmt"
	"runtime"
)

func text(p interface{}) string {
	if p == nil {
		return "nil"
	}
	return p.(string)
}

func ends() {
	defer func() { fmt.Printf("in ends: %s\n", text(recover())) }()
	runtime.Goexit()
}

func plain() {
	defer func() { fmt.Printf("in plain: %s\n", text(recover())) }()
	ends()
	fmt.Printf("never\n")
}

func inAction() {
	defer func() { fmt.Printf("last: %s\n", text(recover())) }()
	defer func() { ends() }()
	fmt.Printf("returns\n")
}

func whilePanicking() {
	defer func() { fmt.Printf("dropped: %s\n", text(recover())) }()
	defer func() { ends() }()
	panic("a panic")
}

func panicMeanwhile() {
	defer func() { fmt.Printf("last: %s\n", text(recover())) }()
	defer func() {
		defer func() { fmt.Printf("recovered: %s\n", text(recover())) }()
		panic("meanwhile")
	}()
	ends()
}

func recoveredByAnother() {
	defer func() { fmt.Printf("last: %s\n", text(recover())) }()
	defer func() { fmt.Printf("another: %s\n", text(recover())) }()
	defer func() { panic("meanwhile") }()
	ends()
}

func twice() {
	defer func() { fmt.Printf("last: %s\n", text(recover())) }()
	defer func() { runtime.Goexit() }()
	defer func() { runtime.Goexit() }()
	runtime.Goexit()
}

func run(f func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { fmt.Printf("thread ends\n") }()
		f()
		fmt.Printf("not ended\n")
	}()
	<-done
}

func main() {
	run(plain)
	run(inAction)
	run(whilePanicking)
	run(panicMeanwhile)
	run(recoveredByAnother)
	run(twice)
}

// Actions of loops, with a panic in the middle of one and in the middle of running them.
package main

import (
	"fmt"
)

func say(s string, n int) { fmt.Printf("%s %d\n", s, n) }

func fill(n, stop int) {
	for i := 0; i < n; i++ {
		j := i * i
		defer say("argument", i)
		defer func() { say("block", j) }()
		if i == stop {
			panic(i)
		}
	}
}

func throws(n int) {
	for i := 0; i < n; i++ {
		j := i
		defer func() {
			say("action", j)
			if j%2 != 0 {
				panic(j)
			}
		}()
	}
}

var sum int

func add(n int) { sum += n }

func many() {
	for i := 0; i < 100000; i++ {
		defer add(i % 7)
	}
	panic("many")
}

func try(f func(int, int), n, stop int) {
	defer func() {
		p, ok := recover().(int)
		if !ok {
			p = -1
		}
		fmt.Printf("recovered %d\n", p)
	}()
	f(n, stop)
}

func throwsTwo(n, stop int) { throws(n) }

func tryMany() {
	defer func() { fmt.Printf("%s %d\n", recover(), sum) }()
	many()
}

func main() {
	try(fill, 3, 10)
	try(fill, 5, 2)
	try(throwsTwo, 6, 0)
	tryMany()
}

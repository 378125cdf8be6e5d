// Each thread has its own panics; one that recovers does not disturb another.
package main

import (
	"fmt"
	"sync"
)

var results [8]int

func work(n int) (r int) {
	defer func() {
		p, ok := recover().(int)
		if ok {
			r = p * 100
		}
	}()
	if n%3 == 0 {
		panic(n)
	}
	return n
}

func main() {
	var all sync.WaitGroup
	for i := range results {
		number := i
		all.Add(1)
		go func() {
			defer all.Done()
			for i := 0; i < 1000; i++ {
				results[number] += work(i % (number + 2))
			}
		}()
	}
	all.Wait()
	for _, r := range results {
		fmt.Printf("%d ", r)
	}
	fmt.Printf("\n")
}

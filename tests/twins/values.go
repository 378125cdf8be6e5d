// Values of many types, recovered by type; what does not fit goes on.
package main

import (
	"fmt"
)

type point struct{ x, y int }
type failure struct {
	what string
	code int
}
type colour int

func throws(n int) {
	switch n {
	case 0:
		panic(42)
	case 1:
		panic("text")
	case 2:
		panic(point{3, 4})
	case 3:
		panic(failure{"failure", 7})
	case 4:
		panic(2.5)
	case 5:
		panic(colour(1))
	case 6:
		panic(int64(6))
	default:
		panic(fmt.Sprintf("%s %d", "formatted", n))
	}
}

// Go has no recover by type: what does not fit is raised again.
func byPoint(n int) {
	defer func() {
		r := recover()
		p, ok := r.(point)
		if !ok {
			panic(r)
		}
		fmt.Printf("point %d %d\n", p.x, p.y)
	}()
	throws(n)
}

func byNumber(n int) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case int:
			fmt.Printf("int %d\n", v)
		case int64:
			fmt.Printf("long %d\n", v)
		case float64:
			fmt.Printf("double %g\n", v)
		default:
			panic(v)
		}
	}()
	byPoint(n)
}

func byAny(n int) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case failure:
			fmt.Printf("%s %d\n", v.what, v.code)
		case string:
			fmt.Printf("string %s\n", v)
		default:
			fmt.Printf("something else\n")
		}
	}()
	byNumber(n)
}

func main() {
	for i := 0; i < 9; i++ {
		byAny(i)
	}
}

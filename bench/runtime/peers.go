// peers VARIANT [n=N] [fail=I] CALLS: the workloads in Go, as main.c has them for C.
//
// The time is that of the process, since the collector works in threads of its own.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

type resource struct {
	fail            bool
	taken, released uint
}

type work struct {
	r    [8]resource
	n    int
	down func(w *work, depth int) int
}

func take(r *resource) bool {
	r.taken++
	return r.fail
}

//go:noinline
func release(r *resource) { r.released++ }

//go:noinline
func body(w *work) int {
	if w.n < 0 {
		return 1
	}
	return 0
}

func goto1(w *work) int {
	r := &w.r
	result := -1
	if take(&r[0]) {
		goto out0
	}
	result = body(w)
	release(&r[0])
out0:
	return result
}

func defer1(w *work) int {
	r := &w.r
	if take(&r[0]) {
		return -1
	}
	defer release(&r[0])
	return body(w)
}

func goto3(w *work) int {
	r := &w.r
	result := -1
	if take(&r[0]) {
		goto out0
	}
	if take(&r[1]) {
		goto out1
	}
	if take(&r[2]) {
		goto out2
	}
	result = body(w)
	release(&r[2])
out2:
	release(&r[1])
out1:
	release(&r[0])
out0:
	return result
}

func defer3(w *work) int {
	r := &w.r
	if take(&r[0]) {
		return -1
	}
	defer release(&r[0])
	if take(&r[1]) {
		return -1
	}
	defer release(&r[1])
	if take(&r[2]) {
		return -1
	}
	defer release(&r[2])
	return body(w)
}

func goto8(w *work) int {
	r := &w.r
	result := -1
	if take(&r[0]) {
		goto out0
	}
	if take(&r[1]) {
		goto out1
	}
	if take(&r[2]) {
		goto out2
	}
	if take(&r[3]) {
		goto out3
	}
	if take(&r[4]) {
		goto out4
	}
	if take(&r[5]) {
		goto out5
	}
	if take(&r[6]) {
		goto out6
	}
	if take(&r[7]) {
		goto out7
	}
	result = body(w)
	release(&r[7])
out7:
	release(&r[6])
out6:
	release(&r[5])
out5:
	release(&r[4])
out4:
	release(&r[3])
out3:
	release(&r[2])
out2:
	release(&r[1])
out1:
	release(&r[0])
out0:
	return result
}

func defer8(w *work) int {
	r := &w.r
	if take(&r[0]) {
		return -1
	}
	defer release(&r[0])
	if take(&r[1]) {
		return -1
	}
	defer release(&r[1])
	if take(&r[2]) {
		return -1
	}
	defer release(&r[2])
	if take(&r[3]) {
		return -1
	}
	defer release(&r[3])
	if take(&r[4]) {
		return -1
	}
	defer release(&r[4])
	if take(&r[5]) {
		return -1
	}
	defer release(&r[5])
	if take(&r[6]) {
		return -1
	}
	defer release(&r[6])
	if take(&r[7]) {
		return -1
	}
	defer release(&r[7])
	return body(w)
}

func recovers(w *work) (result int) {
	if take(&w.r[0]) {
		return -1
	}
	defer func() {
		release(&w.r[0])
		if recover() != nil {
			result = -2
		}
	}()
	return body(w)
}

func hot(w *work) int {
	a, b, c := uint32(w.n), uint32(2), uint32(3)
	for i := 0; i < 1000; i++ {
		a = a*5 + b
		b ^= a >> 3
		c += a & b
	}
	return int((a ^ b ^ c) & 0x7fff)
}

func gotoHot(w *work) int {
	result := -1
	if take(&w.r[0]) {
		goto out
	}
	result = hot(w) + body(w)
	release(&w.r[0])
out:
	return result
}

func recoverHot(w *work) (result int) {
	if take(&w.r[0]) {
		return -1
	}
	defer func() {
		release(&w.r[0])
		if recover() != nil {
			result = -2
		}
	}()
	return hot(w) + body(w)
}

func pileArray(w *work) int {
	var taken []*resource
	result := -1
	for i := 0; i < w.n; i++ {
		if take(&w.r[0]) {
			goto out
		}
		taken = append(taken, &w.r[0])
	}
	result = body(w)
out:
	for i := len(taken) - 1; i >= 0; i-- {
		release(taken[i])
	}
	return result
}

func pileDefer(w *work) int {
	for i := 0; i < w.n; i++ {
		if take(&w.r[0]) {
			return -1
		}
		defer release(&w.r[0])
	}
	return body(w)
}

func errorDown(w *work, depth int) int {
	if take(&w.r[0]) {
		return -1
	}
	result := 1
	if depth > 0 {
		result = w.down(w, depth-1)
	}
	release(&w.r[0])
	return result
}

func errorUp(w *work) int {
	w.down = errorDown
	return w.down(w, w.n-1)
}

func panicDown(w *work, depth int) int {
	if take(&w.r[0]) {
		return -1
	}
	defer release(&w.r[0])
	if depth == 0 {
		panic(1)
	}
	return w.down(w, depth-1)
}

func panicAgain(w *work, depth int) int {
	if take(&w.r[0]) {
		return -1
	}
	defer func() {
		p := recover()
		release(&w.r[0])
		if p != nil {
			panic(p)
		}
	}()
	if depth == 0 {
		panic(1)
	}
	return w.down(w, depth-1)
}

func caught(w *work) (result int) {
	defer func() {
		if recover() != nil {
			result = 1
		}
	}()
	return w.down(w, w.n-1)
}

func panicUp(w *work) int {
	w.down = panicDown
	return caught(w)
}

func againUp(w *work) int {
	w.down = panicAgain
	return caught(w)
}

type variant struct {
	run    func(*work) int
	result int
}

var variants = map[string]variant{
	"goto_1": {goto1, 0}, "goto_3": {goto3, 0}, "goto_8": {goto8, 0},
	"defer_1": {defer1, 0}, "defer_3": {defer3, 0}, "defer_8": {defer8, 0},
	"recover": {recovers, 0}, "goto_hot": {gotoHot, 24769}, "recover_hot": {recoverHot, 24769},
	"pile_array": {pileArray, 0}, "pile_defer": {pileDefer, 0},
	"error": {errorUp, 1}, "panic": {panicUp, 1}, "again": {againUp, 1},
}

func cpuNow() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func option(name string, otherwise int) int {
	for _, argument := range os.Args[2:] {
		if strings.HasPrefix(argument, name) {
			n, _ := strconv.Atoi(argument[len(name):])
			return n
		}
	}
	return otherwise
}

func fail(text string) {
	fmt.Fprintln(os.Stderr, "peers:", text)
	os.Exit(1)
}

func main() {
	if len(os.Args) < 3 {
		fail("usage: peers VARIANT [n=N] [fail=I] CALLS")
	}
	v, known := variants[os.Args[1]]
	if !known {
		fail("no variant " + os.Args[1])
	}
	calls, _ := strconv.Atoi(os.Args[len(os.Args)-1])
	w := &work{n: option("n=", 1)}
	failing, expected := option("fail=", -1), v.result
	if failing >= 0 {
		w.r[failing].fail = true
		expected = -1
	}
	wrong := v.run(w) != expected
	sum, start := 0, cpuNow()
	for i := 0; i < calls; i++ {
		sum += v.run(w)
	}
	fmt.Println(cpuNow() - start)
	for i := range w.r {
		kept := uint(0)
		if i == failing {
			kept = uint(calls) + 1
		}
		wrong = wrong || w.r[i].taken != w.r[i].released+kept
	}
	if wrong || sum != calls*expected {
		fail("a wrong result, or something was not released")
	}
}

// A panic in an action, while another one runs it, and a third.
package main

func throws(s string) { panic(s) }

func main() {
	defer func() { throws("third") }()
	defer func() { throws("second") }()
	throws("first")
}

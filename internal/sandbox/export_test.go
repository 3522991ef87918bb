package sandbox

import "io"

// Restrict is what a worker that parses files does first.
func Restrict() (Protection, error) { return restrict(parser, 1<<30) }

// RestrictRecognizer is what a worker that reads pictures does first.
func RestrictRecognizer() (Protection, error) { return restrict(recognizer, 1<<30) }

// Greet is how a worker begins, before it is asked for anything.
func Greet(in io.Reader, out io.Writer) error {
	_, _, err := greet(in, out)
	return err
}

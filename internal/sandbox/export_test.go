package sandbox

import (
	"errors"
	"io"

	"letopis/internal/extract"
)

// Restrict is what a worker that parses files does first.
func Restrict() (Protection, error) { return restrict(parser, 1<<30) }

// RestrictRecognizer is what a worker that reads pictures does first.
func RestrictRecognizer() (Protection, error) { return restrict(recognizer, 1<<30) }

// Greet is how a worker begins, before it is asked for anything.
func Greet(in io.Reader, out io.Writer) error {
	_, _, err := greet(in, out)
	return err
}

// MainReading is Main with another way to read pictures.
func MainReading(in io.Reader, out io.Writer, read func(page int) string) error {
	c, r, err := greet(in, out)
	for err == nil {
		if r == parser {
			err = c.parse()
			continue
		}
		var p picture
		if err = c.dec.Decode(&p); err == nil {
			err = c.say(recognized{Recognized: extract.Recognized{Text: read(p.Page), Sure: 90}})
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// MainHanging is a worker that asks for a picture of each file and then does nothing more; of a file whose pictures are
// not read it says so.
func MainHanging(in io.Reader, out io.Writer) error {
	c, r, err := greet(in, out)
	for err == nil && r == parser {
		var o order
		if err = c.dec.Decode(&o); err != nil || o.Request == nil {
			continue
		}
		if o.Request.Options.Late {
			err = c.say(answer{Parts: []extract.Part{{Text: "without pictures"}}})
		} else {
			err = c.say(answer{Asks: true})
		}
	}
	return err
}

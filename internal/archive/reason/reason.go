// Package reason is the catalogue of reasons why a file was not read, or not in full, each with what to do about it, in
// Russian and in English. A document stores codes and arguments (archive.Cause); the wording comes from here.
// docs/reasons.md has the same table, and a test compares the two.
package reason

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"letopis/internal/archive"
)

// A Reason is a row of the catalogue.
type Reason struct {
	Code   string         // stable: archives and clients keep it
	Status archive.Status // of a document that has this reason alone
	RU, EN Words
}

// Words say what is the matter and what to do. Arguments stand as %[1]s, %[2]s… in
// either.
type Words struct{ What, Out string }

// Failed stands for the status of files that are not taken in at all: there is no
// document of them.
const Failed archive.Status = "failed"

// All are the rows in the order in which people read them.
var All []*Reason

var byCode = map[string]*Reason{}

func row(code string, s archive.Status, ru, ruOut, en, enOut string) *Reason {
	r := &Reason{Code: code, Status: s, RU: Words{ru, ruOut}, EN: Words{en, enOut}}
	All = append(All, r)
	byCode[code] = r
	return r
}

// Find returns the row of a code, nil for one that this version does not know.
func Find(code string) *Reason { return byCode[code] }

// General are the words without arguments.
func (w Words) General() string { return argument.ReplaceAllString(w.What+": "+w.Out, "…") }

// argument is the place of one.
var argument = regexp.MustCompile(`%\[\d\]s`)

// With makes a cause of the row, args in the order of its words.
func (r *Reason) With(args ...any) archive.Cause {
	c := archive.Cause{Code: r.Code}
	for _, a := range args {
		c.Args = append(c.Args, strings.ToValidUTF8(fmt.Sprint(a), "\ufffd"))
	}
	return c
}

// Text fills the words in.
func (w Words) Text(args []string) string {
	s := w.What + ": " + w.Out
	if len(args) == 0 {
		return s
	}
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	return fmt.Sprintf(s, list...)
}

// Error is an error with its cause: a file that is not taken in at all.
type Error struct {
	Cause archive.Cause
	err   error
}

// Error says it in Russian.
func (e *Error) Error() string { return Russian([]archive.Cause{e.Cause}) }

// Unwrap is the error behind it, nil for none.
func (e *Error) Unwrap() error { return e.err }

// Error makes an error of the row, around another one or nil.
func (r *Reason) Error(err error, args ...any) error { return &Error{r.With(args...), err} }

// CauseOf is why a file was not taken in.
func CauseOf(err error) archive.Cause {
	var e *Error
	if errors.As(err, &e) {
		return e.Cause
	}
	return NotOpened.With(err)
}

// Of says of causes that they are those of a thing within the document.
func Of(thing string, causes []archive.Cause) []archive.Cause {
	out := make([]archive.Cause, len(causes))
	for i, c := range causes {
		if c.Of != "" {
			c.Of = thing + ", " + c.Of
		} else {
			c.Of = thing
		}
		out[i] = c
	}
	return out
}

// Russian words causes in one sentence, "" for none.
func Russian(causes []archive.Cause) string {
	return sentence(causes, func(r *Reason) Words { return r.RU })
}

// English does the same.
func English(causes []archive.Cause) string {
	return sentence(causes, func(r *Reason) Words { return r.EN })
}

func sentence(causes []archive.Cause, words func(*Reason) Words) string {
	out := make([]string, len(causes))
	for i, c := range causes {
		said := c.Code
		if r := byCode[c.Code]; r != nil {
			said = words(r).Text(c.Args)
		}
		if c.Of != "" {
			said = "«" + c.Of + "»: " + said
		}
		out[i] = said
	}
	return strings.Join(out, "; ")
}

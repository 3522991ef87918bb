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
	Code   string         // stable: stored in archives and used by clients
	Status archive.Status // of a document that has no other reason
	RU, EN Words
}

// Words say what is wrong and what to do about it. Either may refer to arguments as %[1]s, %[2]s…
type Words struct{ What, Out string }

// Failed is the status of files that are not ingested at all, so there is no document to have it.
const Failed archive.Status = "failed"

// All lists the rows in display order.
var All []*Reason

var byCode = map[string]*Reason{}

func row(code string, s archive.Status, ru, ruOut, en, enOut string) *Reason {
	r := &Reason{Code: code, Status: s, RU: Words{ru, ruOut}, EN: Words{en, enOut}}
	All = append(All, r)
	byCode[code] = r
	return r
}

// Find returns the row of a code, or nil if this version does not know it.
func Find(code string) *Reason { return byCode[code] }

// General returns the words with arguments elided.
func (w Words) General() string { return argument.ReplaceAllString(w.What+": "+w.Out, "…") }

// argument matches a reference to an argument.
var argument = regexp.MustCompile(`%\[\d\]s`)

// With returns a cause with arguments in the order of the row's words.
func (r *Reason) With(args ...any) archive.Cause {
	c := archive.Cause{Code: r.Code}
	for _, a := range args {
		c.Args = append(c.Args, strings.ToValidUTF8(fmt.Sprint(a), "\ufffd"))
	}
	return c
}

// Text returns the words with arguments filled in.
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

// Error is an error with a cause, for a file that is not ingested at all.
type Error struct {
	Cause archive.Cause
	err   error
}

// Error returns the reason in Russian.
func (e *Error) Error() string { return Russian([]archive.Cause{e.Cause}) }

// Unwrap returns the underlying error, or nil.
func (e *Error) Unwrap() error { return e.err }

// Error returns an error with this reason that wraps err, which may be nil.
func (r *Reason) Error(err error, args ...any) error { return &Error{r.With(args...), err} }

// CauseOf returns the cause of an ingestion error; errors without one are reported as NotOpened.
func CauseOf(err error) archive.Cause {
	var e *Error
	if errors.As(err, &e) {
		return e.Cause
	}
	return NotOpened.With(err)
}

// Of attributes causes to a part of the document.
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

// Russian returns causes as one Russian sentence, or "" if there are none.
func Russian(causes []archive.Cause) string {
	return sentence(causes, func(r *Reason) Words { return r.RU })
}

// English returns causes as one English sentence, or "" if there are none.
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

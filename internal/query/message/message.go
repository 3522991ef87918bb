// Package message has what query says to readers, in both languages of the interface:
// errors of a request, and warnings about an answer.
package message

import (
	"fmt"
	"slices"
)

// Message is a sentence for the reader.
type Message struct {
	Code string `json:"code"` // stable, for programs
	RU   string `json:"ru"`
	EN   string `json:"en"`
}

// InvalidError is a request that cannot be answered: the parameter at fault,
// and what would be right.
type InvalidError struct {
	Param string // name in the API: "q", "date_from", "cursor"…
	Message
	// Contradicts: the parameter could be right, but not with the others.
	Contradicts bool
}

func (e *InvalidError) Error() string { return fmt.Sprintf("%s: %s", e.Param, e.EN) }

// Invalid returns an InvalidError whose sentences are formats of args.
func Invalid(param, code, ru, en string, args ...any) error {
	return &InvalidError{Param: param, Message: Message{code, fmt.Sprintf(ru, args...), fmt.Sprintf(en, args...)}}
}

// Contradiction is Invalid for what could be right, but not with the other parameters.
func Contradiction(param, code, ru, en string, args ...any) error {
	return &InvalidError{param, Message{code, fmt.Sprintf(ru, args...), fmt.Sprintf(en, args...)}, true}
}

// Warning is something that the reader should know about an answer.
type Warning struct {
	Message
	// Param and Value are the condition that no document can meet, and Meant is the
	// value that was probably meant; "" where the warning is not about one.
	Param, Value, Meant string
}

// Warnings are those of one answer, in the order they came up.
type Warnings []Warning

// Add appends m unless it has been said: one warning of a code is enough.
func (w *Warnings) Add(m Message) {
	if !slices.ContainsFunc(*w, func(x Warning) bool { return x.Code == m.Code }) {
		*w = append(*w, Warning{Message: m})
	}
}

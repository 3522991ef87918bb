package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/view"
)

// quoteLength is the maximum length of quoted evidence in characters.
const quoteLength = 80

// evidence returns the rule that found a value and the quoted text at its place; offset and length are in characters.
func evidence(text []rune, rule string, offset, length *int) string {
	if offset == nil || length == nil || *length == 0 || *offset+*length > len(text) {
		return rule
	}
	quoted, more := text[*offset:*offset+*length], ""
	if len(quoted) > quoteLength {
		quoted, more = quoted[:quoteLength], "…"
	}
	return rule + ": «" + joinKnown(string(quoted)) + more + "»"
}

// printEvidence prints how each value of a document was found, and why others are unknown.
func printEvidence(w io.Writer, body []byte) error {
	var d api.Document
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	text := []rune(d.Text)
	line := func(name, value, why string) { fmt.Fprintf(w, "%-12s %s (%s)\n", name, value, why) }
	fmt.Fprintln(w, d.Title)
	var values map[string]any
	if err := json.Unmarshal(body, &values); err != nil {
		return err
	}
	found := func(rule *string, offset, length *int) string {
		return evidence(text, view.Deref(rule), offset, length)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Evidence)) {
		e := d.Evidence[name]
		line(name, fmt.Sprint(values[name]), evidence(text, e.Rule, e.Offset, e.Length))
	}
	for _, x := range d.Places {
		line("place", x.Name+", "+string(x.Level), found(x.Rule, x.Offset, x.Length))
	}
	for _, x := range slices.Concat(d.Cities, d.CitiesMentioned) {
		line("town", x.Name+", "+string(x.Role), found(x.Rule, x.Offset, x.Length))
	}
	for _, x := range d.Programs {
		line("programme", x.Name+", "+string(x.Role), found(x.Rule, x.Offset, x.Length))
	}
	for _, x := range d.Events {
		line("event", event(&x), found(x.Rule, x.Offset, x.Length))
	}
	for _, x := range d.Dates {
		line("date", joinKnown(x.Date, x.Role), evidence(text, x.Rule, x.Offset, x.Length))
	}
	for _, x := range view.Deref(d.Deadlines) {
		what := string(x.Kind)
		if x.First != nil {
			what += " " + *x.First
		}
		if x.Who != nil {
			what += ", " + *x.Who
		}
		line("deadline", what, evidence(text, "deadline", &x.Offset, &x.Length))
	}
	if values["date"] == nil && d.Doubts["date"].Message == "" {
		line("date", "not determined", "the text has no possible date of its own")
	}
	if len(d.Places) == 0 && d.Doubts["municipality"].Message == "" && d.Doubts["region"].Message == "" {
		why := "the text names none"
		if len(d.Cities)+len(d.CitiesMentioned) > 0 {
			why = "the text is of none of those that it names"
		}
		line("place", "not determined", why)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Doubts)) {
		known := "not determined"
		if values[name] != nil && d.Doubts[name].Why == archive.DoubtBlank {
			known = "not determined further"
		}
		line(name, known, d.Doubts[name].Message)
	}
	return nil
}

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// foundView is how a value was found: by which rule, and where in the text, in
// characters.
type foundView struct {
	Rule           string
	Offset, Length *int
}

// quoteLength is how much of the text is quoted as evidence, in characters.
const quoteLength = 80

// in is the rule and what stands at the place in the text.
func (f foundView) in(text []rune) string {
	if f.Offset == nil || f.Length == nil || *f.Length == 0 || *f.Offset+*f.Length > len(text) {
		return f.Rule
	}
	quoted := text[*f.Offset : *f.Offset+*f.Length]
	more := ""
	if len(quoted) > quoteLength {
		quoted, more = quoted[:quoteLength], "…"
	}
	return f.Rule + ": «" + strings.Join(strings.Fields(string(quoted)), " ") + more + "»"
}

// printEvidence prints how each value of a document was found, and why others are not
// determined.
func printEvidence(w io.Writer, body []byte) error {
	type named struct {
		Name, Role, Level string
		foundView
	}
	var d struct {
		ID, Title, Text  string
		Evidence         map[string]foundView
		Places           []named
		Cities, Programs []named
		Mentioned        []named `json:"cities_mentioned"`
		Events           []struct {
			eventView
			foundView
		}
		Dates []struct {
			Date, Role string
			foundView
		}
		Doubts map[string]struct{ Message string }
		Edited []string
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	text := []rune(d.Text)
	line := func(name, value, how string) { fmt.Fprintf(w, "%-12s %s (%s)\n", name, value, how) }
	fmt.Fprintln(w, d.Title)
	var values map[string]any
	if err := json.Unmarshal(body, &values); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(d.Evidence)) {
		line(name, fmt.Sprint(values[name]), d.Evidence[name].in(text))
	}
	for _, group := range []struct {
		name string
		list []named
	}{{"place", d.Places}, {"town", d.Cities}, {"town", d.Mentioned}, {"programme", d.Programs}} {
		for _, x := range group.list {
			what := x.Level
			if x.Role != "" {
				what = x.Role
			}
			line(group.name, x.Name+", "+what, x.in(text))
		}
	}
	for _, x := range d.Events {
		line("event", x.String(), x.in(text))
	}
	for _, x := range d.Dates {
		line("date", strings.TrimSpace(x.Date+" "+x.Role), x.in(text))
	}
	if values["date"] == nil {
		line("date", "not determined", "the text has no possible date of its own")
	}
	if len(d.Places) == 0 && d.Doubts["municipality"].Message == "" && d.Doubts["region"].Message == "" {
		why := "the text names none"
		if len(d.Cities)+len(d.Mentioned) > 0 {
			why = "the text is of none of those that it names"
		}
		line("place", "not determined", why)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Doubts)) {
		line(name, "not determined", d.Doubts[name].Message)
	}
	return nil
}

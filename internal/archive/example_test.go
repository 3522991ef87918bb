package archive_test

import (
	"errors"
	"fmt"

	"letopis/internal/archive"
)

// A document keeps its address as long as its source and its place there stay.
func ExampleNewID() {
	fmt.Println(archive.NewID("portal", "2017/179.docx"))
	fmt.Println(archive.NewID("portal", "2017/179.docx") == archive.NewID("portal", "2017/180.docx"))
	// Output:
	// 5qpg27wr4wsby
	// false
}

// Dates are as exact as the text is, and span the days that they may be.
func ExampleParseDate() {
	for _, s := range []string{"2011", "2012-02", "21.07.2017", "31.02.2017"} {
		d, err := archive.ParseDate(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		from, to := d.Span()
		fmt.Println(d, d.Precision(), from, to)
	}
	// Output:
	// 2011 year 20110101 20111231
	// 2012-02 month 20120201 20120229
	// 2017-07-21 day 20170721 20170721
	// there is no date "31.02.2017": invalid
}

// Corrections lie over what the rules found, and say that a person gave them.
func ExampleFacts_Apply() {
	facts := archive.Facts{Number: archive.Value{Text: "I79", Evidence: archive.Evidence{Rule: "act-head"}}}
	err := facts.Apply(archive.Edit{Field: "number", Value: []string{"179"}}, archive.NoAuthority{})
	fmt.Println(facts.Number.Text, facts.Number.Evidence.Rule, facts.Edited, err)

	err = facts.Apply(archive.Edit{Field: "kind", Value: []string{"постоновление"}}, archive.NoAuthority{})
	fmt.Println(errors.Is(err, archive.ErrInvalid))
	// Output:
	// 179 edit [number] <nil>
	// true
}

// What was taken back stands no more; what was corrected after that does.
func ExampleStanding() {
	edits := []archive.Edit{
		{Field: "number", Value: []string{"178"}},
		{Field: "title", Value: []string{"О дорогах"}},
		{Field: "number", Undo: true},
		{Field: "number", Value: []string{"179"}},
	}
	for _, e := range archive.Standing(edits) {
		fmt.Println(e.Field, e.Value)
	}
	// Output:
	// title [О дорогах]
	// number [179]
}

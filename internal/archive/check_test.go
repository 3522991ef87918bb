package archive

import (
	"errors"
	"strings"
	"testing"
)

// sound is a document with a fact of every kind, each with a place in the text.
func sound() *Document {
	const text = "Постановление № 179 о дорогах"
	at := Evidence{Rule: "act-head", Start: 0, End: len(text)}
	value := Value{Text: "x", Evidence: at}
	day := Date{Year: 2016, Month: 2, Day: 29, Evidence: at}
	return &Document{ID: NewID("s", "a.txt"), Source: "s", URI: "a.txt", Status: StatusOK, Text: text, Pages: []int{0, 5},
		Facts: Facts{Title: value, Kind: value, Number: value, Date: day, Dates: []Date{{Year: 2017, Evidence: at}},
			Issuer: Issuer{Value: value}, Municipality: value, Region: value,
			Cities: []City{{ID: "uglich", Evidence: at}}, Places: []Place{{ID: "uglichskiy", Evidence: at}},
			Events:   []Event{{From: day, To: day, Evidence: at}},
			Programs: []Program{{Name: "Дороги", Evidence: at}}, Cites: []Citation{{Number: "131-ФЗ", Date: day, Evidence: at}}}}
}

// TestCheck: what comes from elsewhere is taken only as readers of Document count
// on, and the error names what is wrong.
func TestCheck(t *testing.T) {
	t.Parallel()
	if err := sound().Check(); err != nil {
		t.Fatalf("a sound document: %v", err)
	}
	beyond := Evidence{Rule: "beyond", Start: 3, End: 1000}
	for says, spoil := range map[string]func(d *Document){
		"id":                   func(d *Document) { d.ID = NewID("another", d.URI) },
		"status":               func(d *Document) { d.Status = "fine" },
		"text is not in UTF-8": func(d *Document) { d.Text = "\xff" },
		"not in UTF-8":         func(d *Document) { d.Aside = "\xd0" },
		"pages is [5 0]":       func(d *Document) { d.Pages = []int{5, 0} },
		"pages is [-1]":        func(d *Document) { d.Pages = []int{-1} },
		"pages is [1000]":      func(d *Document) { d.Pages = []int{1000} },
		"at -1 to 2":           func(d *Document) { d.Facts.Title.Evidence = Evidence{Start: -1, End: 2} },
		"at 5 to 2":            func(d *Document) { d.Facts.Kind.Evidence = Evidence{Start: 5, End: 2} },
		"date is 2017-2-29":    func(d *Document) { d.Facts.Date = Date{Year: 2017, Month: 2, Day: 29} },
		"date is 2017-0-1":     func(d *Document) { d.Facts.Dates[0] = Date{Year: 2017, Day: 1} },
		"date is 0-5-0":        func(d *Document) { d.Facts.Events[0].From = Date{Month: 5} },
		"date is 2017-13-0":    func(d *Document) { d.Facts.Events[0].To = Date{Year: 2017, Month: 13} },
	} {
		d := sound()
		spoil(d)
		if err := d.Check(); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	for name, place := range map[string]func(f *Facts) *Evidence{
		"title":        func(f *Facts) *Evidence { return &f.Title.Evidence },
		"kind":         func(f *Facts) *Evidence { return &f.Kind.Evidence },
		"number":       func(f *Facts) *Evidence { return &f.Number.Evidence },
		"issuer":       func(f *Facts) *Evidence { return &f.Issuer.Evidence },
		"municipality": func(f *Facts) *Evidence { return &f.Municipality.Evidence },
		"region":       func(f *Facts) *Evidence { return &f.Region.Evidence },
		"date":         func(f *Facts) *Evidence { return &f.Date.Evidence },
		"dates":        func(f *Facts) *Evidence { return &f.Dates[0].Evidence },
		"city":         func(f *Facts) *Evidence { return &f.Cities[0].Evidence },
		"place":        func(f *Facts) *Evidence { return &f.Places[0].Evidence },
		"event":        func(f *Facts) *Evidence { return &f.Events[0].Evidence },
		"event, from":  func(f *Facts) *Evidence { return &f.Events[0].From.Evidence },
		"event, to":    func(f *Facts) *Evidence { return &f.Events[0].To.Evidence },
		"programme":    func(f *Facts) *Evidence { return &f.Programs[0].Evidence },
		"citation":     func(f *Facts) *Evidence { return &f.Cites[0].Evidence },
		"cited date":   func(f *Facts) *Evidence { return &f.Cites[0].Date.Evidence },
	} {
		d := sound()
		*place(&d.Facts) = beyond
		if err := d.Check(); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "evidence beyond") {
			t.Errorf("evidence of the %s beyond the text: %v", name, err)
		}
	}
}

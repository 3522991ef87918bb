package archive

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// allStatuses are the valid values of Document.Status.
var allStatuses = []Status{StatusOK, StatusPartial, StatusEmpty, StatusNeedsOCR, StatusEncrypted, StatusUnsupported,
	StatusCorrupt, StatusLimit}

// Check validates a document from elsewhere, so that code that reads documents can rely on their invariants. Errors
// wrap ErrInvalid and name the field.
func (d *Document) Check() error {
	invalid := func(field string, value any) error {
		return fmt.Errorf("document %q: %s is %v: %w", d.URI, field, value, ErrInvalid)
	}
	switch {
	case d.URI == "" || d.ID != NewID(d.Source, d.URI):
		return invalid("id", fmt.Sprintf("%q, not that of its source and uri", d.ID))
	case !slices.Contains(allStatuses, d.Status):
		return invalid("status", fmt.Sprintf("%q, not one of %v", d.Status, allStatuses))
	case !utf8.ValidString(d.Text) || !utf8.ValidString(d.Aside):
		return invalid("text", "not in UTF-8")
	case !slices.IsSorted(d.Pages) || len(d.Pages) > 0 && (d.Pages[0] < 0 || d.Pages[len(d.Pages)-1] > len(d.Text)):
		return invalid("pages", fmt.Sprintf("%v, not rising places in %d bytes of text", d.Pages, len(d.Text)))
	}
	for _, e := range d.Facts.AllEvidence() {
		if e.Start < 0 || e.End < e.Start || e.End > len(d.Text) {
			return invalid("evidence "+e.Rule, fmt.Sprintf("at %d to %d of %d bytes of text", e.Start, e.End, len(d.Text)))
		}
	}
	for _, date := range d.Facts.dates() {
		if date != (Date{Role: date.Role, Evidence: date.Evidence}) && !date.valid() {
			return invalid("date", fmt.Sprintf("%d-%d-%d, which does not exist", date.Year, date.Month, date.Day))
		}
	}
	return nil
}

// dates returns the dates of all facts.
func (f *Facts) dates() []Date {
	out := append([]Date{f.Date}, f.Dates...)
	for _, e := range f.Events {
		out = append(out, e.From, e.To)
	}
	for _, e := range slices.Concat(f.Effects, f.Intends) {
		out = append(out, e.From, e.Since, e.Until, e.Act.Date, e.By.Date)
	}
	return out
}

// AllEvidence returns pointers to the evidence of all facts.
func (f *Facts) AllEvidence() []*Evidence {
	var out []*Evidence
	for _, v := range []*Value{&f.Title, &f.Kind, &f.Number, &f.Issuer.Value, &f.Municipality, &f.Region} {
		out = append(out, &v.Evidence)
	}
	out = append(out, &f.Date.Evidence, &f.Draft)
	for i := range f.Dates {
		out = append(out, &f.Dates[i].Evidence)
	}
	for i := range f.Cities {
		out = append(out, &f.Cities[i].Evidence)
	}
	for i := range f.Places {
		out = append(out, &f.Places[i].Evidence)
	}
	for i := range f.Events {
		e := &f.Events[i]
		out = append(out, &e.Evidence, &e.From.Evidence, &e.To.Evidence)
	}
	for i := range f.Programs {
		out = append(out, &f.Programs[i].Evidence)
	}
	for i := range f.Cites {
		out = append(out, &f.Cites[i].Evidence, &f.Cites[i].Date.Evidence)
	}
	for _, list := range [][]Effect{f.Effects, f.Intends} {
		for i := range list {
			e := &list[i]
			out = append(out, &e.Evidence, &e.From.Evidence, &e.Since.Evidence, &e.Until.Evidence, &e.Act.Evidence,
				&e.Act.Date.Evidence, &e.By.Evidence, &e.By.Date.Evidence)
		}
	}
	return out
}

// Unplaced returns a copy of the facts for use with another text: rules are kept, positions are not.
func (f Facts) Unplaced() Facts {
	f.Dates, f.Cities, f.Places = slices.Clone(f.Dates), slices.Clone(f.Cities), slices.Clone(f.Places)
	f.Events, f.Programs = slices.Clone(f.Events), slices.Clone(f.Programs)
	f.Cites, f.Effects, f.Intends = slices.Clone(f.Cites), slices.Clone(f.Effects), slices.Clone(f.Intends)
	for _, e := range f.AllEvidence() {
		e.Start, e.End = 0, 0
	}
	return f
}

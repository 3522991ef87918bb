package archive

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestApply: each field that people can correct takes its value, says that it is
// theirs, and loses it when cleared.
func TestApply(t *testing.T) {
	t.Parallel()
	shown := map[string]func(f *Facts) (string, Evidence){
		"title":  func(f *Facts) (string, Evidence) { return f.Title.Text, f.Title.Evidence },
		"kind":   func(f *Facts) (string, Evidence) { return f.Kind.Text, f.Kind.Evidence },
		"number": func(f *Facts) (string, Evidence) { return f.Number.Text, f.Number.Evidence },
		"date":   func(f *Facts) (string, Evidence) { return f.Date.String(), f.Date.Evidence },
		"issuer": func(f *Facts) (string, Evidence) { return f.Issuer.Text, f.Issuer.Evidence },
	}
	for field, value := range map[string]string{"title": "О дорогах", "kind": "решение", "number": "12-А",
		"date": "2011-04", "issuer": "Дума"} {
		f := sound().Facts
		f.Doubts = map[string]Doubt{field: {Why: DoubtSeveral}}
		before := f.Doubts
		if err := f.Apply(Edit{Field: field, Value: []string{value}}, places{}); err != nil {
			t.Errorf("%s: %v", field, err)
		}
		if text, evidence := shown[field](&f); text != value || evidence != byPerson {
			t.Errorf("%s is %q by %q", field, text, evidence.Rule)
		}
		if len(f.Doubts) > 0 || len(before) != 1 || !slices.Equal(f.Edited, []string{field}) {
			t.Errorf("%s: doubts %v, in the document before %v, edited %v", field, f.Doubts, before, f.Edited)
		}
		if err := f.Apply(Edit{Field: field}, places{}); err != nil {
			t.Errorf("%s cleared: %v", field, err)
		}
		if text, evidence := shown[field](&f); text != "" || evidence != byPerson {
			t.Errorf("%s, cleared, is %q by %q", field, text, evidence.Rule)
		}
	}
}

// Programmes of the document itself are replaced, those that it only names stay.
func TestApplyPrograms(t *testing.T) {
	t.Parallel()
	f := Facts{Programs: []Program{{Name: "Старая", Role: "approves"}, {Name: "Другая", Role: ProgramMentions}}}
	old := f.Programs
	if err := f.Apply(Edit{Field: "programs", Value: []string{"Дороги"}}, NoAuthority{}); err != nil {
		t.Fatal(err)
	}
	want := []Program{{Name: "Другая", Role: ProgramMentions},
		{ID: NewID("program", "Дороги"), Name: "Дороги", Role: "approves", Evidence: byPerson}}
	if !slices.Equal(f.Programs, want) || old[0].Name != "Старая" {
		t.Errorf("%+v, before %+v", f.Programs, old)
	}
}

// A correction that cannot be applied says why and names the field as edited by
// nobody.
func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	for says, e := range map[string]Edit{
		"takes one value, not 2":      {Field: "title", Value: []string{"а", "б"}},
		"number takes one value":      {Field: "number", Value: []string{"1", "2"}},
		"date takes one value":        {Field: "date", Value: []string{"2011", "2012"}},
		`date "вчера" is not`:         {Field: "date", Value: []string{"вчера"}},
		`no date "2017-02-29"`:        {Field: "date", Value: []string{"2017-02-29"}},
		`kind "указание" is not`:      {Field: "kind", Value: []string{"указание"}},
		`no town has the id "kitezh"`: {Field: "cities", Value: []string{"kitezh"}},
		`"text" cannot be corrected`:  {Field: "text", Value: []string{"а"}},
		`"id" cannot be corrected`:    {Field: "id", Undo: true},
	} {
		var f Facts
		err := f.Apply(e, places{})
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), says) || len(f.Edited) > 0 {
			t.Errorf("%s: %v, edited %v", says, err, f.Edited)
		}
	}
}

// Taking a correction back changes nothing by itself: it stands in the list.
func TestUndo(t *testing.T) {
	t.Parallel()
	f := Facts{Title: named("О дорогах")}
	if err := f.Apply(Edit{Field: "title", Undo: true}, NoAuthority{}); err != nil || f.Title != named("О дорогах") ||
		f.Edited != nil {
		t.Errorf("%+v, %v", f, err)
	}
	edits := []Edit{{ID: "a", Field: "title", Value: []string{"1"}}, {ID: "b", Field: "title", Value: []string{"2"}}}
	if got := Standing(edits); len(got) != 2 {
		t.Errorf("nothing was taken back, and %v stand", got)
	}
	got := Standing(append(edits, Edit{ID: "a", Field: "title", Undo: true}))
	if len(got) != 1 || got[0].ID != "b" {
		t.Errorf("the correction of a was taken back, and %v stand", got)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		date      Date
		text      string
		precision Precision
		from, to  int32
	}{
		{Date{}, "", PrecisionNone, 0, 0},
		{Date{Year: 987}, "0987", PrecisionYear, 9870101, 9871231},
		{Date{Year: 2000, Month: 2}, "2000-02", PrecisionMonth, 20000201, 20000229},
		{Date{Year: 1900, Month: 2}, "1900-02", PrecisionMonth, 19000201, 19000228},
		{Date{Year: 2011, Month: 4}, "2011-04", PrecisionMonth, 20110401, 20110430},
		{Date{Year: 2011, Month: 4, Day: 9}, "2011-04-09", PrecisionDay, 20110409, 20110409},
	} {
		from, to := tt.date.Span()
		if tt.date.String() != tt.text || tt.date.Precision() != tt.precision || from != tt.from || to != tt.to ||
			tt.date.IsZero() != (tt.text == "") {
			t.Errorf("%q is %q, %q, %d to %d", tt.text, tt.date, tt.date.Precision(), from, to)
		}
	}
}

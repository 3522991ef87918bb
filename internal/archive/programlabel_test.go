package archive

import (
	"slices"
	"strings"
	"testing"
)

// A label is read as it was written; those who know a programme best come first, and all of one begin alike.
func TestProgramLabelTerm(t *testing.T) {
	labels := []ProgramLabel{
		{ID: "mosty", Name: "Мосты", Level: "municipal", Municipality: "Угличский район",
			Region: "Ярославская область", Rank: 6},
		{ID: "mosty", Name: "А мосты", Rank: 5},
		{ID: "mosty", Rank: 1},
		{ID: "mosty-2", Name: "Мосты", Rank: 6},
	}
	var terms []string
	for _, l := range labels {
		terms = append(terms, l.Term())
		if got, ok := ReadProgramLabel(l.Term()); !ok || got != l {
			t.Errorf("%+v is read as %+v, %v", l, got, ok)
		}
		if has := strings.HasPrefix(l.Term(), ProgramPrefix("mosty")); has != (l.ID == "mosty") {
			t.Errorf("%+v has the prefix: %v", l, has)
		}
	}
	if !slices.IsSorted(terms) {
		t.Errorf("%q", terms)
	}
	hostile := ProgramLabel{ID: "x", Name: "а\x1fб", Region: "\x1f"}
	if got, ok := ReadProgramLabel(hostile.Term()); !ok || got.Name != "а б" || got.Region != " " {
		t.Errorf("%+v, %v", got, ok)
	}
	for _, bad := range []string{"", "mosty", "a\x1fb\x1fc", "a\x1f12\x1fc\x1fd\x1fe\x1ff"} {
		if l, ok := ReadProgramLabel(bad); ok {
			t.Errorf("%q is %+v", bad, l)
		}
	}
}

// Whose a programme is follows from its level: a document that names a federal one says nothing of it.
func TestProgramLabelsOfFacts(t *testing.T) {
	f := Facts{Region: Value{Text: "Томская область"}, Municipality: Value{Text: "Шегарский район"}, Programs: []Program{
		{ID: "a", Name: "А", Level: "federal", Role: ProgramMentions},
		{ID: "b", Name: "Б", Level: "regional", Role: "reports"},
		{ID: "c", Name: "В", Level: "municipal", Role: "approves"}, {ID: "d", Name: "Г", Role: "approves"}}}
	want := []ProgramLabel{{ID: "a", Name: "А", Level: "federal", Rank: 1},
		{ID: "b", Name: "Б", Level: "regional", Region: "Томская область", Rank: 3},
		{ID: "c", Name: "В", Level: "municipal", Municipality: "Шегарский район", Region: "Томская область", Rank: 6},
		{ID: "d", Name: "Г", Municipality: "Шегарский район", Region: "Томская область", Rank: 6}}
	if got := f.ProgramLabels(); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

package label_test

import (
	"fmt"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/label"
	"letopis/internal/server/servertest"
)

func TestShorten(t *testing.T) {
	for in, want := range map[string]string{"": "", "абвгд": "абвгд", "абвгде": "абвгде", "абвгдеж": "абвгд…",
		"абв, где": "абв…"} {
		if got := label.Shorten(in, 6); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// A programme may get another name; what was remembered is let go.
func TestNamesOfProgrammesFollow(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	id := ""
	docs, err := f.Store.Get(t.Context(), servertest.ID("acts/179.txt"))
	if err != nil {
		t.Fatal(err)
	}
	name := func(id string) string {
		t.Helper()
		name, err := f.Labels.Label(t.Context(), "program", id)
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	if id = docs[0].Facts.Programs[0].ID; name(id) == id {
		t.Fatal("the programme has no name")
	}
	for i := range docs[0].Facts.Programs {
		docs[0].Facts.Programs[i].Name = "Новое имя"
	}
	docs[0].Facts.Programs[0].Role = "approves"
	f.Commit(archive.Batch{Put: docs})
	if got := name(id); got != "Новое имя" {
		t.Errorf("the name is %q", got)
	}
}

// Names that are read all at once are those that are read one by one.
func TestNamesAtOnce(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	names, err := f.Labels.Names(t.Context(), "program")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	values := 0
	for _, field := range []string{"program", "program_mentioned"} {
		terms, err := f.Index.Terms(t.Context(), field, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		values += len(terms)
		for _, v := range terms {
			one, err := f.Labels.Label(t.Context(), field, v.Term)
			if err != nil || one == v.Term || one != names[v.Term] {
				t.Errorf("%s %s: %q alone, %q among all: %v", field, v.Term, one, names[v.Term], err)
			}
		}
	}
	if len(names) > values {
		t.Errorf("%d names of %d values", len(names), values)
	}
	if cities, err := f.Labels.Names(t.Context(), "city"); cities != nil || err != nil {
		t.Errorf("names of towns are the gazetteer's: %v %v", cities, err)
	}
}

// The document that knows a programme best names it; among such the name that most have.
func TestWhoNamesAProgramme(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs, err := f.Store.Get(t.Context(), servertest.ID("acts/179.txt"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(n int, role, name string) {
		d := *docs[0]
		d.ID, d.URI = archive.NewID(d.Source, fmt.Sprint("p", n)), fmt.Sprint("p", n)
		d.Facts.Programs = []archive.Program{{ID: "mosty", Name: name, Role: role, Level: "municipal"}}
		f.Commit(archive.Batch{Put: []*archive.Document{&d}})
	}
	for i, step := range []struct{ role, name, want string }{
		{archive.ProgramMentions, "мосты района", "мосты района"},
		{"amends", "Мосты Района", "Мосты Района"},
		{archive.ProgramMentions, "мосты района", "Мосты Района"},
		{"amends", "Мосты района", "Мосты Района"},
		{"amends", "Мосты района", "Мосты района"},
		{"approves", "Строительство мостов", "Строительство мостов"},
	} {
		put(i, step.role, step.name)
		if got, err := f.Labels.Label(t.Context(), "program", "mosty"); err != nil || got != step.want {
			t.Errorf("after %d documents %q, want %q: %v", i+1, got, step.want, err)
		}
	}
}

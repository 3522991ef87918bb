package label_test

import (
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

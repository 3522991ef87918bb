package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore"
)

// long makes a text with pages, and with lines where lines is set.
func long(bytes, page int, line string) *archive.Document {
	d := &archive.Document{ID: archive.NewID("s", "a.txt"), Source: "s", URI: "a.txt", Status: archive.StatusOK,
		Text: strings.Repeat(line, bytes/len(line)), Aside: "меню", Original: archive.Original{Name: "a.txt"}}
	for at := 0; page > 0 && at < len(d.Text); at += page * len(line) {
		d.Pages = append(d.Pages, at)
	}
	return d
}

// Sections are the text, all of it, cut where people would.
func TestSectionsOfAText(t *testing.T) {
	for name, c := range map[string]struct {
		doc  *archive.Document
		ends string // what each section but the last ends with
	}{
		"short":      {long(wholeText-100, 0, "строка таблицы\n"), ""},
		"lines":      {long(6<<20, 0, "строка таблицы\n"), "\n"},
		"words":      {long(6<<20, 0, "слова "), " "},
		"characters": {long(6<<20, 0, "ъ"), "ъ"},
		"pages":      {long(6<<20, 20_000, "строка таблицы\n"), "\n"},
		"long pages": {long(6<<20, 200_000, "строка таблицы\n"), "\n"},
	} {
		all := sections(c.doc, nil)
		if name == "short" {
			if len(all) != 1 || all[0] != c.doc {
				t.Error("a short text is cut")
			}
			continue
		}
		var text strings.Builder
		ids := all[0].Sections()
		for i, s := range all {
			at := text.Len()
			text.WriteString(s.Text)
			switch {
			case len(s.Text) > sectionText || i < len(all)-1 && !strings.HasSuffix(s.Text, c.ends):
				t.Errorf("%s: section %d has %d bytes", name, i+1, len(s.Text))
			case s.ID != ids[i] || s.URI != archive.SectionURI("a.txt", i+1) || s.Section.N != i+1 || s.Section.Of != len(all):
				t.Errorf("%s: section %d is %s %+v", name, i+1, s.URI, s.Section)
			case s.Section.Line != strings.Count(c.doc.Text[:at], "\n"):
				t.Errorf("%s: section %d begins at line %d", name, i+1, s.Section.Line)
			case (s.Aside == "") != (i > 0):
				t.Errorf("%s: section %d: aside %q", name, i+1, s.Aside)
			}
			for k, p := range s.Pages { // each page but one that goes on is where it was
				if want := c.doc.Pages[s.Section.Page+k]; want != at+p && (k > 0 || want >= at) {
					t.Errorf("%s: page %d of section %d at %d, want %d", name, k, i+1, at+p, want)
				}
			}
			if err := s.Check(); err != nil {
				t.Error(err)
			}
		}
		if text.String() != c.doc.Text {
			t.Errorf("%s: %d bytes of %d", name, text.Len(), len(c.doc.Text))
		}
	}
}

// beginning is a rule: the title and a place of it in the text; cites are each section's own.
func beginning(_ context.Context, d *archive.Document) error {
	first, _, _ := strings.Cut(d.Text, "\n")
	d.Facts.Title = archive.Value{Text: first, Evidence: archive.Evidence{Rule: "first", Start: 0, End: len(first)}}
	d.Facts.Cites = []archive.Citation{{Number: first}}
	d.Facts.Programs = []archive.Program{{ID: "all", Role: "amends"}, {ID: "of " + first, Role: "approves"}}
	d.Rules = 1
	return nil
}

// The first section tells what the text is; a renewal finds the same, and a removal leaves
// no section behind.
func TestSectionsAreOneText(t *testing.T) {
	ctx := context.Background()
	s, err := sqlitestore.Open(ctx, t.TempDir()+"/l.db", sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := long(6<<20, 0, "строка таблицы\n")
	d.Text = "Реестр дорог\n" + d.Text
	docs := sections(d, nil)
	if err := enrichSections(ctx, beginning, docs); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(ctx, archive.Batch{Source: "s", Put: docs}); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		got, err := s.Get(ctx, docs[0].ID, docs[2].ID)
		if err != nil || got[1] == nil {
			t.Fatal(when, err)
		}
		f := got[1].Facts
		if got[0].Facts.Title.Text != "Реестр дорог" || f.Title.Text != "Реестр дорог (часть 3 из 4)" ||
			f.Title.Evidence.End != 0 || f.Cites[0].Number != "строка таблицы" {
			t.Errorf("%s: %+v", when, f)
		}
		var programs []string
		for _, p := range f.Programs {
			programs = append(programs, p.Role+" "+p.ID)
		}
		if !slices.Equal(programs, []string{"amends all", "approves of Реестр дорог", "mentions of строка таблицы"}) {
			t.Errorf("%s: programmes %q", when, programs)
		}
	}
	check("taken in")
	enriched := 0
	again := func(ctx context.Context, d *archive.Document) error { enriched++; return beginning(ctx, d) }
	if n, err := Renew(ctx, Renewal{Store: s, Enrich: again, Rules: 2}); err != nil || n.Documents != 4 ||
		n.Changed != 0 {
		t.Errorf("%+v %v", n, err)
	}
	check("renewed")
	if enriched > 5 { // the first section once more, for all others
		t.Errorf("%d sections are enriched of four", enriched)
	}
	n, err := Remove(ctx, s, archive.Takedown{Reason: "test"}, docs[1].ID)
	if err != nil || n != 4 {
		t.Errorf("%d removed of a text of four sections, %v", n, err)
	}
	if _, err := Remove(ctx, s, archive.Takedown{Reason: "test"}, docs[0].ID); !errors.Is(err, archive.ErrRemoved) {
		t.Error(err)
	}
	if want := docs[0].Sections(); !slices.Equal(want, docs[3].Sections()) {
		t.Error(want)
	}
}

// Each section but the first is told what the text before it says of its table.
func TestSectionsOfATable(t *testing.T) {
	d := long(6<<20, 0, "Иванов\t11223344595\n")
	d.Hints = map[string]string{"title": "Список"}
	var asked []string
	all := sections(d, func(before string) string {
		asked = append(asked, before[:20])
		return fmt.Sprint("head ", len(asked))
	})
	if len(all) < 3 || all[0].Hints[archive.HintTableHead] != "" || d.Hints[archive.HintTableHead] != "" {
		t.Fatalf("%d sections, hints of the first %v", len(all), all[0].Hints)
	}
	for i, s := range all[1:] {
		if want := fmt.Sprint("head ", i+1); s.Hints[archive.HintTableHead] != want || s.Hints["title"] != "Список" {
			t.Errorf("section %d: %v", i+2, s.Hints)
		}
		if i > 0 && !strings.HasPrefix(asked[i], fmt.Sprint("head ", i, "\n")) {
			t.Errorf("section %d: asked about %q", i+1, asked[i])
		}
	}
}

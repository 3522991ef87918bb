package masked_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/enrich/personal"
	"letopis/internal/store/masked"
	"letopis/internal/store/sqlitestore"
)

// What the text says of a number holds for the title, the name of the file and what else was
// taken from the text, and the catalogue itself stays as it is.
func TestANumberIsHiddenWhereverItStands(t *testing.T) {
	ctx := context.Background()
	store, err := sqlitestore.Open(ctx, filepath.Join(t.TempDir(), "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	const text = "О выплате Иванову\nСНИЛС № 087–654–303–00, паспорт серии 4509 номер 123456, от 21.07.2017 № 179-а"
	doc := &archive.Document{Source: "s", URI: "%D0%A1%D0%9D%D0%98%D0%9B%D0%A1_087-654-303_00/123456.pdf", Text: text,
		Status: archive.StatusOK, Aside: "ИНН 5001 0073 2259", Original: archive.Original{Name: "08765430300.pdf"},
		Hints: map[string]string{"title": "Справка 123456"}, Facts: archive.Facts{
			Title:    archive.Value{Text: "О выплате по паспорту 123456 и 087 654 303 00"},
			Number:   archive.Value{Text: "123456"},
			Cites:    []archive.Citation{{Kind: "постановление", Number: "123456"}, {Kind: "постановление", Number: "179-а"}},
			Programs: []archive.Program{{ID: "p", Name: "Программа 500100732259", Role: "amends"}}}}
	doc.ID = archive.NewID(doc.Source, doc.URI)
	if _, err := store.Commit(ctx, archive.Batch{Source: "s", Put: []*archive.Document{doc},
		Failed: []archive.Failure{{URI: "СНИЛС_087-654-303_00.doc", Reason: "нет прав"}}}); err != nil {
		t.Fatal(err)
	}
	shown := masked.New(store, new(personal.Finder))
	docs, err := shown.Get(ctx, doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	d := docs[0]
	titles, err := shown.Titles(ctx, 0, 10)
	if err != nil || len(titles) != 1 {
		t.Fatal(titles, err)
	}
	failures, err := shown.Failures(ctx, "s")
	if err != nil || len(failures) != 1 {
		t.Fatal(failures, err)
	}
	for what, s := range map[string]string{"text": d.Text, "aside": d.Aside, "address": d.URI, "file": d.Original.Name,
		"hint": d.Hints["title"], "title": d.Facts.Title.Text, "titles": titles[0].Text, "number": d.Facts.Number.Text,
		"citation": d.Facts.Cites[0].Number, "programme": d.Facts.Programs[0].Name, "failure": failures[0].URI} {
		for _, digits := range []string{"087", "654", "303", "123456", "4509", "0073", "2259"} {
			if strings.Contains(s, digits) {
				t.Errorf("%s: %s in %q", what, digits, s)
			}
		}
	}
	if len(d.Text) != len(text) || len([]rune(d.Text)) != len([]rune(text)) || !strings.Contains(d.Text, "№ 179-а") ||
		d.Hidden != 3 || d.Facts.Cites[1].Number != "179-а" {
		t.Errorf("%d places in %q", d.Hidden, d.Text)
	}
	raw, err := store.Get(ctx, doc.ID)
	if err != nil || raw[0].Text != text || raw[0].Facts.Number.Text != "123456" || raw[0].URI != doc.URI {
		t.Errorf("the catalogue changed: %+v %v", raw, err)
	}
}

// The sections of a text are known by what its file is called, also where that is hidden.
func TestSectionsOfAHiddenName(t *testing.T) {
	ctx := context.Background()
	store, err := sqlitestore.Open(ctx, filepath.Join(t.TempDir(), "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	shown := masked.New(store, new(personal.Finder))
	groups := map[string]bool{}
	for _, name := range []string{"СНИЛС 087-654-303 00.csv", "СНИЛС 112-233-445 95.csv"} {
		var ids []string
		var docs []*archive.Document
		for n := range 2 {
			uri := archive.SectionURI(name, n+1)
			ids = append(ids, archive.NewID("s", uri))
			docs = append(docs, &archive.Document{ID: ids[n], Source: "s", URI: uri, Text: "т", Status: archive.StatusOK,
				Section: archive.Section{N: n + 1, Of: 2}})
		}
		if _, err := store.Commit(ctx, archive.Batch{Source: "s", Put: docs}); err != nil {
			t.Fatal(err)
		}
		got, err := shown.Get(ctx, ids...)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range got {
			if strings.Contains(d.URI, "5") || !slices.Equal(d.Sections(), ids) {
				t.Errorf("%s: sections %v, want %v", d.URI, d.Sections(), ids)
			}
			groups[d.Sections()[0]] = true
		}
	}
	if len(groups) != 2 {
		t.Errorf("two files are %d groups", len(groups))
	}
}

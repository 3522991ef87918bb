package masked_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/enrich/personal"
	"letopis/internal/store/masked"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/testkit/cost"
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

// opened is a store of documents, as it is and as it is shown.
func opened(t *testing.T, finder masked.Finder, docs ...*archive.Document) (store archive.Store, shown *masked.Store) {
	t.Helper()
	store, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	for _, d := range docs {
		d.Source, d.ID, d.Status = "s", archive.NewID("s", d.URI), archive.StatusOK
	}
	if _, err := store.Commit(t.Context(), archive.Batch{Source: "s", Put: docs}); err != nil {
		t.Fatal(err)
	}
	return store, masked.New(store, finder)
}

// A day that was read from a hidden place is told nowhere else.
func TestDaysOfBirthAreNoFacts(t *testing.T) {
	const text = "Родилась 12.03.1961. Собрание 20.04.2011."
	born := archive.Date{Year: 1961, Month: 3, Day: 12, Evidence: archive.Evidence{Start: strings.Index(text, "12.03"),
		End: strings.Index(text, "12.03") + 10}}
	meets := archive.Date{Year: 2011, Month: 4, Day: 20, Evidence: archive.Evidence{Start: strings.Index(text, "20.04"),
		End: len(text) - 1}}
	finder, err := personal.New("birth_dates")
	if err != nil {
		t.Fatal(err)
	}
	doc := &archive.Document{URI: "a.txt", Text: text, Facts: archive.Facts{Date: born,
		Dates:  []archive.Date{born, meets},
		Events: []archive.Event{{From: born, Evidence: born.Evidence}, {From: meets, Evidence: meets.Evidence}}}}
	_, shown := opened(t, finder, doc)
	docs, err := shown.Get(t.Context(), doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if f := docs[0].Facts; !f.Date.IsZero() || len(f.Dates) != 1 || f.Dates[0].Year != 2011 || len(f.Events) != 1 ||
		f.Events[0].From.Year != 2011 {
		t.Errorf("%+v", f)
	}
}

// An act that is known by a hidden number alone is not told to be missing.
func TestHiddenNumbersAreNoActs(t *testing.T) {
	day := archive.Date{Year: 2010, Month: 3, Day: 12}
	cites := []archive.Citation{{Kind: "постановление", Number: "123456", Date: day, Level: "municipal"},
		{Kind: "постановление", Number: "7654321", Date: day, Level: "municipal"}}
	store, shown := opened(t, new(personal.Finder), &archive.Document{URI: "a.txt",
		Text:  "паспорт серии 4509 № 123456 от 12.03.2010, постановление от 12.03.2010 № 7654321",
		Facts: archive.Facts{Cites: cites}})
	for s, want := range map[archive.Store][]string{store: {"123456", "7654321"}, shown: {"7654321"}} {
		var got []string
		if err := s.Holdings(t.Context(), func(h archive.Holding) error {
			got = append(got, h.Act.Number)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%T tells of %v, want %v", s, got, want)
		}
	}
}

// A section of a long text knows the headings of the table that it goes on.
func TestATableGoesOnInASection(t *testing.T) {
	doc := &archive.Document{URI: "a.csv#section-2", Text: "Петрова\t11223344595\t5\nИванов\t08765430300\t6",
		Section: archive.Section{N: 2, Of: 2}, Hints: map[string]string{archive.HintTableHead: "—\tСНИЛС\t—"}}
	_, shown := opened(t, new(personal.Finder), doc)
	docs, err := shown.Get(t.Context(), doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Петрова\t***********\t5\nИванов\t***********\t6"; docs[0].Text != want || docs[0].Hidden != 2 {
		t.Errorf("%d places in %q", docs[0].Hidden, docs[0].Text)
	}
}

// Many numbers that differ, and many values that they are looked for in, take no more time each than few.
func TestCostOfManyNumbers(t *testing.T) {
	work := func(n int) func() {
		var b strings.Builder
		doc := &archive.Document{URI: "a.txt"}
		for i := range n {
			fmt.Fprintf(&b, "паспорт %04d %06d, п. %d\n", 1000+i%9000, 100000+i*7, i)
			doc.Facts.Cites = append(doc.Facts.Cites, archive.Citation{Kind: "постановление", Number: fmt.Sprint(i),
				Name: "О бюджете"})
		}
		doc.Text = b.String()
		return func() { masked.Shown(new(personal.Finder), doc) }
	}
	const few, many = 500, 8000
	a, b := cost.Least(3, work(few)), cost.Least(3, work(many))
	if grown := float64(b) / float64(a) / (many / few); grown > 2 {
		t.Errorf("a number takes %.1f times as long among %d as among %d: %v, %v", grown, many, few, b, a)
	}
}

// counting counts the long texts in which it finds personal data.
type counting struct {
	*personal.Finder
	long int
}

func (c *counting) Find(s string) [][2]int {
	if len(s) > 64<<10 {
		c.long++
	}
	return c.Finder.Find(s)
}

// A long text is read once, whatever is asked of its document; another text of the same length is another one.
func TestALongTextIsReadOnce(t *testing.T) {
	ctx := context.Background()
	store, err := sqlitestore.Open(ctx, filepath.Join(t.TempDir(), "letopis.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	var ids []string
	filler := strings.Repeat("слово ", 10_000)
	for i, text := range []string{"СНИЛС 087-654-303 00 ", "187 дел и 654-303 00. "} {
		d := &archive.Document{Source: "s", URI: fmt.Sprint(i), Text: text + filler, Status: archive.StatusOK,
			Facts: archive.Facts{Cites: []archive.Citation{{Kind: "постановление", Number: "179-а"}}}}
		d.ID = archive.NewID(d.Source, d.URI)
		if _, err := store.Commit(ctx, archive.Batch{Source: "s", Put: []*archive.Document{d}}); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, d.ID)
	}
	found := &counting{Finder: new(personal.Finder)}
	shown := masked.New(store, found)
	for range 2 {
		docs, err := shown.Get(ctx, ids...)
		if err != nil || docs[0].Hidden != 1 || docs[1].Hidden != 0 {
			t.Fatal(docs, err)
		}
		for _, id := range ids {
			if links, err := shown.Links(ctx, id); err != nil || len(links.Cites) != 1 {
				t.Fatal(links, err)
			}
		}
	}
	if found.long != len(ids) {
		t.Errorf("%d long texts were read for %d documents", found.long, len(ids))
	}
}

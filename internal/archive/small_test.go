package archive_test

import (
	"slices"
	"testing"

	"letopis/internal/archive"
)

func TestURIs(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{"news.html#post-3": "news.html", "news.html": "", "a#b.txt": "",
		archive.SectionURI("act.txt", 2): ""} {
		if page, ok := archive.PageURI(uri); page != want || ok != (want != "") {
			t.Errorf("the page of %s: %q %t, want %q", uri, page, ok, want)
		}
	}
	first, second := archive.SectionURI("act.txt", 1), archive.SectionURI("act.txt", 2)
	if archive.ContinuesText(first) || !archive.ContinuesText(second) {
		t.Error("a first section continues a text, or a second one does not")
	}
	if id := archive.NewID("s", "u"); !archive.IsID(id) || archive.IsID(id+"a") || archive.IsID("k3j5h7d9s2m4!") {
		t.Errorf("%q, or what is none, is taken wrongly for an ID", id)
	}
}

func TestBodyOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Администрация города Углича": archive.BodyAdministration,
		"Городская Дума": archive.BodyCouncil, "Правительство области": archive.BodyGovernment,
		"Министерство финансов": archive.BodyMinistry, "Общество охотников": ""} {
		if got := archive.BodyOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestTheDayAfterADate(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"2015": "2016-01-01", "2015-02": "2015-03-01", "2015-12-31": "2016-01-01",
		"2016-02-28": "2016-02-29", "2015-04-20": "2015-04-21"} {
		d, err := archive.ParseDate(from)
		if err != nil || d.Next().String() != want {
			t.Errorf("after %s: %s %v, want %s", from, d.Next(), err, want)
		}
	}
	if next := (archive.Date{}).Next(); !next.IsZero() {
		t.Errorf("after no date: %s", next)
	}
}

func TestSameAct(t *testing.T) {
	t.Parallel()
	day := archive.Date{Year: 2015, Month: 3, Day: 4}
	c := archive.Citation{Kind: "постановление", Number: "12-а", Date: day}
	if !c.SameAct(archive.Citation{Kind: "Постановление", Number: "12-А", Date: day, Title: "О дорогах"}) {
		t.Error("capitals and titles make another act")
	}
	if c.SameAct(archive.Citation{Kind: "постановление", Number: "12-а"}) {
		t.Error("an act without a day is the same one")
	}
}

func TestResplit(t *testing.T) {
	t.Parallel()
	r := &archive.Resplit{Was: []string{"b", "c"}, Docs: []*archive.Document{{ID: "x"}, {ID: "c"}, {ID: "y"}}}
	if got, want := r.In([]string{"a", "b", "c", "d"}), []string{"a", "x", "c", "y", "d"}; !slices.Equal(got, want) {
		t.Errorf("afterwards it holds %v, want %v", got, want)
	}
	if got := r.Gone(); !slices.Equal(got, []string{"b"}) {
		t.Errorf("gone are %v", got)
	}
	if got := (*archive.Resplit)(nil).Gone(); got != nil {
		t.Errorf("nothing is replaced, yet gone are %v", got)
	}
}

package page

import (
	"bytes"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"letopis/internal/server/api"
	"letopis/web"
)

// The first and the last year are always named, and nothing is drawn outside.
func TestYearsOfTheHistogram(t *testing.T) {
	for _, years := range [][]string{{"2016"}, {"2016", "2017"}, {"2016", "2018"}, {"2014", "2017"}, {"1990", "2025"},
		{"1900", "2040"}} {
		var f api.Facet
		for _, y := range years {
			f.Values = append(f.Values, api.FacetValue{ID: y, Label: y, Count: 3})
		}
		h := histogram(newSearchLinks(web.Russian, url.Values{}, 0), f)
		var named []string
		for _, tick := range h.Ticks {
			named = append(named, tick.Text)
		}
		last := h.Bars[len(h.Bars)-1]
		if !slices.Equal(named, years) || last.X+last.W > h.Width {
			t.Errorf("%v: named %v, the last bar ends at %d of %d", years, named, last.X+last.W, h.Width)
		}
	}
}

// What can be left out of a query is a word, a phrase or a side of an OR.
func TestQueryParts(t *testing.T) {
	for q, want := range map[string][]string{
		"":                     nil,
		" ремонт  дорог ":      {"ремонт", "дорог"},
		`"ремонт дорог" Углич`: {`"ремонт дорог"`, "Углич"},
		`title:«ремонт дорог» -“а б” в`: {"title:«ремонт дорог»", "-“а б”", "в"},
		`"ремонт дорог`:                 {`"ремонт`, "дорог"},
	} {
		if got := queryParts(q); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
}

func TestCellsOfTablesAreParted(t *testing.T) {
	for _, c := range []struct {
		in   []string
		want string
	}{
		{[]string{"\tАбзац с отступом\n№\tНазвание\tСрок\n"}, "\tАбзац с отступом\n№ —\u00a0Название —\u00a0Срок\n"},
		{[]string{"конец строки\t\t\nдальше"}, "конец строки\nдальше"},
		{[]string{"дорога", "\tмост\n", "\tотступ"}, "дорога —\u00a0мост\n\tотступ"},
		{[]string{"a \t b"}, "a  —\u00a0 b"},
		{nil, ""},
	} {
		runs := make([]web.TextRun, len(c.in))
		for i, s := range c.in {
			runs[i].Text = s
		}
		separateCells(runs)
		got := ""
		for _, r := range runs {
			got += r.Text
		}
		if got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
}

// People are told how a value was found, and of what format a file is, in words.
func TestWordsOfFacts(t *testing.T) {
	for rule, want := range map[string]string{"": "", "none": "", "hint": "по сведениям о файле",
		"mail-date": "по сведениям о файле", "prose": "по складу текста"} {
		if got := howFound(web.Russian, rule); got != want {
			t.Errorf("%q: %q, want %q", rule, got, want)
		}
	}
	for media, want := range map[string]string{
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX", "image/png": "image/png"} {
		if got := formatName(media); got != want {
			t.Errorf("%s: %q, want %q", media, got, want)
		}
	}
}

func TestShortenRuns(t *testing.T) {
	runs := shortenRuns([]web.Run{{Text: "абв"}, {Text: "где", Hit: true}, {Text: "жзи"}}, 5)
	if len(runs) != 2 || runs[1].Text != "г…" || !runs[1].Hit {
		t.Errorf("%+v", runs)
	}
}

// Accounts take the room that the rest of a page has left.
func TestAccountsAreCut(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("0.123  в тексте: "+strings.Repeat("щ", 64)+" ×1\n", 9)
	for _, size := range []int{100, 1200, 3000} { // of each hit's own text
		d := web.Search{Page: web.Page{Lang: web.Russian}, Hits: make([]web.Hit, pageHits)}
		for i := range d.Hits {
			d.Hits[i] = web.Hit{Title: []web.Run{{Text: strings.Repeat("я", size/2)}}, Explain: long}
		}
		if err := s.truncateExplanations(t.Context(), &d); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := s.assets.Render(t.Context(), &b, d); err != nil {
			t.Fatal(err)
		}
		if explained := d.Hits[0].Explain != ""; b.Len() > searchPageBytes && explained || explained != (size < 3000) {
			t.Errorf("hits of %d bytes: a page of %d, explained: %v", size, b.Len(), explained)
		}
	}
	if got := truncateExplanation("1 а\n2 б\n", 14); got != "1 а\n2 б\n" {
		t.Errorf("%q is cut without need", got)
	}
}

// The page for editors and the documentation name exactly the properties and
// parts that the widget has.
func TestWidgetPropertiesAreDocumented(t *testing.T) {
	source, err := os.ReadFile("../../../web/widget/widget.ts")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../../docs/widget.md")
	if err != nil {
		t.Fatal(err)
	}
	property := regexp.MustCompile(`--letopis-[a-z-]+`)
	names := func(text string) []string {
		set := map[string]bool{}
		for _, m := range property.FindAllString(text, -1) {
			set[m] = true
		}
		return slices.Sorted(maps.Keys(set))
	}
	var listed []string
	for _, p := range widgetProperties {
		listed = append(listed, p.name)
	}
	slices.Sort(listed)
	if want := names(string(source)); !slices.Equal(listed, want) || !slices.Equal(names(string(doc)), want) {
		t.Errorf("the widget reads %v; the page has %v, docs/widget.md %v", want, listed, names(string(doc)))
	}
	for _, m := range regexp.MustCompile(`part(?:: |', )'([a-z]+)'`).FindAllStringSubmatch(string(source), -1) {
		if !strings.Contains(string(doc), "`"+m[1]+"`") {
			t.Errorf("docs/widget.md does not name the part %s", m[1])
		}
	}
}

func TestWidgetVersion(t *testing.T) {
	if got := widgetVersion(&web.Asset{Integrity: "sha384-a/b+c/d+e/f+ghij"}); got != "a_b-c_d-e_f-" {
		t.Errorf("version %q", got)
	}
}

package query

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/query/dates"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

// archiveOf is a small archive for tests, filled from lines
// "id | title | text | field=value field=value", with date=YYYY-MM-DD.
type archiveOf struct {
	text *text.Analyzer
	idx  index.Index
	seq  uint64
}

func newArchive(t testing.TB) *archiveOf {
	t.Helper()
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	return &archiveOf{text: a, idx: memindex.New()}
}

func (x *archiveOf) add(t testing.TB, line string) {
	t.Helper()
	f := strings.Split(line, " | ")
	if len(f) < 3 {
		t.Fatalf("doc %s: want id | title | text", line)
	}
	d := &index.Doc{ID: strings.TrimSpace(f[0]), Text: map[string][]index.Token{}, Keywords: map[string][]string{}}
	x.tokens(d, "title", "", f[1])
	x.tokens(d, "body", "exact", f[1]+"\n"+f[2])
	if len(f) > 3 {
		for kv := range strings.FieldsSeq(f[3]) {
			k, v, _ := strings.Cut(kv, "=")
			v = strings.ReplaceAll(v, "_", " ")
			switch k {
			case "date":
				lo, hi, err := dates.Bounds("date", v)
				if err != nil {
					t.Fatal(err)
				}
				d.DateFrom, d.DateTo = lo, hi
				d.Keywords["year"] = []string{v[:4]}
				if lo == hi { // as the indexer does
					d.Text["number"] = append(d.Text["number"], index.Token{Term: text.DayTerm(int(lo/10000), int(lo/100%100),
						int(lo%100)), Pos: 99},
						index.Token{Term: text.MonthTerm(int(lo/10000), int(lo/100%100)), Pos: 99})
				}
			case "number":
				d.Text["number"] = append(d.Text["number"], index.Token{Term: x.text.NumberTerm(v)})
				x.tokens(d, "number", "", v)
				fallthrough
			default:
				d.Keywords[k] = append(d.Keywords[k], v)
			}
		}
	}
	x.seq++
	if err := x.idx.Apply(t.Context(), index.Batch{Put: []*index.Doc{d}, Seq: x.seq}); err != nil {
		t.Fatal(err)
	}
}

func (x *archiveOf) tokens(d *index.Doc, stems, exact, s string) {
	for _, tok := range x.text.Analyze(s) {
		for _, st := range tok.Stems {
			d.Text[stems] = append(d.Text[stems], index.Token{Term: st, Pos: uint32(tok.Pos)})
		}
		if exact != "" {
			d.Text[exact] = append(d.Text[exact], index.Token{Term: tok.Exact, Pos: uint32(tok.Pos)})
		}
	}
}

var testLabels = map[string]string{"uglich": "Углич", "myshkin": "Мышкин", "ustyug": "Великий Устюг"}

func (x *archiveOf) service(t testing.TB, o Options) *Service {
	t.Helper()
	if o.Label == nil {
		o.Label = func(_ context.Context, _, v string) (string, error) { return cmp.Or(testLabels[v], v), nil }
	}
	s, err := New(func() index.Index { return x.idx }, x.text, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

// TestSearch runs testdata/search.txt, asking.txt and measures.txt: "doc" adds a document, "synonyms" a group,
// "search" shows what is found and what is said, "marks" what is highlighted.
func TestSearch(t *testing.T) {
	for _, file := range []string{"testdata/search.txt", "testdata/asking.txt", "testdata/measures.txt"} {
		testSearch(t, file)
	}
}

func testSearch(t *testing.T, file string) {
	x := newArchive(t)
	var synonyms strings.Builder
	var s *Service
	testkit.Script(t, file, *update, func(t *testing.T, command, arg string) ([]string, bool) {
		switch command {
		case "doc":
			x.add(t, arg)
			return nil, false
		case "synonyms":
			synonyms.WriteString(arg + "\n")
			return nil, false
		}
		if s == nil {
			s = x.service(t, Options{Synonyms: synonyms.String(), Places: func(w string) []string {
				return map[string][]string{"великий устюг": {"великоустюгский"}, "великоустюгский": {"великий устюг"}}[w]
			}})
		}
		ans, err := s.Search(t.Context(), Request{Q: arg, Raw: command == "raw", Strict: command == "strict",
			Explain: command == "explain"})
		if err != nil {
			return []string{"error: " + err.Error()}, true
		}
		switch command {
		case "search", "raw", "strict":
			return answerLines(ans), true
		case "explain":
			return strings.Split(ans.Expr, "\n"), true
		case "marks":
			m := ans.Matcher
			return []string{fmt.Sprint("stems ", slices.Sorted(maps.Keys(m.Stems)), " exact ",
				slices.Sorted(maps.Keys(m.Exact)), " prefixes ", m.Prefixes, " expansion [", expansionOf(m), "]")}, true
		}
		t.Fatalf("unknown command %q", command)
		return nil, false
	})
}

func answerLines(a *Answer) []string {
	var ids []string
	for _, h := range a.Hits {
		ids = append(ids, h.ID)
	}
	out := []string{"-> " + strings.Join(ids, " ")}
	if a.Applied != a.Q {
		out = append(out, "applied: "+a.Applied)
	}
	for _, c := range a.Corrections {
		if c.Applied {
			out = append(out, fmt.Sprintf("%s: %s -> %s", c.Kind, c.From, c.To))
		} else {
			out = append(out, fmt.Sprintf("%s? %s -> %s finds %d", c.Kind, c.From, c.To, c.Total))
		}
	}
	for _, w := range a.Warnings {
		out = append(out, "warning: "+w.Code)
	}
	return out
}

// TestPages walks an answer by cursor while documents come and go.
func TestPages(t *testing.T) {
	for _, sort := range []string{"relevance", "-date", "date"} {
		x := newArchive(t)
		for i := range 30 {
			x.add(t, fmt.Sprintf("d%02d | Дорога %d | Ремонт дороги%s | date=20%02d-05-05", i, i, strings.Repeat(" дорога",
				i%7), i))
		}
		s := x.service(t, Options{})
		r := Request{Q: "дорога", Sort: sort, Limit: 7}
		seen := map[string]bool{}
		for page := 0; ; page++ {
			a, err := s.Search(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range a.Hits {
				if seen[h.ID] {
					t.Errorf("%s: %s comes twice", sort, h.ID)
				}
				seen[h.ID] = true
			}
			if a.Next == "" {
				break
			}
			r.Cursor = a.Next
			if sort != "relevance" && page == 1 { // behind and before the place reached
				x.add(t, "new1 | Дорога | дорога | date=1990")
				x.add(t, "new2 | Дорога | дорога | date=2090")
			}
		}
		if len(seen) < 30 {
			t.Errorf("%s: %d documents of 30 seen", sort, len(seen))
		}
		if _, err := s.Search(t.Context(), Request{Q: "мост", Sort: sort, Cursor: r.Cursor}); err == nil {
			t.Errorf("%s: a cursor of another query was taken", sort)
		}
	}
}

// TestFiltersKeepTheReading: with a value of a facet chosen, as many documents
// are found as the facet promised, however few.
func TestFiltersKeepTheReading(t *testing.T) {
	x := newArchive(t)
	for i := range 12 {
		x.add(t, fmt.Sprintf("a%02d | Программа | Ремонт мостов и дорог | city=myshkin", i))
	}
	x.add(t, "b1 | Программа | Ремонт мостов и дорог | city=uglich")
	x.add(t, "b2 | Программа | Ремонт мостов | city=uglich")
	x.add(t, "b3 | Программа | Ремонт дорог | city=uglich")
	s := x.service(t, Options{})
	for _, city := range []string{"uglich", "ustyug"} {
		r := Request{Q: "ремонт мостов дорог", Facets: []string{"city"}}
		all, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		promised := 0
		for _, v := range all.Facets[0].Values {
			if v.Value == city {
				promised = v.Count
			}
		}
		r.Filters = map[string]Choice{"city": {Any: []string{city}}}
		some, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if some.Total != promised {
			t.Errorf("%s: the facet promised %d, chosen it finds %d", city, promised, some.Total)
		}
	}
}

func TestSuggest(t *testing.T) {
	x := newArchive(t)
	titles := []Title{
		{ID: "1", Text: "О ремонте автомобильных дорог"}, {ID: "2", Text: "План ремонта автомобильных дорог на 2014 год"},
		{ID: "3", Text: "Об автомобильных дорогах местного значения"}, {ID: "4", Text: "О содержании автомобильных дорог"},
		{ID: "5", Text: "Отчёт о ярмарке"}, {ID: "gone", Text: "Тайный отчёт о ярмарке"},
	}
	for _, d := range titles[:5] {
		x.add(t, d.ID+" | "+d.Text+" | Текст | city=uglich")
	}
	s := x.service(t, Options{Titles: func(_ context.Context, after uint64) ([]Title, uint64, error) {
		if after > 0 {
			return nil, after, nil
		}
		return titles, 1, nil
	}})
	tests := []struct {
		q    string
		want string // must be among the suggestions
		not  string
	}{
		{"угл", "city:Углич", ""},
		{"ярм", "title:Отчёт о ярмарке", "title:Тайный отчёт о ярмарке"}, // the word inside; one is not in the index
		{"отчет", "title:Отчёт о ярмарке", ""},
		{"дорог рем", "title:О ремонте автомобильных дорог", ""}, // another order
		{"автомоб", "phrase:автомобильных дорог", ""},
		// what an adjective ends is cut
		{"содер", "title:О содержании автомобильных дорог", "phrase:содержании автомобильных"},
		{"eukb", "city:Углич", ""}, // the wrong layout
	}
	for _, tt := range tests {
		list, err := s.Suggest(t.Context(), Request{Q: tt.q, Limit: 8})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range list {
			got = append(got, x.Kind+":"+x.Text)
		}
		if !slices.Contains(got, tt.want) || slices.Contains(got, tt.not) {
			t.Errorf("%s: %q, want %q", tt.q, got, tt.want)
		}
	}
	x.add(t, "6 | Об автомобильных дорогах Мышкина | Текст | city=myshkin kind=решение date=2016")
	titles = append(titles, Title{ID: "6", Text: "Об автомобильных дорогах Мышкина"})
	s = x.service(t, Options{Titles: func(_ context.Context, after uint64) ([]Title, uint64, error) {
		return titles[min(after, 1)*uint64(len(titles)):], 1, nil
	}})
	for _, tt := range []struct {
		q    string
		r    Request
		want []string
	}{
		{"автом", Request{Filters: map[string]Choice{"city": {Any: []string{"myshkin"}}}},
			[]string{"phrase:автомобильных дорог", "title:Об автомобильных дорогах Мышкина"}},
		{"автом", Request{DateFrom: "2016"},
			[]string{"phrase:автомобильных дорог", "title:Об автомобильных дорогах Мышкина"}},
		{"отчет", Request{Filters: map[string]Choice{"city": {Any: []string{"myshkin"}}}}, nil},
		{"угл", Request{Filters: map[string]Choice{"city": {Any: []string{"myshkin"}}}}, nil},
		{"vsir", Request{Filters: map[string]Choice{"city": {Any: []string{"myshkin"}}}}, []string{"city:Мышкин",
			"title:Об автомобильных дорогах Мышкина"}},
		{"автомоб", Request{Filters: map[string]Choice{"city": {Any: []string{"uglich"}}}},
			[]string{"phrase:автомобильных дорог", "title:О ремонте автомобильных дорог",
				"title:О содержании автомобильных дорог", "title:Об автомобильных дорогах местного значения",
				"title:План ремонта автомобильных дорог на 2014 год"}},
	} {
		tt.r.Q, tt.r.Limit = tt.q, 8
		list, err := s.Suggest(t.Context(), tt.r)
		var got []string
		for _, x := range list {
			got = append(got, x.Kind+":"+x.Text)
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s within %v %s: %q %v, want %q", tt.q, tt.r.Filters, tt.r.DateFrom, got, err, tt.want)
		}
	}
	if _, err := s.Suggest(t.Context(), Request{Q: "угл", Filters: map[string]Choice{"town": {}}}); err == nil {
		t.Error("a condition that there is not is taken for none")
	}
	if list, err := s.Suggest(t.Context(), Request{Q: "о", Limit: 8}); err != nil || len(list) > 0 {
		t.Errorf("one letter: %v, %v", list, err)
	}
}

func TestSimilar(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | Бешенство | Отлов безнадзорных собак и вакцинация против бешенства | group=g")
	x.add(t, "2 | Копия | Отлов безнадзорных собак и вакцинация против бешенства | group=g")
	x.add(t, "3 | Животные | О содержании приюта и вакцинации безнадзорных собак")
	x.add(t, "4 | Бюджет | О бюджете на очередной год и плановый период")
	x.add(t, "5 | Налоги | О ставках налога и вакцинации")
	s := x.service(t, Options{})
	hits, err := s.Similar(t.Context(), SimilarRequest{ID: "1", Group: "g",
		Text: "Отлов безнадзорных собак и вакцинация против бешенства"})
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 || hits[0].ID != "3" {
		t.Errorf("similar: %v, want 3 first", hits)
	}
	for _, h := range hits {
		if h.ID == "1" || h.ID == "2" || h.ID == "4" {
			t.Errorf("%s is not similar", h.ID)
		}
	}
}

// expansionOf tells what m marks beside what was typed, and why.
func expansionOf(m *text.Matcher) string {
	var out []string
	add := func(stems string, expansion *text.Expansion) {
		out = append(out, stems+": "+expansion.Rule+" of "+expansion.Of)
	}
	for _, s := range slices.Sorted(maps.Keys(m.Expansion)) {
		add(s, m.Expansion[s])
	}
	for _, p := range m.Near {
		add(strings.Join(p.Stems, " "), p.Expansion)
	}
	return strings.Join(out, "; ")
}

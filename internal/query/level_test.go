package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"letopis/index"
)

// TestCommonWords: what nearly every document holds is not what documents are
// told apart by when some word must be given up.
func TestCommonWords(t *testing.T) {
	x := newArchive(t)
	for i := range 120 {
		x.add(t, fmt.Sprintf("d%03d | Программа | Развитие района %d", i, i))
	}
	x.add(t, "bridge | О мосте | Мост через реку построен в городе")
	x.add(t, "road | О дороге | Дорога у реки в районе, развитие")
	s := x.service(t, Options{})
	a, err := s.Search(t.Context(), Request{Q: "развитие мост река район"})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Hits) == 0 || a.Hits[0].ID != "bridge" || a.Total > 2 {
		t.Errorf("found %v of %d, want the bridge and no common documents", a.Hits, a.Total)
	}
	if len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0].RU, "обычных: развитие, район") {
		t.Errorf("warnings %v do not name the common words", a.Warnings)
	}
	if a, err = s.Search(t.Context(), Request{Q: "развитие района"}); err != nil || a.Total < 120 || a.Required != 2 {
		t.Errorf("common words alone: %d found, %d required, %v", a.Total, a.Required, err)
	}
}

// TestBareVerbs: a verb without synonyms says little of what an act is about, so it is
// not what documents are told apart by when some word must be given up.
func TestBareVerbs(t *testing.T) {
	x := newArchive(t)
	x.add(t, "budget | О бюджете | Бюджет Печоры")
	x.add(t, "plan | О плане | План Печоры")
	x.add(t, "verb | О дорогах | Сравнить покрытие дорог")
	s := x.service(t, Options{})
	a, err := s.Search(t.Context(), Request{Q: "сравнить бюджет Печоры"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Total != 2 || a.Hits[0].ID != "budget" || a.Hits[1].ID != "plan" {
		t.Errorf("found %v, want the budget and the plan", a.Hits)
	}
	if a, err := s.Search(t.Context(), Request{Q: "сравнить"}); err != nil || a.Total != 1 {
		t.Errorf("a verb alone: %d found, %v", a.Total, err)
	}
}

// TestUnknownBesideCommon: a word that nothing holds does not leave the common
// ones unasked.
func TestUnknownBesideCommon(t *testing.T) {
	x := newArchive(t)
	for i := range 120 {
		x.add(t, fmt.Sprintf("d%03d | Программа | Развитие района %d", i, i))
	}
	a, err := x.service(t, Options{}).Search(t.Context(), Request{Q: "бездонное развитие района"})
	if err != nil || a.Total < 120 || a.Required != 2 {
		t.Errorf("%d found, %d required, %v", a.Total, a.Required, err)
	}
}

// TestFewFull: while few documents are found, each reading requires fewer words,
// but no more than one is given up of a number and what it stands beside.
func TestFewFull(t *testing.T) {
	x := newArchive(t)
	x.add(t, "all | О мосте | Ремонт моста через реку")
	x.add(t, "two | О реке | Мост у реки")
	x.add(t, "one | О плане | Ремонт школы")
	x.add(t, "act | О плане | Постановление № 628, мост")
	s := x.service(t, Options{})
	for _, c := range []struct{ q, want string }{
		{"ремонт моста река", "[all two one act]"},
		{"постановление 628", "[act]"},
		{"река 628", "[act two all]"}, // nothing holds both
	} {
		a, err := s.Search(t.Context(), Request{Q: c.q})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, h := range a.Hits {
			ids = append(ids, h.ID)
		}
		if got := fmt.Sprint(ids); got != c.want {
			t.Errorf("%s: %s, want %s", c.q, got, c.want)
		}
	}
	if a, err := s.Search(t.Context(), Request{Q: "ремонт моста", Sort: "-date"}); err != nil || a.Total != 1 {
		t.Errorf("by date: %d found, %v", a.Total, err)
	}
}

// What is said of documents with all the words holds under the conditions of a search, and on each of its pages.
func TestFullUnderConditions(t *testing.T) {
	x := newArchive(t)
	x.add(t, "all | О мосте | Ремонт моста через реку | kind=решение")
	x.add(t, "too | О мосте | Ремонт моста через реку | kind=отчёт")
	x.add(t, "two | О реке | Мост у реки | kind=решение")
	x.add(t, "one | О плане | Ремонт школы | kind=решение")
	s := x.service(t, Options{})
	for q, want := range map[string]int{"ремонт моста река": 2, "ремонт моста река kind:решение": 1} {
		for cursor, n := "", 0; ; n++ {
			a, err := s.Search(t.Context(), Request{Q: q, Limit: 1, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			if a.Full != want || a.Required >= a.Words || len(a.Warnings) != 1 || a.Warnings[0].Code != "few-full" {
				t.Errorf("%s, page %d: %d full, %v", q, n+1, a.Full, a.Warnings)
			}
			if cursor = a.Next; cursor == "" {
				break
			}
		}
	}
	a, err := s.Search(t.Context(), Request{Q: "ремонт моста река план",
		Filters: map[string]Choice{"kind": {Any: []string{"решение"}}}})
	if err != nil || a.Full != 0 || a.Total == 0 {
		t.Errorf("%d of %d are full, %v", a.Full, a.Total, err)
	}
}

// TestPastedTitle: a query of more words than are looked for is found by its rarest.
func TestPastedTitle(t *testing.T) {
	x := newArchive(t)
	for i := range 60 {
		x.add(t, fmt.Sprintf("d%d | Программа | Об утверждении муниципальной программы района на 2015 год", i))
	}
	words := "мост река дорога школа сад парк площадь улица переулок завод фабрика библиотека музей театр"
	x.add(t, "it | Программа | Об утверждении муниципальной программы района "+words)
	a, err := x.service(t, Options{}).Search(t.Context(),
		Request{Q: "Об утверждении муниципальной программы района " + words})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Hits) == 0 || a.Hits[0].ID != "it" || a.Words > MaxTerms {
		t.Errorf("found %v by %d words", a.Hits, a.Words)
	}
	if len(a.Warnings) == 0 || a.Warnings[0].Code != "words-left-out" {
		t.Errorf("warnings %v", a.Warnings)
	}
}

// Of a document that lacks a word of the query, the answer says which.
func TestMissingWords(t *testing.T) {
	x := newArchive(t)
	x.add(t, "all | О школе | Ремонт дороги к школе города Углича.")
	x.add(t, "some | О дороге | Ремонт дороги.")
	s := x.service(t, Options{})
	for strict, want := range map[bool][]string{false: {"школа"}, true: nil} {
		a, err := s.Search(t.Context(), Request{Q: "ремонт дорог Школа", Strict: strict})
		if err != nil {
			t.Fatal(err)
		}
		missing, err := a.Missing(t.Context())
		if err != nil || missing["all"] != nil || !slices.Equal(missing["some"], want) {
			t.Errorf("strict %t: %v, %v", strict, missing, err)
		}
	}
}

// A document that has all the words comes first where that is asked for, whatever the others have.
func TestFullMatchesFirst(t *testing.T) {
	x := newArchive(t)
	x.add(t, "all | Разное | "+strings.Repeat("Слова о другом и ни о чём. ", 2000)+"Дорога, ремонт, школа, мост.")
	for i := range 30 {
		x.add(t, fmt.Sprintf("some%02d | Ремонт дороги к школе | "+strings.Repeat("Ремонт дороги к школе. ", 9), i))
		x.add(t, fmt.Sprintf("bridge%02d | Мост | Мост.", i))
	}
	s := x.service(t, Options{})
	first := func(r Request) string {
		a, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return a.Hits[0].ID
	}
	const q = "ремонт дорог школа мост"
	if got := first(Request{Q: q, Limit: 5}); got == "all" {
		t.Fatal("it comes first by itself: the test shows nothing")
	}
	if got := first(Request{Q: q, Limit: 5, FullFirst: true}); got != "all" {
		t.Errorf("%s comes first", got)
	}
	// pages go on in the same order
	seen, cursor := map[string]int{}, ""
	for range 20 {
		a, err := s.Search(t.Context(), Request{Q: q, Limit: 5, FullFirst: true, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range a.Hits {
			seen[h.ID]++
		}
		if cursor = a.Next; cursor == "" {
			break
		}
	}
	if len(seen) != 31 || seen["all"] != 1 {
		t.Errorf("%d documents on all pages, want 31: %v", len(seen), seen)
	}
}

// counted is an index that counts the searches for hits.
type counted struct {
	index.Index
	searches int
}

func (c *counted) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if q.Limit > 0 {
		c.searches++
	}
	return c.Index.Search(ctx, q)
}

// Each level is asked once, however few documents the last one finds.
func TestLevelsAreAskedOnce(t *testing.T) {
	x := newArchive(t)
	x.add(t, "all | О мосте | Ремонт моста через реку | kind=план date=2011-05-01")
	x.add(t, "two | О реке | Мост у реки | kind=план")
	x.add(t, "one | О плане | Ремонт школы")
	x.add(t, "act | О плане | Постановление № 628, мост")
	for i := range 25 {
		x.add(t, fmt.Sprintf("road%02d | Отчёт | Дорога и тротуар", i))
	}
	c := &counted{Index: x.idx}
	s, err := New(func() index.Index { return c }, x.text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	plans := map[string]Choice{"kind": {Any: []string{"план"}}}
	for _, w := range []struct {
		name            string
		r               Request
		total, searches int
	}{
		{"many have all", Request{Q: "дорога тротуар"}, 25, 1},
		{"three levels, few at the last", Request{Q: "ремонт моста река"}, 4, 3},
		{"three levels, many at the last", Request{Q: "ремонт моста дороги"}, 29, 3},
		{"all words or nothing", Request{Q: "ремонт моста река", Strict: true}, 1, 1},
		{"by date", Request{Q: "ремонт моста река", Sort: "-date"}, 1, 1},
		{"by date, where nothing has all", Request{Q: "школа река", Sort: "-date"}, 3, 2},
		{"a number", Request{Q: "постановление 628"}, 1, 1},
		{"a number and what it does not stand beside", Request{Q: "река 628"}, 3, 2},
		{"a phrase as words", Request{Q: "\"моста ремонт\""}, 1, 2},
		{"words are looked at without conditions", Request{Q: "ремонт моста река", Filters: plans}, 2, 1},
	} {
		c.searches = 0
		a, err := s.Search(t.Context(), w.r)
		if err != nil {
			t.Fatal(err)
		}
		if a.Total != w.total || c.searches != w.searches {
			t.Errorf("%s: %d found by %d searches, want %d by %d", w.name, a.Total, c.searches, w.total, w.searches)
		}
	}
}

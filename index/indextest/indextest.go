// Package indextest is the suite that every index.Engine passes: the contract
// by examples, and random collections and queries compared with memindex.
package indextest

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"letopis/index"
)

// Suite is what an engine is tested by.
type Suite struct {
	Open   func(t *testing.T) index.Engine                 // makes an engine without generations
	Reopen func(t *testing.T, e index.Engine) index.Engine // closes its indexes as a restart of the program would
	// Scores are those of memindex, which engines of the same figures have.
	Scores bool
	// Seeds of random collections; 0: 30.
	Seeds int
}

// Run runs the suite.
func (s Suite) Run(t *testing.T) {
	open, reopen := s.Open, s.Reopen
	t.Run("contract", func(t *testing.T) { contract(t, open, reopen) })
	t.Run("generations", func(t *testing.T) { generations(t, open, reopen) })
	t.Run("like memindex", func(t *testing.T) {
		for seed := range uint64(cmp.Or(s.Seeds, 30)) {
			Differential(t, open(t), seed, s.Scores)
		}
	})
	t.Run("capabilities", func(t *testing.T) { capabilities(t, open(t)) })
	t.Run("pages of hits in another order", func(t *testing.T) { rerankedPages(t, open(t)) })
	t.Run("a batch that failed", func(t *testing.T) { failedBatch(t, open(t)) })
	t.Run("searches beside writes", func(t *testing.T) { concurrent(t, open(t)) })
}

// Text makes a field of one token a position.
func Text(s string) []index.Token {
	var out []index.Token
	for i, w := range strings.Fields(s) {
		for alt := range strings.SplitSeq(w, "|") {
			out = append(out, index.Token{Term: alt, Pos: uint32(i)})
		}
	}
	return out
}

// contractDocs are those of the contract's examples.
func contractDocs() []*index.Doc {
	return []*index.Doc{{
		ID:       "a",
		Text:     map[string][]index.Token{"body": Text("ремонт дорог в городе")},
		Keywords: map[string][]string{"city": {"uglich"}, "group": {"1"}},
		DateFrom: 20170101,
		DateTo:   20171231,
	}, {
		ID:       "b",
		Text:     map[string][]index.Token{"body": Text("дорог много ремонт мал")},
		Keywords: map[string][]string{"city": {"uglich", "myshkin"}, "group": {"1"}},
		DateFrom: 20180302,
		DateTo:   20180302,
	}, {
		ID:       "c",
		Text:     map[string][]index.Token{"body": Text("год|лет бюджет")},
		Keywords: map[string][]string{},
	}}
}

func term(w string) index.Expr      { return index.Term{Field: "body", Term: w, Boost: 1} }
func phrase(w ...string) index.Expr { return index.Phrase{Field: "body", Terms: w} }
func near(window int, w ...string) index.Expr {
	return index.Near{Field: "body", Terms: w, Window: window}
}

// passage asks for what «ремонт дорог» says, and half as much for what «мал» does.
func passage(window int) index.Expr {
	return index.Passage{Field: "body", Window: window, Boost: 1, Words: []index.Asked{
		{Term: "много", Says: []index.Saying{{Terms: []string{"ремонт", "дорог"}, Weight: 1}}},
		{Term: "мал", Says: []index.Saying{
			{Terms: []string{"мал"}, Weight: 0.5},
			{Terms: []string{"ремонт", "мал"}, Weight: 0.2},
		}},
	}}
}

// check compares total and hits of a query.
func check(t *testing.T, x index.Index, name string, q index.Query, total int, ids ...string) *index.Result {
	t.Helper()
	q.Limit = 10
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var got []string
	for _, h := range r.Hits {
		got = append(got, h.ID)
	}
	if r.Total != total || !slices.Equal(got, ids) {
		t.Errorf("%s: %d %v, want %d %v", name, r.Total, got, total, ids)
	}
	return r
}

// contract holds the contract by examples.
func contract(t *testing.T, open func(*testing.T) index.Engine, reopen func(*testing.T, index.Engine) index.Engine) {
	ctx := context.Background()
	e := open(t)
	x, err := e.Open(ctx, "g1")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // repeating is harmless
		if err := x.Apply(ctx, index.Batch{Put: contractDocs(), Seq: 7}); err != nil {
			t.Fatal(err)
		}
	}
	contractOfSearch(t, x)
	contractOfGroupsAndFacets(t, x)
	terms(t, x, "body", "ре", index.TermCount{Term: "ремонт", Count: 2})
	terms(t, x, "city", "", index.TermCount{Term: "myshkin", Count: 1}, index.TermCount{Term: "uglich", Count: 2})
	neighbours(t, x)
	if n, err := x.Counts(ctx, "body", []string{"дорог", "нет"}); err != nil || !slices.Equal(n, []int{2, 0}) {
		t.Errorf("counts %v %v", n, err)
	}
	if err := x.Apply(ctx, index.Batch{Delete: []string{"a", "no"}, Seq: 9}); err != nil {
		t.Fatal(err)
	}
	check(t, x, "after a removal", index.Query{Expr: term("дорог")}, 1, "b")
	terms(t, x, "body", "город") // of what was removed
	if err := e.Promote(ctx, "g1"); err != nil {
		t.Fatal(err)
	}
	e = reopen(t, e)
	if x, err = e.Open(ctx, "g1"); err != nil {
		t.Fatal(err)
	}
	if seq, err := x.Seq(ctx); err != nil || seq != 9 {
		t.Errorf("seq %d %v", seq, err)
	}
	check(t, x, "after a restart", index.Query{Expr: term("дорог")}, 1, "b")
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := x.Search(cancelled, index.Query{Expr: term("дорог"), Limit: 1}); err == nil {
		t.Error("a search with an ended context succeeded")
	}
}

// neighbours holds that the terms near another are listed, those that are no more left out.
func neighbours(t *testing.T, x index.Index) {
	t.Helper()
	for edits, want := range [][]index.TermCount{
		1: {{Term: "городе", Count: 1}},
		2: {{Term: "год", Count: 1}, {Term: "городе", Count: 1}, {Term: "дорог", Count: 2}},
	} {
		if edits == 0 {
			continue
		}
		got, err := x.Neighbours(t.Context(), "body", "город", edits)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("neighbours within %d: %v %v", edits, got, err)
		}
	}
}

func contractOfSearch(t *testing.T, x index.Index) {
	city := func(f index.Filter) []index.Filter { f.Field = "city"; return []index.Filter{f} }
	roadsButFew := index.And{Exprs: []index.Expr{term("дорог"), index.Not{Expr: term("мал")}}}
	march := &index.DateRange{From: 20170301, To: 20170331}
	since2018 := &index.DateRange{From: 20180000}
	missingOrMyshkin := city(index.Filter{Missing: true, Any: []string{"myshkin"}})
	notMyshkin := city(index.Filter{None: []string{"myshkin"}})
	ids := index.IDs{IDs: []string{"c", "a", "no"}}
	for _, c := range []struct {
		name  string
		q     index.Query
		total int
		ids   []string
	}{
		{"phrase", index.Query{Expr: phrase("ремонт", "дорог")}, 1, []string{"a"}},
		{"phrase with a gap", index.Query{Expr: phrase("дорог", "", "городе")}, 1, []string{"a"}},
		{"lemmas at one position", index.Query{Expr: phrase("лет", "бюджет")}, 1, []string{"c"}},
		{"near", index.Query{Expr: near(2, "ремонт", "дорог")}, 1, []string{"a"}},
		{"nearly near", index.Query{Expr: near(3, "ремонт", "дорог")}, 2, []string{"a", "b"}},
		{"all in one place", index.Query{Expr: passage(4)}, 2, []string{"b", "a"}},
		{"a word of two terms, or another", index.Query{Expr: passage(2), Sort: index.ByDateAsc}, 2, []string{"a", "b"}},
		{"nothing is said", index.Query{Expr: passage(1)}, 1, []string{"b"}},
		{"not", index.Query{Expr: roadsButFew}, 1, []string{"a"}},
		{"nothing", index.Query{Expr: index.Or{}}, 0, nil},
		{"empty and is all, by date", index.Query{Expr: index.And{}, Sort: index.ByDateDesc}, 3, []string{"b", "a", "c"}},
		{"oldest first", index.Query{Sort: index.ByDateAsc}, 3, []string{"a", "b", "c"}},
		{"a year overlaps its months", index.Query{Date: march}, 1, []string{"a"}},
		{"open range", index.Query{Date: since2018, Sort: index.ByDateAsc}, 1, []string{"b"}},
		{"missing", index.Query{Filters: city(index.Filter{Missing: true})}, 1, []string{"c"}},
		{"missing or a value", index.Query{Filters: missingOrMyshkin, Sort: index.ByDateDesc}, 2, []string{"b", "c"}},
		{"excluded", index.Query{Filters: notMyshkin, Sort: index.ByDateDesc}, 2, []string{"a", "c"}},
		{"edits", index.Query{Expr: index.Fuzzy{Field: "body", Term: "бюдежт", Edits: 1}}, 1, []string{"c"}},
		{"ids", index.Query{Expr: ids, Sort: index.ByDateDesc}, 2, []string{"a", "c"}},
	} {
		check(t, x, c.name, c.q, c.total, c.ids...)
	}
}

func contractOfGroupsAndFacets(t *testing.T, x index.Index) {
	r := check(t, x, "collapse", index.Query{Expr: term("дорог"), Sort: index.ByDateDesc, Collapse: "group"}, 2, "b")
	if r.Groups != 1 || r.Hits[0].More != 1 || r.Seq != 7 {
		t.Errorf("collapsed: %+v", r)
	}
	r = check(t, x, "disjunctive facet", index.Query{Filters: []index.Filter{{Field: "city", Any: []string{"myshkin"}}},
		Facets: []index.FacetRequest{{Field: "city", Limit: 1, Keep: []string{"myshkin", "amursk"}}}}, 1, "b")
	values := []index.ValueCount{{Value: "uglich", Count: 2}, {Value: "myshkin", Count: 1}, {Value: "amursk"}}
	want := index.Facet{Field: "city", Values: values, Distinct: 2, Missing: 1}
	if !reflect.DeepEqual(r.Facets[0], want) {
		t.Errorf("facet %+v, want %+v", r.Facets[0], want)
	}
}

func generations(t *testing.T, open func(*testing.T) index.Engine, reopen func(*testing.T, index.Engine) index.Engine) {
	ctx := context.Background()
	e := open(t)
	if live, err := e.Live(ctx); err != nil || live != "" {
		t.Fatalf("live %q %v", live, err)
	}
	if err := e.Promote(ctx, "none"); err == nil {
		t.Error("promoted what does not exist")
	}
	for _, g := range []string{"g1", "g2"} {
		if _, err := e.Open(ctx, g); err != nil {
			t.Fatal(err)
		}
		if err := e.Promote(ctx, g); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Drop(ctx, "g2"); err == nil {
		t.Error("dropped the live generation")
	}
	e = reopen(t, e)
	if live, err := e.Live(ctx); err != nil || live != "g2" {
		t.Errorf("live %q %v", live, err)
	}
	if v, ok := e.(index.Verifier); ok {
		if err := v.Verify(ctx, "g2"); err != nil {
			t.Error(err)
		}
	}
	if err := e.Drop(ctx, "g1"); err != nil {
		t.Error(err)
	}
	if list, err := e.List(ctx); err != nil || !slices.Equal(list, []string{"g2"}) {
		t.Errorf("%v %v", list, err)
	}
}

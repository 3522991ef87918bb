package bleveindex

import (
	"context"
	"fmt"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"letopis/index"
)

// TestBleveReadsOurSegments holds that an index of ours is one of bleve's: its
// own search finds the same.
func TestBleveReadsOurSegments(t *testing.T) {
	ctx := context.Background()
	e, err := OpenEngine(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := e.Open(ctx, "g")
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	x := opened.(*Index)
	var docs []*index.Doc
	for i := range 400 {
		d := &index.Doc{ID: fmt.Sprint("d", i), Keywords: map[string][]string{"city": {fmt.Sprint("город", i%3)}},
			Text: map[string][]index.Token{"body": {{Term: "мост", Pos: 0}, {Term: fmt.Sprint("дорога", i%7), Pos: 1}, {Term: "река", Pos: uint32(2 + i%2)}}}}
		docs = append(docs, d)
	}
	for from := 0; from < len(docs); from += 100 {
		if err := x.Apply(ctx, index.Batch{Put: docs[from : from+100], Delete: []string{fmt.Sprint("d", from-1)}}); err != nil {
			t.Fatal(err)
		}
	}
	term := func(field, term string) query.Query {
		q := bleve.NewTermQuery(term)
		q.SetField(field)
		return q
	}
	for name, c := range map[string]struct {
		theirs query.Query
		ours   index.Expr
	}{
		"term":   {term(textPrefix+"body", "дорога3"), index.Term{Field: "body", Term: "дорога3"}},
		"and":    {bleve.NewConjunctionQuery(term(textPrefix+"body", "дорога3"), term(textPrefix+"body", "мост")), index.And{Exprs: []index.Expr{index.Term{Field: "body", Term: "дорога3"}, index.Term{Field: "body", Term: "мост"}}}},
		"phrase": {bleve.NewPhraseQuery([]string{"дорога3", "река"}, textPrefix+"body"), index.Phrase{Field: "body", Terms: []string{"дорога3", "река"}}},
		"none":   {term(textPrefix+"body", "лес"), index.Term{Field: "body", Term: "лес"}},
	} {
		got, err := x.bleve.Search(bleve.NewSearchRequestOptions(c.theirs, 1000, 0, false))
		if err != nil {
			t.Fatal(name, err)
		}
		want, err := x.Search(ctx, index.Query{Expr: c.ours, Limit: 1000})
		if err != nil {
			t.Fatal(name, err)
		}
		found := map[string]bool{}
		for _, h := range got.Hits {
			found[h.ID] = true
		}
		for _, h := range want.Hits {
			if !found[h.ID] {
				t.Errorf("%s: bleve has not found %s", name, h.ID)
			}
		}
		if len(found) != want.Total || name != "none" && want.Total == 0 {
			t.Errorf("%s: bleve finds %d, we %d", name, len(found), want.Total)
		}
	}
	got, err := x.bleve.Search(bleve.NewSearchRequest(term(keyPrefix+"city", "город1")))
	if err != nil || got.Total != 132 { // 133 of 400, of which d199 was deleted
		t.Errorf("%v %v", got, err)
	}
}

package indextest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"letopis/index"
)

// terms compares the terms of a field.
func terms(t *testing.T, x index.Index, field, prefix string, want ...index.TermCount) {
	t.Helper()
	got, err := x.Terms(t.Context(), field, prefix, 0)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("terms of %s: %v %v, want %v", field, got, err, want)
	}
}

// capabilities holds that an engine can do what it says, and says what it cannot.
func capabilities(t *testing.T, e index.Engine) {
	x, err := e.Open(t.Context(), "g")
	if err != nil {
		t.Fatal(err)
	}
	can := x.Capabilities()
	if can.MaxWindow != 0 && can.MaxWindow < 2000 || can.ExactDistinct != 0 && can.ExactDistinct < 2000 {
		t.Errorf("less than the least: %+v", can)
	}
	b := index.Batch{Seq: 1}
	for i := range 40 {
		d := &index.Doc{ID: fmt.Sprintf("d%02d", i), Text: map[string][]index.Token{"body": Text("слово")}}
		if i%5 != 0 {
			d.Keywords = map[string][]string{"group": {fmt.Sprint(i % 7)}}
		}
		b.Put = append(b.Put, d)
	}
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	folded := index.Query{Expr: term("слово"), Collapse: "group"}
	whole := folded
	whole.Limit = 100
	all := ids(t, x, whole)
	if len(all) != 8+7 { // those without a group, and the first of each group
		t.Errorf("collapsed: %v", all)
	}
	if got := byOffset(t, x, folded); !slices.Equal(got, all) {
		t.Errorf("pages by offset: %v, want %v", got, all)
	}
	after := folded
	after.Limit, after.After = 4, &index.Place{ID: "d00"}
	if _, err := x.Search(t.Context(), after); errors.Is(err, index.ErrUnsupported) == can.CollapseAfter {
		t.Errorf("collapsed hits after a place: %v, %+v", err, can)
	}
	if can.CollapseAfter {
		if got := byPlace(t, x, folded); !slices.Equal(got, all) {
			t.Errorf("pages by place: %v, want %v", got, all)
		}
	}
	if can.MaxWindow == 0 {
		return
	}
	last := index.Query{Expr: term("слово"), Offset: can.MaxWindow - 10, Limit: 10}
	if _, err := x.Search(t.Context(), last); err != nil {
		t.Errorf("the last page: %v", err)
	}
	last.Limit++
	if _, err := x.Search(t.Context(), last); !errors.Is(err, index.ErrUnsupported) {
		t.Errorf("beyond the last page: %v", err)
	}
}

func ids(t *testing.T, x index.Index, q index.Query) (out []string) {
	t.Helper()
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range r.Hits {
		out = append(out, h.ID)
	}
	return out
}

// byOffset walks the pages of q by offset.
func byOffset(t *testing.T, x index.Index, q index.Query) (out []string) {
	t.Helper()
	q.Limit = 4
	for {
		page := ids(t, x, q)
		if len(page) == 0 {
			return out
		}
		out = append(out, page...)
		q.Offset = len(out)
	}
}

// byPlace walks the pages of q by the place of the last hit.
func byPlace(t *testing.T, x index.Index, q index.Query) (out []string) {
	t.Helper()
	q.Limit = 4
	for {
		r, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 {
			return out
		}
		for _, h := range r.Hits {
			out = append(out, h.ID)
		}
		last := r.Hits[len(r.Hits)-1]
		q.After = &index.Place{Score: last.Score, Date: last.Date, ID: last.ID}
	}
}

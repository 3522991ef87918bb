package query

import (
	"fmt"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/query/plan"
)

// TestFoldedPagesByOffset walks folded hits of an engine that cannot follow a place: all
// that it can reach come once, and where it ends the answer says so.
func TestFoldedPagesByOffset(t *testing.T) {
	x := newArchive(t)
	x.idx = memindex.NewWith(index.Capabilities{MaxWindow: 2000})
	const documents = 2100
	b := index.Batch{Seq: 1}
	for i := range documents {
		group := fmt.Sprint(i)
		if i >= documents-50 {
			group = fmt.Sprint(i - 50) // near-duplicates
		}
		b.Put = append(b.Put, &index.Doc{ID: fmt.Sprintf("d%04d", i), DateFrom: 20110101, DateTo: 20110101,
			Text: map[string][]index.Token{"body": {{Term: "мост"}}}, Keywords: map[string][]string{"group": {group}}})
	}
	if err := x.idx.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	s := x.service(t, Options{})
	for _, c := range []struct {
		collapse bool
		want     int
		says     string
	}{{true, 2000, "last-page"}, {false, documents, ""}} {
		r := Request{Sort: "-date", Limit: 90, Collapse: c.collapse}
		seen := map[string]bool{}
		for {
			a, err := s.Search(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range a.Hits {
				if seen[h.ID] {
					t.Errorf("%s comes twice", h.ID)
				}
				seen[h.ID] = true
			}
			if a.Next == "" {
				said := ""
				for _, w := range a.Warnings {
					said += w.Code
				}
				if said != c.says {
					t.Errorf("the last page says %q, want %q", said, c.says)
				}
				break
			}
			r.Cursor = a.Next
		}
		if len(seen) != c.want {
			t.Errorf("folded %v: %d seen, want %d", c.collapse, len(seen), c.want)
		}
	}
	// A place where it cannot be followed, and a number beyond the last page.
	r := Request{Sort: "-date", Collapse: true}
	p, err := r.base()
	if err != nil {
		t.Fatal(err)
	}
	for _, cursor := range []string{r.encodeCursor(index.Hit{ID: "d0001"}, p.Sort, readWords, plan.Level{}),
		r.pack(readWords, plan.Level{}, offsetBit, 2000, ""), r.pack(readWords, plan.Level{}, offsetBit, 20, "d0001")} {
		r.Cursor = cursor
		if _, err := s.Search(t.Context(), r); err == nil {
			t.Errorf("cursor %q was taken", cursor)
		}
	}
}

// A cursor remembers whether its hit was one of those that are put in order, beside what was read of the words.
func TestCursorTellsTheFirst(t *testing.T) {
	for _, first := range []bool{true, false} {
		r := Request{Q: "мост"}
		r.Cursor = r.encodeCursor(index.Hit{ID: "d", Score: 2.5, First: first}, index.ByRelevance, readAll,
			plan.Level{Required: 3})
		var q index.Query
		l, err := r.follow(&q, index.Capabilities{})
		want := index.Place{ID: "d", Score: 2.5, Behind: !first}
		if err != nil || l.Required != 3 || *q.After != want || r.cursorReading() != readAll {
			t.Errorf("%+v, %+v, %d, %v; want %+v", l, q.After, r.cursorReading(), err, want)
		}
	}
}

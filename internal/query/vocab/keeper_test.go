package vocab

import (
	"context"
	"fmt"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/text"
)

func add(t *testing.T, idx index.Index, seq uint64) {
	t.Helper()
	d := &index.Doc{ID: fmt.Sprint(seq), Keywords: map[string][]string{"city": {fmt.Sprint("town", seq)}}}
	if err := idx.Apply(t.Context(), index.Batch{Put: []*index.Doc{d}, Seq: seq}); err != nil {
		t.Fatal(err)
	}
}

// TestStates: a vocabulary is kept as long as the index is as it was, and there is another
// after any change, and for another index.
func TestStates(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	k := NewKeeper(Options{Text: a, Label: func(_ context.Context, _, v string) (string, error) { return v, nil }})
	idx, other := memindex.New(), memindex.New()
	add(t, idx, 1)
	add(t, other, 2)
	get := func(idx index.Index, docs int) *Vocabulary {
		t.Helper()
		v, err := k.Get(t.Context(), idx)
		if err != nil {
			t.Fatal(err)
		}
		values, err := v.Values(t.Context(), "city")
		if n, docsErr := v.Docs(t.Context()); err != nil || docsErr != nil || n != docs || len(values) != docs {
			t.Errorf("%d documents, towns %v, %v %v, want %d of each", n, values, err, docsErr, docs)
		}
		return v
	}
	first := get(idx, 1)
	if again := get(idx, 1); again.kept != first.kept {
		t.Error("two vocabularies of one state")
	}
	add(t, idx, 2)
	second := get(idx, 2)
	if third := get(other, 1); first.State() == second.State() || second.State() == third.State() {
		t.Errorf("states %d, %d and %d", first.State(), second.State(), third.State())
	}
}

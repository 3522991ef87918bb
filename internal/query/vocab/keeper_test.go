package vocab

import (
	"context"
	"errors"
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

// While the names of a field are asked for, which takes minutes of a large archive in services, nobody waits for
// something else, and nobody for longer than its context.
func TestNobodyWaitsForNames(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	begun, let := make(chan struct{}), make(chan struct{})
	k := NewKeeper(Options{Text: a, Label: func(_ context.Context, field, v string) (string, error) {
		if field == "program" {
			close(begun)
			<-let
		}
		return v, nil
	}})
	idx := memindex.New()
	d := &index.Doc{ID: "1", Keywords: map[string][]string{"city": {"uglich"}, "program": {"turizm"}}}
	if err := idx.Apply(t.Context(), index.Batch{Put: []*index.Doc{d}, Seq: 1}); err != nil {
		t.Fatal(err)
	}
	v, err := k.Get(t.Context(), idx)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		_, err := v.Values(t.Context(), "program")
		done <- err
	}()
	<-begun
	if n, err := v.Docs(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
	if towns, err := v.Values(t.Context(), "city"); len(towns) != 1 || err != nil {
		t.Error(towns, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Values(ctx, "program"); !errors.Is(err, context.Canceled) {
		t.Errorf("waits beyond its time: %v", err)
	}
	close(let)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if programs, err := v.Values(t.Context(), "program"); len(programs) != 1 || err != nil {
		t.Error(programs, err)
	}
}

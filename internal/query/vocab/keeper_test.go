package vocab

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/text"
)

// growing is an index whose words take until they are let go, or until their context ends.
type growing struct {
	index.Index
	asked chan struct{}
}

func (g growing) Terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	select {
	case g.asked <- struct{}{}:
		return g.Index.Terms(ctx, field, prefix, limit)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func add(t *testing.T, idx index.Index, seq uint64) {
	t.Helper()
	d := &index.Doc{ID: fmt.Sprint(seq), Text: map[string][]index.Token{"body": {{Term: fmt.Sprintf("word%d", seq)}}}}
	if err := idx.Apply(t.Context(), index.Batch{Put: []*index.Doc{d}, Seq: seq}); err != nil {
		t.Fatal(err)
	}
}

func newKeeper(t *testing.T) *Keeper {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	return NewKeeper(Options{Text: a, Label: func(_ context.Context, _, v string) string { return v }, Refresh: time.Second})
}

// TestRenewal: a vocabulary is renewed in the background when the index has changed, and
// serves on meanwhile.
func TestRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		idx := memindex.New()
		add(t, idx, 1)
		k := newKeeper(t)
		defer k.Close()
		first, err := k.Get(t.Context(), idx)
		if err != nil {
			t.Fatal(err)
		}
		add(t, idx, 2)
		time.Sleep(2 * time.Second)
		if v, err := k.Get(t.Context(), idx); err != nil || v != first {
			t.Errorf("while it is renewed: %p, %v, want the first", v, err)
		}
		synctest.Wait()
		if v, err := k.Get(t.Context(), idx); err != nil || v == first || v.Docs != 2 {
			t.Errorf("after it was renewed: %+v, %v", v, err)
		}
	})
}

// TestCloseEndsARenewal that waits for the index, and lets no other begin.
func TestCloseEndsARenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		idx := growing{memindex.New(), make(chan struct{})}
		add(t, idx, 1)
		k := newKeeper(t)
		first, err := k.Get(t.Context(), idx)
		if err != nil {
			t.Fatal(err)
		}
		go func() { <-idx.asked; <-idx.asked }()
		if _, err := first.Words(t.Context()); err != nil { // now it is in use, so it will be renewed
			t.Fatal(err)
		}
		for range 2 {
			add(t, idx, first.seq+1)
			time.Sleep(2 * time.Second)
			if _, err := k.Get(t.Context(), idx); err != nil {
				t.Fatal(err)
			}
			synctest.Wait() // the renewal waits for the words
			k.Close()
			if v := k.latest.Load(); v != first {
				t.Error("a renewal that was ended made a vocabulary")
			}
		}
	})
}

// TestPartsServeOthers: the first who asks for a part may go; what it made is kept.
func TestPartsServeOthers(t *testing.T) {
	idx := memindex.New()
	add(t, idx, 1)
	k := newKeeper(t)
	defer k.Close()
	v, err := k.Get(t.Context(), idx)
	if err != nil {
		t.Fatal(err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := v.Words(gone); errors.Is(err, context.Canceled) {
		t.Error("a part failed for all since its first reader left")
	}
}

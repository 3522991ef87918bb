package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"letopis/internal/archive"
)

// Writers tests that a reader of the log misses nothing while several stores write. The stores are handles of the
// same data; the first one is read.
func Writers(t *testing.T, stores ...archive.Store) {
	const each = 40
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	begin, err := stores[0].Seq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for w, s := range stores {
		wg.Go(func() {
			for i := range each {
				if err := write(ctx, s, w, i); err != nil {
					t.Error(err)
					cancel()
					return
				}
			}
		})
	}
	got := Follow(ctx, t, stores[0], begin, len(stores)*each)
	wg.Wait()
	if got != len(stores)*each {
		t.Errorf("%d documents of %d were seen by a follower", got, len(stores)*each)
	}
	for i, s := range stores {
		if seq, err := s.Seq(t.Context()); err != nil || seq < begin+archive.Seq(each) {
			t.Errorf("store %d: seq %d %v", i, seq, err)
		}
	}
}

// write commits a new document, a document that all writers change, and a source.
func write(ctx context.Context, s archive.Store, writer, i int) error {
	own := Doc(fmt.Sprintf("writer %d %d", writer, i), "т")
	shared := Doc(fmt.Sprint("shared ", i), fmt.Sprint("writer ", writer))
	if _, err := s.Commit(ctx, archive.Batch{Source: fmt.Sprint(writer), Cursor: fmt.Sprint(i),
		Put: []*archive.Document{own, shared}}); err != nil {
		return err
	}
	seq, err := s.Seq(ctx)
	if err != nil {
		return err
	}
	if docs, err := s.Changes(ctx, seq, 1); err != nil {
		return err
	} else if len(docs) > 0 && docs[0].Seq <= seq {
		return fmt.Errorf("a change at %d, before %d", docs[0].Seq, seq)
	}
	return nil
}

// Follow reads the log from a position until the documents of the given number of writes have appeared or ctx ends,
// and returns how many did. It checks that seqs and times never decrease.
func Follow(ctx context.Context, t *testing.T, s archive.Store, after archive.Seq, writes int) int {
	t.Helper()
	seen := map[string]bool{}
	var last archive.Change
	for len(seen) < writes && ctx.Err() == nil {
		changes, err := s.Changes(ctx, after, 7)
		if err != nil {
			t.Error(err)
			return len(seen)
		}
		for _, c := range changes {
			if c.Seq <= after || c.At.Before(last.At) {
				t.Errorf("%s at %d, %v comes after %d, %v", c.ID, c.Seq, c.At, after, last.At)
			}
			after, last = c.Seq, c
			if c.Doc != nil && c.Doc.URI[:6] == "writer" {
				seen[c.ID] = true
			}
		}
	}
	return len(seen)
}

package view

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/store/sqlitestore"
)

// paused is a store whose Listed waits, once it has read, until it may go on.
type paused struct {
	archive.Store
	read, goOn chan struct{}
}

func (p *paused) Listed(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	docs, err := p.Store.Listed(ctx, ids...)
	if p.read != nil {
		p.read <- struct{}{}
		<-p.goOn
	}
	return docs, err
}

func numberedDoc(i, version int) *archive.Document {
	uri := fmt.Sprint(i)
	return &archive.Document{ID: archive.NewID("s", uri), Source: "s", URI: uri, Status: archive.StatusOK,
		Text: fmt.Sprintf("%d.%d %s", i, version, strings.Repeat("я", 500))}
}

// openDocumentCache opens a cache over a file, and the file once more, as another
// process has it.
func openDocumentCache(t *testing.T, limit int) (*documentCache, *paused, archive.Store) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "letopis.db")
	open := func() archive.Store {
		s, err := sqlitestore.Open(t.Context(), path, sqlitestore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	p := &paused{Store: open()}
	dc := newDocumentCache(p, limit, func(d *archive.Document) *cachedDocument {
		return &cachedDocument{hit: api.Hit{ID: d.ID, Title: d.Facts.Title.Text}, text: d.Text, pages: d.Pages}
	})
	return dc, p, open()
}

// commitTo writes as another process does, and returns when the store of the cache has noticed.
func commitTo(t *testing.T, dc *documentCache, s archive.Store, put []*archive.Document, gone ...string) {
	t.Helper()
	if _, err := s.Commit(t.Context(), archive.Batch{Source: "s", Put: put, Delete: gone}); err != nil {
		t.Fatal(err)
	}
	noticed(t, dc, s)
}

// noticed returns when the store of the cache has noticed what another process wrote.
func noticed(t *testing.T, dc *documentCache, s archive.Store) {
	t.Helper()
	for {
		written, err := s.Seq(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := dc.store.Seq(t.Context()); err != nil || seen == written {
			if err != nil {
				t.Fatal(err)
			}
			return
		}
		runtime.Gosched()
	}
}

func taken(t *testing.T, dc *documentCache, ids ...string) []*cachedDocument {
	t.Helper()
	end, err := dc.store.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	docs, err := dc.get(t.Context(), ids, end)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func TestDocumentCacheIsNeverBehindTheStore(t *testing.T) {
	for _, limit := range []int{1 << 20, 100_000, -1} { // all fits; little does; nothing is kept
		dc, _, other := openDocumentCache(t, limit)
		versions := make([]int, 30) // 0: not there
		r := rand.New(rand.NewPCG(1, 2))
		for step := range 150 {
			i := r.IntN(len(versions))
			switch r.IntN(4) {
			case 0:
				commitTo(t, dc, other, nil, numberedDoc(i, 0).ID)
				versions[i] = 0
			case 1:
				versions[i] = step + 1
				commitTo(t, dc, other, []*archive.Document{numberedDoc(i, step+1)})
			}
			ids, want := []string{}, []int{}
			for range 5 {
				i := r.IntN(len(versions))
				ids, want = append(ids, numberedDoc(i, 0).ID), append(want, i)
			}
			for n, d := range taken(t, dc, ids...) {
				v := versions[want[n]]
				if (d != nil) != (v > 0) || d != nil && d.text != numberedDoc(want[n], v).Text {
					t.Fatalf("limit %d, step %d: document %d of version %d is shown as %+v", limit, step, want[n], v, d)
				}
			}
			if s := dc.docs.Stats(); s.Cost > int64(max(limit, 0)) || limit < 0 && s.Entries > 0 {
				t.Fatalf("%d documents of %d bytes are kept, at most %d", s.Entries, s.Cost, limit)
			}
		}
		if found := dc.docs.Stats().Hits; limit > 0 && found < 100 || limit < 0 && found > 0 {
			t.Errorf("limit %d: %d documents were found in the cache", limit, found)
		}
	}
}

func TestDocumentCacheSeesEditsAndManyChanges(t *testing.T) {
	dc, _, other := openDocumentCache(t, 1<<20)
	d := numberedDoc(1, 1)
	commitTo(t, dc, other, []*archive.Document{d})
	taken(t, dc, d.ID)
	if err := other.Edit(t.Context(), archive.Edit{ID: d.ID, Field: "title", Value: []string{"Новое"}}); err != nil {
		t.Fatal(err)
	}
	noticed(t, dc, other)
	if got := taken(t, dc, d.ID)[0].hit.Title; got != "Новое" {
		t.Errorf("after a correction the title is %q", got)
	}
	var many []*archive.Document
	for i := range maxChanges + 2 {
		many = append(many, numberedDoc(i+10, 1))
	}
	commitTo(t, dc, other, append(many, numberedDoc(1, 2)))
	if got := taken(t, dc, d.ID)[0].text; got != numberedDoc(1, 2).Text {
		t.Errorf("after many changes the text is %.10q", got)
	}
}

// A document that was read before a change and comes to the cache after the
// cache has followed that change is not kept.
func TestDocumentCacheKeepsNothingThatWasReadBeforeAChange(t *testing.T) {
	dc, p, other := openDocumentCache(t, 1<<20)
	d := numberedDoc(1, 1)
	commitTo(t, dc, other, []*archive.Document{d, numberedDoc(2, 1)})
	taken(t, dc, numberedDoc(2, 0).ID)
	p.read, p.goOn = make(chan struct{}), make(chan struct{})
	var late sync.WaitGroup
	late.Go(func() { taken(t, dc, d.ID) })
	<-p.read
	commitTo(t, dc, other, nil, d.ID)
	taken(t, dc, numberedDoc(2, 0).ID) // follows the removal
	p.goOn <- struct{}{}
	late.Wait()
	p.read = nil
	if got := taken(t, dc, d.ID)[0]; got != nil {
		t.Errorf("what was removed is shown: %.10q", got.text)
	}
}

func TestDocumentCacheIsSafeForMany(t *testing.T) {
	dc, _, other := openDocumentCache(t, 100_000)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 1))
			var end archive.Seq
			for range 200 {
				i, j := r.IntN(10), r.IntN(10)
				if r.IntN(4) > 0 { // else that of a moment ago
					var err error
					if end, err = dc.store.Seq(t.Context()); err != nil {
						t.Error(err)
					}
				}
				ids := []string{numberedDoc(i, 0).ID, numberedDoc(j, 0).ID, numberedDoc(i, 0).ID}
				if _, err := dc.get(t.Context(), ids, end); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for v := range 50 {
		commitTo(t, dc, other, []*archive.Document{numberedDoc(v%10, v)})
	}
	all.Wait()
	taken(t, dc, numberedDoc(1, 0).ID) // the last change may have come after all others had read
	if s := dc.docs.Stats(); s.Cost > 100_000 || s.Entries == 0 {
		t.Errorf("%d documents of %d bytes are kept", s.Entries, s.Cost)
	}
}

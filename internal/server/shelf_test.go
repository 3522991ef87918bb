package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/store/sqlitestore"
)

// paused is a store whose Get waits, once it has read, until it may go on.
type paused struct {
	archive.Store
	read, goOn chan struct{}
}

func (p *paused) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	docs, err := p.Store.Get(ctx, ids...)
	if p.read != nil {
		p.read <- struct{}{}
		<-p.goOn
	}
	return docs, err
}

func shelfDoc(i, version int) *archive.Document {
	uri := fmt.Sprint(i)
	return &archive.Document{ID: archive.NewID("s", uri), Source: "s", URI: uri, Status: archive.StatusOK, Text: fmt.Sprintf("%d.%d %s", i, version, strings.Repeat("я", 500))}
}

// openShelf opens a shelf over a file, and the file once more, as another
// process has it.
func openShelf(t *testing.T, most int) (*shelf, *paused, archive.Store) {
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
	f := newShelf(p, most, func(d *archive.Document) *shelved {
		return &shelved{hit: api.Hit{ID: d.ID, Title: d.Facts.Title.Text}, text: d.Text, pages: d.Pages}
	})
	return f, p, open()
}

func commitTo(t *testing.T, s archive.Store, put []*archive.Document, gone ...string) {
	t.Helper()
	if _, err := s.Commit(t.Context(), archive.Batch{Source: "s", Put: put, Delete: gone}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(noticed)
}

// noticed is more than a Store takes to notice what other processes wrote.
const noticed = 2 * time.Millisecond

func taken(t *testing.T, f *shelf, ids ...string) []*shelved {
	t.Helper()
	end, err := f.store.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	docs, err := f.get(t.Context(), ids, end)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func TestShelfIsNeverBehindTheStore(t *testing.T) {
	for _, most := range []int{1 << 20, 100_000, -1} { // all fits; little does; nothing is kept
		f, _, other := openShelf(t, most)
		versions := make([]int, 30) // 0: not there
		r := rand.New(rand.NewPCG(1, 2))
		for step := range 150 {
			i := r.IntN(len(versions))
			switch r.IntN(4) {
			case 0:
				commitTo(t, other, nil, shelfDoc(i, 0).ID)
				versions[i] = 0
			case 1:
				versions[i] = step + 1
				commitTo(t, other, []*archive.Document{shelfDoc(i, step+1)})
			}
			ids, want := []string{}, []int{}
			for range 5 {
				i := r.IntN(len(versions))
				ids, want = append(ids, shelfDoc(i, 0).ID), append(want, i)
			}
			for n, d := range taken(t, f, ids...) {
				v := versions[want[n]]
				if (d != nil) != (v > 0) || d != nil && d.text != shelfDoc(want[n], v).Text {
					t.Fatalf("most %d, step %d: document %d of version %d is shown as %+v", most, step, want[n], v, d)
				}
			}
			if n, bytes := f.kept(); bytes > max(most, 0) || most < 0 && n > 0 {
				t.Fatalf("%d documents of %d bytes are kept, at most %d", n, bytes, most)
			}
		}
		if found := f.found.Load(); most > 0 && found < 100 || most < 0 && found > 0 {
			t.Errorf("most %d: %d documents were found on the shelf", most, found)
		}
	}
}

func TestShelfSeesEditsAndManyChanges(t *testing.T) {
	f, _, other := openShelf(t, 1<<20)
	d := shelfDoc(1, 1)
	commitTo(t, other, []*archive.Document{d})
	taken(t, f, d.ID)
	if err := other.Edit(t.Context(), archive.Edit{ID: d.ID, Field: "title", Value: []string{"Новое"}}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(noticed)
	if got := taken(t, f, d.ID)[0].hit.Title; got != "Новое" {
		t.Errorf("after a correction the title is %q", got)
	}
	var many []*archive.Document
	for i := range followed + 2 {
		many = append(many, shelfDoc(i+10, 1))
	}
	commitTo(t, other, append(many, shelfDoc(1, 2)))
	if got := taken(t, f, d.ID)[0].text; got != shelfDoc(1, 2).Text {
		t.Errorf("after many changes the text is %.10q", got)
	}
}

// A document that was read before a change and comes to the shelf after the
// shelf has followed that change is not kept.
func TestShelfKeepsNothingThatWasReadBeforeAChange(t *testing.T) {
	f, p, other := openShelf(t, 1<<20)
	d := shelfDoc(1, 1)
	commitTo(t, other, []*archive.Document{d, shelfDoc(2, 1)})
	taken(t, f, shelfDoc(2, 0).ID)
	p.read, p.goOn = make(chan struct{}), make(chan struct{})
	var late sync.WaitGroup
	late.Go(func() { taken(t, f, d.ID) })
	<-p.read
	commitTo(t, other, nil, d.ID)
	taken(t, f, shelfDoc(2, 0).ID) // follows the removal
	p.goOn <- struct{}{}
	late.Wait()
	p.read = nil
	if got := taken(t, f, d.ID)[0]; got != nil {
		t.Errorf("what was removed is shown: %.10q", got.text)
	}
}

func TestShelfIsSafeForMany(t *testing.T) {
	f, _, other := openShelf(t, 100_000)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 1))
			for range 200 {
				i, j := r.IntN(10), r.IntN(10)
				end, err := f.store.Seq(t.Context())
				if err != nil {
					t.Error(err)
				}
				if r.IntN(4) == 0 { // of a moment ago
					time.Sleep(time.Millisecond)
				}
				if _, err := f.get(t.Context(), []string{shelfDoc(i, 0).ID, shelfDoc(j, 0).ID, shelfDoc(i, 0).ID}, end); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for v := range 50 {
		commitTo(t, other, []*archive.Document{shelfDoc(v%10, v)})
	}
	all.Wait()
	if n, bytes := f.kept(); bytes < 0 || bytes > 100_000 || n == 0 {
		t.Errorf("%d documents of %d bytes are kept", n, bytes)
	}
}

package bleveindex

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index"
)

// views hands out the newest snapshot of an index. A snapshot lives while it is
// the newest or somebody uses it.
type views struct {
	mu      sync.Mutex
	scorch  bleveapi.Index
	current *view
	columns map[uint64]*columns // by segment
	pinned  *scorch.IndexSnapshot
	closed  bool
}

// pin keeps the newest snapshot the newest while a batch is being written:
// bleve closes the segment of a batch that fails while its own newest snapshot
// still has it.
func (vs *views) pin() error {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.closed || vs.pinned != nil {
		return nil
	}
	snap, err := vs.newest()
	vs.pinned = snap
	return err
}

// unpin lets newer snapshots be seen.
func (vs *views) unpin() {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.pinned != nil {
		_ = vs.pinned.Close() // only a reference is given back
		vs.pinned = nil
	}
}

// newest returns a reference to the snapshot to be seen.
func (vs *views) newest() (*scorch.IndexSnapshot, error) {
	if vs.pinned != nil {
		vs.pinned.AddRef()
		return vs.pinned, nil
	}
	r, err := vs.scorch.Reader()
	if err != nil {
		return nil, err
	}
	snap, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a reader of type %T", r), r.Close())
	}
	return snap, nil
}

func (vs *views) open(b bleve.Index) (err error) {
	vs.columns = map[uint64]*columns{}
	vs.scorch, err = b.Advanced()
	return err
}

// acquire returns the newest view; fresh tells that it was made just now.
func (vs *views) acquire() (v *view, fresh bool, err error) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.closed {
		return nil, false, errors.New("closed")
	}
	snap, err := vs.newest()
	if err != nil {
		return nil, false, err
	}
	if vs.current != nil && vs.current.snap == snap {
		vs.current.refs++
		return vs.current, false, snap.Close()
	}
	v, err = vs.build(snap)
	if err != nil {
		return nil, false, errors.Join(err, snap.Close())
	}
	if vs.current != nil {
		vs.drop(vs.current)
	}
	vs.current = v
	v.refs = 2 // one of views, one of the caller
	return v, true, nil
}

func (vs *views) drop(v *view) {
	if v.refs--; v.refs == 0 {
		_ = v.snap.Close() // only a reference is given back
	}
}

func (vs *views) close() {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.closed = true
	if vs.current != nil {
		vs.drop(vs.current)
		vs.current = nil
	}
	if vs.pinned != nil {
		_ = vs.pinned.Close()
		vs.pinned = nil
	}
}

// build makes a view, with columns of segments not seen before.
func (vs *views) build(snap *scorch.IndexSnapshot) (*view, error) {
	v := &view{owner: vs, snap: snap, counts: map[termKey]int{}, averages: map[string]float64{}, ordinals: map[string]*ordinals{}, results: map[string]*index.Result{}}
	if raw, err := snap.GetInternal(seqKey); err != nil {
		return nil, err
	} else if len(raw) == 8 {
		v.seq = binary.BigEndian.Uint64(raw)
	}
	used := map[uint64]*columns{}
	for _, s := range snap.Segments() {
		cols := vs.columns[s.Id()]
		if cols == nil {
			var err error
			if cols, err = newColumns(s.Segment()); err != nil {
				return nil, fmt.Errorf("columns of a segment: %w", err)
			}
		}
		used[s.Id()] = cols
		g := &segView{id: s.Id(), seg: s.Segment(), cols: cols, n: int(s.Segment().Count()), except: s.Deleted()}
		if g.except != nil && !g.except.IsEmpty() {
			g.deleted = make([]uint64, (g.n+63)/64)
			it := g.except.Iterator()
			for it.HasNext() {
				d := it.Next()
				g.deleted[d/64] |= 1 << (d % 64)
			}
		}
		v.live += int(s.Count())
		v.segs = append(v.segs, g)
	}
	vs.columns = used
	return v, nil
}

// view is one consistent snapshot of an index.
type view struct {
	owner *views
	refs  int // under owner.mu
	snap  *scorch.IndexSnapshot
	segs  []*segView
	live  int
	seq   uint64

	mu       sync.Mutex
	counts   map[termKey]int
	averages map[string]float64
	ordinals map[string]*ordinals
	results  map[string]*index.Result
}

type termKey struct{ field, term string }

func (v *view) release() {
	v.owner.mu.Lock()
	v.owner.drop(v)
	v.owner.mu.Unlock()
}

func (v *view) segmentIDs() map[uint64]bool {
	ids := map[uint64]bool{}
	for _, g := range v.segs {
		ids[g.id] = true
	}
	return ids
}

// segView is a segment with what is deleted in this snapshot.
type segView struct {
	id      uint64
	seg     segment.Segment
	cols    *columns
	n       int
	except  *roaring.Bitmap
	deleted []uint64 // bits; nil when nothing is
}

func (g *segView) dead(doc uint32) bool {
	return g.deleted != nil && g.deleted[doc/64]&(1<<(doc%64)) != 0
}

// count is the number of live documents with a term.
func (v *view) count(field, term string) (int, error) {
	key := termKey{field, term}
	v.mu.Lock()
	n, ok := v.counts[key]
	v.mu.Unlock()
	if ok {
		return n, nil
	}
	for _, g := range v.segs {
		dict, err := g.seg.Dictionary(field)
		if err != nil {
			return 0, err
		}
		pl, err := dict.PostingsList([]byte(term), g.except, nil)
		if err != nil {
			return 0, err
		}
		n += int(pl.Count())
	}
	v.remember(key, n)
	return n, nil
}

// remember keeps a count of documents.
func (v *view) remember(key termKey, n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.counts) > 100_000 {
		clear(v.counts)
	}
	v.counts[key] = n
}

// average is the length of a text field among the live documents that have it.
func (v *view) average(field string) float64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	a, ok := v.averages[field]
	if ok {
		return a
	}
	total, have := 0, 0
	for _, g := range v.segs {
		for doc, n := range g.cols.lengths[field] {
			if n > 0 && !g.dead(uint32(doc)) {
				total += int(n)
				have++
			}
		}
	}
	if have > 0 {
		a = float64(total) / float64(have)
	}
	v.averages[field] = a
	return a
}

// terms lists terms of live documents in any of the fields.
func (v *view) terms(ctx context.Context, fields []string, prefix string, limit int) ([]index.TermCount, error) {
	counts := map[string]int{}
	for _, g := range v.segs {
		for _, f := range fields {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			err := g.each(f, prefix, func(term string, n int) bool { counts[term] += n; return true })
			if err != nil {
				return nil, err
			}
		}
	}
	out := make([]index.TermCount, 0, len(counts))
	for t, n := range counts {
		out = append(out, index.TermCount{Term: t, Count: n})
	}
	slices.SortFunc(out, func(a, b index.TermCount) int { return strings.Compare(a.Term, b.Term) })
	if limit > 0 {
		out = out[:min(limit, len(out))]
	}
	return out, nil
}

// each calls fn for the terms of a field with a prefix that live documents have,
// in order, until it returns false.
func (g *segView) each(field, prefix string, fn func(term string, n int) bool) error {
	dict, err := g.seg.Dictionary(field)
	if err != nil {
		return err
	}
	var start, end []byte
	if prefix != "" {
		start, end = []byte(prefix), after(prefix)
	}
	it := dict.AutomatonIterator(nil, start, end)
	var pl segment.PostingsList
	for {
		e, err := it.Next()
		if err != nil || e == nil {
			return err
		}
		n := int(e.Count)
		if g.deleted != nil {
			if pl, err = dict.PostingsList([]byte(e.Term), g.except, pl); err != nil {
				return err
			}
			n = int(pl.Count())
		}
		if n > 0 && !fn(e.Term, n) {
			return nil
		}
	}
}

// after is the first key behind all that begin with prefix.
func after(prefix string) []byte {
	end := bytes.Clone([]byte(prefix))
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

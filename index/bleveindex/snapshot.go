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

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"letopis/index"
	"letopis/index/segment"
)

// views hands out the newest snapshot of an index, counting who uses it: a
// snapshot is closed when it is neither the newest nor in use. Safe for concurrent
// use.
type views struct {
	mu      sync.Mutex
	scorch  bleveapi.Index
	current *view
	pinned  *scorch.IndexSnapshot
	closed  bool
}

// pin keeps the newest snapshot the newest while a batch is being written:
// bleve closes the segment of a batch that fails while its own newest snapshot
// still has it.
func (vs *views) pin() error {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.closed {
		return errors.New("closed")
	}
	if vs.pinned != nil {
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

// build makes a view.
func (vs *views) build(snap *scorch.IndexSnapshot) (*view, error) {
	v := &view{owner: vs, snap: snap, counts: map[termKey]int{}, averages: map[string]float64{}, ordinals: map[string]*ordinals{}, laidOut: map[string]bool{}, results: map[string]*index.Result{}}
	if raw, err := snap.GetInternal(seqKey); err != nil {
		return nil, err
	} else if len(raw) == 8 {
		v.seq = binary.BigEndian.Uint64(raw)
	}
	for _, s := range snap.Segments() {
		seg := own(s.Segment())
		if seg == nil {
			return nil, fmt.Errorf("a segment of type %T", s.Segment())
		}
		g := &segView{id: s.Id(), seg: seg, n: seg.Len()}
		if except := s.Deleted(); except != nil && !except.IsEmpty() {
			g.deleted = make(docBits, words64(g.n))
			it := except.Iterator()
			for it.HasNext() {
				g.deleted.set(it.Next())
			}
		}
		v.live += int(s.Count())
		v.segs = append(v.segs, g)
	}
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
	layout   *layout // of the fields laidOut
	laidOut  map[string]bool
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
	seg     *segment.Segment
	n       int
	deleted docBits // nil when nothing is
}

func (g *segView) dead(doc uint32) bool { return g.deleted != nil && g.deleted.has(doc) }

// live is the number of live documents among those of postings.
func (g *segView) live(p segment.Postings) int {
	if g.deleted == nil {
		return p.Len()
	}
	n := 0
	docs, _ := p.Docs(make([]uint32, 0, p.Len()), nil)
	for _, d := range docs {
		if !g.dead(d) {
			n++
		}
	}
	return n
}

// count is the number of live documents with a term of a text field.
func (v *view) count(field, term string) (int, error) {
	key := termKey{field, term}
	v.mu.Lock()
	n, ok := v.counts[key]
	v.mu.Unlock()
	if ok {
		return n, nil
	}
	for _, g := range v.segs {
		p, err := g.seg.Text(field).Postings(term)
		if err != nil {
			return 0, err
		}
		n += g.live(p)
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
		t := g.seg.Text(field)
		switch {
		case t == nil:
		case g.deleted == nil:
			total, have = total+t.Tokens, have+t.Docs
		default:
			for doc, n := range t.Lengths {
				if n > 0 && !g.dead(uint32(doc)) {
					total += int(n)
					have++
				}
			}
		}
	}
	if have > 0 {
		a = float64(total) / float64(have)
	}
	v.averages[field] = a
	return a
}

// terms lists terms that live documents have in a text or keyword field.
func (v *view) terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	counts := map[string]int{}
	for _, g := range v.segs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := g.seg.Text(field).Each(nil, []byte(prefix), after(prefix), func(term []byte, p segment.Postings) bool {
			if n := g.live(p); n > 0 {
				counts[string(term)] += n
			}
			return true
		})
		if err != nil {
			return nil, err
		}
		g.values(field, prefix, counts)
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

// values adds the documents of a keyword field's values with a prefix.
func (g *segView) values(field, prefix string, counts map[string]int) {
	k := g.seg.Keyword(field)
	if k == nil {
		return
	}
	from, _ := k.Find(prefix)
	to := from
	for ; int(to) < k.Len() && strings.HasPrefix(k.Value(to), prefix); to++ {
		if g.deleted == nil {
			counts[strings.Clone(k.Value(to))] += int(k.Counts[to])
		}
	}
	if g.deleted == nil {
		return
	}
	for d := range uint32(g.n) {
		if g.dead(d) {
			continue
		}
		for _, ord := range k.Of(d) {
			if from <= ord && ord < to {
				counts[strings.Clone(k.Value(ord))]++
			}
		}
	}
}

// after is the first key behind all that begin with prefix, nil for no limit.
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

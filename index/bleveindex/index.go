package bleveindex

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"letopis/index"
)

// seqKey is where scorch keeps index.Batch.Seq, in the batch of its documents.
var seqKey = []byte("letopis.seq")

// Index is one open generation.
type Index struct {
	path string
	o    Options

	write  sync.Mutex // one writer
	failed atomic.Bool
	bleve  bleve.Index
	views  views
	cache  *cache

	columns    *columns
	keepCounts atomic.Bool // see KeepCounts

	numbers atomic.Pointer[[]uint32] // 0, 1, 2…

	// Memory for one search at a time.
	arenas    sync.Pool // of *arena
	countings sync.Pool // of *counting
	groups    sync.Pool // of *groups
	pruned    sync.Pool // of *pruned
}

var _ index.Index = (*Index)(nil)

// config keeps batches safe: nothing here weakens durability.
func config() map[string]any {
	return map[string]any{"bolt_timeout": "2s", "forceSegmentType": segmentType, "forceSegmentVersion": segmentVersion}
}

// emptyMapping indexes nothing by itself: documents come as tokens (plugin.go).
func emptyMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping.Dynamic = false
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}

func createBleve(path string) error {
	b, err := bleve.NewUsing(path, emptyMapping(), scorch.Name, scorch.Name, config())
	if err != nil {
		return fmt.Errorf("creating index %s: %w", path, err)
	}
	return b.Close()
}

func openIndex(path string, o Options) (*Index, error) {
	b, err := bleve.OpenUsing(path, config())
	if err != nil {
		if strings.Contains(err.Error(), "timeout") {
			return nil, fmt.Errorf("index %s: %w", path, index.ErrLocked)
		}
		return nil, fmt.Errorf("index %s: %w (%v)", path, index.ErrDamaged, err)
	}
	x := &Index{path: path, o: o, bleve: b, cache: newCache(o.CacheBytes), columns: newColumns()}
	x.KeepCounts(o.Answers >= -1)
	x.arenas.New = func() any { return &arena{} }
	x.countings.New = func() any { return &counting{} }
	x.pruned.New = func() any { return &pruned{} }
	x.groups.New = func() any { return &groups{} }
	if err := x.views.open(b); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return x, nil
}

// Apply implements index.Index.
func (x *Index) Apply(ctx context.Context, b index.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	batch := bleveapi.NewBatch()
	for _, id := range b.Delete {
		batch.Delete(id)
	}
	for _, d := range b.Put {
		if d.ID == "" {
			return errors.New("index: a document without an ID")
		}
		batch.Update(document{d})
	}
	if b.Seq != 0 {
		batch.SetInternal(seqKey, binary.BigEndian.AppendUint64(nil, b.Seq))
	}
	return x.commit(batch)
}

// commit writes a batch. After a failed one bleve's handle is not to be trusted:
// writes are refused until the index is reopened; searches go on over the snapshot
// from before it.
func (x *Index) commit(batch *bleveapi.Batch) error {
	x.write.Lock()
	defer x.write.Unlock()
	if x.failed.Load() {
		return fmt.Errorf("index %s: %w", x.path, index.ErrReadOnly)
	}
	if err := x.views.pin(); err != nil {
		return fmt.Errorf("index %s: %w", x.path, err)
	}
	if err := x.views.scorch.Batch(batch); err != nil {
		x.failed.Store(true)
		return fmt.Errorf("index %s: writing: %w (%v)", x.path, index.ErrReadOnly, err)
	}
	x.views.unpin()
	return nil
}

// Seq implements index.Index.
func (x *Index) Seq(context.Context) (uint64, error) {
	v, err := x.view()
	if err != nil {
		return 0, err
	}
	defer v.release()
	return v.seq, nil
}

// view returns the newest snapshot; release it after use.
func (x *Index) view() (*view, error) {
	v, fresh, err := x.views.acquire()
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", x.path, err)
	}
	if fresh {
		ids := v.segmentIDs()
		x.cache.keep(ids)
		x.columns.keep(ids)
	}
	return v, nil
}

// every returns the numbers below n.
func (x *Index) every(n int) []uint32 {
	if p := x.numbers.Load(); p != nil && len(*p) >= n {
		return (*p)[:n:n]
	}
	list := below(n + n/4)
	x.numbers.Store(&list)
	return list[:n:n]
}

// below makes the numbers below n.
func below(n int) []uint32 {
	list := make([]uint32, n)
	for i := range list {
		list[i] = uint32(i)
	}
	return list
}

// Terms implements index.Index.
func (x *Index) Terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	return v.terms(ctx, field, prefix, limit)
}

// Counts implements index.Index.
func (x *Index) Counts(_ context.Context, field string, terms []string) ([]int, error) {
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	out := make([]int, len(terms))
	for i, t := range terms {
		if out[i], err = v.count(field, t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Stats implements index.Index.
func (x *Index) Stats(context.Context) (index.Stats, error) {
	v, err := x.view()
	if err != nil {
		return index.Stats{}, err
	}
	defer v.release()
	s := index.Stats{Docs: v.live, Extra: map[string]float64{}}
	var mapped int64
	for _, g := range v.segs {
		mapped += int64(g.seg.Size())
	}
	cached, hits, misses := x.cache.stats()
	columns := x.columns.bytes()
	s.MemoryBytes = cached + columns
	s.Extra["column_bytes"] = float64(columns)
	s.Extra["segments"], s.Extra["mapped_bytes"], s.Extra["cache_bytes"] = float64(len(v.segs)), float64(mapped), float64(cached)
	s.Extra["cache_hits"], s.Extra["cache_misses"] = float64(hits), float64(misses)
	err = filepath.WalkDir(x.path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // segments come and go while we look
		}
		if info, err := d.Info(); err == nil {
			s.DiskBytes += info.Size()
		}
		return nil
	})
	return s, err
}

// Forget drops what is cached of terms and answers, so that the next query is
// the first of its kind. For measurements.
func (x *Index) Forget() error {
	v, err := x.view()
	if err != nil {
		return err
	}
	defer v.release()
	v.mu.Lock()
	clear(v.counts)
	clear(v.results)
	v.mu.Unlock()
	x.cache.keep(nil)
	return nil
}

// KeepCounts tells whether counts of facets of whole searches are kept; else only
// those of words are. They are unless Options.Answers is below -1. For measurements.
func (x *Index) KeepCounts(keep bool) { x.keepCounts.Store(keep) }

// Close implements index.Index. Searches under way keep their snapshot.
func (x *Index) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	x.views.close()
	if err := x.bleve.Close(); err != nil {
		return fmt.Errorf("index %s: %w", x.path, err)
	}
	return nil
}

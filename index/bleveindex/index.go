package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"letopis/index"
	"letopis/index/bleveindex/exec"
	"letopis/index/bleveindex/facet"
	"letopis/index/bleveindex/scorchseg"
	"letopis/index/bleveindex/segcache"
)

// Index is one open generation.
type Index struct {
	path string
	o    Options

	write    sync.Mutex // one writer
	rootSize int64      // of rootFile, when it was looked at last
	failed   atomic.Bool
	damage   atomic.Pointer[error] // what was found; nothing is answered any more
	guarded  atomic.Int64          // when the files were looked at last
	scorch   *scorch.Scorch
	queue    *bleveapi.AnalysisQueue // scorch's, where documents do nothing

	snapshots snapshots
	cache     *segcache.Cache
	columns   *facet.Columns
	exec      *exec.Shared
}

var _ index.Index = (*Index)(nil)

// Names in a generation's folder.
const (
	storeDir = "store" // of scorch
	rootFile = "root.bolt"
)

// openScorch opens or creates the store of a generation. The configuration keeps
// batches safe: nothing in it weakens durability.
func openScorch(path string, queue *bleveapi.AnalysisQueue, readOnly bool) (_ *scorch.Scorch, err error) {
	// Its file has no checksums, and it takes what it reads for what was written.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("opening it: %v", r)
		}
	}()
	opened, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path":                filepath.Join(path, storeDir),
		"bolt_timeout":        lockTime.String(),
		"forceSegmentType":    scorchseg.Type,
		"forceSegmentVersion": scorchseg.Version,
		"read_only":           readOnly,
	}, queue)
	if err != nil {
		return nil, err
	}
	s, ok := opened.(*scorch.Scorch)
	if !ok {
		return nil, fmt.Errorf("an index of type %T", opened)
	}
	return s, s.Open()
}

// createIndex makes an empty generation.
func createIndex(path string) error {
	queue := bleveapi.NewAnalysisQueue(1)
	defer queue.Close()
	s, err := openScorch(path, queue, false)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return fmt.Errorf("creating index %s: %w", path, err)
	}
	return nil
}

func openIndex(path string, o Options) (*Index, error) {
	if _, err := os.Stat(filepath.Join(path, storeDir, rootFile)); err != nil { // scorch would create it
		return nil, fmt.Errorf("index %s: %w (%v)", path, index.ErrDamaged, err)
	}
	if !o.ReadOnly {
		if err := removeUnfinished(filepath.Join(path, storeDir)); err != nil {
			return nil, fmt.Errorf("index %s: %w", path, err)
		}
	}
	queue := bleveapi.NewAnalysisQueue(1)
	newest, err := newestState(path)
	var s *scorch.Scorch
	if err == nil {
		s, err = openScorch(path, queue, o.ReadOnly)
	}
	if err != nil {
		queue.Close()
		if strings.Contains(err.Error(), "timeout") {
			return nil, fmt.Errorf("index %s: %w", path, index.ErrLocked)
		}
		return nil, fmt.Errorf("index %s: %w (%v)", path, index.ErrDamaged, err)
	}
	cache := segcache.New(o.CacheBytes)
	columns := facet.NewColumns(cache)
	x := &Index{
		path:      path,
		o:         o,
		scorch:    s,
		queue:     queue,
		snapshots: snapshots{scorch: s, columns: columns, answers: int64(o.Answers)},
		cache:     cache,
		columns:   columns,
		exec:      &exec.Shared{Cache: cache, MaxTerms: o.MaxTerms},
	}
	x.KeepCounts(o.Answers >= -1)
	if err := x.checkState(newest); err != nil {
		return nil, errors.Join(fmt.Errorf("index %s: %w", path, err), x.Close())
	}
	return x, nil
}

// checkState compares what there is with what there should be.
func (x *Index) checkState(newest state) (err error) {
	defer x.shield(&err)()
	v, err := x.view()
	if err != nil {
		return err
	}
	defer v.release()
	if v.state != newest {
		return fmt.Errorf("%w: its newest snapshot cannot be loaded", index.ErrDamaged)
	}
	return v.checkState()
}

// removeUnfinished deletes what a process that was killed left half written.
func removeUnfinished(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*"+scorchseg.Unfinished))
	for _, path := range files {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// Capabilities implements index.Index.
func (x *Index) Capabilities() index.Capabilities {
	return index.Capabilities{CollapseAfter: true, AtomicBatches: true}
}

// Apply implements index.Index.
func (x *Index) Apply(ctx context.Context, b index.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	batch, live := bleveapi.NewBatch(), map[string]bool{}
	for _, id := range b.Delete {
		batch.Delete(id)
		live[id] = false
	}
	for _, d := range b.Put {
		if d.ID == "" {
			return errors.New("index: a document without an ID")
		}
		batch.Update(scorchseg.Document(d))
		live[d.ID] = true
	}
	return x.commit(batch, live, b.Seq)
}

// commit writes a batch that leaves some documents live and some not. After a failed one
// scorch is not to be trusted: writes are refused until the index is reopened; searches go
// on over the snapshot from before it.
func (x *Index) commit(batch *bleveapi.Batch, live map[string]bool, seq uint64) (err error) {
	x.write.Lock()
	defer x.write.Unlock()
	defer x.shield(&err)()
	if x.failed.Load() || x.o.ReadOnly {
		return fmt.Errorf("index %s: %w", x.path, index.ErrReadOnly)
	}
	if err := x.checkRoot(); err != nil {
		return err
	}
	if err := x.snapshots.pin(); err != nil {
		return fmt.Errorf("index %s: %w", x.path, err)
	}
	v, err := x.view()
	if err != nil {
		return err
	}
	batch.SetInternal(stateKey, v.state.next(v, live, seq).encode())
	v.release()
	if err := x.scorch.Batch(batch); err != nil {
		x.failed.Store(true)
		return fmt.Errorf("index %s: writing: %w (%v)", x.path, index.ErrReadOnly, err)
	}
	x.snapshots.unpin()
	return nil
}

// view returns the newest snapshot; release it after use.
func (x *Index) view() (*view, error) {
	v, fresh, err := x.snapshots.acquire()
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", x.path, err)
	}
	if fresh {
		ids := v.IDs()
		x.cache.Retain(ids)
		x.columns.Retain(ids)
	}
	if err := x.guard(v); err != nil {
		v.release()
		return nil, err
	}
	return v, nil
}

// Seq implements index.Index.
func (x *Index) Seq(context.Context) (uint64, error) {
	v, err := x.view()
	if err != nil {
		return 0, err
	}
	defer v.release()
	return v.Seq, nil
}

// Terms implements index.Index.
func (x *Index) Terms(ctx context.Context, field, prefix string, limit int) (_ []index.TermCount, err error) {
	defer x.shield(&err)()
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	return v.Terms(ctx, field, prefix, limit)
}

// Neighbours implements index.Index.
func (x *Index) Neighbours(ctx context.Context, field, term string, edits int) (_ []index.TermCount, err error) {
	defer x.shield(&err)()
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	automaton, err := exec.Within(term, edits)
	if err != nil {
		return nil, err
	}
	out, err := v.Matching(ctx, field, automaton)
	return slices.DeleteFunc(out, func(t index.TermCount) bool { return t.Term == term }), err
}

// Counts implements index.Index.
func (x *Index) Counts(_ context.Context, field string, terms []string) (_ []int, err error) {
	defer x.shield(&err)()
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.release()
	out := make([]int, len(terms))
	for i, t := range terms {
		if out[i], err = v.DocFreq(field, t); err != nil {
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
	var mapped int64
	for _, g := range v.Segments {
		mapped += int64(g.Data.Size())
	}
	cached, columns := x.cache.Stats(), x.columns.Bytes()
	s := index.Stats{Docs: v.Live, MemoryBytes: cached.Cost + columns, Extra: map[string]float64{
		"segments":     float64(len(v.Segments)),
		"mapped_bytes": float64(mapped),
		"column_bytes": float64(columns),
		"cache_bytes":  float64(cached.Cost),
		"cache_hits":   float64(cached.Hits),
		"cache_misses": float64(cached.Misses),
	}}
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
	v.ForgetCounts()
	v.answers.Clear()
	x.cache.Clear()
	return nil
}

// KeepCounts sets whether counts of facets of whole searches are kept; else only
// those of words are. They are unless Options.Answers is below -1. For measurements.
func (x *Index) KeepCounts(keep bool) { x.columns.KeepWhole(keep) }

// Close implements index.Index. Searches under way keep their snapshot.
func (x *Index) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	x.snapshots.close()
	if err := x.scorch.Close(); err != nil {
		return fmt.Errorf("index %s: %w", x.path, err)
	}
	x.queue.Close()
	return nil
}

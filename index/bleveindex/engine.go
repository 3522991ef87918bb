// Package bleveindex is the embedded search engine. bleve's scorch does what is
// durable: batches, snapshots, and merging of segments, which are of our own format.
// What a query does is our own, in packages that do not know bleve:
//
//	bleveindex   generations, batches, snapshots, and the search as a whole
//	scorchseg    lets scorch keep our segments
//	topk         the first hits, with as few scores as can be
//	facet        counts of values
//	exec         an expression to a set of one segment's documents, with a scorer
//	score        what documents score, and bounds on it
//	snapshot     the segments of one moment and what is true of all of them
//	postings     decoded occurrences of terms, with impacts
//	segcache     what is kept of segments between searches
//	docset       sets of documents
//
// Each knows only those below it. Read Index.Search first (search.go): it is the way of a
// query. bleve lives here and in scorchseg only.
package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"letopis/index"
)

// Options bound what an engine takes.
type Options struct {
	// CacheBytes is for decoded postings and results of one open generation.
	// Default: 256 MB.
	CacheBytes int64
	// MaxTerms is how many terms a prefix or fuzzy expression may expand to
	// before it is index.ErrTooBroad. Default: 8,192, whose postings are merged
	// in some tens of milliseconds, once.
	MaxTerms int
	// ReadOnly writes nothing, and keeps others from writing as long as it is open.
	ReadOnly bool
	// Answers is how many answers a snapshot remembers. Default: 2,048; -1: none;
	// below: nor counts of facets of whole searches (see KeepCounts).
	Answers int
}

// Engine keeps generations in folders of one directory. CURRENT names the live
// one. A generation is made under another name and renamed when complete, so
// that one killed in the making does not exist.
type Engine struct {
	dir string
	o   Options
	mu  sync.Mutex
}

var (
	_ index.Engine   = (*Engine)(nil)
	_ index.Verifier = (*Engine)(nil)
)

const (
	current    = "CURRENT"
	unfinished = ".tmp"
)

// OpenEngine opens or creates the directory.
func OpenEngine(dir string, o Options) (*Engine, error) {
	if o.CacheBytes == 0 {
		o.CacheBytes = 256 << 20
	}
	if o.MaxTerms == 0 {
		o.MaxTerms = 8192
	}
	if o.Answers == 0 {
		o.Answers = 2048
	}
	if !o.ReadOnly {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("index folder: %w", err)
		}
	}
	return &Engine{dir: dir, o: o}, nil
}

// Version implements index.Engine: raise it whenever what is stored changes.
func (e *Engine) Version() string { return "bleve2-5" }

// Open implements index.Engine.
func (e *Engine) Open(_ context.Context, generation string) (index.Index, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if generation == "" || generation == current ||
		strings.ContainsAny(generation, `/\`) || strings.HasSuffix(generation, unfinished) {
		return nil, fmt.Errorf("generation %q: not a name", generation)
	}
	path := filepath.Join(e.dir, generation)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !e.o.ReadOnly {
		if err := e.create(path); err != nil {
			return nil, err
		}
	}
	return openIndex(path, e.o)
}

func (e *Engine) create(path string) error {
	tmp := path + unfinished
	if err := os.RemoveAll(tmp); err != nil {
		return fmt.Errorf("index folder: %w", err)
	}
	if err := createIndex(tmp); err != nil {
		return err
	}
	if err := syncTree(tmp); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("index folder: %w", err)
	}
	return syncPath(e.dir)
}

// Live implements index.Engine.
func (e *Engine) Live(context.Context) (string, error) {
	b, err := os.ReadFile(filepath.Join(e.dir, current))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("index folder: %w", err)
	}
	name := strings.TrimSpace(string(b))
	if info, err := os.Stat(filepath.Join(e.dir, name)); err != nil || !info.IsDir() || strings.ContainsAny(name, `./\`) &&
		!filepath.IsLocal(name) || strings.HasPrefix(name, ".") {
		return "", nil // its folder was deleted, or the file is damaged: it will be built anew
	}
	return name, nil
}

// Promote implements index.Engine.
func (e *Engine) Promote(_ context.Context, generation string) error {
	if _, err := os.Stat(filepath.Join(e.dir, generation)); err != nil {
		return fmt.Errorf("generation %q: %w", generation, err)
	}
	tmp := filepath.Join(e.dir, current+unfinished)
	f, err := os.Create(tmp)
	if err != nil {
		return fmt.Errorf("index folder: %w", err)
	}
	_, err = f.WriteString(generation + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("index folder: %w", err)
	}
	if err := os.Rename(tmp, filepath.Join(e.dir, current)); err != nil {
		return fmt.Errorf("index folder: %w", err)
	}
	return syncPath(e.dir)
}

// List implements index.Engine.
func (e *Engine) List(context.Context) ([]string, error) {
	entries, err := os.ReadDir(e.dir)
	if err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	var out []string
	for _, x := range entries {
		if x.IsDir() && !strings.HasSuffix(x.Name(), unfinished) {
			out = append(out, x.Name())
		}
	}
	slices.Sort(out)
	return out, nil
}

// Drop implements index.Engine.
func (e *Engine) Drop(ctx context.Context, generation string) error {
	live, err := e.Live(ctx)
	if err != nil {
		return err
	}
	if generation == live {
		return fmt.Errorf("generation %q is live", generation)
	}
	if err := os.RemoveAll(filepath.Join(e.dir, generation)); err != nil {
		return fmt.Errorf("generation %q: %w", generation, err)
	}
	return syncPath(e.dir)
}

// syncTree makes a folder and all in it durable.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncPath(path)
	})
}

// syncPath makes a file or folder durable.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("index folder: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

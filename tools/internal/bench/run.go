package bench

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/internal/indexer"
	"letopis/internal/text"
)

// Options choose what is measured.
type Options struct {
	Docs    int
	Queries int // of each class
	// Distinct is how many different queries are asked once each; 0: none.
	Distinct int
	// FirstOnly: beside indexing only these are asked.
	FirstOnly bool
	During    time.Duration // of each measurement of queries a second
	Seed      uint64
	Peers     []string
	Dir       string // for indexes
	Log       func(format string, args ...any)
	// Program makes and serves a real archive; nil: nothing is asked over HTTP.
	Program Program
	// Crowd asks a server in another process; needed with Program.
	Crowd StartCrowd
	// Neighbours: of all that can be measured only what heavy clients and attackers do to one user.
	Neighbours bool
}

// Report is everything measured. Figures hold for this machine and moment;
// ratios to peers, measured beside, hold elsewhere.
type Report struct {
	Docs     int    `json:"docs"`
	RawBytes int64  `json:"raw_bytes"`
	Cores    int    `json:"cores"`
	Go       string `json:"go"`
	Load     string `json:"load"` // of the machine before the run

	Index   Indexing `json:"index"`
	OpenMS  float64  `json:"open_ms"`
	FirstMS float64  `json:"first_answer_ms"` // after opening, four facets
	// Memory with the cache full of what was asked, in bytes: what the process
	// has beside mapped files, and what the engine says of itself.
	AnonBytes   int64 `json:"anon_bytes"`
	EngineBytes int64 `json:"engine_bytes"`

	First   *FirstReport  `json:"first,omitempty"`
	Classes []ClassReport `json:"classes"`
	QPS     QPS           `json:"qps"`
	Site    *SiteReport   `json:"site,omitempty"`
	Peers   []PeerReport  `json:"peers,omitempty"`
	// BleveDefault is what the peer of that name took to index.
	BleveDefault *Indexing `json:"bleve_default,omitempty"`
}

// Indexing is what it took to index the corpus.
type Indexing struct {
	Seconds   float64 `json:"seconds"`
	DiskBytes int64   `json:"disk_bytes"`
	PeakBytes int64   `json:"peak_rss_bytes"`
}

// ClassReport holds the times of one class of queries. Cold: nothing cached of
// the words asked. Plain to ByDate: their postings are decoded, nothing is
// remembered of the search. Counted: its facets have been counted before, as for
// another page or order, its hits are found anew. Again: the answer is remembered.
type ClassReport struct {
	Name      string  `json:"name"`
	Hits      float64 `json:"hits"` // mean
	Cold      Times   `json:"cold"`
	ColdPlain Times   `json:"cold_plain"`
	Plain     Times   `json:"plain"`
	Facets    Times   `json:"facets"`
	Counted   Times   `json:"counted"`
	Filtered  Times   `json:"filtered"`
	ByDate    Times   `json:"by_date"`
	Again     Times   `json:"again"`
}

// QPS are queries a second of all classes mixed, on all cores.
type QPS struct {
	Plain   float64 `json:"plain"`
	Facets  float64 `json:"facets"`
	Counted float64 `json:"counted"`
	Again   float64 `json:"again"`
}

// PeerReport compares an engine with ours: times by class, with four facets.
type PeerReport struct {
	Name    string      `json:"name"`
	Index   Indexing    `json:"index"`
	Classes []PeerTimes `json:"classes"`
	QPS     float64     `json:"qps,omitempty"`
	Warm    float64     `json:"warm_ratio"` // geometric means of p50
	Cold    float64     `json:"cold_ratio"`
	Plain   float64     `json:"cold_plain_ratio"`
	Totals  [2]int      `json:"equal_totals"` // of how many queries
}

// PeerTimes are a peer's times for a class; Ratios are its p50 over ours.
type PeerTimes struct {
	Facets Times   `json:"facets"`
	Plain  Times   `json:"plain"`
	Warm   float64 `json:"warm_ratio"`
	Cold   float64 `json:"cold_ratio"`
	// ColdPlain is of both without facets.
	ColdPlain float64 `json:"cold_plain_ratio"`
}

// bench is one run.
type bench struct {
	o        Options
	corpus   *Corpus
	a        *text.Analyzer
	report   *Report
	x        *bleveindex.Index
	classes  []Class
	distinct []Distinct
	again    []Times         // by class
	totals   map[string]int  // by query
	peers    []Peer          // as Options.Peers but for BleveDefault
	askedOf  []*atomic.Int64 // by peer: queries that it was asked to measure rates
}

const generation = "bench"

// Run measures everything that o asks for.
func Run(ctx context.Context, corpus *Corpus, a *text.Analyzer, o Options) (_ *Report, err error) {
	b := &bench{o: o, corpus: corpus, a: a, totals: map[string]int{},
		report: &Report{Docs: o.Docs, Cores: runtime.GOMAXPROCS(0), Go: runtime.Version(), Load: load()}}
	defer func() {
		if b.x != nil {
			err = errors.Join(err, b.x.Close())
		}
	}()
	defer func() {
		for _, p := range b.peers {
			err = errors.Join(err, p.Close())
		}
	}()
	steps := []func(context.Context) error{b.index, b.pick}
	if o.Neighbours {
		steps = append(steps, b.neighboursOnly)
		return b.report, b.each(ctx, steps)
	}
	if !o.FirstOnly {
		steps = append(steps, b.remembered)
	}
	for _, name := range o.Peers {
		if name != BleveDefault {
			steps = append(steps, func(ctx context.Context) error { return b.peer(ctx, name) })
		}
	}
	steps = append(steps, b.first)
	if o.FirstOnly {
		if o.Program != nil {
			steps = append(steps, b.fill, b.firstServed)
		}
		return b.report, b.each(ctx, steps)
	}
	steps = append(steps, b.measure, b.rates)
	if o.Program != nil {
		steps = append(steps, b.site)
	}
	if slices.Contains(o.Peers, BleveDefault) {
		steps = append(steps, b.bleveDefault)
	}
	return b.report, b.each(ctx, steps)
}

// each does one step after the other.
func (b *bench) each(ctx context.Context, steps []func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return string(raw[:min(len(raw), 14)])
}

// What is remembered of searches, as bleveindex.Options.Answers has it.
const (
	rememberNothing = -2
	rememberCounts  = -1 // of facets
	rememberAll     = 0
)

// open opens the index, with so much remembered.
func (b *bench) open(ctx context.Context, answers int) error {
	if b.x != nil {
		err := b.x.Close()
		if b.x = nil; err != nil {
			return err
		}
	}
	engine, err := bleveindex.OpenEngine(filepath.Join(b.o.Dir, "index"), bleveindex.Options{CacheBytes: 1 << 30,
		Answers: answers})
	if err != nil {
		return err
	}
	x, err := engine.Open(ctx, generation)
	if err != nil {
		return err
	}
	b.x = x.(*bleveindex.Index)
	return nil
}

func (b *bench) index(ctx context.Context) error {
	if err := b.open(ctx, rememberNothing); err != nil {
		return err
	}
	in, raw, err := feed(ctx, b.o.Docs, b.make, func(ctx context.Context, docs []*index.Doc) error {
		return b.x.Apply(ctx,
			index.Batch{Put: docs})
	})
	if err != nil {
		return err
	}
	start := time.Now()
	if err := b.x.Settle(ctx); err != nil {
		return err
	}
	in.Seconds += time.Since(start).Seconds()
	in.PeakBytes = memory("VmHWM")
	b.report.Index, b.report.RawBytes = in, raw
	b.o.Log("indexed %d documents in %.1f s", b.o.Docs, in.Seconds)
	return nil
}

// feed makes n documents in batches and hands them to add, one batch at a time,
// while the next is made. It returns the bytes of text.
func feed[T any](ctx context.Context, n int, fill func(from, to int) ([]T, int64),
	add func(context.Context, []T) error) (in Indexing, raw int64, err error) {
	type batch struct {
		docs []T
		raw  int64
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	debug.FreeOSMemory()
	resetPeak()
	start := time.Now()
	ready := make(chan batch, 1)
	go func() {
		defer close(ready)
		const size = 1000 // as many as the indexer takes at once, about
		for from := 0; from < n; from += size {
			docs, bytes := fill(from, min(from+size, n))
			select {
			case ready <- batch{docs, bytes}:
			case <-ctx.Done():
				return
			}
		}
	}()
	for next := range ready {
		if err := add(ctx, next.docs); err != nil {
			return in, raw, err
		}
		raw += next.raw
	}
	return Indexing{Seconds: time.Since(start).Seconds(), PeakBytes: memory("VmHWM")}, raw, ctx.Err()
}

// make makes documents of a range and analyses them on all cores.
func (b *bench) make(from, to int) ([]*index.Doc, int64) {
	made, raw := b.corpusDocs(from, to)
	docs := make([]*index.Doc, len(made))
	eachCore(len(docs), func(i int) { docs[i] = indexer.Doc(b.a, made[i]) })
	return docs, raw
}

// remembered measures opening, memory, and answers that are remembered, before
// other engines take memory.
func (b *bench) remembered(ctx context.Context) error {
	if b.x != nil {
		err := b.x.Close()
		if b.x = nil; err != nil {
			return err
		}
	}
	start := time.Now()
	if err := b.open(ctx, rememberAll); err != nil {
		return err
	}
	b.report.OpenMS = time.Since(start).Seconds() * 1000
	ask := b.asker(nil)
	if err := ask(ctx, b.classes[1].Queries[0]); err != nil {
		return err
	}
	b.report.FirstMS = time.Since(start).Seconds() * 1000
	for _, c := range b.classes {
		if _, err := timed(ctx, c.Queries, 1, nil, clocked(ask)); err != nil {
			return err
		}
		t, err := timed(ctx, c.Queries, 5, nil, clocked(ask))
		if err != nil {
			return err
		}
		b.again = append(b.again, t)
	}
	var err error
	if b.report.QPS.Again, err = rate(ctx, b.classes, b.o.During, new(atomic.Int64), ask); err != nil {
		return err
	}
	debug.FreeOSMemory()
	b.report.AnonBytes = memory("RssAnon")
	stats, err := b.x.Stats(ctx)
	b.report.EngineBytes, b.report.Index.DiskBytes = stats.MemoryBytes, stats.DiskBytes
	return err
}

// diskBytes is the size of a file or of all files of a folder.
func diskBytes(path string) (n int64, err error) {
	err = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return nil // a segment may go while we look
	})
	return n, err
}

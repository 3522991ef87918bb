package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"letopis/index"
	"letopis/index/bleveindex"
	"letopis/internal/indexer"
	"letopis/internal/text"
)

// Options choose what is measured.
type Options struct {
	Docs    int
	Queries int           // of each class
	During  time.Duration // of each measurement of queries a second
	Seed    uint64
	Peers   []string
	Dir     string // for indexes
	Export  string // folder for documents and queries; "": they are not written
	Log     func(format string, args ...any)
	// Program makes and serves a real archive; nil: nothing is asked over HTTP.
	Program Program
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
// the words asked. Warm: their postings are decoded, answers are not
// remembered. Again: the answer is remembered.
type ClassReport struct {
	Name     string  `json:"name"`
	Hits     float64 `json:"hits"` // mean
	Cold     Times   `json:"cold"`
	Plain    Times   `json:"plain"`
	Facets   Times   `json:"facets"`
	Filtered Times   `json:"filtered"`
	ByDate   Times   `json:"by_date"`
	Again    Times   `json:"again"`
}

// QPS are queries a second of all classes mixed, on all cores.
type QPS struct {
	Plain  float64 `json:"plain"`
	Facets float64 `json:"facets"`
	Again  float64 `json:"again"`
}

// PeerReport compares an engine with ours: times by class, with four facets.
type PeerReport struct {
	Name    string      `json:"name"`
	Index   Indexing    `json:"index"`
	Classes []PeerTimes `json:"classes"`
	QPS     float64     `json:"qps"`
	Warm    float64     `json:"warm_ratio"` // geometric means of p50
	Cold    float64     `json:"cold_ratio"`
	Totals  [2]int      `json:"equal_totals"` // of how many queries
}

// PeerTimes are a peer's times for a class; Ratios are its p50 over ours.
type PeerTimes struct {
	Facets Times   `json:"facets"`
	Plain  Times   `json:"plain"`
	Warm   float64 `json:"warm_ratio"`
	Cold   float64 `json:"cold_ratio"`
}

// bench is one run.
type bench struct {
	o       Options
	corpus  *Corpus
	a       *text.Analyzer
	report  *Report
	x       *bleveindex.Index
	classes []Class
	totals  map[string]int // by query
}

const generation = "bench"

// Run measures everything that o asks for.
func Run(ctx context.Context, corpus *Corpus, a *text.Analyzer, o Options) (_ *Report, err error) {
	b := &bench{o: o, corpus: corpus, a: a, totals: map[string]int{}, report: &Report{Docs: o.Docs, Cores: runtime.GOMAXPROCS(0), Go: runtime.Version(), Load: load()}}
	defer func() {
		if b.x != nil {
			err = errors.Join(err, b.x.Close())
		}
	}()
	steps := []func(context.Context) error{b.index, b.pick, b.warm, b.again}
	if o.Export != "" {
		steps = append(steps, b.export)
	}
	if o.Program != nil {
		steps = append(steps, b.site)
	}
	for _, name := range o.Peers {
		if name == BleveDefault {
			steps = append(steps, b.bleveDefault)
			continue
		}
		steps = append(steps, func(ctx context.Context) error { return b.peer(ctx, name) })
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.report, nil
}

func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return string(raw[:min(len(raw), 14)])
}

// open opens the index, with answers remembered or not.
func (b *bench) open(ctx context.Context, answers int) error {
	if b.x != nil {
		err := b.x.Close()
		if b.x = nil; err != nil {
			return err
		}
	}
	engine, err := bleveindex.OpenEngine(filepath.Join(b.o.Dir, "index"), bleveindex.Options{CacheBytes: 1 << 30, Answers: answers})
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
	if err := b.open(ctx, -1); err != nil {
		return err
	}
	in, raw, err := feed(ctx, b.o.Docs, b.make, func(ctx context.Context, docs []*index.Doc) error { return b.x.Apply(ctx, index.Batch{Put: docs}) })
	if err != nil {
		return err
	}
	start := time.Now()
	if err := b.x.Settle(ctx); err != nil {
		return err
	}
	in.Seconds += time.Since(start).Seconds()
	in.PeakBytes = memory("VmHWM")
	in.DiskBytes, err = diskBytes(filepath.Join(b.o.Dir, "index"))
	b.report.Index, b.report.RawBytes = in, raw
	b.o.Log("indexed %d documents in %.1f s", b.o.Docs, in.Seconds)
	return err
}

// feed makes n documents in batches and hands them to add, one batch at a time,
// while the next is made. It returns the bytes of text.
func feed[T any](ctx context.Context, n int, fill func(from, to int) ([]T, int64), add func(context.Context, []T) error) (in Indexing, raw int64, err error) {
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

// pick chooses the queries.
func (b *bench) pick(ctx context.Context) error {
	terms, err := b.x.Terms(ctx, "body", "", 0)
	if err != nil {
		return err
	}
	sample, _ := b.make(0, min(b.o.Docs, 500))
	b.classes = Classes(b.o.Seed, b.o.Queries, b.o.Docs, terms, sample)
	for _, c := range b.classes {
		if len(c.Queries) == 0 {
			return fmt.Errorf("bench: no query of class %q in this corpus", c.Name)
		}
	}
	return nil
}

// query is q as Letopis's site asks it: ten hits, four facets unless plain.
func request(q Query, withFacets bool) index.Query {
	r := index.Query{Expr: q.Expr(), Limit: 10}
	if withFacets {
		for _, f := range facets {
			r.Facets = append(r.Facets, index.FacetRequest{Field: f, Limit: 10})
		}
	}
	return r
}

// warm measures all variants, first cold, then warm, without remembered answers.
func (b *bench) warm(ctx context.Context) error {
	ask := func(change func(*index.Query)) func(Query) error {
		return func(q Query) error {
			r := request(q, true)
			if change != nil {
				change(&r)
			}
			_, err := b.x.Search(ctx, r)
			return err
		}
	}
	plain := func(r *index.Query) { r.Facets = nil }
	filtered := func(r *index.Query) {
		r.Filters = []index.Filter{{Field: "city", Any: []string{b.corpus.town(1).ID, b.corpus.town(2).ID}}}
		r.Date = &index.DateRange{From: 20100101, To: 20201231}
	}
	byDate := func(r *index.Query) { r.Sort = index.ByDateDesc }
	for _, c := range b.classes {
		r := ClassReport{Name: c.Name}
		var err error
		if r.Cold, err = timed(ctx, c.Queries, 3, func() { err = b.x.Forget() }, ask(nil)); err != nil {
			return err
		}
		for _, q := range c.Queries { // warms up
			res, err := b.x.Search(ctx, request(q, true))
			if err != nil {
				return err
			}
			b.totals[fmt.Sprint(q)] = res.Total
			r.Hits += float64(res.Total) / float64(len(c.Queries))
		}
		for _, m := range []struct {
			into   *Times
			change func(*index.Query)
		}{{&r.Plain, plain}, {&r.Facets, nil}, {&r.Filtered, filtered}, {&r.ByDate, byDate}} {
			if *m.into, err = timed(ctx, c.Queries, 5, nil, ask(m.change)); err != nil {
				return err
			}
		}
		b.report.Classes = append(b.report.Classes, r)
	}
	b.o.Log("measured %d classes", len(b.classes))
	var err error
	if b.report.QPS.Plain, err = rate(ctx, b.classes, b.o.During, ask(plain)); err != nil {
		return err
	}
	b.report.QPS.Facets, err = rate(ctx, b.classes, b.o.During, ask(nil))
	return err
}

// again measures opening, memory, and answers that are remembered.
func (b *bench) again(ctx context.Context) error {
	if b.x != nil {
		err := b.x.Close()
		if b.x = nil; err != nil {
			return err
		}
	}
	start := time.Now()
	if err := b.open(ctx, 0); err != nil {
		return err
	}
	b.report.OpenMS = time.Since(start).Seconds() * 1000
	ask := func(q Query) error { _, err := b.x.Search(ctx, request(q, true)); return err }
	if err := ask(b.classes[1].Queries[0]); err != nil {
		return err
	}
	b.report.FirstMS = time.Since(start).Seconds() * 1000
	for i, c := range b.classes {
		if _, err := timed(ctx, c.Queries, 1, nil, ask); err != nil {
			return err
		}
		t, err := timed(ctx, c.Queries, 5, nil, ask)
		if err != nil {
			return err
		}
		b.report.Classes[i].Again = t
	}
	var err error
	if b.report.QPS.Again, err = rate(ctx, b.classes, b.o.During, ask); err != nil {
		return err
	}
	debug.FreeOSMemory()
	b.report.AnonBytes = memory("RssAnon")
	stats, err := b.x.Stats(ctx)
	b.report.EngineBytes = stats.MemoryBytes
	return err
}

// peer measures another engine on the same documents and queries.
func (b *bench) peer(ctx context.Context, name string) (err error) {
	dir := filepath.Join(b.o.Dir, "peer-"+name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	p, err := OpenPeer(name, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	r := PeerReport{Name: name}
	if r.Index, _, err = feed(ctx, b.o.Docs, b.make, p.Add); err != nil {
		return err
	}
	if r.Index.DiskBytes, err = p.Finish(ctx); err != nil {
		return err
	}
	b.o.Log("%s: indexed in %.1f s", name, r.Index.Seconds)
	var asked []Class
	var warm, cold []float64
	for i, c := range b.classes {
		t, err := b.peerClass(ctx, p, c, &r)
		if err != nil {
			return err
		}
		if t.Facets.P50 > 0 {
			ours := b.report.Classes[i]
			t.Warm, t.Cold = t.Facets.P50/ours.Facets.P50, t.Facets.P50/ours.Cold.P50
			warm, cold = append(warm, t.Warm), append(cold, t.Cold)
			asked = append(asked, c)
		}
		r.Classes = append(r.Classes, t)
	}
	r.Warm, r.Cold = geometric(warm), geometric(cold)
	r.QPS, err = rate(ctx, asked, b.o.During, func(q Query) error { _, _, err := p.Ask(ctx, q, true); return err })
	b.report.Peers = append(b.report.Peers, r)
	return err
}

func (b *bench) peerClass(ctx context.Context, p Peer, c Class, r *PeerReport) (t PeerTimes, err error) {
	for _, q := range c.Queries { // warms up
		total, ok, err := p.Ask(ctx, q, true)
		if err != nil || !ok {
			return t, err
		}
		r.Totals[1]++
		if total == b.totals[fmt.Sprint(q)] {
			r.Totals[0]++
		}
	}
	if t.Facets, err = timed(ctx, c.Queries, 2, nil, func(q Query) error { _, _, err := p.Ask(ctx, q, true); return err }); err != nil {
		return t, err
	}
	t.Plain, err = timed(ctx, c.Queries, 2, nil, func(q Query) error { _, _, err := p.Ask(ctx, q, false); return err })
	return t, err
}

func geometric(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += math.Log(v)
	}
	return math.Exp(sum / float64(max(len(x), 1)))
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
		return nil //nolint:nilerr // a segment may go while we look
	})
	return n, err
}

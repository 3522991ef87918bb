package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"time"

	"letopis/internal/archive"
)

// Program is what only the program itself can do: make an archive and serve it.
type Program interface {
	// Fill makes an archive of documents in the folder dir, as ingestion does,
	// with an index of them.
	Fill(ctx context.Context, dir string, docs iter.Seq[[]*archive.Document]) error
	// Serve starts a server of the archive in another process: without a rate
	// limit, and remembering as many answers as told (see
	// bleveindex.Options.Answers).
	Serve(ctx context.Context, dir string, answers int) (*Process, error)
}

// Process is a running server.
type Process struct {
	URL  string
	PID  int
	Stop func() error // waits for its end

	started float64 // seconds until the first answer
}

// SiteReport holds what the server of a real archive answers over HTTP, asked by
// this process on the same machine, whose cores both share. For Classes and Fresh
// nothing is remembered of searches.
type SiteReport struct {
	FillSeconds  float64     `json:"fill_s"`  // documents into catalogue and index
	StartSeconds float64     `json:"start_s"` // until the first answer
	Classes      []SiteTimes `json:"classes"`
	Fresh        []SiteRate  `json:"fresh"`
	Counted      []SiteRate  `json:"counted"` // no answers are remembered, but counts of facets
	Again        []SiteRate  `json:"again"`   // with remembered answers
	RestBytes    int64       `json:"rest_rss_anon_bytes"`
	Neighbours   *Neighbours `json:"neighbours"`
	Attacked     *Neighbours `json:"attacked"` // beside those who mean harm
}

// SiteTimes are the times of one class over one connection.
type SiteTimes struct {
	Name string  `json:"name"`
	Hits float64 `json:"hits"` // mean
	API  Times   `json:"api"`
	Page Times   `json:"page"`
	// Mean sizes of the bodies.
	APIBytes  int64 `json:"api_bytes"`
	PageBytes int64 `json:"page_bytes"`
}

// SiteRate are requests a second of all classes mixed over so many connections.
type SiteRate struct {
	Connections int     `json:"connections"`
	API         float64 `json:"api"`
	NoFacets    float64 `json:"no_facets"` // of the API
	Page        float64 `json:"page"`
	PageBrotli  float64 `json:"page_brotli"` // as browsers ask
	// APICost is the CPU time of the server for a request to the API, in
	// milliseconds.
	APICost float64 `json:"api_cpu_ms"`
	// Peers are queries a second of the peers' own search with four facets, in
	// process, asked in turns with the API: a machine may be faster a minute later.
	Peers []float64 `json:"peers,omitempty"`
}

const brotli = "Accept-Encoding: br\r\n"

// suggestTime is how long a new server is given to make suggestions beside
// answering, for each document.
const suggestTime = 200 * time.Microsecond

// connections are how many ask at once.
var connections = []int{1, 2, 4, 8, 16}

// site measures the served archive.
func (b *bench) site(ctx context.Context) error {
	dir := filepath.Join(b.o.Dir, "archive")
	r := &SiteReport{}
	start := time.Now()
	if err := b.fill(ctx); err != nil {
		return err
	}
	r.FillSeconds = time.Since(start).Seconds()
	if err := b.firstServed(ctx); err != nil {
		return err
	}
	var api, plain, page []string
	typed := b.typed()
	for i, c := range b.classes {
		if len(typed[i]) == 0 {
			return fmt.Errorf("bench: no query of class %q can be spelt with the words of the first documents", c.Name)
		}
		for _, q := range typed[i] {
			api, plain, page = append(api, apiPath(q)), append(plain, apiPath(q, "facets", "")), append(page, pagePath(q))
		}
	}
	err := b.served(ctx, dir, rememberNothing, func(p *Process) (err error) {
		r.StartSeconds = p.started
		for i, c := range b.classes {
			t, err := siteClass(ctx, p.URL, c.Name, typed[i])
			if err != nil {
				return err
			}
			r.Classes = append(r.Classes, t)
		}
		r.RestBytes = memoryOf(p.PID, "RssAnon")
		r.Fresh, err = b.siteRates(ctx, p, api, plain, page, b.peers)
		return err
	})
	if err != nil {
		return err
	}
	err = b.served(ctx, dir, rememberCounts, func(p *Process) error {
		// twice and more: counts are kept from the second time on
		for start := time.Now(); time.Since(start) < time.Duration(b.o.Docs)*suggestTime; {
			if err := warm(ctx, p, api); err != nil {
				return err
			}
		}
		var err error
		r.Counted, err = b.siteRates(ctx, p, api, plain, nil, b.peers)
		return err
	})
	if err != nil {
		return err
	}
	b.o.Log("measured the site")
	b.report.Site = r
	return b.served(ctx, dir, rememberAll, func(p *Process) (err error) {
		if err := warm(ctx, p, slices.Concat(api, page)); err != nil {
			return err
		}
		if r.Again, err = b.siteRates(ctx, p, api, plain, page, nil); err != nil {
			return err
		}
		return b.besideOthers(ctx, p, typed)
	})
}

// fill makes an archive of the documents.
func (b *bench) fill(ctx context.Context) error {
	start := time.Now()
	if err := b.o.Program.Fill(ctx, filepath.Join(b.o.Dir, "archive"), b.batches(ctx)); err != nil {
		return err
	}
	b.o.Log("made an archive in %.1f s", time.Since(start).Seconds())
	return nil
}

// neighboursOnly makes an archive and measures what clients of its server do to one another.
func (b *bench) neighboursOnly(ctx context.Context) error {
	dir := filepath.Join(b.o.Dir, "archive")
	if err := b.fill(ctx); err != nil {
		return err
	}
	b.report.Site = &SiteReport{}
	return b.served(ctx, dir, rememberAll, func(p *Process) error { return b.besideOthers(ctx, p, b.typed()) })
}

// besideOthers measures a user beside clients of two kinds.
func (b *bench) besideOthers(ctx context.Context, p *Process, typed [][]string) (err error) {
	r := b.report.Site
	if r.Neighbours, err = b.neighbours(ctx, p, typed, false); err != nil {
		return err
	}
	r.Attacked, err = b.neighbours(ctx, p, typed, true)
	return err
}

// served runs fn while a server of the archive runs that is ready.
func (b *bench) served(ctx context.Context, dir string, answers int, fn func(*Process) error) (err error) {
	start := time.Now()
	p, err := b.o.Program.Serve(ctx, dir, answers)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	c, err := dial(ctx, p.URL, "", "")
	if err != nil {
		return err
	}
	defer c.Close()
	var res found
	if err := c.json(apiPath(""), &res); err != nil {
		return err
	}
	if res.Total != b.o.Docs {
		return fmt.Errorf("bench: the server finds %d documents, not %d", res.Total, b.o.Docs)
	}
	p.started = time.Since(start).Seconds()
	return fn(p)
}

// batches are the documents as ingestion commits them.
func (b *bench) batches(ctx context.Context) iter.Seq[[]*archive.Document] {
	const size = 200
	return func(yield func([]*archive.Document) bool) {
		for from := 0; from < b.o.Docs && ctx.Err() == nil; from += size {
			docs, _ := b.corpusDocs(from, min(from+size, b.o.Docs))
			if !yield(docs) {
				return
			}
		}
	}
}

// spellDocs is how many documents are looked through for the forms of words.
const spellDocs = 1000

// typed are the queries by class as people type them.
func (b *bench) typed() [][]string {
	docs, _ := b.make(0, min(b.o.Docs, spellDocs))
	s := spell(docs)
	out := make([][]string, len(b.classes))
	for i, c := range b.classes {
		for _, q := range c.Queries {
			if typed, ok := s.typed(q); ok {
				out[i] = append(out[i], typed)
			}
		}
	}
	return out
}

// found is what is read of an answer of the API.
type found struct {
	Total  int                        `json:"total"`
	Hits   []struct{ ID string }      `json:"hits"`
	Facets map[string]json.RawMessage `json:"facets"`
}

func siteClass(ctx context.Context, url, name string, queries []string) (t SiteTimes, err error) {
	c, err := dial(ctx, url, "", "")
	if err != nil {
		return t, err
	}
	defer c.Close()
	t.Name = name
	n := len(queries)
	for _, q := range queries { // warms up
		var res found
		if err := c.json(apiPath(q), &res); err != nil {
			return t, err
		}
		if len(res.Facets) != len(facets) || len(res.Hits) > 10 || len(res.Hits) == 0 && res.Total > 0 {
			return t, fmt.Errorf("bench: the answer to %q has %d hits of %d and %d facets", q, len(res.Hits), res.Total,
				len(res.Facets))
		}
		t.Hits += float64(res.Total) / float64(n)
	}
	for _, m := range []struct {
		into  *Times
		bytes *int64
		path  func(string) string
	}{{&t.API, &t.APIBytes, func(q string) string { return apiPath(q) }}, {&t.Page, &t.PageBytes, pagePath}} {
		var took []time.Duration
		for range 5 {
			for _, q := range queries {
				start := time.Now()
				size, err := c.fetch(m.path(q), nil)
				if err != nil {
					return t, err
				}
				took = append(took, time.Since(start))
				*m.bytes += size
			}
		}
		*m.into = percentiles(took)
		*m.bytes /= int64(len(took))
	}
	return t, ctx.Err()
}

// siteRates asks by several numbers of connections; page may be nil.
func (b *bench) siteRates(ctx context.Context, p *Process, api, plain, page []string, peers []Peer) ([]SiteRate,
	error) {
	var out []SiteRate
	for _, n := range connections {
		r := SiteRate{Connections: n}
		if err := b.siteTurns(ctx, p, api, plain, peers, &r); err != nil {
			return nil, err
		}
		if len(page) > 0 {
			var err error
			if r.Page, err = swarm(ctx, p.URL, "", n, b.o.During, page); err != nil {
				return nil, err
			}
			if r.PageBrotli, err = swarm(ctx, p.URL, brotli, n, b.o.During, page); err != nil {
				return nil, err
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// siteTurns asks the API, with facets and without, and the peers in turns, so that
// what else the machine does meets all of them alike.
func (b *bench) siteTurns(ctx context.Context, p *Process, api, plain []string, peers []Peer, r *SiteRate) error {
	r.Peers = make([]float64, len(peers))
	ask := func(paths []string, rate *float64) error {
		q, err := swarm(ctx, p.URL, "", r.Connections, b.o.During/turns, paths)
		*rate += q / turns
		return err
	}
	var used time.Duration
	for turn := range turns {
		faceted := func() error {
			before := cpuOf(p.PID)
			err := ask(api, &r.API)
			used += cpuOf(p.PID) - before
			return err
		}
		both := []func() error{faceted, func() error { return ask(plain, &r.NoFacets) }}
		if turn%2 == 1 { // who comes first after the peers finds other things in the processor's caches
			slices.Reverse(both)
		}
		for _, fn := range both {
			if err := fn(); err != nil {
				return err
			}
		}
		for i := range peers {
			q, err := b.peerRate(ctx, i, b.o.During/turns)
			if err != nil {
				return err
			}
			r.Peers[i] += q / turns
		}
	}
	if r.API > 0 {
		r.APICost = used.Seconds() * 1000 / (r.API * b.o.During.Seconds())
	}
	return nil
}

// against is how many times as many full answers the API gives as peer i answers
// queries.
func against(rates []SiteRate, i int) float64 {
	return busy(rates, func(r *SiteRate) (float64, float64) { return r.API, r.Peers[i] })
}

// facetsCost is how many times as many answers the API gives without facets.
func facetsCost(rates []SiteRate) float64 {
	return busy(rates, func(r *SiteRate) (float64, float64) { return r.NoFacets, r.API })
}

// busy is the geometric mean of ratios, of as many connections as keep all cores
// busy.
func busy(rates []SiteRate, of func(*SiteRate) (a, b float64)) float64 {
	var ratios []float64
	for i := range rates {
		if a, b := of(&rates[i]); rates[i].Connections >= 4 && b > 0 {
			ratios = append(ratios, a/b)
		}
	}
	return geometric(ratios)
}

package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// FirstReport holds the times of distinct queries, each asked once of an index or a server that has just been opened
// and goes on warming up, as it does for people: words may have been asked before, queries never.
type FirstReport struct {
	Queries int           `json:"queries"`
	Classes []FirstClass  `json:"classes"`
	All     Times         `json:"all"`
	Peers   []FirstPeer   `json:"peers,omitempty"`
	Served  []FirstServed `json:"served,omitempty"`
}

// FirstClass are the times of one class in this process, with four facets, and of another pass without.
type FirstClass struct {
	Name  string `json:"name"`
	Asked int    `json:"asked"`
	Times
	Plain Times `json:"plain"`
}

// FirstPeer compares a peer's times for the same queries in the same order, with four facets and without.
type FirstPeer struct {
	Name   string     `json:"name"`
	Facets FirstRatio `json:"facets"`
	Plain  FirstRatio `json:"plain"`
}

// FirstRatio is a peer's time over ours, of as many of the first queries as it answers in its time: of the medians by
// class, and of the sums.
type FirstRatio struct {
	Asked   int                `json:"asked"`
	Classes map[string]float64 `json:"classes"`
	Mean    float64            `json:"mean"` // geometric, of Classes
	Sum     float64            `json:"sum"`
}

// FirstServed are full answers over HTTP, of queries that nobody else of the run asks.
type FirstServed struct {
	What        string         `json:"what"` // api or page
	Connections int            `json:"connections"`
	Asked       int            `json:"asked"`
	PerSecond   float64        `json:"per_second"`
	CPU         float64        `json:"cpu_ms"` // of the server for an answer
	Times       Times          `json:"times"`
	Statuses    map[string]int `json:"statuses,omitempty"` // other than 200
}

// peerTime is how long a peer is asked distinct queries.
const peerTime = 30 * time.Second

// first asks the distinct queries in this process, then of the peers.
func (b *bench) first(ctx context.Context) error {
	if b.o.Distinct == 0 {
		return nil
	}
	terms, err := b.x.Terms(ctx, "body", "", 0)
	if err != nil {
		return err
	}
	docs, _ := b.make(0, min(b.o.Docs, 4*spellDocs))
	var towns []string
	for _, t := range b.corpus.Towns {
		towns = append(towns, t.Name)
	}
	b.distinct = DistinctQueries(b.o.Seed, b.o.Distinct, b.o.Docs, terms, docs, towns)
	if len(b.distinct) < b.o.Distinct/2 {
		return fmt.Errorf("bench: %d distinct queries of %d can be drawn from this corpus: name larger folders by --from",
			len(b.distinct), b.o.Distinct)
	}
	if err := writeDistinct(filepath.Join(b.o.Dir, DistinctFile), b.distinct); err != nil {
		return err
	}
	r := &FirstReport{Queries: len(b.distinct)}
	for _, p := range b.peers {
		if err := b.compile(ctx, p); err != nil {
			return err
		}
	}
	for i := range b.peers {
		r.Peers = append(r.Peers, FirstPeer{Name: b.report.Peers[i].Name})
	}
	for _, withFacets := range []bool{true, false} {
		if err := b.firstPass(ctx, r, withFacets); err != nil {
			return err
		}
	}
	b.report.First = r
	b.o.Log("asked %d distinct queries", len(b.distinct))
	return nil
}

// firstPass asks us and then each peer the distinct queries, of an index that has just been opened.
func (b *bench) firstPass(ctx context.Context, r *FirstReport, withFacets bool) error {
	if err := b.open(ctx, rememberAll); err != nil {
		return err
	}
	ask := plainQuery
	if withFacets {
		ask = nil
	}
	took, err := firstTimes(ctx, b.distinct, 0, clocked(b.asker(ask)))
	if err != nil {
		return err
	}
	if withFacets {
		r.All, r.Classes = percentiles(known(took)), byClass(b.distinct, took)
	} else {
		for i, c := range byClass(b.distinct, took) {
			r.Classes[i].Plain = c.Times
		}
	}
	for i, p := range b.peers {
		if err := p.Reopen(ctx); err != nil {
			return err
		}
		theirs, err := firstTimes(ctx, b.distinct, peerTime, asking(p, withFacets))
		if err != nil {
			return err
		}
		ratio := &r.Peers[i].Plain
		if withFacets {
			ratio = &r.Peers[i].Facets
		}
		*ratio = compareFirst(b.distinct, took, theirs)
	}
	return nil
}

// compile asks a peer other queries for a while: a virtual machine compiles while it runs, which is not to be measured.
func (b *bench) compile(ctx context.Context, p Peer) error {
	const most = 20 // times each, as long as there is time
	begin := time.Now()
	for range most {
		for _, c := range b.classes {
			for _, q := range c.Queries {
				if time.Since(begin) > peerTime {
					return nil
				}
				for _, withFacets := range []bool{true, false} {
					if _, _, err := p.Ask(ctx, q, withFacets); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

var errNoSuchQuery = errors.New("the engine has no such query")

// firstTimes asks one query after the other, each once, for as long as told (0: all) and returns how long each took;
// 0: it has no words, or was not asked.
func firstTimes(ctx context.Context, queries []Distinct, most time.Duration, ask timedAsk) ([]time.Duration, error) {
	took := make([]time.Duration, len(queries))
	begin := time.Now()
	for i, d := range queries {
		if len(d.Query.Words) == 0 {
			continue
		}
		if most > 0 && time.Since(begin) > most {
			break
		}
		one, err := ask(ctx, d.Query)
		if errors.Is(err, errNoSuchQuery) {
			continue
		}
		if err != nil {
			return nil, err
		}
		took[i] = one
	}
	return took, ctx.Err()
}

// known are the times of what was asked.
func known(took []time.Duration) (out []time.Duration) {
	for _, t := range took {
		if t > 0 {
			out = append(out, t)
		}
	}
	return out
}

// byClass are the times of each class.
func byClass(queries []Distinct, took []time.Duration) (out []FirstClass) {
	times := map[string][]time.Duration{}
	for i, d := range queries {
		if took[i] > 0 {
			times[d.Class] = append(times[d.Class], took[i])
		}
	}
	for _, s := range shares {
		if t := times[s.class]; len(t) > 0 {
			out = append(out, FirstClass{Name: s.class, Asked: len(t), Times: percentiles(t)})
		}
	}
	return out
}

// compareFirst compares what both were asked.
func compareFirst(queries []Distinct, ours, theirs []time.Duration) FirstRatio {
	both := make([]time.Duration, len(ours)) // ours of what they were asked
	var sum [2]time.Duration
	for i, t := range theirs {
		if t > 0 {
			both[i] = ours[i]
			sum[0], sum[1] = sum[0]+ours[i], sum[1]+t
		}
	}
	p := FirstRatio{Asked: len(known(both)), Classes: map[string]float64{}}
	p.Sum = float64(sum[1]) / float64(max(sum[0], 1))
	us, them := byClass(queries, both), byClass(queries, theirs)
	var ratios []float64
	for i := range us {
		ratio := them[i].P50 / us[i].P50
		p.Classes[us[i].Name], ratios = ratio, append(ratios, ratio)
	}
	p.Mean = geometric(ratios)
	return p
}

// firstServed asks a server that has just started, each part of the queries by another number of connections.
func (b *bench) firstServed(ctx context.Context) error {
	if b.o.Distinct == 0 {
		return nil
	}
	rounds := []FirstServed{{What: "api", Connections: 1}, {What: "api", Connections: 16},
		{What: "api", Connections: 64}, {What: "page", Connections: 1}, {What: "page", Connections: 16}}
	part := len(b.distinct) / len(rounds)
	return b.served(ctx, filepath.Join(b.o.Dir, "archive"), rememberAll, func(p *Process) error {
		for i := range rounds {
			var paths []string
			for _, d := range b.distinct[i*part : (i+1)*part] {
				if rounds[i].What == "page" {
					paths = append(paths, pagePath(d.Typed))
				} else {
					paths = append(paths, apiPath(d.Typed))
				}
			}
			if err := rounds[i].ask(ctx, p, paths); err != nil {
				return err
			}
		}
		b.report.First.Served = rounds
		b.o.Log("asked a server distinct queries")
		return nil
	})
}

// ask asks each path once.
func (s *FirstServed) ask(ctx context.Context, p *Process, paths []string) error {
	queue := make(chan string)
	var all sync.WaitGroup
	errs := make([]error, s.Connections)
	took := make([][]time.Duration, s.Connections)
	statuses := make([]map[string]int, s.Connections)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	before, start := cpuOf(p.PID), time.Now()
	for i := range s.Connections {
		statuses[i] = map[string]int{}
		all.Go(func() {
			if took[i], errs[i] = askEach(ctx, p.URL, queue, statuses[i]); errs[i] != nil {
				cancel()
			}
		})
	}
feed:
	for _, path := range paths {
		select {
		case queue <- path:
		case <-ctx.Done():
			break feed
		}
	}
	close(queue)
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	elapsed := time.Since(start)
	every := slices.Concat(took...)
	s.Asked, s.Times = len(every), percentiles(every)
	s.PerSecond = float64(s.Asked) / elapsed.Seconds()
	s.CPU = (cpuOf(p.PID) - before).Seconds() * 1000 / float64(max(s.Asked, 1))
	s.Statuses = map[string]int{}
	for _, of := range statuses {
		for status, n := range of {
			s.Statuses[status] += n
		}
	}
	return ctx.Err()
}

// askEach asks what comes over one connection; statuses counts those that are not 200.
func askEach(ctx context.Context, url string, queue <-chan string, statuses map[string]int) ([]time.Duration, error) {
	c, err := dial(ctx, url, "", "")
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var took []time.Duration
	for path := range queue {
		start := time.Now()
		status, _, err := c.get(path, nil)
		if err != nil {
			return took, err
		}
		if took = append(took, time.Since(start)); status != http.StatusOK {
			statuses[fmt.Sprint(status)]++
		}
	}
	return took, nil
}

// print writes the report.
func (r *FirstReport) print(w io.Writer) error {
	fmt.Fprintf(w, "\n%d distinct queries, each asked once, four facets: p50/p99 %s ms\n\n", r.Queries, r.All)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "p50/p99, ms\tqueries\tfirst time\twithout facets\t")
	for _, p := range r.Peers {
		fmt.Fprintf(t, "%s ×\twithout facets ×\t", p.Name)
	}
	fmt.Fprintln(t)
	for _, c := range r.Classes {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t", c.Name, c.Asked, c.Times, c.Plain)
		for _, p := range r.Peers {
			fmt.Fprintf(t, "%.2f\t%.2f\t", p.Facets.Classes[c.Name], p.Plain.Classes[c.Name])
		}
		fmt.Fprintln(t)
	}
	if len(r.Served) > 0 {
		fmt.Fprintln(t, "\t\t\t\nover HTTP\tconnections\tp50/p99, ms\tanswers/s\tserver CPU, ms\tother than 200\t")
	}
	for _, s := range r.Served {
		fmt.Fprintf(t, "%s\t%d\t%s\t%.0f\t%.2f\t%s\t\n", s.What, s.Connections, s.Times, s.PerSecond, s.CPU, list(s.Statuses))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, p := range r.Peers {
		for _, x := range []struct {
			how string
			FirstRatio
		}{{"with four facets", p.Facets}, {"without facets", p.Plain}} {
			if _, err := fmt.Fprintf(w, "\n%s, %s, takes %.2f× our time for the first %d of them in the geometric mean of "+
				"classes, %.2f× in all\n", p.Name, x.how, x.Mean, x.Asked, x.Sum); err != nil {
				return err
			}
		}
	}
	return nil
}

// list writes counts by name.
func list(counts map[string]int) string {
	if len(counts) == 0 {
		return "—"
	}
	var out []string
	for name, n := range counts {
		out = append(out, fmt.Sprintf("%s: %d", name, n))
	}
	slices.SortFunc(out, cmp.Compare)
	return fmt.Sprint(out)
}

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

// FirstClass are the times of one class in this process, with four facets.
type FirstClass struct {
	Name  string `json:"name"`
	Asked int    `json:"asked"`
	Times
}

// FirstPeer compares a peer's times for the same queries in the same order, as many of the first ones as it answers in
// its time. Ratios are its time over ours: of the medians by class, and of the sums.
type FirstPeer struct {
	Name    string             `json:"name"`
	Asked   int                `json:"asked"`
	Classes map[string]float64 `json:"classes"`
	Mean    float64            `json:"mean_ratio"` // geometric, of Classes
	Sum     float64            `json:"sum_ratio"`
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
	if err := b.open(ctx, rememberAll); err != nil {
		return err
	}
	took, err := firstTimes(ctx, b.distinct, 0, b.asker(nil))
	if err != nil {
		return err
	}
	r := &FirstReport{Queries: len(b.distinct), All: percentiles(known(took))}
	r.Classes = byClass(b.distinct, took)
	for i, p := range b.peers {
		theirs, err := firstTimes(ctx, b.distinct, peerTime, func(ctx context.Context, q Query) error {
			_, ok, err := p.Ask(ctx, q, true)
			if err == nil && !ok {
				err = errNoSuchQuery
			}
			return err
		})
		if err != nil {
			return err
		}
		r.Peers = append(r.Peers, compareFirst(b.report.Peers[i].Name, b.distinct, took, theirs))
	}
	b.report.First = r
	b.o.Log("asked %d distinct queries", len(b.distinct))
	return nil
}

var errNoSuchQuery = errors.New("the engine has no such query")

// firstTimes asks one query after the other, each once, for as long as told (0: all) and returns how long each took;
// 0: it has no words, or was not asked.
func firstTimes(ctx context.Context, queries []Distinct, most time.Duration, ask func(context.Context, Query) error) (
	[]time.Duration, error) {
	took := make([]time.Duration, len(queries))
	begin := time.Now()
	for i, d := range queries {
		if len(d.Query.Words) == 0 {
			continue
		}
		start := time.Now()
		if most > 0 && start.Sub(begin) > most {
			break
		}
		err := ask(ctx, d.Query)
		if errors.Is(err, errNoSuchQuery) {
			continue
		}
		if err != nil {
			return nil, err
		}
		took[i] = time.Since(start)
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
			out = append(out, FirstClass{s.class, len(t), percentiles(t)})
		}
	}
	return out
}

// compareFirst compares what both were asked.
func compareFirst(name string, queries []Distinct, ours, theirs []time.Duration) FirstPeer {
	both := make([]time.Duration, len(ours)) // ours of what they were asked
	var sum [2]time.Duration
	for i, t := range theirs {
		if t > 0 {
			both[i] = ours[i]
			sum[0], sum[1] = sum[0]+ours[i], sum[1]+t
		}
	}
	p := FirstPeer{Name: name, Asked: len(known(both)), Classes: map[string]float64{}}
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
	fmt.Fprint(t, "p50/p99, ms\tqueries\tfirst time\t")
	for _, p := range r.Peers {
		fmt.Fprintf(t, "%s ×\t", p.Name)
	}
	fmt.Fprintln(t)
	for _, c := range r.Classes {
		fmt.Fprintf(t, "%s\t%d\t%s\t", c.Name, c.Asked, c.Times)
		for _, p := range r.Peers {
			fmt.Fprintf(t, "%.1f\t", p.Classes[c.Name])
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
		if _, err := fmt.Fprintf(w, "\n%s takes %.1f× our time for the first %d of them in the geometric mean of classes, "+
			"%.1f× in all\n", p.Name, p.Mean, p.Asked, p.Sum); err != nil {
			return err
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

package bench

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"letopis/index"
)

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

// request is q as Letopis's site asks it: ten hits, four facets unless plain.
func request(q Query, withFacets bool) index.Query {
	r := index.Query{Expr: q.Expr(), Limit: 10}
	if withFacets {
		for _, f := range facets {
			r.Facets = append(r.Facets, index.FacetRequest{Field: f, Limit: 10})
		}
	}
	return r
}

// asker asks with four facets, or as changed.
func (b *bench) asker(change func(*index.Query)) func(context.Context, Query) error {
	return func(ctx context.Context, q Query) error {
		r := request(q, true)
		if change != nil {
			change(&r)
		}
		_, err := b.x.Search(ctx, r)
		return err
	}
}

func plainQuery(r *index.Query) { r.Facets = nil }

// measure asks one class after the other of all engines, so that what else the
// machine does meets all of them alike.
func (b *bench) measure(ctx context.Context) error {
	if err := b.open(ctx, rememberNothing); err != nil {
		return err
	}
	for n, c := range b.classes {
		if err := b.ours(ctx, c); err != nil {
			return err
		}
		b.report.Classes[n].Again = b.again[n]
		for i, p := range b.peers {
			t, err := b.peerClass(ctx, p, c, &b.report.Peers[i])
			if err != nil {
				return err
			}
			b.report.Peers[i].Classes = append(b.report.Peers[i].Classes, t)
		}
	}
	for i := range b.report.Peers {
		b.report.Peers[i].compare(b.report.Classes)
	}
	b.o.Log("measured %d classes", len(b.classes))
	return nil
}

// ours measures all variants of a class, first cold, then warm, without
// remembered answers.
func (b *bench) ours(ctx context.Context, c Class) error {
	filtered := func(r *index.Query) {
		r.Filters = []index.Filter{{Field: "city", Any: []string{b.corpus.town(1).ID, b.corpus.town(2).ID}}}
		r.Date = &index.DateRange{From: 20100101, To: 20201231}
	}
	byDate := func(r *index.Query) { r.Sort = index.ByDateDesc }
	r := ClassReport{Name: c.Name}
	var err error
	var forgotten error
	forget := func() { forgotten = errors.Join(forgotten, b.x.Forget()) }
	if r.Cold, err = timed(ctx, c.Queries, 3, forget, clocked(b.asker(nil))); err != nil {
		return err
	}
	if r.ColdPlain, err = timed(ctx, c.Queries, 3, forget, clocked(b.asker(plainQuery))); err != nil {
		return err
	}
	if forgotten != nil {
		return forgotten
	}
	for range 2 { // warms up: counts of words are kept from the second time on
		r.Hits = 0
		for _, q := range c.Queries {
			res, err := b.x.Search(ctx, request(q, true))
			if err != nil {
				return err
			}
			b.totals[fmt.Sprint(q)] = res.Total
			r.Hits += float64(res.Total) / float64(len(c.Queries))
		}
	}
	for _, m := range []struct {
		into   *Times
		change func(*index.Query)
	}{{&r.Plain, plainQuery}, {&r.Facets, nil}, {&r.Filtered, filtered}, {&r.ByDate, byDate}} {
		if *m.into, err = timed(ctx, c.Queries, 5, nil, clocked(b.asker(m.change))); err != nil {
			return err
		}
	}
	defer b.x.KeepCounts(false)
	b.x.KeepCounts(true)
	for range 2 {
		for _, q := range c.Queries {
			if err := b.asker(nil)(ctx, q); err != nil {
				return err
			}
		}
	}
	if r.Counted, err = timed(ctx, c.Queries, 5, nil, clocked(b.asker(nil))); err != nil {
		return err
	}
	b.report.Classes = append(b.report.Classes, r)
	return nil
}

// turns are how many times each of several engines, or ways to ask, has its turn
// within one measurement of rates.
const turns = 4

// rates measures queries a second of all classes mixed, of all engines. Ours are
// measured in turns, so that what else the machine does meets all of them alike.
func (b *bench) rates(ctx context.Context) error {
	for range turns {
		for _, m := range []struct {
			into   *float64
			change func(*index.Query)
			keep   bool
		}{{&b.report.QPS.Plain, plainQuery, false}, {&b.report.QPS.Facets, nil, false}, {&b.report.QPS.Counted, nil, true}} {
			b.x.KeepCounts(m.keep)
			r, err := rate(ctx, b.classes, b.o.During/turns, new(atomic.Int64), b.asker(m.change))
			b.x.KeepCounts(false)
			if err != nil {
				return err
			}
			*m.into += r / turns
		}
	}
	var err error
	for i := range b.peers {
		if b.report.Peers[i].QPS, err = b.peerRate(ctx, i, b.o.During); err != nil {
			return err
		}
	}
	return nil
}

// peerRate measures queries a second of a peer, of the classes that it can answer; 0: it is another process, which is
// asked one query at a time.
func (b *bench) peerRate(ctx context.Context, i int, during time.Duration) (float64, error) {
	if _, ok := b.peers[i].(*processPeer); ok {
		return 0, nil
	}
	var asked []Class
	for j, t := range b.report.Peers[i].Classes {
		if t.Facets.P50 > 0 {
			asked = append(asked, b.classes[j])
		}
	}
	return rate(ctx, asked, during, b.askedOf[i], func(ctx context.Context, q Query) error {
		_, _, err := b.peers[i].Ask(ctx, q, true)
		return err
	})
}

// peer opens another engine and gives it the same documents.
func (b *bench) peer(ctx context.Context, name string) error {
	dir := filepath.Join(b.o.Dir, "peer-"+name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	p, err := OpenPeer(ctx, name, dir)
	if err != nil {
		return err
	}
	b.peers, b.askedOf = append(b.peers, p), append(b.askedOf, new(atomic.Int64))
	r := PeerReport{Name: name}
	if r.Index, _, err = feed(ctx, b.o.Docs, b.make, p.Add); err != nil {
		return err
	}
	if r.Index.DiskBytes, err = p.Finish(ctx); err != nil {
		return err
	}
	if other, ok := p.(*processPeer); ok {
		r.Index.PeakBytes = memoryOf(other.cmd.Process.Pid, "VmHWM")
	}
	b.o.Log("%s: indexed in %.1f s", name, r.Index.Seconds)
	b.report.Peers = append(b.report.Peers, r)
	return nil
}

func (b *bench) peerClass(ctx context.Context, p Peer, c Class, r *PeerReport) (t PeerTimes, err error) {
	for _, q := range c.Queries { // warms up
		a, ok, err := p.Ask(ctx, q, true)
		if err != nil || !ok {
			return t, err
		}
		r.Totals[1]++
		if a.Total == b.totals[fmt.Sprint(q)] {
			r.Totals[0]++
		}
	}
	if t.Facets, err = timed(ctx, c.Queries, 2, nil, asking(p, true)); err != nil {
		return t, err
	}
	t.Plain, err = timed(ctx, c.Queries, 2, nil, asking(p, false))
	return t, err
}

// asking takes a peer's own times.
func asking(p Peer, withFacets bool) timedAsk {
	return func(ctx context.Context, q Query) (time.Duration, error) {
		a, ok, err := p.Ask(ctx, q, withFacets)
		if err == nil && !ok {
			err = errNoSuchQuery
		}
		return a.Took, err
	}
}

// compare works out the ratios to our times.
func (r *PeerReport) compare(ours []ClassReport) {
	var warm, cold, plain []float64
	for i := range r.Classes {
		if t := &r.Classes[i]; t.Facets.P50 > 0 {
			t.Warm, t.Cold = t.Facets.P50/ours[i].Facets.P50, t.Facets.P50/ours[i].Cold.P50
			t.ColdPlain = t.Plain.P50 / ours[i].ColdPlain.P50
			warm, cold, plain = append(warm, t.Warm), append(cold, t.Cold), append(plain, t.ColdPlain)
		}
	}
	r.Warm, r.Cold, r.Plain = geometric(warm), geometric(cold), geometric(plain)
}

func geometric(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += math.Log(v)
	}
	return math.Exp(sum / float64(max(len(x), 1)))
}

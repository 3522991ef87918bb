package catalog

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/view"
)

// maxAbsent is the maximum number of missing acts that are kept; beyond it only the fact is reported.
const maxAbsent = 100_000

// territory selects acts by where they are in force: in any of the places (id, or name of a region), or in all of one
// of the municipalities. Empty means everywhere.
type territory struct{ places, wholes []string }

// territory returns the territory of any of the ids. As in searches, that of a town includes the acts of its
// settlement and its municipality, but not those of other settlements there.
func (s *Service) territory(ids []string) (t territory) {
	for _, id := range ids {
		t.places = append(t.places, id)
		if town, ok := s.o.Labels.City(id); ok {
			if town.Settlement != "" {
				t.places = append(t.places, town.Settlement)
			}
			if town.Municipality != "" {
				t.wholes = append(t.wholes, town.Municipality)
			}
		}
	}
	return t
}

// has reports whether an act with these places is in the territory.
func (t territory) has(places []string) bool {
	in := func(id string) bool { return slices.Contains(places, id) }
	return len(t.places) == 0 || slices.ContainsFunc(t.places, in) || slices.ContainsFunc(t.wholes, func(id string) bool {
		return in(id) && !slices.ContainsFunc(places, func(s string) bool { return strings.HasPrefix(s, id+".") })
	})
}

// ledger summarises all acts of the archive as of one state of the store. It is immutable once built.
type ledger struct {
	seq    archive.Seq
	absent []archive.Holding // most cited first
	runs   map[runKey]*numbers
	cut    bool
}

// runKey identifies a series of numbered acts.
type runKey struct {
	issuer, kind string
	year         int
}

// numbers are the numbers of the acts of a series.
type numbers struct {
	places  []string
	numbers map[string][]numbered // by the suffix after the digits
	other   int                   // count of numbers that are not digits with a suffix
}

// numbered is the number and day of an act, the latter as from Date.Span; 0 for an act that is only cited.
type numbered struct{ n, day int32 }

// ledger returns the ledger for the current state of the store. It is built by one goroutine at a time and cached
// until the store changes. It is completed even if the request that started it ends, so that the next request of a
// large archive finds it. Errors are logged even if no request is waiting.
func (s *Service) ledger(ctx context.Context) (*ledger, error) {
	stopped := problem.Problem{Code: problem.Busy}
	select {
	case s.making <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.life.Done():
		return nil, stopped
	}
	type result struct {
		ledger   *ledger
		err      error
		panicked any
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if r.panicked = recover(); r.panicked != nil {
				s.o.Log.Error("panic while what the archive lacks is found out", "panic", fmt.Sprint(r.panicked),
					"stack", string(debug.Stack()))
			}
			<-s.making
			done <- r
		}()
		r.ledger, r.err = s.makeLedger(s.life)
		if r.err != nil && s.life.Err() != nil {
			r.err = stopped
		} else if r.err != nil {
			s.o.Log.Error("what the archive lacks is not found out; trying again when it is asked for", "error", r.err)
		}
	}()
	select {
	case r := <-done:
		if r.panicked != nil {
			panic(r.panicked)
		}
		return r.ledger, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// makeLedger must not be called concurrently.
func (s *Service) makeLedger(ctx context.Context) (*ledger, error) {
	seq, err := s.o.Store.Seq(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the store's sequence number: %w", err)
	}
	if s.made != nil && s.made.seq == seq {
		return s.made, nil
	}
	made := &ledger{seq: seq, runs: map[runKey]*numbers{}}
	err = s.o.Store.Holdings(ctx, func(h archive.Holding) error {
		made.add(h)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading which acts are held: %w", err)
	}
	slices.SortStableFunc(made.absent, func(a, b archive.Holding) int {
		return cmp.Or(b.Cited-a.Cited, strings.Compare(a.Act.Date.String(), b.Act.Date.String()))
	})
	s.made = made
	return made, nil
}

// add adds an act.
func (l *ledger) add(h archive.Holding) {
	if h.ID == "" {
		if len(l.absent) < maxAbsent {
			l.absent = append(l.absent, h)
		} else {
			l.cut = true
		}
	}
	if h.Issuer == "" {
		return
	}
	k := runKey{h.Issuer, h.Act.Kind, h.Act.Date.Year}
	of := l.runs[k]
	if of == nil {
		of = &numbers{places: h.Places, numbers: map[string][]numbered{}}
		l.runs[k] = of
	}
	n, suffix, ok := splitNumber(h.Act.Number)
	if !ok {
		if h.ID != "" {
			of.other++
		}
		return
	}
	x := numbered{n: n}
	if h.ID != "" {
		x.day, _ = h.Act.Date.Span()
	}
	of.numbers[suffix] = append(of.numbers[suffix], x)
}

// highestNumber is the highest plausible number of an act within a year.
const highestNumber = 20_000

// splitNumber splits a number into digits and a suffix of letters, «14-р»; ok is false for any other form.
func splitNumber(number string) (n int32, suffix string, ok bool) {
	i := 0
	for i < len(number) && number[i] >= '0' && number[i] <= '9' {
		i++
	}
	x, err := strconv.Atoi(number[:i])
	if err != nil || x < 1 || x > highestNumber || strings.ContainsAny(number[i:], "0123456789") {
		return 0, "", false
	}
	return int32(x), strings.Trim(number[i:], "-/. "), true
}

// minRun is the minimum number of acts of a series worth reporting.
const minRun = 3

// runsOf returns the series of a key, one per suffix.
func (of *numbers) runsOf(k runKey) (out []api.NumberRun) {
	other := of.other
	for _, suffix := range sortedKeys(of.numbers) {
		list := of.numbers[suffix]
		held := map[int32]bool{}
		for _, x := range list {
			if x.day != 0 {
				held[x.n] = true
			}
		}
		if len(held) < minRun {
			other += len(held)
			continue
		}
		r := api.NumberRun{Issuer: k.issuer, Kind: k.kind, Year: k.year, Suffix: suffix, Held: len(held),
			Irregular: irregular(list), Ranges: []string{}}
		for _, x := range list {
			r.To = max(r.To, int(x.n))
		}
		if !r.Irregular {
			r.Absent, r.Ranges = r.To-r.Held, ranges(held, r.To)
		}
		out = append(out, r)
	}
	for i := range out {
		out[i].Other = other
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// irregular reports whether, among acts in order of their days, several and more than one in ten have a lower number
// than their predecessor. Single numbers may be mistaken, but a series that restarts is not one run.
func irregular(list []numbered) bool {
	dated := slices.DeleteFunc(slices.Clone(list), func(x numbered) bool { return x.day == 0 })
	slices.SortFunc(dated, func(a, b numbered) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.n, b.n)) })
	falls := 0
	for i := 1; i < len(dated); i++ {
		if dated[i].day > dated[i-1].day && dated[i].n < dated[i-1].n {
			falls++
		}
	}
	return falls > 1 && falls*10 > len(dated)
}

// maxRanges limits the reported ranges of missing numbers.
const maxRanges = 100

// ranges returns the missing numbers from 1 to the given one as ranges.
func ranges(held map[int32]bool, to int) []string {
	out := []string{}
	for n := 1; n <= to && len(out) < maxRanges; n++ {
		if held[int32(n)] {
			continue
		}
		from := n
		for n < to && !held[int32(n+1)] {
			n++
		}
		r := strconv.Itoa(from)
		if n > from {
			r += "–" + strconv.Itoa(n)
		}
		out = append(out, r)
	}
	return out
}

// Gaps returns what the archive lacks of places and a year, 0 for all years. Each list has up to limit entries, or
// all if limit is negative.
func (s *Service) Gaps(ctx context.Context, where []string, year, limit int) (*api.Gaps, error) {
	in := s.territory(where)
	l, err := s.ledger(ctx)
	if err != nil {
		return nil, err
	}
	out := &api.Gaps{Absent: []api.AbsentAct{}, Runs: []api.NumberRun{}, Programs: []api.ProgramGap{}, Cut: l.cut}
	for i := range l.absent {
		h := &l.absent[i]
		if year != 0 && h.Act.Date.Year != year || !in.has(h.Places) {
			continue
		}
		if out.AbsentTotal++; limit >= 0 && len(out.Absent) >= limit {
			continue
		}
		issuer, err := s.o.Labels.Issuer(ctx, h.Issuer)
		if err != nil {
			return nil, err
		}
		out.Absent = append(out.Absent, api.AbsentAct{Act: view.Act(h.Act), Issuer: view.Nullable(issuer), Cited: h.Cited,
			CitedBy: h.By})
	}
	for k, of := range l.runs {
		if (year == 0 || k.year == year) && in.has(of.places) {
			out.Runs = append(out.Runs, of.runsOf(k)...)
		}
	}
	slices.SortFunc(out.Runs, func(a, b api.NumberRun) int {
		return cmp.Or(b.Year-a.Year, strings.Compare(a.Issuer, b.Issuer), strings.Compare(a.Kind, b.Kind),
			strings.Compare(a.Suffix, b.Suffix))
	})
	if out.RunsTotal = len(out.Runs); limit >= 0 {
		out.Runs = out.Runs[:min(limit, len(out.Runs))]
	}
	for i := range out.Runs {
		if out.Runs[i].Issuer, err = s.o.Labels.Issuer(ctx, out.Runs[i].Issuer); err != nil {
			return nil, err
		}
	}
	return out, nil
}

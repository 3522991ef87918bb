// Package catalog lists what the archive holds: programmes with their acts in chronological order, towns, statistics,
// sources, and files that could not be read.
package catalog

import (
	"cmp"
	"context"
	"log/slog"
	"math"
	"slices"
	"sync"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
)

// Options are the dependencies and settings of a Service.
type Options struct {
	Store     archive.Store
	Index     func() index.Index
	Search    *search.Service
	Views     *view.Service
	Labels    *label.Labels
	Addresses *request.Addresses
	// Generation names the live generation of the index.
	Generation func() string
	Version    string // of the program
	Rules      int    // current version of the rules that find facts
	// Failure returns why the index is not following the catalogue at the moment; may be nil.
	Failure func() error
	// ReadOnly reports whether the archive is currently read-only; may be nil.
	ReadOnly func() bool
	Log      *slog.Logger
}

// Service lists what the archive holds. It is safe for concurrent use.
type Service struct {
	o      Options
	life   context.Context // of the construction of the ledger, which outlives requests
	stop   func()
	making chan struct{} // semaphore for reading and making the ledger
	made   *ledger       // the latest one; nil at first
}

// New returns a Service that runs until Stop.
func New(o Options) *Service {
	s := &Service{o: o, making: make(chan struct{}, 1)}
	life, end := context.WithCancel(context.Background())
	s.life, s.stop = life, sync.OnceFunc(func() {
		end()
		s.making <- struct{}{} // never released
	})
	return s
}

// Stop cancels background work and waits for its end; afterwards only requests read the store.
func (s *Service) Stop() { s.stop() }

// Programs returns the programmes with a word in their name that begins with prefix, those with most documents first,
// and their total number.
func (s *Service) Programs(
	ctx context.Context, prefix string, filters map[string]query.Choice, p request.Paging,
) ([]api.ProgramSummary, int, error) {
	a, err := s.o.Search.Count(ctx, filters, "program")
	if err != nil {
		return nil, 0, err
	}
	values := a.Facets[0].Values
	if prefix != "" {
		match := label.PrefixMatcher(prefix)
		values = slices.DeleteFunc(values, func(v index.ValueCount) bool {
			if err != nil {
				return false
			}
			var p label.Program
			p, err = s.o.Labels.Program(ctx, v.Value)
			return p.Name == "" || !match(p.Name)
		})
		if err != nil {
			return nil, 0, err
		}
	}
	out := []api.ProgramSummary{}
	for _, v := range request.Cut(values, p) {
		p, err := s.o.Labels.Program(ctx, v.Value)
		if err != nil {
			return nil, 0, err
		}
		if p.ID != "" {
			out = append(out, s.programSummary(p, v.Count))
		}
	}
	return out, len(values), nil
}

func (s *Service) programSummary(p label.Program, count int) api.ProgramSummary {
	return api.ProgramSummary{ID: p.ID, URL: s.o.Addresses.Link("/p/" + p.ID), Name: p.Name, Level: view.Nullable(p.Level),
		Municipality: view.Nullable(p.Municipality), Region: view.Nullable(p.Region), Count: count}
}

// Timeline returns a programme with its acts, oldest first. Within a day, as far as they are on one page, the act
// that approves the programme precedes the programme's text and amendments.
func (s *Service) Timeline(ctx context.Context, id string, p request.Paging) (*api.ProgramTimeline, error) {
	a, out, err := s.actsOf(ctx, id, p)
	if err != nil {
		return nil, err
	}
	out.Next = view.Nullable(a.Next)
	out.Acts, err = s.acts(ctx, id, a.Hits)
	return out, err
}

// Around returns a programme with the n acts nearest in time to a document; without acts if the document is not among
// the first query.MaxLimit of them.
func (s *Service) Around(ctx context.Context, id, doc string, n int) (*api.ProgramTimeline, error) {
	a, out, err := s.actsOf(ctx, id, request.Paging{Limit: query.MaxLimit})
	if err != nil {
		return nil, err
	}
	place := slices.IndexFunc(a.Hits, func(h index.Hit) bool { return h.ID == doc })
	if place < 0 {
		return out, nil
	}
	// Acts of one day are sorted together, so include whole days.
	from, to := window(place, len(a.Hits), n)
	for from > 0 && a.Hits[from-1].Date == a.Hits[from].Date {
		from--
	}
	for to < len(a.Hits) && a.Hits[to].Date == a.Hits[to-1].Date {
		to++
	}
	acts, err := s.acts(ctx, id, a.Hits[from:to])
	if err != nil {
		return nil, err
	}
	if place = slices.IndexFunc(acts, func(a api.ProgramAct) bool { return a.Hit.ID == doc }); place >= 0 {
		from, to = window(place, len(acts), n)
		out.Acts = acts[from:to]
	}
	return out, nil
}

// window returns n consecutive indexes of a list around a place.
func window(place, length, n int) (from, to int) {
	from = max(0, min(place-n/2, length-n))
	return from, min(from+n, length)
}

// actsOf finds a programme and a page of its acts, oldest first.
func (s *Service) actsOf(
	ctx context.Context, id string, p request.Paging,
) (*query.Answer, *api.ProgramTimeline, error) {
	a, err := s.o.Search.Ask(ctx, query.Request{Filters: map[string]query.Choice{"program": {Any: []string{id}}},
		Sort: "date", Limit: p.Limit, Cursor: p.Cursor})
	if err != nil {
		return nil, nil, err
	}
	program, err := s.o.Labels.Program(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if a.Total == 0 || program.ID == "" {
		return nil, nil, problem.Problem{Code: problem.NotFound, RU: "Такой программы в архиве нет.",
			EN: "There is no such programme in the archive."}
	}
	return a, &api.ProgramTimeline{Program: s.programSummary(program, a.Total), Acts: []api.ProgramAct{}}, nil
}

// acts describes the acts of a programme that were found.
func (s *Service) acts(ctx context.Context, id string, found []index.Hit) ([]api.ProgramAct, error) {
	hits, err := s.o.Views.Plain(ctx, found)
	if err != nil {
		return nil, err
	}
	days := map[string]int32{}
	for _, h := range found {
		days[h.ID] = h.Date
		if h.Date == 0 {
			days[h.ID] = math.MaxInt32 // unknown dates sort last
		}
	}
	out := make([]api.ProgramAct, len(hits))
	for i, h := range hits {
		out[i].Hit = h
		for _, p := range h.Programs {
			if p.ID == id && archive.ProgramRank[string(p.Role)] > archive.ProgramRank[out[i].Role] {
				out[i].Role = string(p.Role)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y api.ProgramAct) int {
		return cmp.Or(cmp.Compare(days[x.Hit.ID], days[y.Hit.ID]), archive.ProgramRank[y.Role]-archive.ProgramRank[x.Role])
	})
	return out, nil
}

// Cities returns the towns with documents, those with most first, and the number of documents without a town.
func (s *Service) Cities(ctx context.Context, regions []string) ([]api.CitySummary, int, error) {
	a, err := s.o.Search.Count(ctx, nil, "city")
	if err != nil {
		return nil, 0, err
	}
	out := []api.CitySummary{}
	for _, v := range a.Facets[0].Values {
		c, ok := s.o.Labels.City(v.Value)
		if !ok || len(regions) > 0 && !slices.Contains(regions, c.Region) {
			continue
		}
		out = append(out, api.CitySummary{ID: c.ID, URL: s.o.Addresses.Link("/c/" + c.ID), Oktmo: c.OKTMO, Name: c.Name,
			Region: c.Region,
			Lat:    c.Lat, Lon: c.Lon, Population: c.Population, Count: v.Count})
	}
	return out, a.Facets[0].Missing, nil
}

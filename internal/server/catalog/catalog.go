// Package catalog lists what the archive holds: programmes and their acts in time, towns, figures, sources and
// what could not be read.
package catalog

import (
	"cmp"
	"context"
	"slices"

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

// Options are what a Service works with.
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
	Rules      int    // the version of the rules that find facts now
	// Failure tells why the index does not follow the catalogue now; nil: it always does.
	Failure  func() error
	ReadOnly bool // nothing is written
}

// Service lists. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a Service.
func New(o Options) *Service { return &Service{o: o} }

// Programs returns the programmes whose names have a word that begins with
// prefix, those with most documents first, and how many there are in all.
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
			p, labelErr := s.o.Labels.Program(ctx, v.Value)
			err = cmp.Or(err, labelErr)
			return p.Name == "" || !match(p.Name)
		})
	}
	out := []api.ProgramSummary{}
	for _, v := range request.Cut(values, p) {
		p, labelErr := s.o.Labels.Program(ctx, v.Value)
		if err = cmp.Or(err, labelErr); err != nil {
			return nil, 0, err
		}
		if p.ID != "" {
			out = append(out, s.programSummary(p, v.Count))
		}
	}
	return out, len(values), err
}

func (s *Service) programSummary(p label.Program, count int) api.ProgramSummary {
	return api.ProgramSummary{ID: p.ID, URL: s.o.Addresses.Link("/p/" + p.ID), Name: p.Name, Level: view.Nullable(p.Level),
		Municipality: view.Nullable(p.Municipality), Region: view.Nullable(p.Region), Count: count}
}

// Timeline returns a programme with its acts, oldest first. Of one day,
// the act that approves the programme comes before the programme's own text and
// what amends it, as far as they stand on one page.
func (s *Service) Timeline(ctx context.Context, id string, p request.Paging) (*api.ProgramTimeline, error) {
	a, err := s.o.Search.Ask(ctx, query.Request{Filters: map[string]query.Choice{"program": {Any: []string{id}}},
		Sort: "date", Limit: p.Limit, Cursor: p.Cursor})
	if err != nil {
		return nil, err
	}
	program, err := s.o.Labels.Program(ctx, id)
	if err != nil {
		return nil, err
	}
	if a.Total == 0 || program.ID == "" {
		return nil, problem.Problem{Code: problem.NotFound, RU: "Такой программы в архиве нет.",
			EN: "There is no such programme in the archive."}
	}
	docs, err := s.o.Views.Get(ctx, a.Hits)
	if err != nil {
		return nil, err
	}
	out := &api.ProgramTimeline{Program: s.programSummary(program, a.Total), Acts: []api.ProgramAct{},
		Next: view.Nullable(a.Next)}
	day, days := 0, map[string]int{} // the place of a document's day among the days
	for i, d := range docs {
		if i > 0 && a.Hits[i].Date != a.Hits[i-1].Date {
			day++
		}
		if d == nil {
			continue
		}
		days[d.ID] = day
		role := ""
		for _, dp := range d.Facts.Programs {
			if dp.ID == id && label.RoleRank[dp.Role] > label.RoleRank[role] {
				role = dp.Role
			}
		}
		out.Acts = append(out.Acts, api.ProgramAct{Role: role, Hit: s.o.Views.Hit(d)})
	}
	slices.SortStableFunc(out.Acts, func(x, y api.ProgramAct) int {
		return cmp.Or(days[x.Hit.ID]-days[y.Hit.ID], label.RoleRank[y.Role]-label.RoleRank[x.Role])
	})
	return out, nil
}

// Cities returns the cities with documents, those with most first, and how
// many documents have none.
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

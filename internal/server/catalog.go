package server

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
)

// allValues counts every value of facets among the documents that filters keep.
func (s *Server) allValues(ctx context.Context, filters map[string]query.Choice, facets ...string) (*query.Answer, error) {
	return s.ask(ctx, query.Request{Filters: filters, CountOnly: true, Facets: facets, FacetLimit: -1})
}

// programList returns the programmes whose names have a word that begins with
// prefix, those with most documents first, and how many there are.
func (s *Server) programList(ctx context.Context, prefix string, filters map[string]query.Choice, offset, limit int) ([]api.ProgramSummary, int, error) {
	a, err := s.allValues(ctx, filters, "program")
	if err != nil {
		return nil, 0, err
	}
	values := a.Facets[0].Values
	if prefix != "" {
		match := prefixMatcher(prefix)
		values = slices.DeleteFunc(values, func(v index.ValueCount) bool {
			p, ok := s.labels.Program(ctx, v.Value)
			return !ok || !match(p.Name)
		})
	}
	total := len(values)
	values = values[min(offset, total):]
	out := []api.ProgramSummary{}
	for _, v := range values[:min(limit, len(values))] {
		if p, ok := s.labels.Program(ctx, v.Value); ok {
			out = append(out, s.programSummary(p, v.Count))
		}
	}
	return out, total, nil
}

func (s *Server) programSummary(p Program, count int) api.ProgramSummary {
	return api.ProgramSummary{ID: p.ID, URL: s.link("/p/" + p.ID), Name: p.Name, Level: known(p.Level),
		Municipality: known(p.Municipality), Region: known(p.Region), Count: count}
}

// programTimeline returns a programme with its acts, oldest first. Of one day,
// the act that approves the programme comes before the programme's own text and
// what amends it, as far as they stand on one page.
func (s *Server) programTimeline(ctx context.Context, id string, limit int, cursor string) (*api.ProgramTimeline, error) {
	a, err := s.ask(ctx, query.Request{Filters: map[string]query.Choice{"program": {Any: []string{id}}}, Sort: "date", Limit: limit, Cursor: cursor})
	if err != nil {
		return nil, err
	}
	p, ok := s.labels.Program(ctx, id)
	if a.Total == 0 || !ok {
		return nil, problem{code: codeNotFound, ru: "Такой программы в архиве нет.", en: "There is no such programme in the archive."}
	}
	docs, err := s.documents(ctx, a.Hits)
	if err != nil {
		return nil, err
	}
	out := &api.ProgramTimeline{Program: s.programSummary(p, a.Total), Acts: []api.ProgramAct{}, Next: known(a.Next)}
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
			if dp.ID == id && roleRank[dp.Role] > roleRank[role] {
				role = dp.Role
			}
		}
		out.Acts = append(out.Acts, api.ProgramAct{Role: role, Hit: s.hit(d)})
	}
	slices.SortStableFunc(out.Acts, func(x, y api.ProgramAct) int {
		return cmp.Or(days[x.Hit.ID]-days[y.Hit.ID], roleRank[y.Role]-roleRank[x.Role])
	})
	return out, nil
}

// cityList returns the cities with documents, those with most first, and how
// many documents have none.
func (s *Server) cityList(ctx context.Context, regions []string) ([]api.CitySummary, int, error) {
	a, err := s.allValues(ctx, nil, "city")
	if err != nil {
		return nil, 0, err
	}
	out := []api.CitySummary{}
	for _, v := range a.Facets[0].Values {
		c, ok := s.o.Gazetteer.City(v.Value)
		if !ok || len(regions) > 0 && !slices.Contains(regions, c.Region) {
			continue
		}
		out = append(out, api.CitySummary{ID: c.ID, URL: s.link("/c/" + c.ID), Oktmo: c.OKTMO, Name: c.Name, Region: c.Region,
			Lat: c.Lat, Lon: c.Lon, Population: c.Population, Count: v.Count})
	}
	return out, a.Facets[0].Missing, nil
}

// stats returns the archive in figures.
func (s *Server) stats(ctx context.Context, call *call) (*api.Stats, error) {
	a, err := s.allValues(ctx, nil, "kind", "year", "region", "city", "program")
	if err != nil {
		return nil, err
	}
	sources, err := s.o.Store.Sources(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading sources: %w", err)
	}
	counts := func(i int, name string) []api.Count {
		out := []api.Count{}
		for _, v := range a.Facets[i].Values {
			out = append(out, api.Count{ID: v.Value, Label: s.facetValue(ctx, call, name, v).Label, Count: v.Count})
		}
		return out
	}
	out := &api.Stats{Documents: a.Total, Kinds: counts(0, "kind"), Years: counts(1, "year"), Regions: counts(2, "region"),
		Cities: a.Facets[3].Distinct, Programs: a.Facets[4].Distinct, Sources: len(sources)}
	out.From, out.To, err = s.dateSpan(ctx, nil)
	return out, err
}

// dateSpan returns the dates of the oldest and the newest document, nil when
// none has a date.
func (s *Server) dateSpan(ctx context.Context, filters []index.Filter) (from, to *string, err error) {
	ends := [2]*string{}
	for i, sort := range []index.Sort{index.ByDateAsc, index.ByDateDesc} {
		res, err := s.o.Index().Search(ctx, index.Query{Filters: filters, Sort: sort, Limit: 1})
		if err != nil {
			return nil, nil, fmt.Errorf("search by date: %w", err)
		}
		if len(res.Hits) == 0 || res.Hits[0].Date == 0 {
			return nil, nil, nil
		}
		docs, err := s.o.Store.Get(ctx, res.Hits[0].ID)
		if err != nil {
			return nil, nil, fmt.Errorf("reading document %s: %w", res.Hits[0].ID, err)
		}
		if len(docs) > 0 && docs[0] != nil {
			ends[i] = known(docs[0].Facts.Date.String())
		}
	}
	return ends[0], ends[1], nil
}

// status tells what is held, from when to when, and what could not be read:
// up to limit files for each source.
func (s *Server) status(ctx context.Context, limit int) (*api.Status, error) {
	sources, err := s.o.Store.Sources(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading sources: %w", err)
	}
	stored, err := s.o.Store.Seq(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the store's sequence number: %w", err)
	}
	res, err := s.o.Index().Search(ctx, index.Query{Sort: index.ByDateDesc})
	if err != nil {
		return nil, fmt.Errorf("counting documents: %w", err)
	}
	outdated, err := s.o.Store.CountOutdated(ctx, s.o.Rules)
	if err != nil {
		return nil, fmt.Errorf("counting documents of older rules: %w", err)
	}
	out := &api.Status{Version: s.o.Version, Indexed: res.Total, Generation: s.o.Generation(), StoreSeq: int64(stored), IndexSeq: int64(res.Seq),
		Behind: max(0, int64(stored)-int64(res.Seq)), Outdated: outdated, Sources: []api.SourceStatus{}}
	troubled := map[string][]api.Unreadable{}
	totals := map[string]int{}
	err = s.o.Store.Troubled(ctx, func(d *archive.Document) error {
		totals[d.Source]++
		if len(troubled[d.Source]) < limit {
			troubled[d.Source] = append(troubled[d.Source], api.Unreadable{URI: d.URI, Status: string(d.Status), Reason: d.Reason, ID: known(d.ID)})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading what could not be read: %w", err)
	}
	for _, src := range sources {
		st, err := s.sourceStatus(ctx, src, troubled[src.Name], limit)
		if err != nil {
			return nil, err
		}
		st.UnreadableTotal += totals[src.Name]
		out.Documents += src.Documents
		out.Sources = append(out.Sources, st)
	}
	return out, nil
}

func (s *Server) sourceStatus(ctx context.Context, src archive.SourceInfo, troubled []api.Unreadable, limit int) (api.SourceStatus, error) {
	st := api.SourceStatus{Name: sourceName(src.Name), Documents: src.Documents, Failures: src.Failures, Statuses: map[string]int{},
		Unreadable: []api.Unreadable{}, UpdatedAt: moment(src.Updated)}
	for status, n := range src.Statuses {
		st.Statuses[string(status)] = n
	}
	failures, err := s.o.Store.Failures(ctx, src.Name)
	if err != nil {
		return st, fmt.Errorf("reading failures of %s: %w", src.Name, err)
	}
	st.UnreadableTotal = len(failures)
	for _, f := range failures[:min(limit, len(failures))] {
		st.Unreadable = append(st.Unreadable, api.Unreadable{URI: f.URI, Status: "failed", Reason: f.Reason})
	}
	st.Unreadable = append(st.Unreadable, troubled[:min(limit-len(st.Unreadable), len(troubled))]...)
	st.From, st.To, err = s.dateSpan(ctx, []index.Filter{{Field: "source", Any: []string{src.Name}}})
	return st, err
}

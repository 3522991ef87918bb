package catalog

import (
	"context"
	"fmt"
	"maps"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
)

// Stats returns statistics of the archive.
func (s *Service) Stats(ctx context.Context) (*api.Stats, error) {
	a, err := s.o.Search.Count(ctx, nil, "kind", "year", "region", "city", "program")
	if err != nil {
		return nil, err
	}
	sources, err := s.o.Store.Updated(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading sources: %w", err)
	}
	counts := func(i int) []api.Count { // for values that are their own labels
		out := []api.Count{}
		for _, v := range a.Facets[i].Values {
			out = append(out, api.Count{ID: v.Value, Label: v.Value, Count: v.Count})
		}
		return out
	}
	out := &api.Stats{Documents: a.Total, Kinds: counts(0), Years: counts(1), Regions: counts(2),
		Cities: a.Facets[3].Distinct, Programs: a.Facets[4].Distinct, Sources: len(sources)}
	out.From, out.To, err = s.dateSpan(ctx, nil)
	return out, err
}

// Coverage describes a set of documents: how many there are, from which years ("" if no date is known), and when
// their sources were last ingested.
type Coverage struct {
	Documents int
	From, To  string
	Updated   time.Time
}

// Coverage returns the coverage of the documents that match the filters.
func (s *Service) Coverage(ctx context.Context, filters map[string]query.Choice) (c Coverage, err error) {
	a, err := s.o.Search.Count(ctx, filters, "year", "source")
	if err != nil {
		return c, err
	}
	if c.Documents = a.Total; len(a.Facets[0].Values) > 0 {
		years := a.Facets[0].Values // sorted by year
		c.From, c.To = years[0].Value, years[len(years)-1].Value
	}
	updated, err := s.o.Store.Updated(ctx)
	if err != nil {
		return c, fmt.Errorf("reading sources: %w", err)
	}
	for _, v := range a.Facets[1].Values {
		if at := updated[v.Value]; at.After(c.Updated) {
			c.Updated = at
		}
	}
	return c, nil
}

// dateSpan returns the dates of the oldest and the newest document, or nil if none has a date.
func (s *Service) dateSpan(ctx context.Context, filters []index.Filter) (from, to *string, err error) {
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
			ends[i] = view.Nullable(docs[0].Facts.Date.String())
		}
	}
	return ends[0], ends[1], nil
}

// Status returns what the archive contains, its dates, and the files that could not be read: up to limit files per
// source, with reasons in the language of the request in ctx.
func (s *Service) Status(ctx context.Context, limit int) (*api.Status, error) {
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
	out := &api.Status{Version: s.o.Version, Indexed: res.Total, Generation: s.o.Generation(), StoreSeq: int64(stored),
		IndexSeq: int64(res.Seq),
		Behind:   max(0, int64(stored)-int64(res.Seq)), Outdated: outdated, ReadOnly: s.o.ReadOnly != nil && s.o.ReadOnly(),
		Sources: []api.SourceStatus{}}
	if s.o.Failure != nil {
		if err := s.o.Failure(); err != nil {
			out.Failure = problem.FromError(err).Code
		}
	}
	lang, troubled := request.FromContext(ctx).Lang, map[string][]api.Unreadable{}
	totals := map[string]int{}
	reasons := map[string]map[string]int{}
	err = s.o.Store.Troubled(ctx, func(d *archive.Document) error {
		totals[d.Source]++
		if reasons[d.Source] == nil {
			reasons[d.Source] = map[string]int{}
		}
		for _, c := range d.Causes {
			reasons[d.Source][c.Code]++
		}
		if len(troubled[d.Source]) < limit {
			troubled[d.Source] = append(troubled[d.Source],
				api.Unreadable{URI: d.URI, Status: string(d.Status), Reason: view.Reason(lang, d), ID: view.Nullable(d.ID)})
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
		maps.Copy(st.Reasons, reasons[src.Name])
		out.Documents += src.Documents
		out.Sources = append(out.Sources, st)
	}
	return out, nil
}

func (s *Service) sourceStatus(
	ctx context.Context, src archive.SourceInfo, troubled []api.Unreadable, limit int,
) (api.SourceStatus, error) {
	st := api.SourceStatus{Name: view.SourceName(src.Name), Documents: src.Documents, Failures: src.Failures,
		Statuses: map[string]int{}, Reasons: map[string]int{},
		Unreadable: []api.Unreadable{}, UpdatedAt: view.NullableTime(src.Updated)}
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

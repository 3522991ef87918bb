// Package search runs searches for the API, pages and feeds, and returns all they show: hits with snippets, facets with
// labels, corrections. It enforces the limits for public requests. Read Service.Search first.
package search

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text"
	"letopis/web"
)

// Options are the dependencies and settings of a Service; all are required.
type Options struct {
	Store     archive.Store
	Query     *query.Service
	Views     *view.Service
	Labels    *label.Labels
	Scheduler *admission.FairScheduler
	Addresses *request.Addresses
	Log       *slog.Logger
	// SuggestTime limits suggestions, which are useless if late.
	SuggestTime time.Duration
}

// Service searches. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a Service.
func New(o Options) *Service { return &Service{o: o} }

// Ask runs a search within the limits for public requests.
func (s *Service) Ask(ctx context.Context, r query.Request) (a *query.Answer, err error) {
	err = s.o.Scheduler.Admit(ctx, s.asking(r, &a))
	return a, err
}

func (s *Service) asking(r query.Request, a **query.Answer) func(context.Context) error {
	return func(ctx context.Context) error {
		r, err := s.named(ctx, r)
		if err != nil {
			return err
		}
		*a, err = s.o.Query.Search(ctx, r)
		return err
	}
}

// Search returns the search result as presented, and the underlying Answer. finish, if not nil, is called with the
// result within the same limits.
func (s *Service) Search(
	ctx context.Context, r query.Request, finish func(*api.SearchResult, []*api.WrittenHit) error,
) (out *api.SearchResult, a *query.Answer, err error) {
	call := request.FromContext(ctx)
	err = s.o.Scheduler.Admit(ctx, func(ctx context.Context) error {
		if r, err = s.named(ctx, r); err != nil {
			return err
		}
		if a, err = s.o.Query.Search(ctx, r); err != nil {
			return err
		}
		asked, err := s.echo(ctx, call.Lang, a)
		if err != nil {
			return err
		}
		out = &api.SearchResult{Query: asked, Total: a.Total, Facets: map[string]api.Facet{},
			Next: view.Nullable(a.Next)}
		var written []*api.WrittenHit
		if out.Hits, written, err = s.o.Views.Hits(ctx, a.Hits, a.Matcher); err != nil {
			return err
		}
		if out.Passage, err = s.passage(ctx, r, a); err != nil {
			return err
		}
		missing, err := a.Missing(ctx)
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil { // the hits are useful without it
			s.o.Log.Warn("which words hits lack is not told", "request", call.ID, "error", err)
		}
		for i := range out.Hits {
			if words := missing[out.Hits[i].ID]; words != nil {
				out.Hits[i].Missing = &words
			}
		}
		for i, f := range a.Facets {
			name := r.Facets[i]
			facet, err := s.facet(ctx, name, f, r.Filters[name].Any)
			if err != nil {
				return err
			}
			if name == "city" && a.Levels != nil {
				for j := range facet.Values {
					if v := &facet.Values[j]; v.Selected {
						v.Levels = s.Levels(call.Lang, v.ID, a.Levels)
					}
				}
			}
			out.Facets[name] = facet
		}
		out.TookMs = int(time.Since(call.Started).Milliseconds())
		if finish == nil {
			return nil
		}
		return finish(out, written)
	})
	if err != nil {
		return nil, nil, err
	}
	call.Found = &out.Total
	return out, a, nil
}

// passage returns the clause of the first hit that answers a question, or nil if none stands out.
func (s *Service) passage(ctx context.Context, r query.Request, a *query.Answer) (*api.Passage, error) {
	if !a.Asks() {
		return nil, nil
	}
	docs, err := s.o.Views.Get(ctx, a.Hits[:1])
	if err != nil || docs[0] == nil {
		return nil, err
	}
	c, ok := s.o.Query.Clause(a, docs[0].Text)
	if !ok {
		return nil, nil
	}
	p, place := s.o.Views.Passage(request.FromContext(ctx).Lang, docs[0], c.Start, c.End, a.Matcher)
	asked := url.Values{"q": {r.Q}}
	if r.Raw {
		asked.Set("raw", "true")
	}
	p.URL = s.o.Addresses.Link("/d/" + p.ID + "?" + asked.Encode() + place)
	return &p, nil
}

// echo reports the query and how it was understood.
func (s *Service) echo(ctx context.Context, lang web.Lang, a *query.Answer) (out api.QueryEcho, err error) {
	out = api.QueryEcho{Q: a.Q, Applied: a.Applied, Rest: a.Rest, Expression: a.Expr, Corrections: []api.Correction{},
		Interpreted: []api.Interpretation{}, Warnings: []api.Message{}}
	for _, c := range a.Corrections {
		out.Corrections = append(out.Corrections, api.Correction{Kind: c.Kind, From: c.From, To: c.To,
			Applied: c.Applied, Query: c.Query, Total: c.Total})
	}
	for _, x := range a.Interpreted {
		i := api.Interpretation{Field: api.InterpretationField(x.Field), Values: []api.PlaceValue{}, From: x.From, To: x.To,
			Text: x.Text, Applied: x.Applied, Query: x.Query, Total: x.Total}
		for _, id := range x.Values {
			v, err := s.FacetValue(ctx, x.Field, index.ValueCount{Value: id})
			if err != nil {
				return out, err
			}
			i.Values = append(i.Values, api.PlaceValue{ID: v.ID, Label: v.Label, Note: v.Note})
		}
		out.Interpreted = append(out.Interpreted, i)
	}
	for _, w := range a.Warnings {
		out.Warnings = append(out.Warnings, api.Message{Code: w.Code, Message: lang.Pick(w.RU, w.EN),
			Parameter: view.Nullable(w.Param), Value: view.Nullable(w.Value), Suggestion: view.Nullable(w.Meant)})
	}
	return out, nil
}

// Count counts all values of facets among the documents that match filters.
func (s *Service) Count(ctx context.Context, filters map[string]query.Choice, facets ...string) (*query.Answer, error) {
	return s.Ask(ctx, query.Request{Filters: filters, CountOnly: true, Facets: facets, FacetLimit: -1})
}

// Similar returns documents with similar vocabulary.
func (s *Service) Similar(ctx context.Context, d *archive.Document, limit int) ([]api.Hit, error) {
	var hits []api.Hit
	err := s.o.Scheduler.Admit(ctx, func(ctx context.Context) error {
		found, err := s.o.Query.Similar(ctx, query.SimilarRequest{ID: d.ID, Title: d.Facts.Title.Text, Text: d.Text,
			Limit: limit})
		if err != nil {
			return err
		}
		hits, _, err = s.o.Views.Hits(ctx, found, nil)
		return err
	})
	return hits, err
}

// Matcher returns the highlighter of a query.
func (s *Service) Matcher(ctx context.Context, q string, raw bool) (*text.Matcher, error) {
	var m *text.Matcher
	err := s.o.Scheduler.Admit(ctx, func(ctx context.Context) (err error) {
		m, err = s.o.Query.Matcher(ctx, query.Request{Q: q, Raw: raw})
		return err
	})
	return m, err
}

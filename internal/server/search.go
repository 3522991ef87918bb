package server

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/server/api"
)

// admitted runs fn within the limits of the public: a few at a time, in a fair
// order of clients (see fairScheduler), for a limited time, waiting included. Answers
// are written after it: a slow reader must not hold a place.
func (s *Server) admitted(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.o.Config.SearchTime)
	defer cancel()
	leave, light, err := s.scheduler.enter(ctx, callOf(ctx).client)
	if err != nil {
		return err
	}
	defer leave()
	if !light {
		ctx = index.WithPacer(ctx, s.scheduler.giveWay)
	}
	return fn(ctx)
}

// ask runs a search within the limits of the public.
func (s *Server) ask(ctx context.Context, r query.Request) (a *query.Answer, err error) {
	err = s.admitted(ctx, func(ctx context.Context) error {
		if r, err = s.named(ctx, r); err != nil {
			return err
		}
		a, err = s.o.Query.Search(ctx, r)
		return err
	})
	return a, err
}

// search answers r with everything that is shown of it. It is the model of the
// search page, of feeds and of the API alike; the Answer has the rest. finish,
// when not nil, is done with it within the limits of the public, too.
func (s *Server) search(
	ctx context.Context, call *call, r query.Request, finish func(*api.SearchResult, []*api.WrittenHit) error,
) (out *api.SearchResult, a *query.Answer, err error) {
	err = s.admitted(ctx, func(ctx context.Context) error {
		if r, err = s.named(ctx, r); err != nil {
			return err
		}
		if a, err = s.o.Query.Search(ctx, r); err != nil {
			return err
		}
		out = &api.SearchResult{Query: echo(call, a), Total: a.Total, Facets: map[string]api.Facet{}, Next: known(a.Next)}
		var written []*api.WrittenHit
		if out.Hits, written, err = s.hits(ctx, a.Hits, a.Matcher); err != nil {
			return err
		}
		for i, f := range a.Facets {
			name := r.Facets[i]
			facet := s.facet(ctx, call, name, f, r.Filters[name].Any)
			if name == "city" && a.Levels != nil {
				for j := range facet.Values {
					if v := &facet.Values[j]; v.Selected {
						v.Levels = s.levels(call, v.ID, a.Levels)
					}
				}
			}
			out.Facets[name] = facet
		}
		out.TookMs = int(time.Since(call.started).Milliseconds())
		if finish == nil {
			return nil
		}
		return finish(out, written)
	})
	if err != nil {
		return nil, nil, err
	}
	return out, a, nil
}

func echo(call *call, a *query.Answer) api.QueryEcho {
	out := api.QueryEcho{Q: a.Q, Applied: a.Applied, Corrections: []api.Correction{}, Warnings: []api.Message{}}
	for _, c := range a.Corrections {
		out.Corrections = append(out.Corrections, api.Correction{Kind: c.Kind, From: c.From, To: c.To,
			Applied: c.Applied, Query: c.Query, Total: c.Total})
	}
	for _, w := range a.Warnings {
		out.Warnings = append(out.Warnings, api.Message{Code: w.Code, Message: call.pick(w.RU, w.EN),
			Parameter: known(w.Param), Value: known(w.Value), Suggestion: known(w.Meant)})
	}
	return out
}

// facet names the values of a facet.
func (s *Server) facet(ctx context.Context, call *call, name string, f index.Facet, chosen []string) api.Facet {
	out := api.Facet{Values: make([]api.FacetValue, len(f.Values)),
		Other: f.Other, Missing: f.Missing, Distinct: f.Distinct}
	for i, v := range f.Values {
		out.Values[i] = s.facetValue(ctx, call, name, v)
		out.Values[i].Selected = slices.Contains(chosen, v.Value) || name == "issuer" && slices.Contains(chosen, out.Values[i].Label)
	}
	if name == "source" {
		publicSources(&out)
	}
	return out
}

func (s *Server) facetValue(ctx context.Context, call *call, name string, v index.ValueCount) api.FacetValue {
	out := api.FacetValue{ID: v.Value, Label: v.Value, Count: v.Count}
	switch name {
	case "city":
		if c, ok := s.o.Gazetteer.City(v.Value); ok {
			out.Label, out.Note = c.Name, c.Region
		}
	case "program":
		if p, ok := s.labels.Program(ctx, v.Value); ok {
			out.Label, out.Note = p.Name, programNote(p)
		}
	case "issuer":
		out.Label = s.labels.Issuer(ctx, v.Value)
	case "municipality", "settlement":
		if u, ok := s.o.Gazetteer.Unit(v.Value); ok {
			out.Label, out.Note = u.Name, u.Region
			if name == "settlement" {
				out.Note = cmp.Or(s.unitName(u.Parent), u.Region)
			}
		}
	case "level":
		out.Label = levelLabel(call, v.Value)
	case "status":
		out.Label = statusLabel(call, v.Value)
	}
	return out
}

func programNote(p Program) string {
	if p.Municipality != "" {
		return p.Municipality
	}
	return p.Region
}

var statusLabels = map[string][2]string{
	"ok": {"прочитан", "read"}, "partial": {"прочитан частично", "read in part"}, "empty": {"без текста", "without text"},
	"needs_ocr": {"снимок без распознавания", "picture of text"}, "encrypted": {"под паролем", "encrypted"},
	"unsupported": {"формат не читается", "unsupported format"},
	"corrupt":     {"повреждён", "damaged"}, "limit": {"сверх предела", "beyond a limit"},
	"failed": {"не прочитан", "not read"},
}

func statusLabel(call *call, status string) string {
	l, ok := statusLabels[status]
	if !ok {
		return status
	}
	return call.pick(l[0], l[1])
}

// facetValues lists values of one facet whose label has a word that begins
// with prefix.
func (s *Server) facetValues(
	ctx context.Context, call *call, name, prefix string, limit int, r query.Request,
) (*api.Facet, error) {
	r.Facets, r.CountOnly = []string{name}, true
	r.Limit, r.Offset, r.Cursor = 0, 0, ""
	r.FacetLimit = limit
	if prefix = strings.TrimSpace(prefix); prefix != "" {
		r.FacetLimit = -1
	}
	a, err := s.ask(ctx, r)
	if err != nil {
		return nil, err
	}
	if prefix == "" {
		f := s.facet(ctx, call, name, a.Facets[0], r.Filters[name].Any)
		return &f, nil
	}
	f := s.facet(ctx, call, name, a.Facets[0], r.Filters[name].Any)
	match := prefixMatcher(prefix)
	f.Values = slices.DeleteFunc(f.Values, func(v api.FacetValue) bool { return !match(v.Label) })
	f.Distinct, f.Other = len(f.Values), 0
	if len(f.Values) > limit {
		for _, v := range f.Values[limit:] {
			f.Other += v.Count
		}
		f.Values = f.Values[:limit]
	}
	return &f, nil
}

// prefixMatcher tells whether the words of prefix, but for the last in full or
// in part, begin words of a label, in order.
func prefixMatcher(prefix string) func(label string) bool {
	want := labelWords(prefix)
	return func(label string) bool {
		have := labelWords(label)
		for i := range have {
			if i+len(want) > len(have) {
				return false
			}
			ok := true
			for j, w := range want {
				if ok = strings.HasPrefix(have[i+j], w); !ok {
					break
				}
			}
			if ok {
				return true
			}
		}
		return len(want) == 0
	}
}

var foldYo = strings.NewReplacer("ё", "е")

func labelWords(s string) []string {
	return strings.FieldsFunc(foldYo.Replace(strings.ToLower(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// nextLink is the Link header of the page that follows; nil on the last.
func (s *Server) nextLink(path string, v url.Values, next *string) *string {
	if next == nil {
		return nil
	}
	q := url.Values{}
	for k, list := range v {
		if k != "offset" && k != "cursor" {
			q[k] = list
		}
	}
	q.Set("cursor", *next)
	link := fmt.Sprintf(`<%s?%s>; rel="next"`, s.link(path), q.Encode())
	return &link
}

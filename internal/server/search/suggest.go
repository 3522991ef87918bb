package search

import (
	"context"
	"net/url"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/view"
)

// Suggest returns completions of what is being typed, within the conditions of r: see query.Service.Suggest.
func (s *Service) Suggest(ctx context.Context, r query.Request) ([]api.Suggestion, error) {
	ctx, cancel := context.WithTimeout(ctx, s.o.SuggestTime)
	defer cancel()
	list, err := s.o.Query.Suggest(ctx, r)
	if err != nil {
		return nil, err
	}
	out := make([]api.Suggestion, len(list))
	for i, l := range list {
		out[i] = api.Suggestion{Kind: api.SuggestionKind(l.Kind), Text: l.Text, ID: view.Nullable(l.ID)}
		switch l.Kind {
		case "city":
			out[i].URL = s.o.Addresses.Link("/c/" + l.ID)
			if c, ok := s.o.Labels.City(l.ID); ok {
				out[i].Note = c.Region
			}
		case "municipality":
			out[i].URL = s.o.Addresses.Link("/m/" + l.ID)
			if u, ok := s.o.Labels.Unit(l.ID); ok {
				out[i].Note = u.Region
			}
		case "program":
			out[i].URL = s.o.Addresses.Link("/p/" + l.ID)
			p, err := s.o.Labels.Program(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			out[i].Note = programNote(p)
		case "title":
			out[i].URL = s.o.Addresses.Link("/d/" + l.ID)
		default:
			out[i].URL = s.o.Addresses.Link("/search?q=" + url.QueryEscape(l.Text))
		}
	}
	return out, nil
}

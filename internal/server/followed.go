package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/follow"
	"letopis/internal/query"
	"letopis/internal/server/page/item"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// Followed returns the searches for package follow. They give the same results as on the site but have lower priority
// than requests.
func (s *Server) Followed() follow.Searches { return followed{s} }

type followed struct{ s *Server }

// Seq implements follow.Searches.
func (f followed) Seq(ctx context.Context) (archive.Seq, error) {
	at, err := f.s.o.Index().Seq(ctx)
	return archive.Seq(at), err
}

// withCall returns a context like that of a search request.
func withCall(ctx context.Context, lang web.Lang) context.Context {
	r := (&http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/search"}, Header: http.Header{}}).WithContext(ctx)
	call := request.Begin(r, "")
	call.Lang = lang
	return call.Context()
}

// among returns which of the ids match a search.
func (f followed) among(
	ctx context.Context, lang web.Lang, v url.Values, ids []string, limit int, collapse bool,
) (*query.Answer, error) {
	r := request.Search(request.Conditions(v))
	r.Among, r.Sort, r.Limit, r.Collapse = ids, "-date", limit, collapse
	a, err := f.s.find.Ask(withCall(ctx, lang), r)
	var wrong *query.InvalidError
	switch {
	case err == nil || ctx.Err() != nil:
		return a, err
	case errors.As(err, &wrong):
		return nil, fmt.Errorf("%w: %w", follow.ErrQuery, err)
	case problem.FromError(err).Code == problem.Timeout || errors.Is(err, index.ErrTooBroad):
		return nil, fmt.Errorf("%w: %w", follow.ErrSlow, err)
	}
	return nil, err
}

// Find implements follow.Searches.
func (f followed) Find(ctx context.Context, v url.Values, ids []string) ([]string, error) {
	a, err := f.among(ctx, web.Russian, v, ids, 0, false)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(a.Hits))
	for i, h := range a.Hits {
		out[i] = h.ID
	}
	return out, nil
}

// Show implements follow.Searches.
func (f followed) Show(
	ctx context.Context, lang web.Lang, v url.Values, ids []string, limit int, fold bool,
) (out follow.Shown, err error) {
	a, err := f.among(ctx, lang, v, ids, limit, fold)
	if err != nil {
		return out, err
	}
	hits, _, err := f.s.views.Hits(withCall(ctx, lang), a.Hits, a.Matcher)
	if err != nil {
		return out, err
	}
	out.Cards = item.Hits(lang, hits)
	out.JSON, err = json.Marshal(hits)
	return out, err
}

// Name implements follow.Searches.
func (f followed) Name(ctx context.Context, lang web.Lang, v url.Values) (string, error) {
	return f.s.o.Labels.SearchName(withCall(ctx, lang), lang, v.Get("q"), v, request.Search(v))
}

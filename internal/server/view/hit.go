package view

import (
	"context"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/internal/text"
)

// Hits combines index hits with the documents in the store. A removed document is left out at once, even before the
// index follows.
func (s *Service) Hits(ctx context.Context, found []index.Hit, m *text.Matcher) ([]api.Hit, []*api.WrittenHit, error) {
	lang := request.FromContext(ctx).Lang
	out, written := make([]api.Hit, 0, len(found)), make([]*api.WrittenHit, 0, len(found))
	docs, err := s.shown(ctx, found)
	if err != nil {
		return nil, nil, err
	}
	for i, d := range docs {
		if d == nil {
			continue
		}
		if err := index.Pace(ctx); err != nil {
			return nil, nil, err
		}
		h := d.hit
		h.Score, h.More = found[i].Score, found[i].More
		h.Explanation = explanation(found[i].Explain)
		if h.More > 0 {
			h.Group = Nullable(found[i].Group)
		}
		h.Snippets = s.snippets(lang, d, m)
		out, written = append(out, h), append(written, d.written)
	}
	return out, written, nil
}

// Plain is Hits without what depends on the query: scores and snippets.
func (s *Service) Plain(ctx context.Context, found []index.Hit) ([]api.Hit, error) {
	docs, err := s.shown(ctx, found)
	if err != nil {
		return nil, err
	}
	out := make([]api.Hit, 0, len(found))
	for _, d := range docs {
		if d != nil {
			out = append(out, d.hit)
		}
	}
	return out, nil
}

// shown returns the documents of hits from the cache, with nil for removed ones.
func (s *Service) shown(ctx context.Context, found []index.Hit) ([]*cachedDocument, error) {
	end, err := s.StoreEnd(ctx)
	if err != nil {
		return nil, err
	}
	return s.cache.get(ctx, idsOf(found), end)
}

// Titles returns the titles of documents in the order of ids, "" for removed ones. It reads and fills the cache.
func (s *Service) Titles(ctx context.Context, ids ...string) ([]string, error) {
	end, err := s.StoreEnd(ctx)
	if err != nil {
		return nil, err
	}
	docs, err := s.cache.get(ctx, ids, end)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(ids))
	for i, d := range docs {
		if d != nil {
			out[i] = d.hit.Title
		}
	}
	return out, nil
}

// newCachedDocument returns the cache entry of d.
func (s *Service) newCachedDocument(d *archive.Document) *cachedDocument {
	h := s.Hit(d)
	return &cachedDocument{hit: h, written: api.NewWrittenHit(&h), text: d.Text, pages: d.Pages, before: d.Section.Page,
		head: HeadOf(d)}
}

// Hit converts d without snippets.
func (s *Service) Hit(d *archive.Document) api.Hit {
	f := &d.Facts
	h := api.Hit{
		ID: d.ID, URL: s.o.Addresses.Link("/d/" + d.ID), Title: s.Title(d), Draft: f.IsDraft(),
		Kind: Nullable(f.Kind.Text), Number: Nullable(f.Number.Text), Date: Nullable(f.Date.String()),
		DatePrecision: Nullable(string(f.Date.Precision())),
		Municipality:  Nullable(f.Municipality.Text), Region: Nullable(f.Region.Text),
		RegionDerived: f.Region.Evidence.Rule == archive.RuleDerived, Places: places(f, nil), Events: events(f, nil),
		Cities: []api.City{}, Programs: []api.Program{}, Snippets: []api.Snippet{},
		Source: api.Source{URI: d.URI, Name: d.Original.Name, MediaType: d.Original.MediaType,
			Sha256: d.Original.SHA256, Bytes: d.Original.Bytes},
	}
	if p, ok := f.PlaceAt(archive.LevelMunicipality); ok {
		h.MunicipalityID = Nullable(p.ID)
	}
	for _, c := range f.Cities {
		if IsOwn(c.Role) {
			h.Cities = append(h.Cities, api.City{ID: c.ID, Oktmo: c.OKTMO, Name: c.Name, Region: c.Region,
				Role: api.CityRole(c.Role)})
		}
	}
	for _, p := range f.Programs {
		if p.Role != archive.ProgramMentions {
			h.Programs = append(h.Programs, api.Program{ID: p.ID, Name: p.Name,
				Role: api.ProgramRole(p.Role), Level: Nullable(p.Level)})
		}
	}
	return h
}

// explanation converts the explanation of a score.
func explanation(e *index.Explanation) *api.Explanation {
	if e == nil {
		return nil
	}
	out := &api.Explanation{Value: e.Value, Text: e.Text}
	if len(e.Parts) > 0 {
		parts := make([]api.Explanation, len(e.Parts))
		for i, p := range e.Parts {
			parts[i] = *explanation(p)
		}
		out.Parts = &parts
	}
	return out
}

package page

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/page/results"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

const (
	homeHits                  = 6
	homeLinks                 = 8
	homeExamples, homeSources = 4, 5
	aboutFiles                = 50
)

func (s Service) home(c *gin.Context, call *request.Call) error {
	lang := call.Lang
	d := web.Home{Page: s.Page(call, "")}
	d.Description = lang.T("home.title")
	d.Alternates = append(d.Alternates, frame.FeedLinks(lang, nil, s.Name)...)
	d.JSONLD = frame.MarshalLD(map[string]any{"@type": "WebSite", "name": s.Name, "url": s.Addresses.Absolute(call, "/"),
		"inLanguage": "ru",
		"potentialAction": map[string]any{"@type": "SearchAction", "target": s.Addresses.Absolute(call, "/search?q={q}"),
			"query-input": "required name=q"}})
	st, err := s.Catalog.Stats(call.Context())
	if err != nil {
		return err
	}
	d.Lead = lang.T("footer.tagline")
	d.Stats = statsView(lang, st)
	found, _, err := s.Search.Search(call.Context(), query.Request{Sort: "-date", Limit: homeHits, Collapse: true,
		Facets: []string{"year"}}, nil)
	if err != nil {
		return err
	}
	d.Hits, d.Years = item.Hits(lang, found.Hits), results.Years(lang, found.Facets["year"])
	if d.Examples, err = s.examples(call); err != nil {
		return err
	}
	if d.Sources, err = s.sources(call); err != nil {
		return err
	}
	cities, _, err := s.Catalog.Cities(call.Context(), nil)
	if err != nil {
		return err
	}
	for _, x := range cities[:min(homeLinks, len(cities))] {
		d.Cities = append(d.Cities,
			web.Link{Href: frame.URL(lang, "/c/"+x.ID, nil), Text: x.Name, Note: lang.Number(x.Count)})
	}
	districts, err := s.Search.Count(call.Context(), nil, "municipality")
	if err != nil {
		return err
	}
	for _, v := range districts.Facets[0].Values[:min(homeLinks, len(districts.Facets[0].Values))] {
		d.Municipalities = append(d.Municipalities, item.UnitLink(s.Labels, lang, v))
	}
	programs, _, err := s.Catalog.Programs(call.Context(), "", nil, request.Paging{Limit: homeLinks})
	if err != nil {
		return err
	}
	for _, x := range programs {
		d.Programs = append(d.Programs, item.ProgramLink(lang, x))
	}
	return s.Render(c, d)
}

// examples returns sample searches that have results in this archive.
func (s Service) examples(call *request.Call) (out []web.Link, err error) {
	for _, q := range []string{"ремонт дорог", "131-ФЗ", "публичные слушания", "детский сад", "бюджет на 2019 год"} {
		a, err := s.Search.Ask(call.Context(), query.Request{Q: q, Strict: true, Raw: true, CountOnly: true})
		if err != nil {
			return nil, err
		}
		if a.Total > 0 && len(out) < homeExamples {
			out = append(out, web.Link{Href: frame.URL(call.Lang, "/search", url.Values{"q": {q}}), Text: q})
		}
	}
	return out, nil
}

// sources returns the most recently ingested sources with their sizes.
func (s Service) sources(call *request.Call) (out []web.Link, err error) {
	list, err := s.Store.Sources(call.Context())
	if err != nil {
		return nil, fmt.Errorf("reading sources: %w", err)
	}
	list = slices.DeleteFunc(list, func(x archive.SourceInfo) bool { return x.Documents == 0 })
	slices.SortStableFunc(list, func(a, b archive.SourceInfo) int { return b.Updated.Compare(a.Updated) })
	for _, x := range list[:min(homeSources, len(list))] {
		name := view.SourceName(x.Name)
		l := web.Link{Text: name, Note: call.Lang.Count(x.Documents, "document"),
			Href: frame.URL(call.Lang, "/search", url.Values{"source": {name}})}
		if !x.Updated.IsZero() {
			l.Note += ", " + call.Lang.T("coverage.updated") + " " + item.Day(call.Lang, x.Updated, call.Started)
		}
		out = append(out, l)
	}
	return out, nil
}

func statsView(lang web.Lang, st *api.Stats) []web.Link {
	out := []web.Link{
		{Text: lang.Number(st.Documents), Note: lang.Counted(st.Documents, "document")},
		{Text: lang.Number(st.Cities), Note: lang.Counted(st.Cities, "city")},
		{Text: lang.Number(st.Programs), Note: lang.Counted(st.Programs, "program")},
	}
	if st.From != nil && st.To != nil {
		from, to := item.Year(*st.From), item.Year(*st.To)
		span := from + "–" + to
		if from == to {
			span = from
		}
		out = append(out, web.Link{Text: span, Note: lang.Pick("годы документов", "years covered")})
	}
	return out
}

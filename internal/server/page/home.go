package page

import (
	"github.com/gin-gonic/gin"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/web"
)

const (
	homeHits   = 6
	homeLinks  = 8
	aboutFiles = 50
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
	found, _, err := s.Search.Search(call.Context(), query.Request{Sort: "-date", Limit: homeHits, Collapse: true}, nil)
	if err != nil {
		return err
	}
	d.Hits = item.Hits(lang, found.Hits)
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

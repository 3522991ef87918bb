package page

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/request"
	"letopis/web"
)

func programLink(lang web.Lang, p api.ProgramSummary) web.Link {
	note := lang.Number(p.Count)
	if where := cmp.Or(deref(p.Municipality), deref(p.Region)); where != "" {
		note = where + ",\u00a0" + note
	}
	return web.Link{Href: pageURL(lang, "/p/"+p.ID, nil), Text: p.Name, Note: note}
}

func (s *Service) programs(c *gin.Context, call *request.Call) error {
	lang, v := call.Lang, call.Values
	p := request.Paging{Limit: programsLimit, Offset: request.PagingOf(v, 0).Offset}
	prefix := strings.TrimSpace(v.Get("prefix"))
	list, total, err := s.o.Catalog.Programs(call.Context(), prefix, request.Search(v).Filters, p)
	if err != nil {
		return err
	}
	d := web.List{Page: s.page(call, lang.T("nav.programs")), Heading: lang.T("nav.programs"),
		Lead:   lang.Count(total, "program"),
		Filter: "prefix", FilterValue: prefix, FilterAction: "/programs"}
	if lang == web.English {
		d.Hidden = []web.Field{{Name: "lang", Value: "en"}}
	}
	g := web.Group{Wide: true}
	for _, p := range list {
		g.Links = append(g.Links, programLink(lang, p))
	}
	if len(g.Links) > 0 {
		d.Groups = []web.Group{g}
	}
	if p.Offset > 0 {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: "← " + lang.T("pages.prev"),
			Href: pageURL(lang, "/programs", withParams(v, "offset", offsetParam(p.Offset-programsLimit)))}, Rel: "prev"})
	}
	if p.Offset+len(list) < total {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: lang.T("pages.next") + " →",
			Href: pageURL(lang, "/programs", withParams(v, "offset", offsetParam(p.Offset+programsLimit)))}, Rel: "next"})
	}
	return s.render(c, d)
}

// program shows every act about a programme, in time.
func (s *Service) program(c *gin.Context, call *request.Call) error {
	lang, id := call.Lang, c.Param("id")
	tl, err := s.o.Catalog.Timeline(call.Context(), id,
		request.Paging{Limit: query.MaxLimit, Cursor: call.Values.Get("cursor")})
	if err != nil {
		return err
	}
	chosen := url.Values{"program": {id}}
	d := web.Program{Page: s.page(call, tl.Program.Name), Name: tl.Program.Name,
		SearchURL: pageURL(lang, "/search", chosen), FeedURL: pageURL(lang, "/search.atom", chosen)}
	d.Alternates = append(d.Alternates, feedLinks(lang, chosen, d.Name)...)
	d.JSONLD = s.programLD(call, tl.Program)
	if tl.Program.Level != nil {
		d.Meta = append(d.Meta, lang.T("level."+*tl.Program.Level))
	}
	for _, x := range []*string{tl.Program.Municipality, tl.Program.Region} {
		if x != nil && !slices.Contains(d.Meta, *x) {
			d.Meta = append(d.Meta, *x)
		}
	}
	d.Meta = append(d.Meta, lang.Count(tl.Program.Count, "document"))
	d.Acts = actViews(lang, tl.Acts)
	if tl.Next != nil {
		d.NextURL = pageURL(lang, "/p/"+id, url.Values{"cursor": {*tl.Next}})
	}
	return s.render(c, d)
}

func actViews(lang web.Lang, acts []api.ProgramAct) []web.Act {
	out := make([]web.Act, len(acts))
	for i, a := range acts {
		act := &out[i]
		*act = web.Act{DateISO: deref(a.Hit.Date), Role: lang.T("role." + a.Role), Href: pageURL(lang, "/d/"+a.Hit.ID, nil),
			Title: a.Hit.Title}
		act.Date = lang.Date(act.DateISO)
		if a.Hit.Kind != nil {
			act.Note = label.Kind(lang, *a.Hit.Kind)
			if a.Hit.Number != nil {
				act.Note += " №\u00a0" + *a.Hit.Number
			}
		}
	}
	return out
}

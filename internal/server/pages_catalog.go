package server

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/web"
)

const (
	homeHits      = 6
	homeLinks     = 8
	programsLimit = 100
	cityPerYear   = 10
	aboutFiles    = 50
)

func (s *Server) homePage(c *gin.Context, call *call) error {
	lang := langOf(call)
	d := web.Home{Page: s.page(call, "")}
	d.Description = lang.T("home.title")
	d.Alternates = append(d.Alternates, feeds(lang, nil, s.o.Config.Name)...)
	d.JSONLD = linked(map[string]any{"@type": "WebSite", "name": s.o.Config.Name, "url": s.absolute(call, "/"), "inLanguage": "ru",
		"potentialAction": map[string]any{"@type": "SearchAction", "target": s.absolute(call, "/search?q={q}"), "query-input": "required name=q"}})
	st, err := s.stats(call.Context(), call)
	if err != nil {
		return err
	}
	d.Lead = lang.T("footer.tagline")
	d.Stats = statsView(lang, st)
	found, _, err := s.search(call.Context(), call, query.Request{Sort: "-date", Limit: homeHits, Collapse: true}, nil)
	if err != nil {
		return err
	}
	d.Hits = hitViews(lang, found.Hits)
	cities, _, err := s.cityList(call.Context(), nil)
	if err != nil {
		return err
	}
	for _, x := range cities[:min(homeLinks, len(cities))] {
		d.Cities = append(d.Cities, web.Link{Href: at(lang, "/c/"+x.ID, nil), Text: x.Name, Note: lang.Number(x.Count)})
	}
	districts, err := s.allValues(call.Context(), nil, "municipality")
	if err != nil {
		return err
	}
	for _, v := range districts.Facets[0].Values[:min(homeLinks, len(districts.Facets[0].Values))] {
		d.Municipalities = append(d.Municipalities, s.unitLink(lang, v))
	}
	programs, _, err := s.programList(call.Context(), "", nil, 0, homeLinks)
	if err != nil {
		return err
	}
	for _, x := range programs {
		d.Programs = append(d.Programs, programLink(lang, x))
	}
	return s.render(c, http.StatusOK, d)
}

func statsView(lang web.Lang, st *api.Stats) []web.Link {
	out := []web.Link{
		{Text: lang.Number(st.Documents), Note: lang.Counted(st.Documents, "document")},
		{Text: lang.Number(st.Cities), Note: lang.Counted(st.Cities, "city")},
		{Text: lang.Number(st.Programs), Note: lang.Counted(st.Programs, "program")},
	}
	if st.From != nil && st.To != nil {
		from, to := year(*st.From), year(*st.To)
		span := from + "–" + to
		if from == to {
			span = from
		}
		out = append(out, web.Link{Text: span, Note: lang.Pick("годы документов", "years covered")})
	}
	return out
}

func year(iso string) string { y, _, _ := strings.Cut(iso, "-"); return y }

func programLink(lang web.Lang, p api.ProgramSummary) web.Link {
	note := lang.Number(p.Count)
	if where := cmp.Or(deref(p.Municipality), deref(p.Region)); where != "" {
		note = where + ",\u00a0" + note
	}
	return web.Link{Href: at(lang, "/p/"+p.ID, nil), Text: p.Name, Note: note}
}

func (s *Server) programsPage(c *gin.Context, call *call) error {
	lang, v := langOf(call), call.values
	offset := max(0, integer(v, "offset"))
	prefix := strings.TrimSpace(v.Get("prefix"))
	list, total, err := s.programList(call.Context(), prefix, request(v).Filters, offset, programsLimit)
	if err != nil {
		return err
	}
	d := web.List{Page: s.page(call, lang.T("nav.programs")), Heading: lang.T("nav.programs"), Lead: lang.Count(total, "program"),
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
	if offset > 0 {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: "← " + lang.T("pages.prev"), Href: at(lang, "/programs", with(v, "offset", offsetOf(offset-programsLimit)))}, Rel: "prev"})
	}
	if offset+len(list) < total {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: lang.T("pages.next") + " →", Href: at(lang, "/programs", with(v, "offset", offsetOf(offset+programsLimit)))}, Rel: "next"})
	}
	return s.render(c, http.StatusOK, d)
}

func offsetOf(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// programPage shows every act about a programme, in time.
func (s *Server) programPage(c *gin.Context, call *call) error {
	lang, id := langOf(call), c.Param("id")
	tl, err := s.programTimeline(call.Context(), id, query.MaxLimit, call.values.Get("cursor"))
	if err != nil {
		return err
	}
	chosen := url.Values{"program": {id}}
	d := web.Program{Page: s.page(call, tl.Program.Name), Name: tl.Program.Name,
		SearchURL: at(lang, "/search", chosen), FeedURL: at(lang, "/search.atom", chosen)}
	d.Alternates = append(d.Alternates, feeds(lang, chosen, d.Name)...)
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
		d.NextURL = at(lang, "/p/"+id, url.Values{"cursor": {*tl.Next}})
	}
	return s.render(c, http.StatusOK, d)
}

func actViews(lang web.Lang, acts []api.ProgramAct) []web.Act {
	out := make([]web.Act, len(acts))
	for i, a := range acts {
		act := &out[i]
		*act = web.Act{DateISO: deref(a.Hit.Date), Role: lang.T("role." + a.Role), Href: at(lang, "/d/"+a.Hit.ID, nil), Title: a.Hit.Title}
		act.Date = lang.Date(act.DateISO)
		if a.Hit.Kind != nil {
			act.Note = kindName(lang, *a.Hit.Kind)
			if a.Hit.Number != nil {
				act.Note += " №\u00a0" + *a.Hit.Number
			}
		}
	}
	return out
}

// aboutPage tells what is held and what could not be read.
func (s *Server) aboutPage(c *gin.Context, call *call) error {
	lang := langOf(call)
	st, err := s.stats(call.Context(), call)
	if err != nil {
		return err
	}
	status, err := s.status(call.Context(), aboutFiles)
	if err != nil {
		return err
	}
	d := web.About{Page: s.page(call, lang.T("about.title")), Lead: lang.T("about.lead"), Stats: statsView(lang, st), Version: "Letopis " + status.Version}
	if status.Outdated > 0 {
		d.Outdated = lang.T("about.outdated") + " " + lang.Number(status.Outdated) + "."
	}
	for _, src := range status.Sources {
		if src.Documents == 0 && src.UnreadableTotal == 0 {
			continue // all of it was removed
		}
		v := web.SourceView{Name: src.Name, UnreadableTotal: src.UnreadableTotal}
		line := lang.Count(src.Documents, "document")
		if src.From != nil && src.To != nil {
			line += ", " + lang.Date(*src.From) + " — " + lang.Date(*src.To)
		}
		v.Lines = append(v.Lines, line)
		all, troubled := url.Values{"source": {src.Name}, "sort": {"date"}}, 0
		for _, name := range []archive.Status{archive.StatusPartial, archive.StatusEmpty, archive.StatusNeedsOCR, archive.StatusEncrypted, archive.StatusUnsupported, archive.StatusCorrupt, archive.StatusLimit} {
			if n := src.Statuses[string(name)]; n > 0 {
				v.Lines = append(v.Lines, upper(lang.T("status."+string(name)))+": "+lang.Number(n))
				all.Add("status", string(name))
				troubled += n
			}
		}
		if troubled > 0 && src.UnreadableTotal > len(src.Unreadable) {
			v.More = &web.Link{Text: lang.T("facet.all") + " (" + lang.Number(troubled) + ")", Href: at(lang, "/search", all)}
		}
		if src.UpdatedAt != nil {
			v.Lines = append(v.Lines, lang.Pick("обновлён ", "updated ")+lang.Date(src.UpdatedAt.Format(time.DateOnly)))
		}
		for _, u := range src.Unreadable {
			x := web.UnreadableView{Link: web.Link{Text: u.URI, Note: u.Reason}, Status: lang.T("status." + u.Status)}
			if u.ID != nil {
				x.Href = at(lang, "/d/"+*u.ID, nil)
			}
			v.Unreadable = append(v.Unreadable, x)
		}
		d.Sources = append(d.Sources, v)
	}
	return s.render(c, http.StatusOK, d)
}

func (s *Server) helpPage(c *gin.Context, call *call) error {
	return s.render(c, http.StatusOK, web.Help{Page: s.page(call, langOf(call).T("nav.help"))})
}

func (s *Server) apiPage(c *gin.Context, call *call) error {
	return s.render(c, http.StatusOK, s.apiDescription(call))
}

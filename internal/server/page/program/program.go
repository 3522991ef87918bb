// Package program serves the pages of programmes, each with its acts in chronological order, and their list.
package program

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// Service serves programmes. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes registers the pages.
func (s Service) Routes(r gin.IRoutes) {
	s.Get(r, "/p/:id", s.program)
	s.Get(r, "/programs", s.programs)
}

func (s Service) programs(c *gin.Context, call *request.Call) error {
	lang, v := call.Lang, call.Values
	p := request.Paging{Limit: item.MaxPrograms, Offset: request.PagingOf(v, 0).Offset}
	prefix := strings.TrimSpace(v.Get("prefix"))
	list, total, err := s.Catalog.Programs(call.Context(), prefix, request.Search(v).Filters, p)
	if err != nil {
		return err
	}
	d := web.List{Page: s.Page(call, lang.T("nav.programs")), Heading: lang.T("nav.programs"),
		Lead:   lang.Count(total, "program"),
		Filter: "prefix", FilterValue: prefix, FilterAction: "/programs"}
	if lang == web.English {
		d.Hidden = []web.Field{{Name: "lang", Value: "en"}}
	}
	g := web.Group{Wide: true}
	for _, p := range list {
		g.Links = append(g.Links, item.ProgramLink(lang, p))
	}
	if len(g.Links) > 0 {
		d.Groups = []web.Group{g}
	}
	if p.Offset > 0 {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: "← " + lang.T("pages.prev"),
			Href: frame.URL(lang, "/programs", frame.With(v, "offset", frame.Offset(p.Offset-item.MaxPrograms)))}, Rel: "prev"})
	}
	if p.Offset+len(list) < total {
		d.Pages = append(d.Pages, web.PageLink{Link: web.Link{Text: lang.T("pages.next") + " →",
			Href: frame.URL(lang, "/programs", frame.With(v, "offset", frame.Offset(p.Offset+item.MaxPrograms)))}, Rel: "next"})
	}
	return s.Render(c, d)
}

// program shows the acts of a programme in chronological order.
func (s Service) program(c *gin.Context, call *request.Call) error {
	lang, id := call.Lang, c.Param("id")
	tl, err := s.Catalog.Timeline(call.Context(), id,
		request.Paging{Limit: query.MaxLimit, Cursor: call.Values.Get("cursor")})
	var none problem.Problem
	if errors.As(err, &none) && none.Code == problem.NotFound {
		// Documents that merely mention a programme link here, too: if it has no acts, redirect to all of its
		// mentions.
		if p, err := s.Labels.Program(call.Context(), id); err == nil && p.Name != "" {
			c.Redirect(http.StatusFound, frame.URL(lang, "/search", url.Values{"program.mentioned": {id}}))
			return nil
		}
	}
	if err != nil {
		return err
	}
	chosen := url.Values{"program": {id}}
	d := web.Program{Page: s.Page(call, tl.Program.Name), Name: tl.Program.Name,
		SearchURL: frame.URL(lang, "/search", chosen), FeedURL: frame.URL(lang, "/search.atom", chosen)}
	d.LifeURL, d.Calendar = frame.URL(lang, "/p/"+id+"/life", nil), frame.URL(lang, "/search.ics", chosen)
	d.Alternates = append(d.Alternates, frame.FeedLinks(lang, chosen, d.Name)...)
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
	d.Acts = item.Acts(lang, tl.Acts)
	if tl.Next != nil {
		d.NextURL = frame.URL(lang, "/p/"+id, url.Values{"cursor": {*tl.Next}})
	}
	return s.Render(c, d)
}

// programLD describes a programme in the vocabulary of schema.org.
func (s Service) programLD(call *request.Call, p api.ProgramSummary) json.RawMessage {
	m := map[string]any{"@type": "GovernmentService", "name": p.Name, "url": s.Addresses.Absolute(call, "/p/"+p.ID)}
	if p.Municipality != nil {
		m["provider"] = map[string]string{"@type": "GovernmentOrganization", "name": *p.Municipality}
	}
	if p.Region != nil {
		m["areaServed"] = map[string]string{"@type": "AdministrativeArea", "name": *p.Region}
	}
	return frame.MarshalLD(m)
}

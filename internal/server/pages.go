package server

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/web"
)

// site renders pages: models of the API, given to the templates of package web.
type site struct{ assets *web.Assets }

func newSite() (*site, error) {
	assets, err := web.NewAssets()
	if err != nil {
		return nil, err
	}
	return &site{assets}, nil
}

// pageRoutes adds what people see.
func (s *Server) pageRoutes(r *gin.Engine) {
	get := func(path string, h func(*gin.Context, *call) error) {
		handle := func(c *gin.Context) {
			call := callOf(c)
			call.lang = pageLanguage(call.values)
			if err := h(c, call); err != nil {
				s.fail(c, err)
			}
		}
		r.GET(path, s.conditional, handle)
		r.HEAD(path, s.conditional, handle)
	}
	get("/", s.homePage)
	get("/search", s.searchPage)
	get("/facets/:name", s.facetPage)
	get("/d/:id", s.documentPage)
	get("/p/:id", s.programPage)
	get("/programs", s.programsPage)
	get("/c/:id", s.cityPage)
	get("/m/:id", s.unitPage)
	get("/cities", s.citiesPage)
	get("/about", s.aboutPage)
	get("/help", s.helpPage)
	get("/api", s.apiPage)
	get("/widget", s.builderPage)
	s.widgetRoutes(r)
	static := func(c *gin.Context) {
		c.Header("Access-Control-Allow-Origin", "*")
		c.Header("Cross-Origin-Resource-Policy", "cross-origin")
		s.site.assets.ServeHTTP(c.Writer, c.Request)
	}
	r.GET("/static/*file", static)
	r.HEAD("/static/*file", static)
}

// pageLanguage is Russian unless the address asks for English, so that an
// address shows the same to all.
func pageLanguage(v url.Values) string {
	if v.Get("lang") == "en" {
		return "en"
	}
	return "ru"
}

func langOf(call *call) web.Lang {
	if call.lang == "en" {
		return web.English
	}
	return web.Russian
}

// at makes the address of a page in the language of the call.
func at(lang web.Lang, path string, v url.Values) string {
	q := url.Values{}
	for k, list := range v {
		for _, x := range list {
			if x != "" && k != "lang" {
				q.Add(k, x)
			}
		}
	}
	if lang == web.English {
		q.Set("lang", "en")
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// page fills what surrounds the content of every page.
func (s *Server) page(call *call, title string) web.Page {
	lang := langOf(call)
	p := web.Page{Lang: lang, Title: title, Q: call.values.Get("q")}
	path := "/"
	if call.request != nil {
		path = call.request.URL.Path
	}
	if lang == web.English {
		p.LangQuery, p.OtherLang, p.OtherLangName = "?lang=en", web.Russian, "Русский"
	} else {
		p.OtherLang, p.OtherLangName = web.English, "English"
	}
	p.OtherLangURL = at(p.OtherLang, path, call.values)
	if s.base != "" {
		p.Canonical = s.base + at(lang, path, nil)
		p.Alternates = []web.Alternate{{Href: s.base + path, HrefLang: "ru"}, {Href: s.base + at(web.English, path, nil), HrefLang: "en"}}
		if section, _, _ := strings.Cut(path[1:], "/"); section == "" || section == "c" || section == "m" || section == "p" || section == "d" {
			p.Alternates = append(p.Alternates, s.oEmbedLink(p.Canonical))
		}
	}
	for _, section := range []string{"cities", "programs", "about", "help"} {
		p.Nav = append(p.Nav, web.NavLink{Link: web.Link{Href: at(lang, "/"+section, nil), Text: lang.T("nav." + section)}, Current: path == "/"+section})
	}
	return p
}

// render writes a page. A template that fails shows nothing half done.
func (s *Server) render(c *gin.Context, status int, page web.Content) error {
	var b bytes.Buffer
	if err := s.site.assets.Render(c.Request.Context(), &b, page); err != nil {
		return fmt.Errorf("page %T: %w", page, err)
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(status)
	_, err := b.WriteTo(c.Writer)
	return err
}

// errorPage shows a problem to a person. It is the last resort, so it must not
// fail itself.
func (s *Server) errorPage(c *gin.Context, status int, title, detail string) {
	call := callOf(c)
	p := s.page(call, title)
	p.NoIndex, p.Canonical, p.Alternates = true, "", nil
	e := web.Error{Page: p, Heading: title, Text: detail}
	if status == http.StatusInternalServerError { // what to name when writing to those who run the archive
		e.Detail = langOf(call).Pick("Номер запроса: ", "Number of the request: ") + call.id
	}
	var b bytes.Buffer
	// What cannot be shown because the request's time is up can still be said.
	if err := s.site.assets.Render(context.WithoutCancel(c.Request.Context()), &b, e); err != nil {
		s.log.Error("the page of a problem failed", "request", call.id, "error", err)
		b.Reset()
		b.WriteString(http.StatusText(status))
	}
	_, _ = b.WriteTo(c.Writer) // the client may be gone
}

// placeOf gives v the municipality or settlement that is the lowest place of a hit, as
// the document names it, and reports whether there is one: what a district decides is
// not shown as its town's, where it was signed.
func placeOf(lang web.Lang, h api.Hit, v *web.Hit) bool {
	if len(h.Places) == 0 {
		return false
	}
	switch p := h.Places[len(h.Places)-1]; string(p.Level) {
	case archive.LevelSettlement:
		v.Municipality = p.Name
		fallthrough
	case archive.LevelMunicipality:
		v.Municipality, v.MunicipalityURL = cmp.Or(v.Municipality, p.Name), at(lang, "/m/"+p.ID, nil)
		return true
	}
	return false
}

// hitView turns a hit of the API into what a list of results shows.
func hitView(lang web.Lang, h api.Hit) web.Hit {
	v := web.Hit{ID: h.ID, URL: h.URL, Title: []web.Run{{Text: h.Title}}, Number: deref(h.Number), Region: deref(h.Region), Municipality: deref(h.Municipality), More: h.More}
	if lang == web.English {
		v.URL = at(lang, h.URL, nil)
	}
	v.Kind = kindName(lang, deref(h.Kind))
	if v.DateISO = deref(h.Date); v.DateISO != "" {
		v.Date = lang.Date(v.DateISO)
	}
	if !placeOf(lang, h, &v) {
		for _, c := range h.Cities {
			v.Cities = append(v.Cities, c.Name)
		}
	}
	for _, sn := range h.Snippets {
		runs := make([]web.Run, len(sn.Runs))
		for i, r := range sn.Runs {
			runs[i] = web.Run{Text: r.Text, Hit: r.Hit}
		}
		if sn.Field == "title" {
			v.Title = runs
		} else {
			shown := web.Snippet{Runs: runs}
			if sn.Page != nil {
				shown.Page, shown.URL = *sn.Page, v.URL+"#page-"+strconv.Itoa(*sn.Page)
			}
			v.Snippets = append(v.Snippets, shown)
		}
	}
	if h.Explanation != nil {
		v.Explain = accountText(*h.Explanation, "")
	}
	if h.More > 0 && h.Group != nil {
		v.MoreURL = at(lang, "/search", url.Values{"group": {*h.Group}})
		v.MoreText = lang.Pick("ещё ", "") + lang.Count(h.More, "edition") + lang.Pick("", " more")
	}
	return v
}

func hitViews(lang web.Lang, hits []api.Hit) []web.Hit {
	out := make([]web.Hit, len(hits))
	for i, h := range hits {
		out[i] = hitView(lang, h)
	}
	return out
}

func kindName(lang web.Lang, kind string) string {
	if lang.Has("kind." + kind) {
		return lang.T("kind." + kind)
	}
	return kind
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// upper makes the first letter a capital.
func upper(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// renderBare writes a page that has no surroundings.
func (s *Server) renderBare(c *gin.Context, page web.Bare) error {
	var b bytes.Buffer
	if err := s.site.assets.RenderBare(c.Request.Context(), &b, page); err != nil {
		return fmt.Errorf("page %T: %w", page, err)
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(http.StatusOK)
	_, err := b.WriteTo(c.Writer)
	return err
}

// Package page shows the archive to people: handlers make models of package web of what search, catalog and view
// answer, and web's templates write them. Read Service.Routes first; links.go makes the addresses of searches.
package page

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/catalog"
	"letopis/internal/server/label"
	"letopis/internal/server/openapi"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
	"letopis/web"
)

// Options are what a Service works with; all are required.
type Options struct {
	Store     archive.Store
	Search    *search.Service
	Catalog   *catalog.Service
	Views     *view.Service
	Labels    *label.Labels
	Addresses *request.Addresses
	Respond   *respond.Service
	Spec      *openapi.Spec
	Log       *slog.Logger
	Name      string // of the archive
}

// Service shows pages. It is safe for concurrent use.
type Service struct {
	o      Options
	assets *web.Assets
}

// New reads the static files.
func New(o Options) (*Service, error) {
	assets, err := web.NewAssets()
	if err != nil {
		return nil, err
	}
	return &Service{o, assets}, nil
}

// Routes adds what people see.
func (s *Service) Routes(r gin.IRoutes) {
	language := func(c *gin.Context) { // of the page, not of the browser: its tag depends on it
		call := request.FromContext(c)
		call.Lang = request.PageLanguage(call.Values)
	}
	get := func(path string, h respond.Handler, before ...gin.HandlerFunc) {
		respond.Get(r, path, slices.Concat([]gin.HandlerFunc{language, s.o.Respond.Conditional}, before,
			[]gin.HandlerFunc{s.o.Respond.Handle(h)})...)
	}
	get("/", s.home)
	get("/search", s.results, s.o.Respond.Cached)
	get("/facets/:name", s.facet)
	get("/d/:id", s.document)
	get("/p/:id", s.program)
	get("/programs", s.programs)
	get("/c/:id", s.city)
	get("/m/:id", s.unit)
	get("/cities", s.cities)
	// What could not be read, and when, changes without the state of the archive.
	respond.Get(r, "/about", language, s.o.Respond.Handle(s.about))
	get("/help", s.help)
	get("/api", s.api)
	get("/widget", s.builder)
	s.widgetRoutes(r)
	respond.Get(r, "/static/*file", func(c *gin.Context) {
		c.Header("Access-Control-Allow-Origin", "*")
		c.Header("Cross-Origin-Resource-Policy", "cross-origin")
		s.assets.ServeHTTP(c.Writer, c.Request)
	})
}

// pageURL makes the address of a page in the language of the call.
func pageURL(lang web.Lang, path string, v url.Values) string {
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
func (s *Service) page(call *request.Call, title string) web.Page {
	lang := call.Lang
	p := web.Page{Lang: lang, Title: title, Q: call.Values.Get("q")}
	path := "/"
	if call.Request != nil { // with more slashes at its beginning it would name another site
		path = (&url.URL{Path: "/" + strings.TrimLeft(call.Request.URL.Path, `/\`)}).EscapedPath()
	}
	if lang == web.English {
		p.LangQuery, p.OtherLang, p.OtherLangName = "?lang=en", web.Russian, "Русский"
	} else {
		p.OtherLang, p.OtherLangName = web.English, "English"
	}
	p.OtherLangURL = pageURL(p.OtherLang, path, call.Values)
	if s.o.Addresses.Base() != "" {
		p.Canonical = s.o.Addresses.Base() + pageURL(lang, path, nil)
		p.Alternates = []web.Alternate{{Href: s.o.Addresses.Base() + path, HrefLang: "ru"},
			{Href: s.o.Addresses.Base() + pageURL(web.English, path, nil), HrefLang: "en"}}
		if section, _, _ := strings.Cut(path[1:], "/"); section == "" || section == "c" || section == "m" ||
			section == "p" || section == "d" {
			p.Alternates = append(p.Alternates, s.oEmbedLink(p.Canonical))
		}
	}
	for _, section := range []string{"cities", "programs", "about", "help"} {
		p.Nav = append(p.Nav, web.NavLink{Link: web.Link{Href: pageURL(lang, "/"+section, nil),
			Text: lang.T("nav." + section)},
			Current: path == "/"+section})
	}
	return p
}

// render writes a page. A template that fails shows nothing half done.
func (s *Service) render(c *gin.Context, page web.Content) error {
	var b bytes.Buffer
	if err := s.assets.Render(c.Request.Context(), &b, page); err != nil {
		return fmt.Errorf("page %T: %w", page, err)
	}
	return writeHTML(c, &b)
}

// renderBare writes a page that has no surroundings.
func (s *Service) renderBare(c *gin.Context, page web.Bare) error {
	var b bytes.Buffer
	if err := s.assets.RenderBare(c.Request.Context(), &b, page); err != nil {
		return fmt.Errorf("page %T: %w", page, err)
	}
	return writeHTML(c, &b)
}

func writeHTML(c *gin.Context, b *bytes.Buffer) error {
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(http.StatusOK)
	_, err := b.WriteTo(c.Writer)
	return err
}

// Error shows a problem to a person. It is the last resort, so it must not
// fail itself.
func (s *Service) Error(c *gin.Context, status int, title, detail string) {
	call := request.FromContext(c)
	p := s.page(call, title)
	p.NoIndex, p.Canonical, p.Alternates = true, "", nil
	e := web.Error{Page: p, Heading: title, Text: detail}
	if status == http.StatusInternalServerError { // what to name when writing to those who run the archive
		e.Detail = call.Lang.Pick("Номер запроса: ", "Number of the request: ") + call.ID
	}
	var b bytes.Buffer
	// What cannot be shown because the request's time is up can still be said.
	if err := s.assets.Render(context.WithoutCancel(c.Request.Context()), &b, e); err != nil {
		s.o.Log.Error("the page of a problem failed", "request", call.ID, "error", err)
		b.Reset()
		b.WriteString(http.StatusText(status))
	}
	_, _ = b.WriteTo(c.Writer) // the client may be gone
}

func (s *Service) help(c *gin.Context, call *request.Call) error {
	return s.render(c, web.Help{Page: s.page(call, call.Lang.T("nav.help"))})
}

// api describes the API.
func (s *Service) api(c *gin.Context, call *request.Call) error {
	d := s.o.Spec.Describe()
	d.Page = s.page(call, "API")
	return s.render(c, d)
}

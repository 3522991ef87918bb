// Package frame has what every page needs: header and footer, URLs of pages, and writing a page as a response. Read
// Frame first.
package frame

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
	"letopis/internal/follow"
	"letopis/internal/server/catalog"
	"letopis/internal/server/label"
	"letopis/internal/server/openapi"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
	"letopis/web"
)

// Services are the dependencies of pages. A server needs all of them except Follow; the pages of a pack (see package
// pack) do without Search, Catalog, Respond and Spec.
type Services struct {
	Store     archive.Store
	Search    *search.Service
	Catalog   *catalog.Service
	Views     *view.Service
	Labels    *label.Labels
	Addresses *request.Addresses
	Respond   *respond.Service
	Spec      *openapi.Spec
	Log       *slog.Logger
	Name      string          // of the archive
	Follow    *follow.Signups // nil: following is disabled
	Counts    bool            // searches without results are counted, which the pages disclose
	// Draw renders a page of the original, counted from 0, as JPEG; nil if impossible. If Draw is nil, scans are not
	// shown.
	Draw func(ctx context.Context, d *archive.Document, page int) ([]byte, error)
}

// Frame renders pages. It is safe for concurrent use.
type Frame struct {
	Services
	Assets *web.Assets
}

// New loads the static files.
func New(s Services) (*Frame, error) {
	assets, err := web.NewAssets()
	return &Frame{s, assets}, err
}

// Get registers a page, with optional handlers before its own. The language of a page is that of its URL, not that of
// the browser, because the ETag depends on it.
func (s *Frame) Get(r gin.IRoutes, path string, h respond.Handler, before ...gin.HandlerFunc) {
	respond.Get(r, path, slices.Concat([]gin.HandlerFunc{Language, s.Respond.Conditional}, before,
		[]gin.HandlerFunc{s.Respond.Handle(h)})...)
}

// Language sets the language of a call to that of its URL.
func Language(c *gin.Context) {
	call := request.FromContext(c)
	call.Lang = request.PageLanguage(call.Values)
}

// Page fills what surrounds the content of every page.
func (s *Frame) Page(call *request.Call, title string) web.Page {
	lang := call.Lang
	p := web.Page{Lang: lang, Title: title, Q: call.Values.Get("q")}
	path := "/"
	if call.Request != nil { // more than one leading slash would refer to another site
		path = (&url.URL{Path: "/" + strings.TrimLeft(call.Request.URL.Path, `/\`)}).EscapedPath()
	}
	if lang == web.English {
		p.LangQuery, p.OtherLang, p.OtherLangName = "?lang=en", web.Russian, "Русский"
	} else {
		p.OtherLang, p.OtherLangName = web.English, "English"
	}
	p.OtherLangURL = URL(p.OtherLang, path, call.Values)
	if s.Addresses.Base() != "" {
		p.Canonical = s.Addresses.Base() + URL(lang, path, nil)
		p.Alternates = []web.Alternate{{Href: s.Addresses.Base() + path, HrefLang: "ru"},
			{Href: s.Addresses.Base() + URL(web.English, path, nil), HrefLang: "en"}}
		if section, _, _ := strings.Cut(path[1:], "/"); section == "" || section == "c" || section == "m" ||
			section == "p" || section == "d" {
			p.Alternates = append(p.Alternates, s.OEmbedLink(p.Canonical))
		}
	}
	for _, section := range []string{"cities", "programs", "about", "help"} {
		p.Nav = append(p.Nav, web.NavLink{Link: web.Link{Href: URL(lang, "/"+section, nil),
			Text: lang.T("nav." + section)},
			Current: path == "/"+section})
	}
	return p
}

// Render writes a page, or nothing if its template fails.
func (s *Frame) Render(c *gin.Context, page web.Content) error {
	return s.RenderStatus(c, http.StatusOK, page)
}

// RenderStatus writes a page with an HTTP status, as for a form with errors.
func (s *Frame) RenderStatus(c *gin.Context, status int, page web.Content) error {
	var b bytes.Buffer
	if err := s.Assets.Render(c.Request.Context(), &b, page); err != nil {
		return fmt.Errorf("page %T: %w", page, err)
	}
	return writeHTML(c, status, &b)
}

// RenderBare writes a page without header and footer.
func (s *Frame) RenderBare(c *gin.Context, page web.Bare) error {
	var b bytes.Buffer
	if err := s.Assets.RenderBare(c.Request.Context(), &b, page); err != nil {
		return fmt.Errorf("page %T: %w", page, err)
	}
	return writeHTML(c, http.StatusOK, &b)
}

func writeHTML(c *gin.Context, status int, b *bytes.Buffer) error {
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(status)
	_, err := b.WriteTo(c.Writer)
	return err
}

// Error shows a problem to a person. It is the last resort, so it must not fail.
func (s *Frame) Error(c *gin.Context, status int, title, detail string) {
	call := request.FromContext(c)
	p := s.Page(call, title)
	p.NoIndex, p.Canonical, p.Alternates = true, "", nil
	e := web.Error{Page: p, Heading: title, Text: detail}
	if status == http.StatusInternalServerError { // for reports to the operators of the archive
		e.Detail = call.Lang.Pick("Номер запроса: ", "Number of the request: ") + call.ID
	}
	var b bytes.Buffer
	// The page must be rendered even if the request has timed out.
	if err := s.Assets.Render(context.WithoutCancel(c.Request.Context()), &b, e); err != nil {
		s.Log.Error("the page of a problem failed", "request", call.ID, "error", err)
		b.Reset()
		b.WriteString(http.StatusText(status))
	}
	_, _ = b.WriteTo(c.Writer) // the client may have disconnected
}

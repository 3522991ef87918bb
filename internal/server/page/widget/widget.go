// Package widget serves the search widget for other sites: the script, the frame, examples, and the page where
// editors compose its snippet.
package widget

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/web"
)

// Service serves the widget. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// maxAge is how long the unversioned widget may be cached, in seconds.
const maxAge = 3600

// embedPolicy allows any page to frame /embed and nothing else.
const embedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors *"

// Routes serves the widget: at an unversioned URL, at one per content (immutable, for subresource integrity), in a
// frame (with a script that fits the frame to its content), and as examples.
func (s Service) Routes(r gin.IRoutes) {
	s.Get(r, "/widget", s.builder)
	script := s.Respond.Handle(s.script)
	respond.Get(r, "/widget/v1.js", script)
	respond.Get(r, "/widget/:version/letopis-search.js", script)
	respond.Get(r, "/widget/frame.js", func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", maxAge))
		s.Assets.Get("frame.js").ServeHTTP(c.Writer, c.Request)
	})
	respond.Get(r, "/embed", s.Respond.Handle(s.embed))
	respond.Get(r, "/widget/examples/:name", s.Respond.Handle(s.example))
}

// script serves the widget's script.
func (s Service) script(c *gin.Context, _ *request.Call) error {
	as := s.Assets.Get("widget.js")
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if v := c.Param("version"); v != "" {
		if v != versionOf(as) {
			return problem.Problem{Code: problem.NotFound, RU: "Такой версии виджета нет.",
				EN: "There is no such version of the widget."}
		}
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", maxAge))
	}
	as.ServeHTTP(c.Writer, c.Request)
	return nil
}

// versionOf returns the version of the widget in its URL, with the Base64 characters that are special in URLs
// replaced.
func versionOf(as *web.Asset) string {
	return strings.NewReplacer("/", "_", "+", "-").Replace(as.Integrity[len("sha384-"):][:12])
}

// embed serves the widget alone, for an iframe; it reports its height to the embedding page by postMessage.
func (s Service) embed(c *gin.Context, call *request.Call) error {
	call.Lang = request.PageLanguage(call.Values)
	v := call.Values
	all := func(name string) string {
		return strings.Join(v[name],
			",")
	} // repeated as in other URLs, or comma-separated as in the attribute
	d := web.Embed{Lang: call.Lang, City: all("city"), Municipality: all("municipality"), Region: all("region"),
		Program: all("program"), Kind: all("kind"), Draft: all("draft"), Facets: all("facets"), Look: all("look"),
		From: v.Get("date_from"), To: v.Get("date_to"), Q: v.Get("q"), HasQ: v.Has("q")}
	c.Header("Content-Security-Policy", embedPolicy)
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	return s.RenderBare(c, d)
}

// examples are pages that show the widget, each with the policy it must work under; the second one is as strict as a
// portal can be.
var examples = map[string]struct {
	way    web.Way
	policy string
}{
	"plain.html": {web.ExamplePlain, "default-src 'self'; base-uri 'none'"},
	"strict.html": {web.ExampleStrict, "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; " +
		"base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"},
	"iframe.html": {web.ExampleFrame, "default-src 'none'; script-src 'self'; frame-src 'self'; base-uri 'none'"},
}

// example shows a way of embedding the widget.
func (s Service) example(c *gin.Context, _ *request.Call) error {
	x, ok := examples[c.Param("name")]
	if !ok {
		return problem.Problem{Code: problem.NoPage}
	}
	c.Header("Content-Security-Policy", x.policy)
	as := s.Assets.Get("widget.js")
	return s.RenderBare(c, web.Example{Way: x.way, Src: "/widget/" + versionOf(as) + "/letopis-search.js",
		SRI: as.Integrity})
}

// properties are the CSS custom properties that the widget reads; a test compares the list with its source.
var properties = []struct{ name, ru, en string }{
	{"--letopis-accent", "цвет кнопок", "colour of buttons"},
	{"--letopis-accent-text", "цвет текста на кнопках", "colour of the text on buttons"},
	{"--letopis-text", "цвет текста; иначе как на странице", "colour of text; else that of the page"},
	{"--letopis-link", "цвет ссылок; иначе как у текста", "colour of links; else that of text"},
	{"--letopis-font", "шрифт, как в свойстве font; иначе системный",
		"font, as the property font takes it; else the system's"},
	{"--letopis-field", "фон полей", "background of fields"},
	{"--letopis-field-text", "цвет текста в полях", "colour of the text in fields"},
	{"--letopis-line", "цвет рамок и линий", "colour of borders and lines"},
	{"--letopis-mark", "фон найденных слов", "background of marked words"},
	{"--letopis-mark-text", "цвет найденных слов", "colour of marked words"},
	{"--letopis-focus", "цвет рамки в фокусе", "colour of the outline in focus"},
	{"--letopis-radius", "скругление углов", "radius of corners"},
}

// builder lets a portal's editor configure and copy the snippet.
func (s Service) builder(c *gin.Context, call *request.Call) error {
	lang, as := call.Lang, s.Assets.Get("widget.js")
	d := web.Builder{Page: s.Page(call, lang.T("nav.widget")), Base: s.Addresses.Absolute(call, ""),
		Src: "/widget/" + versionOf(as) + "/letopis-search.js", SRI: as.Integrity}
	for _, p := range properties {
		d.Properties = append(d.Properties, web.Link{Text: p.name, Note: lang.Pick(p.ru, p.en)})
	}
	cities, _, err := s.Catalog.Cities(call.Context(), nil)
	if err != nil {
		return err
	}
	for _, x := range cities {
		d.Cities = append(d.Cities, web.Link{Href: x.ID, Text: x.Name})
	}
	units, err := s.Search.Count(call.Context(), nil, "municipality")
	if err != nil {
		return err
	}
	for _, v := range units.Facets[0].Values {
		d.Municipalities = append(d.Municipalities,
			web.Link{Href: v.Value, Text: cmp.Or(s.Labels.UnitName(v.Value), v.Value)})
	}
	slices.SortFunc(d.Municipalities, func(a, b web.Link) int { return cmp.Compare(a.Text, b.Text) })
	programs, _, err := s.Catalog.Programs(call.Context(), "", nil, request.Paging{Limit: item.MaxPrograms})
	if err != nil {
		return err
	}
	for _, x := range programs {
		d.Programs = append(d.Programs, web.Link{Href: x.ID, Text: x.Name})
	}
	return s.Render(c, d)
}

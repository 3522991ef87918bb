package server

import (
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"
)

// site renders pages: plain ones, until the site has its own.
type site struct{ pages *template.Template }

func newSite() (*site, error) {
	t, err := template.New("page").Parse(`<!doctype html><html lang="{{.Lang}}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{{.Title}}</title><h1>{{.Title}}</h1>
{{with .Detail}}<p>{{.}}</p>{{end}}<form action="/search"><label>{{.Ask}} <input type="search" name="q" value="{{.Q}}"></label></form>
{{with .Result}}<p>{{.Total}}</p><ol>{{range .Hits}}<li><a href="{{.URL}}">{{.Title}}</a>
{{range .Snippets}}<p>{{range .Runs}}{{if .Hit}}<mark>{{.Text}}</mark>{{else}}{{.Text}}{{end}}{{end}}</p>{{end}}</li>{{end}}</ol>{{end}}
{{with .Doc}}<p><a href="/api/v1/documents/{{.ID}}/original">{{.Source.Name}}</a></p><pre>{{.Text}}</pre>{{end}}{{.Body}}</html>
`)
	return &site{t}, err
}

func (s *Server) plainPage(c *gin.Context, status int, title string, data map[string]any) {
	call := callOf(c)
	for name, v := range map[string]any{"Lang": call.lang, "Title": title, "Ask": call.pick("Искать", "Search"), "Q": call.values.Get("q")} {
		data[name] = v
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(status)
	_ = s.site.pages.Execute(c.Writer, data) // the client may be gone
}

// pageRoutes adds what people see.
func (s *Server) pageRoutes(r *gin.Engine) {
	get := func(path string, h func(*gin.Context, *call) error) {
		handle := func(c *gin.Context) {
			if err := h(c, callOf(c)); err != nil {
				s.fail(c, err)
			}
		}
		r.GET(path, s.conditional, handle)
		r.HEAD(path, s.conditional, handle)
	}
	get("/", s.searchPage)
	get("/search", s.searchPage)
	get("/d/:id", s.documentPage)
	get("/api", s.apiPage)
}

func (s *Server) searchPage(c *gin.Context, call *call) error {
	found, _, err := s.search(call.Context(), call, request(call.values))
	if err != nil {
		return err
	}
	s.plainPage(c, http.StatusOK, s.o.Config.Name, map[string]any{"Result": found})
	return nil
}

func (s *Server) documentPage(c *gin.Context, call *call) error {
	d, err := s.fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	full, err := s.document(call.Context(), d)
	if err != nil {
		return err
	}
	s.plainPage(c, http.StatusOK, full.Title, map[string]any{"Doc": full})
	return nil
}

func (s *Server) apiPage(c *gin.Context, call *call) error {
	body, err := s.apiDescription(call)
	if err != nil {
		return err
	}
	s.plainPage(c, http.StatusOK, "API", map[string]any{"Body": body})
	return nil
}

// errorPage shows a problem to a person.
func (s *Server) errorPage(c *gin.Context, status int, title, detail string) {
	s.plainPage(c, status, title, map[string]any{"Detail": detail})
}

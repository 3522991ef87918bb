package web

import (
	"fmt"
	"html/template"
	"io"
)

// Pages renders the templates. It is immutable; safe for concurrent use.
type Pages struct {
	assets *Assets
	byLang map[Lang]map[string]*template.Template
}

// pageNames are the pages; each is a template file that defines "main".
var pageNames = []string{"home", "search", "document", "program", "list", "cities", "city", "about", "help", "widget", "api", "error"}

// NewPages parses all templates for all languages.
func NewPages(a *Assets) (*Pages, error) {
	p := &Pages{assets: a, byLang: map[Lang]map[string]*template.Template{}}
	for _, lang := range []Lang{Russian, English} {
		p.byLang[lang] = map[string]*template.Template{}
		for _, name := range pageNames {
			t, err := template.New("layout").Funcs(template.FuncMap{
				"t": lang.T, "n": lang.Number, "asset": a.URL,
			}).ParseFS(Templates(), "layout.html", name+".html")
			if err != nil {
				return nil, fmt.Errorf("template %s: %w", name, err)
			}
			p.byLang[lang][name] = t
		}
	}
	return p, nil
}

// Render writes a page. data must embed Page.
func (p *Pages) Render(w io.Writer, lang Lang, name string, data any) error {
	t := p.byLang[lang][name]
	if t == nil {
		return fmt.Errorf("no page %q in %q", name, lang)
	}
	return t.ExecuteTemplate(w, "layout", data)
}

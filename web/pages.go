package web

import (
	"fmt"
	"html/template"
	"io"
)

// Pages renders the templates. It is immutable; safe for concurrent use.
type Pages struct {
	byLang map[Lang]map[string]*template.Template
	bare   *template.Template
}

// pageNames are the pages; each is a template file that defines "main".
var pageNames = []string{"home", "search", "document", "program", "list", "cities", "city", "about", "help", "widget", "api", "error"}

// NewPages parses all templates for all languages.
func NewPages(a *Assets) (*Pages, error) {
	p := &Pages{byLang: map[Lang]map[string]*template.Template{}}
	for _, lang := range []Lang{Russian, English} {
		p.byLang[lang] = map[string]*template.Template{}
		for _, name := range pageNames {
			t, err := template.New("layout").Funcs(template.FuncMap{
				"t": lang.T, "n": lang.Number, "asset": a.URL,
				"hits": lang.hits, "meta": Hit.meta, "choices": lang.choices, "bars": (*Histogram).bars, "rows": lang.rows,
			}).ParseFS(templates(), "layout.html", name+".html")
			if err != nil {
				return nil, fmt.Errorf("template %s: %w", name, err)
			}
			p.byLang[lang][name] = t
		}
	}
	var err error
	p.bare, err = template.New("bare").Funcs(template.FuncMap{"asset": a.URL}).ParseFS(templates(), "bare.html")
	return p, err
}

// RenderBare writes a page that has no surroundings.
func (p *Pages) RenderBare(w io.Writer, name string, data any) error {
	return p.bare.ExecuteTemplate(w, name, data)
}

// Render writes a page. data must embed Page.
func (p *Pages) Render(w io.Writer, lang Lang, name string, data any) error {
	t := p.byLang[lang][name]
	if t == nil {
		return fmt.Errorf("no page %q in %q", name, lang)
	}
	return t.ExecuteTemplate(w, "layout", data)
}

package web

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.1118 generate

// Content is a page of the site; the structs that embed Page are those there are.
type Content interface {
	page() Page
	main() templ.Component // what stands between header and footer
}

// Bare is a page that has no surroundings: Embed, Example.
type Bare interface {
	document(a *Assets) templ.Component
}

// Render writes a page of the site. It ends early with the error of ctx.
func (a *Assets) Render(ctx context.Context, w io.Writer, c Content) error {
	return layout(a, c.page(), c.main()).Render(ctx, w)
}

// RenderBare writes a page that has no surroundings.
func (a *Assets) RenderBare(ctx context.Context, w io.Writer, b Bare) error {
	return b.document(a).Render(ctx, w)
}

func (p Page) page() Page { return p }

func (p Page) fullTitle() string {
	if p.Title == "" {
		return p.site()
	}
	return p.Title + " — " + p.site()
}

// site is what the site is called.
func (p Page) site() string {
	if p.Packed != nil {
		return p.Packed.Name
	}
	return p.Lang.T("site.name")
}

// howTo leads to what says how to search.
func (p Page) howTo() string {
	if p.Packed != nil {
		return "/about"
	}
	return "/help" + p.LangQuery
}

// packedPolicy is the policy of pages without a server that could send one.
const packedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'"

// filtersLabel leads to the filters on small screens, and says how many are chosen.
func (p Search) filtersLabel() string {
	if p.ChosenCount == 0 {
		return p.Lang.T("filters")
	}
	return fmt.Sprintf("%s · %d", p.Lang.T("filters"), p.ChosenCount)
}

// doneLabel leads from the filters back to the results on small screens.
func (p Search) doneLabel() string { return p.Lang.T("filters.done") + ": " + p.Heading }

// hits are those from one place to another of the page.
func (p Search) hits(from, to int) Search {
	p.Hits, p.Start = p.Hits[from:to], p.Start+from
	return p
}

// seenLines is how many lines of a long list beside a text are seen at once.
const seenLines = 4

// seen is how many of n lines are seen: all of a list that is hardly longer.
func seen(n int) int {
	if n <= seenLines+1 {
		return n
	}
	return seenLines
}

// holds reports whether there is anything to choose.
func (f *Facet) holds() bool { return len(f.Values) > 0 || f.Missing > 0 }

// rowID is the attribute that links to a row lead to.
func rowID(r *ComparedRow) templ.Attributes {
	if r.ID == "" {
		return nil
	}
	return templ.Attributes{"id": r.ID}
}

func choiceID(facet string, i int) string { return facet + "-" + strconv.Itoa(i) }

func viewBox(width, height int) string { return fmt.Sprintf("0 0 %d %d", width, height) }

// snippet is what a portal's editor copies before anything is chosen.
func (p Builder) snippet() string {
	return `<script type="module" src="` + p.Base + `/widget/v1.js"></script>
<letopis-search api="` + p.Base + `">
  <form action="` + p.Base + `/search"><input type="search" name="q" aria-label="Поиск документов">` +
		`<button>Найти</button></form>
</letopis-search>`
}

// attributes are those of the element that are set.
func (p Embed) attributes() templ.OrderedAttributes {
	var out templ.OrderedAttributes
	for _, x := range []struct{ name, value string }{
		{"city", p.City}, {"municipality", p.Municipality}, {"region", p.Region}, {"program", p.Program}, {"draft", p.Draft},
		{"kind", p.Kind}, {"date-from", p.From}, {"date-to", p.To}, {"facets", p.Facets},
		{"look", p.Look},
	} {
		if x.value != "" {
			out = append(out, templ.KeyValue[string, any]{Key: x.name, Value: x.value})
		}
	}
	if p.HasQ {
		out = append(out, templ.KeyValue[string, any]{Key: "q", Value: p.Q})
	}
	return out
}

func (p Example) document(a *Assets) templ.Component {
	switch p.Way {
	case ExampleStrict:
		return p.strict()
	case ExampleFrame:
		return framed(a)
	}
	return p.plain(a)
}

// codeRuns parts a text at its marks of code (`…`): every other run is code. A mark that
// is not closed is one.
func codeRuns(s string) []string {
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 {
		return []string{s}
	}
	return parts
}

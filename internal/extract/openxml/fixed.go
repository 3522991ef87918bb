package openxml

import (
	"path"
	"strings"

	"letopis/internal/extract/format"
)

const (
	mediaXPS  = "application/vnd.ms-xpsdocument"
	mediaVSDX = "application/vnd.ms-visio.drawing"
)

// xps reads the pages of an XPS or OpenXPS document in their order. A page has pieces of
// lines at places; pieces on one line are joined by spaces where they stand apart.
func (p *zipPackage) xps(main string, part *format.Part) error {
	var pages []string
	for _, document := range p.sources(main, "DocumentReference") {
		for _, page := range p.sources(document, "PageContent") {
			if p.budget.Err() != nil {
				break
			}
			text, err := p.fixedPage(page)
			if err != nil {
				part.Text, part.Pages = format.JoinPages(pages)
				return err
			}
			pages = append(pages, text)
		}
	}
	part.Text, part.Pages = format.JoinPages(pages)
	return nil
}

// sources returns the files that elements of a file name.
func (p *zipPackage) sources(file, element string) []string {
	var out []string
	_ = p.walk(file, handler{start: func(name string, attr func(string) string) bool {
		if source := attr("Source"); name == element && source != "" {
			if !strings.HasPrefix(source, "/") {
				source = path.Join(path.Dir(file), source)
			}
			out = append(out, strings.TrimPrefix(source, "/"))
		}
		return false
	}, end: func(string) {}, text: func(string) {}})
	return out
}

func (p *zipPackage) fixedPage(file string) (string, error) {
	out := format.NewFlow(p.budget)
	line := ""
	err := p.walk(file, handler{start: func(name string, attr func(string) string) bool {
		text := strings.TrimPrefix(attr("UnicodeString"), "{}") // an escape of XAML
		if name != "Glyphs" || text == "" {
			return false
		}
		switch y := attr("OriginY"); {
		case out.Len() == 0:
			line = y
		case y == line:
			out.Add(" ")
		default:
			out.Add("\n")
			line = y
		}
		out.Add(text)
		return false
	}, end: func(string) {}, text: func(string) {}})
	lines := strings.Split(out.String(), "\n")
	for i, s := range lines {
		lines[i] = format.Squeeze(s)
	}
	return strings.Join(lines, "\n"), err
}

// visio reads the text of the shapes of a drawing, page by page.
func (p *zipPackage) visio(main string, part *format.Part) error {
	pages := p.numbered(path.Dir(main) + "/pages/page")
	out := format.NewFlow(p.budget)
	text := false
	for _, page := range pages {
		err := p.walk(page, handler{
			start: func(name string, _ func(string) string) bool {
				text = text || name == "Text"
				return false
			},
			end: func(name string) {
				if name == "Text" {
					text = false
					out.Add("\n")
				}
			},
			text: func(s string) {
				if text {
					out.Add(s)
				}
			}})
		if err != nil {
			part.Text = out.String()
			return err
		}
	}
	part.Text = out.String()
	return nil
}

package openxml

import (
	"net/url"
	"path"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/extract/format"
)

const mediaEPUB = "application/epub+zip"

// epub reads the chapters of a book in their order; they are pages, which open reads.
func (p *zipPackage) epub(part *format.Part) error {
	book := ""
	if err := p.walk("META-INF/container.xml", handler{start: func(name string, attr func(string) string) bool {
		if name == "rootfile" && book == "" {
			book = attr("full-path")
		}
		return false
	}, end: func(string) {}, text: func(string) {}}); err != nil {
		return err
	}
	p.properties(book, part.Hints)
	items := map[string]string{}
	var order []string
	err := p.walk(book, handler{start: func(name string, attr func(string) string) bool {
		switch name {
		case "item":
			if href, err := url.PathUnescape(attr("href")); err == nil {
				items[attr("id")] = path.Join(path.Dir(book), href)
			}
		case "itemref":
			order = append(order, attr("idref"))
		}
		return false
	}, end: func(string) {}, text: func(string) {}})
	out := format.NewFlow(p.budget)
	for _, id := range order {
		if err != nil || out.Full() {
			break
		}
		var data []byte
		if data, err = p.read(items[id]); len(data) == 0 || p.open == nil {
			continue
		}
		for _, chapter := range p.open(format.File{Name: "chapter.xhtml", Data: data, Depth: p.depth}, p.budget) {
			if chapter.Status != archive.StatusOK && chapter.Status != archive.StatusEmpty {
				p.NoteOf(path.Base(items[id]), chapter.Causes)
			}
			out.Add(format.JoinLines(chapter.Text, chapter.Aside) + "\n")
		}
	}
	part.Title = part.Hints["title"]
	part.Text = strings.TrimSpace(out.String())
	return err
}

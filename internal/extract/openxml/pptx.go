package openxml

import (
	"slices"
	"strconv"
	"strings"

	"letopis/internal/extract/format"
)

// pptx reads the slides in the order they are shown in, each with its diagrams and charts,
// then the notes and comments, so that they do not break what the slides say.
func (p *zipPackage) pptx(show string, part *format.Part) error {
	out, notes := format.NewFlow(p.budget), format.NewFlow(p.budget)
	around, read := format.NewFlow(p.budget), map[string]bool{} // what slides have of their layouts and masters, and whose
	authors := p.authors(show)
	var err error
	for _, slide := range p.slides(show) {
		rel := p.relations(slide)
		if err == nil {
			err = p.walkPictures(slide, rel, drawingHandler(out))
		}
		p.behind(rel, "slideLayout", around, read)
		p.drawings(rel, out)
		for _, f := range p.all(rel, "notesSlide") {
			_ = p.walk(f, drawingHandler(notes)) // slides read without their notes
		}
		for _, f := range p.all(rel, "comments") {
			_ = p.walk(f, slideComments(notes, authors)) // and without what is said of them
		}
		p.embedded(rel, nil)
		out.Add("\n")
	}
	part.Text = strings.TrimSpace(out.String() + "\n\n" + notes.String())
	part.Aside = format.RunningLines(around.String())
	return err
}

// behind reads what is seen behind slides: the shapes of the layouts that they name and of the masters of those, each
// file once. Placeholders there only say what may be written on a slide.
func (p *zipPackage) behind(rel map[string]relation, kind string, out *format.Flow, read map[string]bool) {
	for _, f := range p.all(rel, kind) {
		if read[f] {
			continue
		}
		read[f] = true
		_ = p.walk(f, withoutPlaceholders(drawingHandler(out))) // slides read without it
		out.Add("\n")
		if kind == "slideLayout" {
			p.behind(p.relations(f), "slideMaster", out, read)
		}
	}
}

// withoutPlaceholders is h without the text of placeholders.
func withoutPlaceholders(h handler) handler {
	placeholder := false
	return handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "sp", "pic", "graphicFrame":
				placeholder = false
			case "ph":
				placeholder = true
			case "txStyles":
				return true
			}
			return h.start(name, attr)
		},
		end: h.end,
		text: func(s string) {
			if !placeholder {
				h.text(s)
			}
		},
	}
}

// slides lists the slides in the order of the presentation, else by number.
func (p *zipPackage) slides(show string) []string {
	var out []string
	targets := p.relations(show)
	_ = p.walk(show, handler{
		start: func(name string, attr func(string) string) bool {
			if r := targets[attr(":id")]; name == "sldId" && p.has(r.file) {
				out = append(out, r.file)
			}
			return false
		}, end: func(string) {}, text: func(string) {}})
	if len(out) == 0 {
		return p.numbered("ppt/slides/slide")
	}
	return out
}

// numbered lists files like slide12.xml by number.
func (p *zipPackage) numbered(prefix string) []string {
	prefix = strings.ToLower(prefix)
	number := func(name string) int {
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(name, prefix), ".xml"))
		if err != nil {
			return -1
		}
		return n
	}
	var out []string
	for name := range p.files {
		if strings.HasPrefix(name, prefix) && number(name) >= 0 {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return number(a) - number(b) })
	return out
}

// authors returns who comments on the slides, by id.
func (p *zipPackage) authors(show string) map[string]string {
	out := map[string]string{}
	for _, f := range p.all(p.relations(show), "commentAuthors", "authors") {
		_ = p.walk(f, handler{ // comments are read without them
			start: func(name string, attr func(string) string) bool {
				if name == "cmAuthor" || name == "author" {
					out[attr("id")] = format.Squeeze(attr("name"))
				}
				return false
			}, end: func(string) {}, text: func(string) {}})
	}
	return out
}

// slideComments reads comments on a slide, of PowerPoint before and after 2021.
func slideComments(out *format.Flow, authors map[string]string) handler {
	text := false
	return handler{
		start: func(name string, attr func(string) string) bool {
			if name == "cm" || name == "reply" {
				out.Add(format.Comment(authors[attr("authorId")], ""))
			}
			text = name == "text" || name == "t"
			return false
		},
		end: func(name string) {
			if text = false; name == "text" || name == "p" {
				out.Paragraph()
			}
		},
		text: func(s string) {
			if text {
				out.Add(s)
			}
		},
	}
}

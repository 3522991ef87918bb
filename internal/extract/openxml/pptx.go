package openxml

import (
	"slices"
	"strconv"
	"strings"

	"letopis/internal/extract/format"
)

// pptx reads the slides in the order they are shown in, each with its diagrams,
// then the notes, so that they do not break what the slides say.
func (p *zipPackage) pptx(show string, part *format.Part) error {
	out, notes := format.NewFlow(p.budget), format.NewFlow(p.budget)
	var err error
	for _, slide := range p.slides(show) {
		if err == nil {
			err = p.walk(slide, drawingHandler(out))
		}
		var more []string
		for _, r := range p.relations(slide) {
			switch r.kind {
			case "diagramData":
				more = append(more, r.file)
			case "notesSlide":
				_ = p.walk(r.file, drawingHandler(notes)) // slides read without their notes
			}
		}
		slices.Sort(more)
		for _, f := range more {
			_ = p.walk(f, drawingHandler(out)) // and without a diagram
		}
		out.Add("\n")
	}
	part.Text = strings.TrimSpace(out.String() + "\n\n" + notes.String())
	return err
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

// drawingHandler reads the text of DrawingML: slides, notes, diagrams.
func drawingHandler(out *format.Flow) handler {
	text := false
	return handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "t":
				text = true
			case "br":
				out.Paragraph()
			case "tc":
				out.Cell(true)
			case "fld":
				return attr("type") == "slidenum"
			case "Fallback":
				return true
			}
			return false
		},
		end: func(name string) {
			switch name {
			case "t":
				text = false
			case "p", "tr":
				out.Paragraph()
			case "tc":
				out.Cell(false)
			}
		},
		text: func(s string) {
			if text {
				out.Add(s)
			}
		},
	}
}

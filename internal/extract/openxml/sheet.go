package openxml

import (
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
	"letopis/internal/extract/sheet"
)

// running are the elements of a sheet that are its headers and footers.
var running = map[string]bool{"oddHeader": true, "oddFooter": true, "evenHeader": true, "evenFooter": true,
	"firstHeader": true, "firstFooter": true}

// sheetReader reads the cells of a sheet, a row a line, and what stands around them.
type sheetReader struct {
	styles      cellStyles
	out, aside  *format.Flow
	kind, style string // of the cell
	column      int    // of the next cell
	value       strings.Builder
	in          bool // in text of a cell, a header or a footer
}

func (r *sheetReader) start(name string, attr func(string) string) (skip bool) {
	switch {
	case name == "row":
		r.column = 0
	case name == "c":
		if at := columnOf(attr("r")); at > r.column { // empty cells are left out
			r.out.Add(strings.Repeat(format.CellEnd, min(at-r.column, sheet.MaxGap)))
			r.column = at
		}
		r.column++
		r.kind, r.style = attr("t"), attr("s")
		r.value.Reset()
		r.out.Cell(true)
	case name == "v", name == "t":
		r.in = true
	case running[name]:
		r.in = true
		r.value.Reset()
	case name == "f", name == "rPh":
		return true
	}
	return false
}

func (r *sheetReader) end(name string) {
	switch {
	case name == "v", name == "t":
		r.in = false
	case name == "c":
		r.out.Add(r.styles.value(r.kind, r.style, r.value.String()))
		r.out.Cell(false)
	case name == "row":
		r.out.Paragraph()
	case running[name]:
		r.in = false
		r.aside.Add(sheet.RunningText(r.value.String()) + "\n")
	}
}

func (r *sheetReader) text(s string) {
	if r.in {
		r.value.WriteString(s)
	}
}

// aroundCells writes what lies on the cells of a sheet: shapes, charts, form controls, then
// comments. A sheet reads without those that are damaged.
func (p *zipPackage) aroundCells(file string, out *format.Flow) {
	rel := p.relations(file)
	for _, f := range p.all(rel, "drawing") {
		inside := p.relations(f)
		_ = p.walkPictures(f, inside, drawingHandler(out))
		p.drawings(inside, out)
	}
	for _, f := range p.all(rel, "vmlDrawing") {
		_ = p.walk(f, controlText(out))
	}
	for _, f := range p.all(rel, "comments", "threadedComment") {
		if strings.HasSuffix(f, ".bin") {
			_ = p.records(f, func(id int, body ole.Cursor) {
				if s, _ := wideString(body, 1); id == xlsbCommentText {
					out.Add("Комментарий: " + format.Squeeze(s) + "\n")
				}
			})
			continue
		}
		c := &sheetComments{out: out}
		_ = p.walk(f, handler{start: c.start, end: c.end, text: c.text})
	}
	p.embedded(rel, nil)
}

// controlText reads the words of form controls and of text boxes of VML.
func controlText(out *format.Flow) handler {
	depth := 0
	return handler{
		start: func(name string, _ func(string) string) bool {
			if depth > 0 || name == "textbox" {
				depth++
			}
			return false
		},
		end: func(string) {
			if depth == 0 {
				return
			}
			if depth--; depth == 0 {
				out.Paragraph()
			}
		},
		text: func(s string) {
			if depth > 0 {
				out.Add(strings.ReplaceAll(s, "\n", " "))
			}
		},
	}
}

// sheetComments reads comments on cells, and threads of them, whose first letters are kept
// as comments, too, by authors that are called «tc={…}».
type sheetComments struct {
	out     *format.Flow
	authors []string
	author  string
	words   strings.Builder
	in      bool
}

func (c *sheetComments) start(name string, attr func(string) string) (skip bool) {
	switch name {
	case "comment", "threadedComment":
		c.author = ""
		if n := atoi(attr("authorId")); n >= 0 && n < len(c.authors) {
			c.author = c.authors[n]
		}
		c.words.Reset()
	case "author":
		c.in = true
		c.words.Reset()
	case "t", "text":
		c.in = true
	case "rPh", "extLst":
		return true
	}
	return false
}

func (c *sheetComments) text(s string) {
	if c.in {
		c.words.WriteString(s)
	}
}

func (c *sheetComments) end(name string) {
	switch name {
	case "t", "text":
		c.in = false
	case "author":
		c.in = false
		c.authors = append(c.authors, strings.TrimSpace(c.words.String()))
	case "comment", "threadedComment":
		text := format.Squeeze(c.words.String())
		if text == "" || strings.HasPrefix(c.author, "tc={") {
			break
		}
		if c.author != "" && !strings.HasPrefix(text, c.author+":") { // which Excel writes before it itself
			text = c.author + ": " + text
		}
		c.out.Add("Комментарий: " + text + "\n")
	}
}

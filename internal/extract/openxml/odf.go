package openxml

import (
	"bytes"
	"strconv"
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/sheet"
)

// odfMedia is what the package calls itself.
func (p *zipPackage) odfMedia() string {
	b, err := p.read("mimetype")
	if m := strings.TrimSpace(string(b)); err == nil && strings.HasPrefix(m, format.MediaODF) && len(m) < 100 {
		return m
	}
	return format.MediaODF + "text"
}

// odf reads a text, a spreadsheet or a presentation of OpenDocument. Notes come
// after the text, so that they do not break sentences.
func (p *zipPackage) odf(part *format.Part) error {
	manifest, err := p.read("META-INF/manifest.xml")
	if err == nil && bytes.Contains(manifest, []byte("encryption-data")) {
		return format.ErrEncrypted
	}
	p.properties("meta.xml", part.Hints)
	out, notes := format.NewFlow(p.budget), format.NewFlow(p.budget)
	r := &odfReader{hidden: map[string]bool{}, out: out, notes: notes, now: out,
		sheets: strings.HasSuffix(part.MediaType, "spreadsheet")}
	err = p.walk("content.xml", handler{start: r.start, end: r.end, text: func(s string) {
		if r.depth > 0 {
			r.now.Add(strings.ReplaceAll(s, "\n", " "))
		}
	}})
	part.Text = strings.TrimSpace(out.String() + "\n" + notes.String())
	return err
}

// odfReader gathers the text of content.xml.
type odfReader struct {
	out, notes, now *format.Flow
	sheets          bool
	depth           int             // of paragraphs: only their text counts
	repeat, before  int             // of a cell that stands for several, and where its text begins
	value           string          // of a cell, for programs that write no text beside it
	style           string          // that is being described
	hidden          map[string]bool // styles of text that is not shown
}

func (r *odfReader) start(name string, attr func(string) string) (skip bool) {
	if r.style != "" && name == "text-properties" && attr("display") == "none" {
		r.hidden[r.style] = true
	}
	switch name {
	case "style":
		r.style = attr("name")
	case "body":
		r.style = ""
	case "p", "h", "span":
		if r.hidden[attr("style-name")] {
			return true
		}
		if name != "span" {
			r.depth++
		}
	case "section":
		return attr("display") == "none"
	case "hidden-text":
		return attr("is-hidden") == "true"
	case "table":
		if name := attr("name"); name != "" && r.sheets {
			r.now.Add(name + "\n")
		}
	case "tab":
		r.now.Add("\t")
	case "s":
		n, err := strconv.Atoi(attr("c"))
		if err != nil {
			n = 1
		}
		r.now.Add(strings.Repeat(" ", min(max(n, 1), 100)))
	case "line-break":
		r.now.Add("\n")
	case "table-cell", "covered-table-cell":
		r.repeat, r.before, r.value = 1, r.now.Len(), odfValue(attr)
		if n, err := strconv.Atoi(attr("number-columns-repeated")); err == nil {
			r.repeat = min(max(n, 1), sheet.MaxGap)
		}
		r.now.Cell(true)
	case "note-citation", "annotation", "tracked-changes", "forms", "page-number", "sequence-decls", "font-face-decls":
		return true
	case "note-body", "notes": // of a text, of a slide
		r.now = r.notes
	}
	return false
}

func (r *odfReader) end(name string) {
	switch name {
	case "p", "h":
		r.depth--
		r.now.Paragraph()
	case "table-cell", "covered-table-cell":
		if r.now.Len() == r.before {
			r.now.Add(r.value)
		}
		if r.value = ""; r.repeat > 1 {
			s := strings.TrimSpace(r.now.Raw()[min(r.before, r.now.Len()):])
			r.now.Add(strings.Repeat(format.CellEnd+s, r.repeat-1))
			r.repeat = 0
		}
		r.now.Cell(false)
	case "table-row":
		r.now.Paragraph()
	case "note-body", "notes":
		r.now = r.out
	case "page": // of slides
		r.now.Add("\n")
	}
}

// odfValue shows the value of a cell.
func odfValue(attr func(string) string) string {
	v := attr("value")
	f, err := strconv.ParseFloat(v, 64)
	switch kind := attr("value-type"); {
	case kind == "date":
		return sheet.ISODate(attr("date-value"))
	case kind == "string":
		return attr("string-value")
	case kind == "boolean":
		return sheet.Bool(attr("boolean-value") == "true")
	case err != nil:
		return v
	case kind == "percentage":
		return sheet.Builtin(10).Show(f, false)
	}
	return sheet.General(f)
}

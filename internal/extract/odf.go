package extract

import (
	"bytes"
	"strconv"
	"strings"
)

// odfMedia is what the package calls itself.
func (p *pack) odfMedia() string {
	b, err := p.read("mimetype")
	if m := strings.TrimSpace(string(b)); err == nil && strings.HasPrefix(m, odfType) && len(m) < 100 {
		return m
	}
	return odfType + "text"
}

// odf reads a text, a spreadsheet or a presentation of OpenDocument. Notes come
// after the text, so that they do not break sentences.
func (p *pack) odf(part *Part) error {
	manifest, err := p.read("META-INF/manifest.xml")
	if err == nil && bytes.Contains(manifest, []byte("encryption-data")) {
		return errEncrypted
	}
	p.properties("meta.xml", part.Hints)
	out, notes := &flow{limit: p.x.opts.MaxText + 1}, &flow{limit: p.x.opts.MaxText + 1}
	now := out
	repeat, before := 0, 0 // of a cell that stands for several, and where its text begins
	depth := 0             // of paragraphs: only their text counts
	err = p.walk("content.xml", handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "p", "h":
				depth++
			case "table":
				if name := attr("name"); name != "" && strings.HasSuffix(part.MediaType, "spreadsheet") {
					now.add(name + "\n")
				}
			case "tab":
				now.add("\t")
			case "s":
				n, err := strconv.Atoi(attr("c"))
				if err != nil {
					n = 1
				}
				now.add(strings.Repeat(" ", min(max(n, 1), 100)))
			case "line-break":
				now.add("\n")
			case "table-cell", "covered-table-cell":
				if n, err := strconv.Atoi(attr("number-columns-repeated")); err == nil && n > 1 {
					repeat, before = min(n, xlsGap), now.b.Len()
				}
				now.cell(true)
			case "note-citation", "annotation", "tracked-changes", "forms", "page-number", "sequence-decls", "automatic-styles", "font-face-decls", "style":
				return true
			case "note-body", "notes": // of a text, of a slide
				now = notes
			}
			return false
		},
		end: func(name string) {
			switch name {
			case "p", "h":
				depth--
				now.paragraph()
			case "table-cell", "covered-table-cell":
				if repeat > 1 {
					s := strings.TrimSpace(now.b.String()[min(before, now.b.Len()):])
					now.add(strings.Repeat(cellEnd+s, repeat-1))
					repeat = 0
				}
				now.cell(false)
			case "table-row":
				now.paragraph()
			case "note-body", "notes":
				now = out
			case "page": // of slides
				now.add("\n")
			}
		},
		text: func(s string) {
			if depth > 0 {
				now.add(strings.ReplaceAll(s, "\n", " "))
			}
		},
	})
	part.Text = strings.TrimSpace(out.String() + "\n" + notes.String())
	return err
}

package openxml

import (
	"path"
	"strings"
	"unicode"

	"letopis/internal/archive"
	"letopis/internal/extract/format"
)

// docx reads a Word document: the letterhead of its first page, the body, then notes,
// comments, diagrams and charts, so that they do not break sentences. What stands at the head
// and foot of every page goes aside, once.
func (p *zipPackage) docx(main string, part *format.Part) error {
	rel := p.relations(main)
	dir := path.Dir(main) + "/"
	out := format.NewFlow(p.budget)
	r := &docxReader{p: p, rel: rel, out: out,
		numbers: p.numbering(p.one(rel, "numbering", dir+"numbering.xml"), p.one(rel, "styles", dir+"styles.xml"))}
	err := p.walkPictures(main, rel, r.handler())
	for _, kind := range []string{"footnotes", "endnotes", "comments"} {
		if err == nil {
			err = p.walk(p.one(rel, kind, dir+kind+".xml"), r.handler())
		}
	}
	p.drawings(rel, out)
	part.Text = format.JoinLines(r.runningText(r.letterhead()), out.String())
	var aside []string
	for _, f := range p.all(rel, "header", "footer") {
		if f != r.letterhead() {
			aside = append(aside, r.runningText(f))
		}
	}
	part.Aside = format.RunningLines(strings.Join(aside, "\n"))
	if strings.TrimSpace(part.Text) == "" { // whoever wrote it wrote it there
		part.Text, part.Aside = part.Aside, ""
	}
	p.embedded(rel, r.pictures)
	return err
}

// docxReader gathers the text of the files of a Word document.
type docxReader struct {
	p       *zipPackage
	rel     map[string]relation
	numbers *numbering
	out     *format.Flow
	para    paragraph
	outer   []place  // around the text boxes being read
	boxes   []string // text boxes of the paragraph, which come after it

	text, hidden bool // in a "t"; in a run that is not shown
	properties   int  // depth within properties of a paragraph
	section      section
	sections     int
	pictures     map[string]bool // embedded objects that are pictures of formulas, by id
	field        formField
	codes        []fieldCode // of the fields that are open
	code         bool        // in an "instrText"
	reading      string      // of the word that comes next, beside it (ruby)
}

// paragraph is the one being read.
type paragraph struct {
	label     string // its number in a list, until it is written
	hid, full bool   // something of it is not shown; something is
	style     string
	num       string // the list, "" where the style says it, and the level
	level     string
	gone      bool // its mark was deleted with changes tracked
}

// place is where a text box interrupts.
type place struct {
	out   *format.Flow
	para  paragraph
	boxes []string
}

// section is what the first section says of its headers.
type section struct {
	first     string // id of the header of the first page
	titlePage bool   // whether that is in use
}

// letterhead returns the file of the header that only the first page has, "" without any.
func (r *docxReader) letterhead() string {
	if f := r.rel[r.section.first]; r.section.titlePage && r.p.has(f.file) {
		return f.file
	}
	return ""
}

// runningText reads a header or a footer.
func (r *docxReader) runningText(file string) string {
	out := format.NewFlow(r.p.budget)
	h := &docxReader{p: r.p, rel: r.p.relations(file), out: out, numbers: r.numbers}
	_ = r.p.walk(file, h.handler()) // a document reads without it
	return out.String()
}

func (r *docxReader) handler() handler {
	return handler{start: r.start, end: r.end, text: func(s string) {
		if r.text {
			r.add(s)
		} else if r.code {
			r.takeCode(s)
		}
	}}
}

// add writes text of the paragraph, after its number.
func (r *docxReader) add(s string) {
	if !r.para.full && r.para.label != "" {
		r.out.Add(r.para.label + " ")
	}
	r.para.full = true
	r.out.Add(s)
}

func (r *docxReader) start(name string, attr func(string) string) (skip bool) {
	if r.properties > 0 {
		return r.property(name, attr)
	}
	switch name {
	case "p":
		r.para = paragraph{}
	case "pPr":
		r.properties = 1
	case "r":
		r.hidden = false
	case "vanish":
		r.hidden = isOn(attr("val"))
		r.para.hid = r.para.hid || r.hidden
	case "t":
		r.text = !r.hidden && !r.field.shown && !r.inCode()
	case "instrText":
		r.code = !r.hidden
	case "tab", "ptab", "br", "cr", "noBreakHyphen":
		if !r.hidden {
			r.sign(name)
		}
	case "inline", "object": // pictures that stand in the line
		r.out.Gap()
	case "textpath": // letters that are drawn: a watermark, a title
		if text := format.Squeeze(attr("string")); text != "" && !r.hidden {
			r.boxes = append(r.boxes, text)
		}
	case "rt":
		r.outer = append(r.outer, place{r.out, r.para, r.boxes})
		r.out, r.boxes = r.out.Rest(), nil
	case "tc":
		r.out.Cell(true)
	case "txbxContent":
		r.outer = append(r.outer, place{r.out, r.para, r.boxes})
		r.out, r.boxes = r.out.Rest(), nil
	case "altChunk":
		r.chunk(r.rel[attr(":id")].file)
	case "OLEObject":
		if strings.HasPrefix(attr("ProgID"), "Equation") {
			r.pictures = with(r.pictures, attr(":id"))
		}
	case "sectPr":
		r.sections++
	case "headerReference", "titlePg":
		r.headers(name, attr)
	case "comment":
		r.out.Add(format.Comment(format.Squeeze(attr("author")), ""))
	case "footnote", "endnote":
		return attr("type") != "" // separators
	case "del", "moveFrom", "delInstrText", "Fallback", "rPrChange", "sectPrChange", "tblPr", "tcPr", "sdtPr":
		return true // what was deleted, fields' codes, and formatting
	default:
		r.formField(name, attr)
	}
	return false
}

// isOn reads a switch of WordprocessingML, which is on without a value.
func isOn(v string) bool { return v != "0" && v != "false" && v != "off" }

func with(set map[string]bool, id string) map[string]bool {
	if set == nil {
		set = map[string]bool{}
	}
	set[id] = true
	return set
}

// property reads a property of a paragraph.
func (r *docxReader) property(name string, attr func(string) string) (skip bool) {
	switch name {
	case "pStyle":
		r.para.style = attr("val")
	case "numId":
		r.para.num = attr("val")
	case "ilvl":
		r.para.level = attr("val")
	case "t": // Word 2003 writes the number itself
		r.para.label = attr("val")
	case "del":
		r.para.gone = true
	case "sectPr":
		r.sections++
	case "headerReference", "titlePg":
		r.headers(name, attr)
	case "pPrChange", "rPrChange", "sectPrChange", "ins":
		return true
	}
	r.properties++
	return false
}

// headers reads what the first section says of them.
func (r *docxReader) headers(name string, attr func(string) string) {
	switch {
	case r.sections != 1:
	case name == "titlePg":
		r.section.titlePage = isOn(attr("val"))
	case attr("type") == "first":
		r.section.first = attr(":id")
	}
}

func (r *docxReader) end(name string) {
	if r.properties > 0 {
		if r.properties--; r.properties == 0 && !r.para.gone && r.numbers != nil {
			r.para.label = r.numbers.next(&r.para)
		}
		return
	}
	switch name {
	case "t", "instrText":
		r.text, r.code = false, false
	case "rt":
		r.reading = r.resume()
	case "rubyBase":
		if r.reading != "" {
			r.add(" (" + r.reading + ")")
			r.reading = ""
		}
	case "p":
		r.paragraph()
	case "tc":
		r.out.Cell(false)
	case "tr":
		r.out.Paragraph()
	case "txbxContent":
		r.box()
	case "ffData":
		r.endField()
	}
}

// paragraph ends one. A number without text is seen, too, as in the first column of a
// table; a mark of a list is not worth a line.
func (r *docxReader) paragraph() {
	if label := r.para.label; !r.para.full && !r.para.hid && strings.ContainsFunc(label, isLetterOrDigit) {
		r.add("")
	}
	r.out.Paragraph()
	for _, box := range r.boxes {
		for line := range strings.SplitSeq(box, "\n") {
			r.out.Add(line)
			r.out.Paragraph()
		}
	}
	r.para, r.boxes, r.field.shown = paragraph{}, nil, false
	for i := range r.codes { // a field that is never closed hides no more than its paragraph
		r.codes[i].result = true
	}
}

func isLetterOrDigit(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// box ends a text box, which comes after the paragraph that it is fixed to.
func (r *docxReader) box() {
	if text := r.resume(); text != "" {
		r.boxes = append(r.boxes, text)
	}
}

// resume goes on with what was interrupted, and returns the text that interrupted it.
func (r *docxReader) resume() string {
	if len(r.outer) == 0 {
		return ""
	}
	text := r.out.String()
	at := r.outer[len(r.outer)-1]
	r.outer = r.outer[:len(r.outer)-1]
	r.out, r.para, r.boxes = at.out, at.para, at.boxes
	return text
}

// sign writes what stands for a character.
func (r *docxReader) sign(name string) {
	switch name {
	case "tab", "ptab":
		r.add("\t")
	case "br", "cr":
		r.out.Paragraph()
	default:
		r.add("-")
	}
}

// chunk reads a document that stands whole in this one, in its own format.
func (r *docxReader) chunk(file string) {
	parts, ok := r.p.inner(file)
	if !ok {
		return
	}
	for _, part := range parts {
		if part.Status != archive.StatusOK && part.Status != archive.StatusEmpty {
			r.p.NoteOf(path.Base(file), part.Causes)
		}
		for line := range strings.SplitSeq(part.Text, "\n") {
			r.out.Add(line)
			r.out.Paragraph()
		}
	}
}

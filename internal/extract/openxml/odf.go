package openxml

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/sheet"
)

// mediaSXW is what the types of OpenOffice 1 begin with, whose XML is nearly that of ODF.
const mediaSXW = "application/vnd.sun.xml."

// odfType is what a manifest says first of the whole.
var odfType = regexp.MustCompile(`media-type="(application/vnd\.(?:sun\.xml|oasis\.opendocument)\.[a-z.-]+)"`)

// odfMedia is what the package calls itself, "" where it is not OpenDocument.
func (p *zipPackage) odfMedia() string {
	b, err := p.read("mimetype")
	m := strings.TrimSpace(string(b))
	if !p.has("mimetype") { // the manifest has it, too
		if manifest, failed := p.read("META-INF/manifest.xml"); failed == nil {
			if found := odfType.FindSubmatch(manifest); found != nil {
				m, err = string(found[1]), nil
			}
		}
	}
	switch {
	case err == nil && len(m) < 100 && (strings.HasPrefix(m, format.MediaODF) || strings.HasPrefix(m, mediaSXW)):
		return m
	case p.has("content.xml") || p.has("encrypted-package"):
		return format.MediaODF + "text"
	}
	return ""
}

// odf reads a text, a spreadsheet or a presentation of OpenDocument. Notes come
// after the text, so that they do not break sentences.
func (p *zipPackage) odf(part *format.Part) error {
	manifest, err := p.read("META-INF/manifest.xml")
	if err == nil && bytes.Contains(manifest, []byte("encryption-data")) || p.has("encrypted-package") {
		return format.ErrEncrypted
	}
	p.first = "content.xml"
	p.properties("meta.xml", part.Hints)
	r := newODFReader(part, p.budget)
	r.picture = func(f odfFrame) { p.picture(path.Clean(f.file), f.width, f.height) }
	_ = p.walk("styles.xml", r.handler()) // a text reads without its styles
	err = p.walk("content.xml", r.handler())
	for _, dir := range r.objects { // tables and charts, which have no objects themselves
		_ = p.walk(path.Join(dir, "content.xml"), r.handler())
	}
	r.finish(part)
	for _, file := range r.pictures {
		if data, ok := p.content(file); ok && len(data) > 0 && !p.Add(path.Base(file), data, nil) {
			break
		}
	}
	return err
}

// IsFlatODF reports whether data is OpenDocument in one XML file: FODT, FODS, FODP, FODG.
func IsFlatODF(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return bytes.Contains(head, []byte("<office:document")) &&
		bytes.Contains(head, []byte("urn:oasis:names:tc:opendocument"))
}

// flatType is what a flat file calls itself.
var flatType = regexp.MustCompile(`office:mimetype="(application/vnd\.oasis\.opendocument\.[a-z-]+)"`)

// ReadFlatODF reads OpenDocument in one XML file.
func ReadFlatODF(f format.File, budget *format.Budget) []format.Part {
	part := format.Part{MediaType: format.MediaODF + "text", Hints: map[string]string{}}
	if m := flatType.FindSubmatch(f.Data[:min(len(f.Data), 8192)]); m != nil {
		part.MediaType = string(m[1])
	}
	_ = walkXML(f.Name, f.Data, propertiesHandler(part.Hints), budget)
	r := newODFReader(&part, budget)
	err := walkXML(f.Name, f.Data, r.handler(), budget)
	r.finish(&part)
	settle(&part, err)
	return []format.Part{part}
}

// odfReader gathers the text of content.xml.
type odfReader struct {
	out, notes, aside, now *format.Flow
	lists                  *odfLists
	sheets                 bool
	depth                  int             // of paragraphs: only their text counts
	label                  string          // number of the paragraph in a list, until it is written
	repeat, before         int             // of a cell that stands for several, and where its text begins
	value                  string          // of a cell, for programs that write no text beside it
	style                  string          // that is being described
	hidden                 map[string]bool // styles of text that is not shown
	outer                  []odfPlace      // around the text boxes and comments being read
	boxes                  []string        // text boxes of the paragraph, which come after it
	objects                []string        // folders of what is embedded
	pictures               []string        // PDF that stand for pictures
	frame                  odfFrame        // that is being read
	picture                func(odfFrame)  // takes pictures, nil: there are none
	author                 bool            // of a comment, in its name
}

// odfFrame is a picture and how large it is shown, in points.
type odfFrame struct {
	file          string
	width, height float64
}

// odfPlace is where a text box or a comment interrupts.
type odfPlace struct {
	now   *format.Flow
	depth int
	label string
	boxes []string
	lists []odfList
}

func newODFReader(part *format.Part, budget *format.Budget) *odfReader {
	r := &odfReader{out: format.NewFlow(budget), notes: format.NewFlow(budget), aside: format.NewFlow(budget),
		lists: newODFLists(), hidden: map[string]bool{}, sheets: part.MediaType == format.MediaODF+"spreadsheet" ||
			part.MediaType == mediaSXW+"calc"}
	r.now = r.out
	return r
}

// finish gives a part what was read.
func (r *odfReader) finish(part *format.Part) {
	part.Text = strings.TrimSpace(r.out.String() + "\n" + r.notes.String())
	part.Aside = format.RunningLines(r.aside.String())
}

func (r *odfReader) handler() handler {
	return handler{start: r.start, end: r.end, text: func(s string) {
		if s = strings.ReplaceAll(s, "\n", " "); r.depth > 0 || r.author && strings.TrimSpace(s) != "" {
			r.number()
			r.now.Add(s)
		}
	}}
}

// number writes that of the paragraph before its first text.
func (r *odfReader) number() {
	if r.label != "" {
		r.now.Add(r.label + " ")
		r.label = ""
	}
}

func (r *odfReader) start(name string, attr func(string) string) (skip bool) {
	if r.style != "" && name == "text-properties" && attr("display") == "none" {
		r.hidden[r.style] = true
	}
	switch name {
	case "style":
		r.style = attr("name")
		r.lists.style(name, attr)
	case "body":
		r.style = ""
	case "master-styles": // headers and footers
		r.now = r.aside
	case "p", "h", "span":
		if r.hidden[attr("style-name")] {
			return true
		}
		if name != "span" {
			r.depth++
			r.label = r.lists.label(name, attr)
		}
	case "list":
		r.lists.begin(attr)
	case "list-item":
		r.lists.item(attr)
	case "section":
		return attr("display") == "none"
	case "hidden-text":
		return attr("is-hidden") == "true"
	case "table":
		if name := attr("name"); name != "" && r.sheets {
			r.now.Add(name + "\n")
		}
	case "object":
		if href := attr("href"); href != "" && len(r.objects) < maxObjects {
			r.objects = append(r.objects, href)
		}
	case "image": // a picture may be a document
		if href := attr("href"); strings.HasSuffix(strings.ToLower(href), ".pdf") && len(r.pictures) < maxObjects &&
			!slices.Contains(r.pictures, href) {
			r.pictures = append(r.pictures, href)
		} else if r.picture != nil && href != "" && r.now != r.aside {
			r.frame.file = href
			r.picture(r.frame)
		}
	case "note-citation", "tracked-changes", "forms", "page-number", "page-count", "sequence-decls", "font-face-decls",
		"number", "binary-data", "meta", "settings", "scripts":
		return true
	case "note-body", "notes": // of a text, of a slide
		r.now = r.notes
	case "frame":
		r.frame = odfFrame{width: points(attr("width")), height: points(attr("height"))}
		if r.depth > 0 && attr("anchor-type") == "as-char" {
			r.now.Gap()
		}
	case "text-box", "annotation":
		r.interrupt(name)
	case "creator":
		r.author = len(r.outer) > 0
	case "date", "meta-date-string", "sender-initials", "creator-initials":
		return len(r.outer) > 0 && r.depth == 0
	default:
		r.lists.style(name, attr)
		r.sign(name, attr)
	}
	return false
}

// maxObjects bounds what is embedded in one document and read with it.
const maxObjects = 200

// sign reads what stands for characters, and cells.
func (r *odfReader) sign(name string, attr func(string) string) {
	switch name {
	case "tab", "tab-stop":
		r.now.Add("\t")
	case "s":
		n, err := strconv.Atoi(attr("c"))
		if err != nil {
			n = 1
		}
		r.now.Add(strings.Repeat(" ", min(max(n, 1), 100)))
	case "line-break":
		r.now.Add("\n")
	case "title", "desc": // what stands for a drawing, beside the words in it
		if r.depth > 0 {
			r.now.Add(" ")
		}
	case "table-cell", "covered-table-cell":
		r.repeat, r.before, r.value = 1, r.now.Len(), odfValue(attr)
		if n, err := strconv.Atoi(attr("number-columns-repeated")); err == nil {
			r.repeat = min(max(n, 1), sheet.MaxGap)
		}
		r.now.Cell(true)
	}
}

// interrupt begins a text box, which comes after the paragraph that it is fixed to, or a
// comment, which comes with the notes.
func (r *odfReader) interrupt(name string) {
	r.outer = append(r.outer, odfPlace{r.now, r.depth, r.label, r.boxes, r.lists.open})
	switch {
	case name == "annotation":
		r.now = r.notes
		r.now.Add("Комментарий: ")
	case r.depth > 0:
		r.now = r.now.Rest()
	default:
		return // a box of a slide stands by itself
	}
	r.depth, r.label, r.boxes, r.lists.open = 0, "", nil, nil
}

// resume goes on after a text box or a comment.
func (r *odfReader) resume(name string) {
	if len(r.outer) == 0 {
		return
	}
	at := r.outer[len(r.outer)-1]
	r.outer = r.outer[:len(r.outer)-1]
	box := ""
	if name == "text-box" && at.depth > 0 {
		box = r.now.String()
	}
	r.now, r.depth, r.label, r.boxes, r.lists.open = at.now, at.depth, at.label, at.boxes, at.lists
	if box != "" {
		r.boxes = append(r.boxes, box)
	}
}

func (r *odfReader) end(name string) {
	switch name {
	case "p", "h":
		r.paragraph()
	case "list":
		r.lists.end()
	case "table-cell", "covered-table-cell":
		if r.now.Len() == r.before {
			r.now.Add(r.value)
		}
		if r.value = ""; r.repeat > 1 {
			s := strings.TrimSpace(r.now.Since(r.before))
			r.now.Add(strings.Repeat(format.CellEnd+s, r.repeat-1))
			r.repeat = 0
		}
		r.now.Cell(false)
	case "table-row":
		r.now.Paragraph()
	case "note-body", "notes", "master-styles":
		r.now = r.out
	case "text-box", "annotation":
		r.resume(name)
	case "creator":
		if r.author {
			r.author = false
			r.now.Add(": ")
		}
	case "title", "desc":
		if r.depth > 0 {
			r.now.Add(" ")
		}
	case "page": // of slides
		r.now.Add("\n")
	}
}

// paragraph ends one. A number without text is seen, too; a mark of a list is not worth a line.
func (r *odfReader) paragraph() {
	if strings.ContainsFunc(r.label, isLetterOrDigit) {
		r.number()
	}
	r.label = ""
	r.depth--
	r.now.Paragraph()
	if r.depth == 0 {
		for _, box := range r.boxes {
			for line := range strings.SplitSeq(box, "\n") {
				r.now.Add(line)
				r.now.Paragraph()
			}
		}
		r.boxes = nil
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

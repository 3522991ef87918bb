// Package openxml reads documents of Office and OpenDocument that are XML: packages
// (DOCX, XLSX, PPTX, ODT, ODS, ODP) and the single files of Office 2003.
//
// Read package.go first: ReadPackage, and walk, which goes through XML for all of them.
package openxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
)

// xmlDepth bounds the nesting of elements; office programs stay far below.
const xmlDepth = 256

// errDoctype refuses document types with a body: office programs write none, and
// entities in them can grow without end or name files of this machine.
var errDoctype = errors.New("DOCTYPE")

// zipPackage is an office document: a ZIP of XML files, and what is embedded in it.
type zipPackage struct {
	*container.Holder
	budget *format.Budget
	open   format.Reader // nil where documents within are not read
	depth  int
	files  map[string]*zip.File // by name in small letters: names differ in nothing else
	pasted *ocr.Pasted          // scans
	// spoiled says that something in it is not as it was packed, or that the list of its files is lost.
	spoiled bool
	first   string // the part that the text begins in
}

// ReadPackage reads OOXML and ODF; what is embedded goes to open.
func ReadPackage(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	z, mended, _, err := container.OpenZIP(f.Data, budget)
	if err != nil {
		return format.Refuse(format.MediaZIP, reason.Damaged.With())
	}
	p := &zipPackage{Holder: container.NewHolder(f, budget, open), budget: budget, open: open, depth: f.Depth,
		files: map[string]*zip.File{}, pasted: ocr.NewPasted(budget), spoiled: mended}
	for _, f := range z.File {
		p.files[partName(f.Name)] = f
	}
	part := format.Part{Hints: map[string]string{}}
	settle(&part, p.document(&part))
	p.pasted.Read(&part)
	if p.spoiled && part.Status == "" {
		part.Damage(p.has(p.first))
	}
	if state, causes := p.TakeNotes(); part.Status == "" {
		part.Status, part.Causes = state, causes
	}
	return append([]format.Part{part}, p.Parts...)
}

// partName makes the name of a file of a ZIP that of a part of a package: some
// programs write backslashes, and names do not differ in their case.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// document reads what the package is.
func (p *zipPackage) document(part *format.Part) error {
	mime, err := p.read("mimetype")
	if err == nil && strings.TrimSpace(string(mime)) == mediaEPUB ||
		!p.has("mimetype") && p.has("META-INF/container.xml") {
		part.MediaType = mediaEPUB
		return p.epub(part)
	}
	if part.MediaType = p.odfMedia(); part.MediaType != "" {
		return p.odf(part)
	}
	rel := p.relations("")
	main, root := p.main(rel)
	p.first = main
	p.properties(p.one(rel, "core-properties", "docProps/core.xml"), part.Hints)
	switch root {
	case "document":
		part.MediaType = format.MediaDOCX
		return p.docx(main, part)
	case "workbook":
		part.MediaType = format.MediaXLSX
		return p.xlsx(main, part)
	case "presentation":
		part.MediaType = format.MediaPPTX
		return p.pptx(main, part)
	case "xlsb":
		part.MediaType = mediaXLSB
		return p.xlsb(main, part)
	case "FixedDocumentSequence":
		part.MediaType = mediaXPS
		return p.xps(main, part)
	case "VisioDocument":
		part.MediaType = mediaVSDX
		return p.visio(main, part)
	}
	part.MediaType = format.MediaZIP
	if types, err := p.read("[Content_Types].xml"); err != nil || bytes.Contains(types, []byte("officedocument")) {
		return errors.New("главной части нет")
	}
	return errForeign
}

const mediaXLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"

// errForeign is a package of another program.
var errForeign = errors.New("not a document")

// settle gives a part the cause that an error of reading means.
func settle(part *format.Part, err error) {
	switch {
	case err == nil:
	case errors.Is(err, format.ErrEncrypted):
		part.Because(reason.Password.With())
	case errors.Is(err, errForeign):
		part.Because(reason.KindOPC.With())
	case errors.Is(err, format.ErrBudget):
		part.Because(reason.Bomb.With())
	case errors.Is(err, errDoctype):
		part.Text = ""
		part.Because(reason.Doctype.With())
	default:
		part.Damage(false)
	}
}

// has reports whether the package has a file.
func (p *zipPackage) has(name string) bool { return p.files[strings.ToLower(name)] != nil }

// read returns a file of the package, nil when it is not there. Of one that is not as it was packed what can be
// unpacked is returned with the error.
func (p *zipPackage) read(name string) ([]byte, error) {
	f := p.files[strings.ToLower(name)]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, format.ErrEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return p.budget.Unpack(r)
}

// handler is told of elements by local name and of text. It asks for attributes
// by local name; ":id" is one with a prefix.
type handler struct {
	start func(name string, attr func(string) string) (skip bool)
	end   func(name string)
	text  func(string)
}

// walk reads an XML file of the package; of one that is damaged, what can be unpacked.
func (p *zipPackage) walk(name string, h handler) error {
	data, err := p.read(name)
	if err != nil && len(data) > 0 {
		p.spoiled, err = true, nil
	}
	if err != nil || data == nil {
		return err
	}
	return walkXML(name, data, h, p.budget)
}

// walkXML reads an XML file, as far as it goes.
func walkXML(name string, data []byte, h handler, budget *format.Budget) error {
	d := newDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		if budget.Err() != nil {
			return budget.Err()
		}
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return fmt.Errorf("%s обрывается", name)
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > xmlDepth {
				return fmt.Errorf("%s: вложенность глубже %d", name, xmlDepth)
			}
			attr := func(local string) string {
				local, prefixed := strings.CutPrefix(local, ":")
				for _, a := range t.Attr {
					if a.Name.Local == local && (a.Name.Space != "" || !prefixed) {
						return a.Value
					}
				}
				return ""
			}
			if h.start(t.Name.Local, attr) {
				if err := skipElement(d); err != nil {
					return err
				}
				depth--
			}
		case xml.EndElement:
			depth--
			h.end(t.Name.Local)
		case xml.CharData:
			h.text(string(t))
		case xml.Directive:
			if bytes.ContainsRune(t, '[') { // OpenOffice 1 names a DTD, and has no entities
				return errDoctype
			}
		}
	}
}

// newDecoder reads XML in the charset that it declares, or by its byte order mark.
func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(transform.NewReader(r, unicode.BOMOverride(transform.Nop)))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") { // decoded by its mark
			return in, nil
		}
		return charset.NewReaderLabel(label, in)
	}
	return d
}

// skipElement passes over the rest of an element.
func skipElement(d *xml.Decoder) error {
	for depth := 1; depth > 0; {
		tok, err := d.RawToken()
		if err != nil {
			return err
		}
		switch tok.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.Directive:
			return errDoctype
		}
	}
	return nil
}

// properties reads dc:title and the like into hints.
func (p *zipPackage) properties(name string, hints map[string]string) {
	_ = p.walk(name, propertiesHandler(hints)) // a document reads without its properties
}

func propertiesHandler(hints map[string]string) handler {
	at, body := "", false
	return handler{
		start: func(n string, _ func(string) string) bool {
			at, body = n, body || n == "body"
			return body
		},
		end: func(string) { at = "" },
		text: func(s string) {
			s = strings.TrimSpace(s)
			if s == "" {
				return
			}
			switch at {
			case "title", "subject", "description", "keywords":
				hints[at] += s
			case "creator", "initial-creator":
				hints["author"] = s
			case "created", "creation-date":
				hints["created"] = s
			case "modified", "date":
				hints["modified"] = s
			}
		},
	}
}

// IsPackage reports whether a ZIP is a document, of OOXML or ODF.
func IsPackage(data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil { // one that breaks off is told by its first file
		return container.IsCutZIP(data) && bytes.Contains(data[:min(len(data), 4<<10)], []byte("[Content_Types].xml")) ||
			bytes.HasPrefix(data[min(len(data), 30):], []byte("mimetypeapplication/vnd.oasis.opendocument"))
	}
	content, manifest := false, false
	for _, f := range z.File {
		switch partName(f.Name) {
		case "[content_types].xml", "mimetype", "word/document.xml", "meta-inf/container.xml":
			return true
		case "content.xml":
			content = true
		case "meta-inf/manifest.xml":
			manifest = true
		}
	}
	return content && manifest // of OpenDocument without a mimetype
}

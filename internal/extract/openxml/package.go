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

	"letopis/internal/archive"
	"letopis/internal/extract/format"
)

// xmlDepth bounds the nesting of elements; office programs stay far below.
const xmlDepth = 256

// errDoctype refuses document types: office programs write none, and entities
// in them can grow without end or name files of this machine.
var errDoctype = errors.New("DOCTYPE")

// zipPackage is an office document: a ZIP of XML files.
type zipPackage struct {
	budget *format.Budget
	files  map[string]*zip.File
}

// ReadPackage reads OOXML and ODF.
func ReadPackage(f format.File, budget *format.Budget) []format.Part {
	z, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	if err != nil {
		return []format.Part{{Status: archive.StatusCorrupt, MediaType: format.MediaZIP,
			Reason: "документ повреждён: оглавление не читается, найдите исходный файл"}}
	}
	p := &zipPackage{budget: budget, files: map[string]*zip.File{}}
	for _, f := range z.File {
		p.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	part := format.Part{Hints: map[string]string{}}
	switch {
	case p.files["mimetype"] != nil || p.files["content.xml"] != nil:
		part.MediaType = p.odfMedia()
		err = p.odf(&part)
	case p.files["word/document.xml"] != nil:
		part.MediaType = format.MediaDOCX
		err = p.docx(&part)
	case p.files["xl/workbook.xml"] != nil:
		part.MediaType = format.MediaXLSX
		err = p.xlsx(&part)
	case p.files["ppt/presentation.xml"] != nil:
		part.MediaType = format.MediaPPTX
		err = p.pptx(&part)
	default:
		err = errors.New("ни одной известной части")
	}
	switch {
	case errors.Is(err, format.ErrEncrypted):
		part.Status, part.Reason = archive.StatusEncrypted, "документ под паролем: снимите пароль и добавьте снова"
	case errors.Is(err, format.ErrBudget):
		part.Status, part.Reason = archive.StatusLimit, "документ распаковывается в слишком большой: так устроены файлы-бомбы"
	case errors.Is(err, errDoctype):
		part.Text = ""
		part.Status, part.Reason = archive.StatusCorrupt,
			"в документе есть DOCTYPE, чего офисные программы не пишут: он не прочитан"
	case err != nil && part.Text != "":
		part.Status, part.Reason = archive.StatusPartial, "документ повреждён, прочитано его начало: найдите исходный файл"
	case err != nil:
		part.Status, part.Reason = archive.StatusCorrupt, "документ повреждён: найдите исходный файл"
	}
	return []format.Part{part}
}

// read returns a file of the package, nil when it is not there.
func (p *zipPackage) read(name string) ([]byte, error) {
	f := p.files[name]
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

// walk reads an XML file of the package.
func (p *zipPackage) walk(name string, h handler) error {
	data, err := p.read(name)
	if err != nil || data == nil {
		return err
	}
	return walkXML(name, data, h, p.budget)
}

// walkXML reads an XML file, as far as it goes.
func walkXML(name string, data []byte, h handler, budget *format.Budget) error {
	d := xml.NewDecoder(bytes.NewReader(data))
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
			return errDoctype
		}
	}
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
	at := ""
	_ = p.walk(name, handler{ // a document reads without its properties
		start: func(n string, _ func(string) string) bool { at = n; return false },
		end:   func(string) { at = "" },
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
	})
}

// IsPackage reports whether a ZIP is a document, of OOXML or ODF.
func IsPackage(data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return false
	}
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" || f.Name == "mimetype" || f.Name == "word/document.xml" {
			return true
		}
	}
	return false
}

package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"letopis/internal/archive"
)

// Media types of documents kept as a ZIP of XML.
const (
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	pptxType = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	odfType  = "application/vnd.oasis.opendocument."
)

// xmlDepth bounds the nesting of elements; office programs stay far below.
const xmlDepth = 256

// errDoctype refuses document types: office programs write none, and entities
// in them can grow without end or name files of this machine.
var errDoctype = errors.New("DOCTYPE")

// pack is an office document: a ZIP of XML files.
type pack struct {
	x     *extractor
	files map[string]*zip.File
}

// office reads OOXML and ODF.
func (x *extractor) office(data []byte) []Part {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return []Part{{Status: archive.StatusCorrupt, MediaType: zipType, Reason: "документ повреждён: оглавление не читается, найдите исходный файл"}}
	}
	p := &pack{x: x, files: map[string]*zip.File{}}
	for _, f := range z.File {
		p.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	part := Part{Hints: map[string]string{}}
	switch {
	case p.files["mimetype"] != nil || p.files["content.xml"] != nil:
		part.MediaType = p.odfMedia()
		err = p.odf(&part)
	case p.files["word/document.xml"] != nil:
		part.MediaType = docxType
		err = p.docx(&part)
	case p.files["xl/workbook.xml"] != nil:
		part.MediaType = xlsxType
		err = p.xlsx(&part)
	case p.files["ppt/presentation.xml"] != nil:
		part.MediaType = pptxType
		err = p.pptx(&part)
	default:
		err = errors.New("ни одной известной части")
	}
	switch {
	case errors.Is(err, errEncrypted):
		part.Status, part.Reason = archive.StatusEncrypted, "документ под паролем: снимите пароль и добавьте снова"
	case errors.Is(err, errBudget):
		part.Status, part.Reason = archive.StatusLimit, "документ распаковывается в слишком большой: так устроены файлы-бомбы"
	case errors.Is(err, errDoctype):
		part.Text = ""
		part.Status, part.Reason = archive.StatusCorrupt, "в документе есть DOCTYPE, чего офисные программы не пишут: он не прочитан"
	case err != nil && part.Text != "":
		part.Status, part.Reason = archive.StatusPartial, "документ повреждён, прочитано его начало: найдите исходный файл"
	case err != nil:
		part.Status, part.Reason = archive.StatusCorrupt, "документ повреждён: найдите исходный файл"
	}
	return []Part{part}
}

var errEncrypted = errors.New("под паролем")

// read returns a file of the package, nil when it is not there.
func (p *pack) read(name string) ([]byte, error) {
	f := p.files[name]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, errEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return p.x.unpack(r)
}

// handler is told of elements by local name and of text. It asks for attributes
// by local name; ":id" is one with a prefix.
type handler struct {
	start func(name string, attr func(string) string) (skip bool)
	end   func(name string)
	text  func(string)
}

// walk reads an XML file of the package.
func (p *pack) walk(name string, h handler) error {
	data, err := p.read(name)
	if err != nil || data == nil {
		return err
	}
	return p.x.walkXML(name, data, h)
}

// walkXML reads an XML file, as far as it goes.
func (x *extractor) walkXML(name string, data []byte, h handler) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		if x.ctx.Err() != nil {
			return x.ctx.Err()
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
func (p *pack) properties(name string, hints map[string]string) {
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

package extract

import (
	"bytes"
	"regexp"
	"strings"

	"letopis/internal/archive"
)

// Word and Excel 2003 could save a document as one XML file, which usually kept
// the name of the old format: ".doc", ".xls", or ".xml".
const (
	word2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
	xls2003  = "urn:schemas-microsoft-com:office:spreadsheet"
)

// isOffice2003 tells such a file by the namespace of its root.
func isOffice2003(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return bytes.Contains(head, []byte("<?xml")) && !looksHTML(data) &&
		(bytes.Contains(head, []byte(word2003)) && bytes.Contains(head, []byte("wordDocument")) || bytes.Contains(head, []byte(xls2003)) && bytes.Contains(head, []byte("Workbook")))
}

// xmlDeclaration says an encoding that is no longer so once the text is decoded.
var xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// office2003 reads Word and Excel 2003 XML.
func (x *extractor) office2003(data []byte) []Part {
	part := Part{MediaType: docType, Hints: map[string]string{}}
	text := x.decode(&part, data, "")
	out := &flow{limit: x.opts.MaxText + 1}
	h := word2003Handler(out)
	if !strings.Contains(text[:min(len(text), 4096)], word2003) {
		part.MediaType = xlsType
		h = xls2003Handler(out)
	}
	err := x.walkXML("document", []byte(xmlDeclaration.ReplaceAllString(text, "")), h)
	part.Text = out.String()
	switch {
	case err != nil && part.Text != "":
		part.Status, part.Reason = archive.StatusPartial, "документ повреждён, прочитано его начало: найдите исходный файл"
	case err != nil:
		part.Status, part.Reason = archive.StatusCorrupt, "документ повреждён: найдите исходный файл"
	}
	return []Part{part}
}

// word2003Handler reads what DOCX reads, less what stood elsewhere in 2003:
// headers, styles, and what was deleted.
func word2003Handler(out *flow) handler {
	h := wordHandler(out)
	start := h.start
	h.start = func(name string, attr func(string) string) bool {
		switch name {
		case "hdr", "ftr", "binData", "styles", "fonts", "lists", "DocumentProperties":
			return true
		case "annotation":
			return attr("type") == "Word.Deletion" || attr("type") == "Word.Comment"
		}
		return start(name, attr)
	}
	return h
}

func xls2003Handler(out *flow) handler {
	in := false
	return handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "Worksheet":
				out.add(attr("Name") + "\n")
			case "Cell":
				out.cell(true)
			case "Data":
				in = true
			case "Styles", "Comment", "DocumentProperties":
				return true
			}
			return false
		},
		end: func(name string) {
			switch name {
			case "Data":
				in = false
			case "Cell":
				out.cell(false)
			case "Row":
				out.paragraph()
			}
		},
		text: func(s string) {
			if in {
				out.add(strings.ReplaceAll(s, "\n", " "))
			}
		},
	}
}

package pdf

import (
	"bytes"
	"encoding/xml"
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"

	"letopis/internal/extract/format"
)

// maxPackets bounds the packets of a form; there are some ten.
const maxPackets = 100

// xfa reads a form whose pages are not in the file: the programs of Adobe make them of a template and of what was
// filled in (XFA 3.3). Its one page says to wait for that.
func (f *pdfFile) xfa() string {
	kind, err := f.lib.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: f.doc})
	if err != nil || kind.FormType != enums.FPDF_FORMTYPE_XFA_FULL {
		return ""
	}
	count, err := f.lib.FPDF_GetXFAPacketCount(&requests.FPDF_GetXFAPacketCount{Document: f.doc})
	if err != nil {
		return ""
	}
	var whole bytes.Buffer // packets are pieces of one document
	for i := range min(count.Count, maxPackets) {
		packet, err := f.lib.FPDF_GetXFAPacketContent(&requests.FPDF_GetXFAPacketContent{Document: f.doc, Index: i})
		if err != nil || !f.budget.Spend(int64(len(packet.Content))) {
			break
		}
		whole.Write(packet.Content)
		whole.WriteByte('\n')
	}
	return formText(whole.Bytes(), f.budget)
}

// formText is what people see of a form: texts and captions of its template, then what was filled in.
func formText(data []byte, budget *format.Budget) string {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	out := format.NewFlow(budget)
	var line strings.Builder
	end := func() {
		if s := format.Squeeze(line.String()); s != "" {
			out.Add(s + "\n")
		}
		line.Reset()
	}
	texts, values := 0, 0 // depth within what is text of the template, and within data
	for !out.Full() && budget.Err() == nil {
		token, err := d.RawToken()
		if err != nil { // what can be read of it
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; {
			case values > 0 || name == "data" && t.Name.Space == "xfa":
				end()
				values++
			case texts > 0 || name == "text" || name == "exData":
				texts++
			case unseen(t):
				skip(d)
			}
		case xml.EndElement:
			switch name := t.Name.Local; {
			case values > 0:
				end()
				values--
			case texts > 0:
				if texts--; name == "p" || name == "br" {
					end()
				}
			case name == "draw" || name == "field" || name == "caption":
				end()
			}
		case xml.CharData:
			if (texts > 0 || values > 0) && line.Len() < out.Limit() {
				line.Write(t)
			}
		}
	}
	end()
	return strings.TrimSpace(out.String())
}

// unseen reports whether an element of a template and what is in it is not seen: scripts, choices, hidden fields.
func unseen(t xml.StartElement) bool {
	switch t.Name.Local {
	case "script", "items", "assist", "desc", "bind", "event", "variables", "format", "connect", "calculate", "validate",
		"config", "localeSet", "xmpmeta", "stylesheet", "form":
		return true
	}
	for _, a := range t.Attr {
		if a.Name.Local == "presence" && a.Value != "visible" {
			return true
		}
	}
	return false
}

// skip passes over the rest of the element that has just begun.
func skip(d *xml.Decoder) {
	for depth := 1; depth > 0; {
		token, err := d.RawToken()
		if err != nil {
			return
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
}

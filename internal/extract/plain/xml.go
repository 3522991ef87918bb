package plain

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const (
	mediaXML = "text/xml" // feeds are application/xml
	mediaSVG = "image/svg+xml"
)

// xmlDepth bounds elements in elements.
const xmlDepth = 1000

// xmlDeclaration says an encoding that is no longer so once the text is decoded.
var xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// IsXML reports whether data is an XML file by what it begins with.
func IsXML(data []byte) bool {
	head := bytes.ReplaceAll(data[:min(len(data), 256)], []byte{0}, nil)
	head = bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(head, "\xff\xfe"), []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<svg"))
}

// ReadXML reads an XML file of a kind that is not known: an extract of a register, a notice of a purchase, a drawing.
// Its text is what elements and their attributes say, an element a line, without their names. What does not follow
// the rules of XML is read as plain text.
func ReadXML(f format.File, budget *format.Budget) []format.Part {
	part := format.Part{MediaType: mediaXML}
	source := xmlDeclaration.ReplaceAllString(part.Decode(f.Data, "", budget), "")
	t := xmlText{out: format.NewFlow(budget)}
	err := t.read(source, budget)
	switch {
	case budget.Err() != nil:
		part.Partly(reason.LatePartly.With())
	case errors.Is(err, io.ErrUnexpectedEOF):
		if part.Status == "" { // else it is longer than what is read
			part.Because(reason.DamagedPartly.With())
		}
	case err != nil:
		return ReadText(f, budget)
	}
	if t.drawing {
		part.MediaType = mediaSVG
	}
	part.Text = t.out.String()
	return []format.Part{part}
}

// xmlText gathers the text of an XML file.
type xmlText struct {
	out     *format.Flow
	within  []bool // of open elements: it is in a line of text, as marks of words are
	words   bool   // the line has text already
	space   bool   // and a space after it
	drawing bool
}

func (t *xmlText) read(source string, budget *format.Budget) error {
	d := xml.NewDecoder(strings.NewReader(source))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		token, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF) && len(t.within) > 0:
			return io.ErrUnexpectedEOF
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case budget.Err() != nil:
			return budget.Err()
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(t.within) >= xmlDepth {
				return errors.New("too many elements in one another")
			}
			t.start(token)
		case xml.EndElement:
			if n := len(t.within) - 1; n >= 0 {
				if !t.within[n] {
					t.endLine()
				}
				t.within = t.within[:n]
			}
		case xml.CharData:
			t.add(string(token))
		}
	}
}

// start begins a line with what the attributes of an element say, unless the element marks words of a line.
func (t *xmlText) start(e xml.StartElement) {
	if len(t.within) == 0 && e.Name.Local == "svg" {
		t.drawing = true
	}
	t.within = append(t.within, t.words)
	if !t.words {
		t.space = false
	}
	if t.drawing { // whose attributes are places and colours, and pieces of texts stand apart
		t.space = t.words
		return
	}
	said := false
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Space == "xsi" || strings.TrimSpace(a.Value) == "" {
			continue
		}
		said = true
		t.add(" " + a.Value + " ")
	}
	if n := len(t.within) - 1; said && !t.within[n] {
		t.endLine()
	}
}

func (t *xmlText) endLine() {
	if t.words {
		t.out.Paragraph()
	}
	t.words, t.space = false, false
}

// add adds text to the line, its spaces as one; what is bytes in base64 is no text.
func (t *xmlText) add(s string) {
	squeezed := format.Squeeze(s)
	if squeezed == "" {
		t.space = t.space || t.words && s != ""
		return
	}
	if isBase64(s) {
		return
	}
	if t.words && (t.space || startsWithSpace(s)) {
		t.out.Add(" ")
	}
	t.out.Add(squeezed)
	t.words, t.space = true, strings.TrimRightFunc(s, unicode.IsSpace) != s
}

func startsWithSpace(s string) bool { return strings.TrimLeftFunc(s, unicode.IsSpace) != s }

// minBase64 is from how many letters on a text without words is taken for bytes.
const minBase64 = 120

// isBase64 reports whether s is a signature, a certificate or a file: lines of base64.
func isBase64(s string) bool {
	if len(s) < minBase64 {
		return false
	}
	letters := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/', c == '=':
			letters++
		case c != '\n' && c != '\r' && c != ' ' && c != '\t':
			return false
		}
	}
	return letters >= minBase64 && letters/len(strings.Fields(s)) > 40
}

package pdf

import (
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"

	"letopis/internal/extract/format"
)

// hasLook reports whether the annotations of a kind may be drawn with a text of their own: the stamp of an electronic
// signature, a watermark, the value of a field that is none of its choices.
func hasLook(kind enums.FPDF_ANNOTATION_SUBTYPE) bool {
	switch kind {
	case enums.FPDF_ANNOT_SUBTYPE_WIDGET, enums.FPDF_ANNOT_SUBTYPE_STAMP, enums.FPDF_ANNOT_SUBTYPE_WATERMARK,
		enums.FPDF_ANNOT_SUBTYPE_FREETEXT, enums.FPDF_ANNOT_SUBTYPE_UNKNOWN:
		return true
	}
	return false
}

// looks are the lines that the annotations of a page show and that neither the page nor known, the values of its fields
// and notes, has. PDFium reads them only where they are drawn into the page, which changes the page in memory.
func (f *pdfFile) looks(page requests.Page, number int, known string) []string {
	before, err := f.drawn(page)
	if err != nil {
		return nil
	}
	done, err := f.lib.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page})
	if err != nil || done.Result != responses.FPDFPage_FlattenResultSuccess {
		return nil // a page reads without them
	}
	again, err := f.lib.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.doc, Index: number})
	if err != nil {
		return nil
	}
	defer func() { _, _ = f.lib.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: again.Page}) }()
	after, err := f.drawn(requests.Page{ByReference: &again.Page})
	if err != nil {
		return nil
	}
	of := map[string]int{}
	for _, line := range before {
		of[line]++
	}
	known = format.Squeeze(known)
	var out []string
	for _, line := range after {
		if of[line]--; of[line] >= 0 {
			continue
		}
		if line = format.Squeeze(line); hasWord(line) && !strings.Contains(known, line) {
			out = append(out, line)
		}
	}
	return out
}

// drawn are the lines of a page in the order of drawing. PDFium ends none where what is drawn next stands higher.
func (f *pdfFile) drawn(page requests.Page) ([]string, error) {
	loaded, letters, err := f.letters(page)
	if err != nil {
		return nil, err
	}
	defer func() { _, _ = f.lib.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded}) }()
	words := f.words(loaded, letters, nil)
	var out []string
	for from := 0; from < len(words); {
		end := from + 1
		for end < len(words) && words[end].line == words[from].line && words[end].y.from < words[end-1].y.to &&
			words[end].y.to > words[end-1].y.from {
			end++
		}
		out = append(out, lineOf(words[from:end]))
		from = end
	}
	return out, nil
}

// hasWord reports whether a line has two letters or digits in a row: the marks of boxes are letters of their font.
func hasWord(line string) bool {
	row := 0
	for _, r := range line {
		if row++; !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			row = 0
		}
		if row == 2 {
			return true
		}
	}
	return false
}

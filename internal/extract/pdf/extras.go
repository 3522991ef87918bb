package pdf

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"letopis/internal/extract/format"
)

// maxNotes bounds the annotations of a page and the files of a document.
const maxNotes = 1000

// beside reads what lies on a page and is not of it: values of the fields of forms, and
// notes. Text typed on the page is seen as its text; a comment begins with its kind. What is drawn over the page by
// stamps and fields follows. The page may be changed by that, and is to be closed.
func (f *pdfFile) beside(page requests.Page, number int) string {
	count, err := f.lib.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil || count.Count == 0 {
		return ""
	}
	var out []string
	form, look := false, false
	for i := range min(count.Count, maxNotes) {
		note, err := f.lib.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := f.lib.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: note.Annotation})
		value := func(key string) string {
			answer, err := f.lib.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: note.Annotation,
				Key: key})
			if err != nil {
				return ""
			}
			return pdfText(answer.Value)
		}
		look = look || err == nil && hasLook(kind.Subtype)
		switch {
		case err != nil:
		case kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_WIDGET:
			form = true
		case kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_FREETEXT:
			out = append(out, value("Contents"))
		case kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_POPUP, kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_LINK:
		default:
			if kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_FILEATTACHMENT {
				f.pinned(note.Annotation)
			}
			if text := value("Contents"); text != "" {
				out = append(out, "Комментарий: "+strings.TrimPrefix(value("T")+": ", ": ")+text)
			}
		}
		_, _ = f.lib.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: note.Annotation})
	}
	if form {
		out = append(out, f.fields(page)...)
	}
	if look {
		out = append(out, f.looks(page, number, strings.Join(out, "\n"))...)
	}
	return format.JoinLines(out...)
}

// fields are the values of the fields of forms of a page.
func (f *pdfFile) fields(page requests.Page) []string {
	form, err := f.lib.GetForm(&requests.GetForm{Page: page})
	if err != nil {
		return nil // a page reads without its form
	}
	var out []string
	for _, field := range form.Fields {
		switch field.Type {
		case enums.FPDF_FORMFIELD_TYPE_PUSHBUTTON, enums.FPDF_FORMFIELD_TYPE_SIGNATURE:
			continue
		case enums.FPDF_FORMFIELD_TYPE_CHECKBOX:
			if field.IsChecked != nil && *field.IsChecked && field.ToolTip != "" {
				out = append(out, "☒ "+pdfText(field.ToolTip))
			}
			continue
		}
		values := field.Values
		if len(values) == 0 && field.Value != nil {
			values = []string{*field.Value}
		}
		if text := pdfText(strings.Join(values, ", ")); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// bookmarks are the titles of the contents that programs show beside the pages, those that are no lines of the text.
func (f *pdfFile) bookmarks() string {
	known := map[string]bool{"": true}
	for _, page := range f.pages {
		for line := range strings.SplitSeq(page, "\n") {
			known[format.Squeeze(line)] = true
		}
	}
	var out []string
	left, seen := maxNotes, map[string]bool{} // bookmarks may point at one another in a circle
	var add func(parent *references.FPDF_BOOKMARK)
	add = func(parent *references.FPDF_BOOKMARK) {
		first, err := f.lib.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: f.doc,
			Bookmark: parent})
		if err != nil {
			return // a document reads without them
		}
		for b := first.Bookmark; b != nil && left > 0; {
			left--
			title, err := f.lib.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: *b})
			if err != nil {
				return
			}
			s := format.Squeeze(pdfText(title.Title))
			if !known[s] {
				known[s] = true
				out = append(out, s)
			}
			if !seen[s] {
				seen[s] = true
				add(b)
			}
			next, err := f.lib.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: f.doc,
				Bookmark: *b})
			if err != nil {
				return
			}
			b = next.Bookmark
		}
	}
	add(nil)
	return strings.Join(out, "\n")
}

// pageNumber is a line that only says which page it is: «3», «- 3 -», «Страница 3 из 8».
var pageNumber = regexp.MustCompile(`^[\s–—-]*(?i:страница|стр\.|лист|page)?\s*` +
	`(\d{1,4})(?:\s*(?:из|/|of)\s*(\d{1,4}))?[\s–—-]*$`)

// dropNumbers leaves out the numbers of pages at their head or foot, where they count with
// the pages of most of the document, or say so themselves.
func dropNumbers(pages []string) {
	type numbered struct{ page, line, offset int }
	var found []numbered
	offsets := map[int]int{}
	lines := make([][]string, len(pages))
	for i, text := range pages {
		lines[i] = strings.Split(text, "\n")
		for _, at := range []int{0, len(lines[i]) - 1} {
			m := pageNumber.FindStringSubmatch(lines[i][at])
			if m == nil {
				continue
			}
			n, err := strconv.Atoi(m[1])
			if err != nil {
				continue
			}
			offset := n - i
			if m[2] == strconv.Itoa(len(pages)) && offset == 1 {
				offsets[offset] += len(pages) // certain
			}
			offsets[offset]++
			found = append(found, numbered{i, at, offset})
			if len(lines[i]) == 1 {
				break
			}
		}
	}
	for _, f := range found {
		if offsets[f.offset] >= max(3, len(pages)/2) {
			lines[f.page][f.line] = ""
		}
	}
	for i := range pages {
		pages[i] = strings.TrimSpace(strings.Join(lines[i], "\n"))
	}
}

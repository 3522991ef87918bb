package office

import (
	"cmp"

	"letopis/internal/extract/format"
)

// wordField is a field of Word that is open: its code, then what it shows.
type wordField struct {
	result bool // what it shows has begun
	code   string
	shows  string // of a form: what its data says
	at     int    // the length of the flow when it began
}

// maxCode bounds the code of a field, in bytes.
const maxCode = 2000

// wordFlow turns the control characters of Word into lines and tabs.
type wordFlow struct {
	out    *format.Flow
	fields []wordField
	last   rune // the last mark of a cell that was not taken for the end of a row
	unseen bool // hidden or deleted text: only its cells and fields count
	// comments reports whether the text is of comments (annotations), each after a mark.
	comments bool
}

func (f *wordFlow) hidden() bool {
	if f.unseen {
		return true
	}
	for i := range f.fields {
		if !f.fields[i].result {
			return true
		}
	}
	return false
}

// code takes text that is not shown as that of the field that it stands in, if it does.
func (f *wordFlow) code(s string) {
	if n := len(f.fields); n > 0 && !f.unseen {
		if in := &f.fields[n-1]; !in.result && len(in.code)+len(s) <= maxCode {
			in.code += s
		}
	}
}

// form takes what the data of the field that it stands in shows.
func (f *wordFlow) form(s string) {
	if n := len(f.fields); n > 0 && !f.unseen && !f.fields[n-1].result {
		f.fields[n-1].shows = s
	}
}

// field obeys the marks of fields; it reports whether c is one.
func (f *wordFlow) field(c rune) bool {
	n := len(f.fields)
	switch {
	case c == 0x13:
		if n < 1000 {
			f.fields = append(f.fields, wordField{at: f.out.Len()})
		}
	case c == 0x14 && n > 0:
		f.fields[n-1].result = true
	case c == 0x15 && n > 0:
		ended := f.fields[n-1]
		if f.fields = f.fields[:n-1]; !f.hidden() && ended.at == f.out.Len() {
			if s := cmp.Or(ended.shows, format.FieldText(ended.code)); s != "" {
				f.text(s)
			}
		}
	}
	return c >= 0x13 && c <= 0x15
}

func (f *wordFlow) text(s string) {
	f.last = 0
	f.out.Add(s)
}

func (f *wordFlow) control(c rune, p paragraph) {
	if f.field(c) {
		return
	}
	if c == '\r' && !p.inTable {
		f.fields = f.fields[:0] // a field that is never closed hides no more than its paragraph
	}
	if f.hidden() && (!f.unseen || c != 0x07) {
		return
	}
	switch c {
	case 0x01: // a picture that stands in the line
		f.out.Gap()
	case 0x05:
		if f.comments {
			f.text("Комментарий: ")
		}
	case '\t':
		f.text("\t")
	case 0x07:
		// Before Word 97 nothing is read of paragraphs: there the second of two marks
		// ends the row.
		if p.rowEnd || f.last == 0x07 && p == (paragraph{}) {
			f.out.Add("\n")
			f.last = 0
		} else {
			f.out.Add(format.CellEnd)
			f.last = 0x07
		}
	case '\r', 0x0b:
		if p.inTable && c == '\r' {
			f.text(" ")
		} else {
			f.text("\n")
		}
	case '\n', 0x0c, 0x0e:
		f.text("\n")
	case 0x1e:
		f.text("-")
	}
}

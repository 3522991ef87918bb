package office

import "letopis/internal/extract/format"

// wordFlow turns the control characters of Word into lines and tabs.
type wordFlow struct {
	out    *format.Flow
	fields []bool // open fields: true while in the code of one
	last   rune   // the last mark of a cell that was not taken for the end of a row
	unseen bool   // hidden or deleted text: only its cells and fields count
	// comments tells that the text is of comments (annotations), each after a mark.
	comments bool
}

func (f *wordFlow) hidden() bool {
	if f.unseen {
		return true
	}
	for _, code := range f.fields {
		if code {
			return true
		}
	}
	return false
}

func (f *wordFlow) text(s string) {
	f.last = 0
	f.out.Add(s)
}

func (f *wordFlow) control(c rune, p paragraph) {
	switch c {
	case 0x13:
		if len(f.fields) < 1000 {
			f.fields = append(f.fields, true)
		}
		return
	case 0x14:
		if n := len(f.fields); n > 0 {
			f.fields[n-1] = false
		}
		return
	case 0x15:
		if n := len(f.fields); n > 0 {
			f.fields = f.fields[:n-1]
		}
		return
	}
	if c == '\r' && !p.inTable {
		f.fields = f.fields[:0] // a field that is never closed hides no more than its paragraph
	}
	if f.hidden() && (!f.unseen || c != 0x07) {
		return
	}
	switch c {
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

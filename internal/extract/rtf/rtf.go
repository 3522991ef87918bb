// Package rtf reads Rich Text Format, with the code pages that Russian files lie about.
package rtf

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
)

const rtfType = "application/rtf"

// rtfDepth bounds the nesting of groups.
const rtfDepth = 512

// Read reads Rich Text Format (Microsoft, RTF Specification 1.9.1). The charset
// of the font wins over that of the document: Russian files say \ansicpg1252
// and \fcharset204. Objects in it are documents of their own, which open reads.
func Read(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	r := &rtfReader{budget: budget, data: f.Data, notes: format.NewFlow(budget), aside: format.NewFlow(budget),
		letterhead: format.NewFlow(budget), boxes: format.NewFlow(budget), fonts: map[int]encoding.Encoding{},
		hints: map[string]string{}, lists: newLists(), pasted: ocr.NewPasted(budget)}
	r.body = format.NewFlow(budget)
	r.group = rtfGroup{uc: 1, out: r.body}
	r.plain = ansi(f.Data)
	r.page = r.plain
	whole := r.read()
	r.body.Add("\n")
	r.endBoxes()
	p := format.Part{Text: r.body.String(), MediaType: rtfType, Hints: r.hints}
	if r.titlePage {
		p.Text = format.JoinLines(r.letterhead.String(), p.Text)
	} else {
		r.aside.Add(r.letterhead.String())
	}
	p.Text = format.JoinLines(p.Text, r.notes.String())
	p.Aside = format.RunningLines(r.aside.String())
	if !whole && strings.TrimSpace(p.Text) == "" && !endsGroup(f.Data) {
		p.Because(reason.Damaged.With())
	}
	r.pasted.Read(&p)
	return r.withObjects(p, f, open)
}

// endsGroup reports whether a file ends as RTF does: programs count the groups wrongly that are open there.
func endsGroup(data []byte) bool {
	return bytes.HasSuffix(bytes.TrimRight(data[max(0, len(data)-64):], " \r\n\t\x00\x1a"), []byte("}"))
}

// rtfGroup is the state that a group restores at its end.
type rtfGroup struct {
	skip bool   // a destination whose text is not the document's
	dest string // "fonttbl", "title"… or ""
	out  *format.Flow
	font int
	uc   int // bytes that stand for a Unicode character
	// What a reader does not see: hidden text, and text deleted with its changes tracked.
	hidden, deleted bool
	pictures        bool   // in an unknown destination that holds pictures
	result          bool   // the picture of a shape for old programs, which has its text again
	shows           string // of a field: the words of its code that it shows when it has no result
	before          int    // where the text was then
}

func (g *rtfGroup) unseen() bool { return g.skip || g.dest == "" && (g.hidden || g.deleted) }

type rtfReader struct {
	budget *format.Budget
	data   []byte
	at     int
	// Where text goes: what is not of the body comes after it, or aside.
	body, notes, aside, letterhead, boxes *format.Flow
	titlePage                             bool // whether the first page has a header of its own
	lists                                 *lists
	para                                  paragraph
	page                                  encoding.Encoding // of the document
	plain                                 encoding.Encoding // where nothing says it
	fonts                                 map[int]encoding.Encoding
	group                                 rtfGroup
	stack                                 []rtfGroup
	bytes                                 []byte   // not decoded yet
	units                                 []uint16 // of \u, surrogates may follow
	pass                                  int      // bytes still to pass over after \u
	deff                                  int
	code                                  strings.Builder // of the field being read
	form                                  *formField      // in its code, nil when there is none
	property, value                       string          // of the shape being read
	objects                               []object
	pasted                                *ocr.Pasted
	pictured                              int // where the last picture ended
	hints                                 map[string]string
}

// read goes through the file; false when it was cut or is not RTF.
func (r *rtfReader) read() bool {
	for n := 0; r.at < len(r.data); n++ {
		if n%1024 == 0 && r.budget.Err() != nil {
			return false
		}
		switch c := r.data[r.at]; c {
		case '{':
			r.flush()
			if len(r.stack) >= rtfDepth {
				return false
			}
			r.stack = append(r.stack, r.group)
			r.group.shows = ""
			r.at++
		case '}':
			r.flush()
			r.at++
			if len(r.stack) == 0 {
				return true
			}
			inner := r.group
			r.group = r.stack[len(r.stack)-1]
			r.stack = r.stack[:len(r.stack)-1]
			r.pass = 0
			r.leave(inner)
		case '\\':
			r.control()
		case '\r', '\n':
			r.at++
		default:
			r.at++
			r.byte(c)
		}
	}
	r.flush()
	return len(r.stack) == 0
}

// byte takes a byte of text.
func (r *rtfReader) byte(c byte) {
	if r.pass > 0 {
		r.pass--
		return
	}
	if !r.group.skip {
		if len(r.units) > 0 {
			r.flush()
		}
		r.bytes = append(r.bytes, c)
	}
}

// flush decodes what was gathered.
func (r *rtfReader) flush() {
	var s string
	if len(r.bytes) > 0 {
		enc := r.page
		if f := r.fonts[r.group.font]; f != nil {
			enc = f
		}
		if b, err := enc.NewDecoder().Bytes(r.bytes); err == nil {
			s = string(b)
		}
		r.bytes = r.bytes[:0]
	}
	if len(r.units) > 0 {
		s += string(utf16.Decode(r.units))
		r.units = r.units[:0]
	}
	if s == "" || r.group.unseen() {
		return
	}
	switch r.group.dest {
	case "fldinst":
		if r.code.Len()+len(s) <= maxCode {
			r.code.WriteString(s)
		}
		return
	case "ffl":
		r.form.entry(s)
		return
	case "sn":
		r.property = gathered(r.property, s)
		return
	case "sv":
		r.value = gathered(r.value, s)
		return
	}
	if r.group.dest != "" {
		r.lists.text(r.group.dest, s, r.hints)
		return
	}
	r.number()
	r.group.out.Add(s)
}

// leave ends a group that was a destination of its own.
func (r *rtfReader) leave(inner rtfGroup) {
	switch {
	case inner.shows != "":
		if inner.before == inner.out.Len() && !inner.unseen() {
			r.number()
			inner.out.Add(inner.shows)
		}
	case inner.dest == "fldinst" && r.group.dest == "":
		r.group.shows, r.group.before = r.form.text(), r.group.out.Len()
		if r.form == nil {
			r.group.shows = format.FieldText(r.code.String())
		}
		r.form = nil
		r.code.Reset()
	case inner.dest == "listtext" && r.group.dest == "":
		if label := r.lists.takeText(); label != "" && !inner.unseen() && !r.group.unseen() {
			r.group.out.Add(label + " ")
			r.para.numbered = true
		}
	case inner.dest == "sv" && r.group.dest != "sv":
		r.shape()
	case inner.dest != r.group.dest:
		r.lists.leave(inner.dest)
	case inner.out != r.group.out:
		inner.out.Add("\n")
	}
}

// control reads a control word or symbol.
func (r *rtfReader) control() {
	r.at++
	if r.at >= len(r.data) {
		return
	}
	c := r.data[r.at]
	if c|0x20 < 'a' || c|0x20 > 'z' {
		r.at++
		r.symbol(c)
		return
	}
	from := r.at
	for r.at < len(r.data) && r.at-from < 32 && r.data[r.at]|0x20 >= 'a' && r.data[r.at]|0x20 <= 'z' {
		r.at++
	}
	word := string(r.data[from:r.at])
	num := r.at
	if r.at < len(r.data) && r.data[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.data) && r.at-num < 11 && r.data[r.at] >= '0' && r.data[r.at] <= '9' {
		r.at++
	}
	n, err := strconv.Atoi(string(r.data[num:r.at]))
	has := err == nil
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	r.word(word, n, has)
}

func (r *rtfReader) symbol(c byte) {
	switch c {
	case '\'':
		if r.at+2 <= len(r.data) {
			if v, err := strconv.ParseUint(string(r.data[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				r.byte(byte(v))
			}
		}
	case '*': // OpenOffice writes it before formatting, too
		if at := bytes.TrimRight(r.data[:r.at-2], "\r\n"); len(at) > 0 && at[len(at)-1] == '{' {
			r.group.skip = true // a destination we need not know
		}
	case '~':
		r.put("\u00a0")
	case '_':
		r.put("-")
	case '-': // an optional hyphen
	case '\\', '{', '}':
		r.byte(c)
	case '\n', '\r':
		r.paragraph()
	}
}

func (r *rtfReader) put(s string) {
	if r.pass > 0 {
		r.pass--
		return
	}
	r.flush()
	if layout := s == "\n" || s == format.CellEnd; !r.group.skip && r.group.dest == "" && (layout || !r.group.unseen()) {
		if !layout {
			r.number()
		}
		r.group.out.Add(s)
		if layout {
			r.para.numbered = false
		}
	}
}

// paragraph ends one, or a line of it; in a table both are spaces.
func (r *rtfReader) paragraph() {
	r.flush()
	if r.group.skip || r.group.dest != "" {
		return
	}
	r.para.numbered = false
	if r.para.inTable {
		r.group.out.Add(" ")
		return
	}
	r.group.out.Add("\n")
	if r.group.out == r.body {
		r.endBoxes()
	}
}

// endBoxes puts the text boxes so far after the paragraph that they are fixed to.
func (r *rtfReader) endBoxes() {
	if r.boxes.Len() > 0 {
		r.body.Add(r.boxes.String() + "\n")
		r.boxes = format.NewFlow(r.budget)
	}
}

// Is reports whether data begins as Rich Text Format does.
func Is(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 16)], " \r\n\t\ufeff"), []byte("{\\rtf"))
}

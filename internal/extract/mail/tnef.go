package mail

import (
	"bytes"
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

const tnefType = "application/ms-tnef"

// Attributes of TNEF (MS-OXTNEF 2.1.3.2).
const (
	tnefSubject    = 0x8004
	tnefBody       = 0x800c
	tnefData       = 0x800f
	tnefTitle      = 0x8010
	tnefProperties = 0x9003 // of the letter
	tnefNewFile    = 0x9002
	tnefFile       = 0x9005 // properties of an attachment
)

// IsTNEF reports whether data is winmail.dat, which Outlook puts a letter's files into.
func IsTNEF(data []byte) bool { return bytes.HasPrefix(data, []byte("\x78\x9f\x3e\x22")) }

// ReadTNEF reads winmail.dat: the text of the letter, where it has one, and its files.
func ReadTNEF(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	if f.Depth > budget.MaxDepth {
		return tooDeep(tnefType, budget.MaxDepth)
	}
	l := &letter{Holder: container.NewHolder(f, budget, open)}
	p := format.Part{MediaType: tnefType}
	c := ole.Cursor(f.Data)
	for at := 6; at+9 <= len(c); {
		id, size := int(c.U16(at+1)), int(c.U32(at+5))
		body := c.Slice(at+9, size)
		if len(body) < size {
			l.Note(reason.LetterCut.With())
		}
		l.attribute(&p, id, body, f, open)
		at += 9 + size + 2
		if size < 0 || budget.Err() != nil || l.State() == archive.StatusLimit {
			break
		}
	}
	for i := range l.files {
		if l.files[i].name == "" {
			l.files[i].name = fmt.Sprintf("вложение %d", i+1)
		}
	}
	l.choose(0, 0)
	return l.parts(p, func(int) ([]format.Part, bool) { return nil, false })
}

// attribute reads one of a letter or of its last file.
func (l *letter) attribute(p *format.Part, id int, body ole.Cursor, f format.File, open format.Reader) {
	var file *leaf
	if len(l.files) > 0 {
		file = &l.files[len(l.files)-1]
	}
	text := func() string { return format.TrimText(charset.Decode(bytes.TrimRight(body, "\x00"), "").Text) }
	switch id {
	case tnefSubject:
		p.Title = format.Squeeze(text())
	case tnefBody:
		l.plain = append(l.plain, leaf{data: []byte(text()), charset: "utf-8"})
	case tnefProperties:
		l.properties(body, f, open)
	case tnefNewFile:
		if len(l.files) >= maxMailParts {
			l.Note(reason.LetterParts.With(maxMailParts))
			return
		}
		l.files = append(l.files, leaf{})
	case tnefTitle:
		if file != nil && file.name == "" {
			file.name = format.Squeeze(text())
		}
	case tnefData:
		if file != nil {
			file.data = body
		}
	case tnefFile:
		if file == nil {
			return
		}
		var object ole.Cursor
		mapi(body, func(id, kind int, value ole.Cursor) {
			switch {
			case id == propLongName:
				file.name = format.Squeeze(mapiText(kind, value))
			case id == propData && kind == typeBinary && file.data == nil:
				file.data = value
			case id == propData && kind == typeObject:
				object = value
			}
		})
		if object != nil && file.data == nil {
			l.embedded(file, object)
		}
	}
}

// embedded takes a letter that was forwarded in a letter: an interface identifier, then its TNEF
// (MS-OXTNEF 2.1.3.4). Of other objects it is said that they were not read.
func (l *letter) embedded(file *leaf, value ole.Cursor) {
	const id = 16 // bytes of the identifier
	if len(value) > id && IsTNEF(value[id:]) {
		file.data = value[id:]
		return
	}
	name := file.name
	l.files = l.files[:len(l.files)-1]
	l.Note(reason.EmbeddedObject.With(name))
}

// properties takes the text of a letter from its properties.
func (l *letter) properties(body ole.Cursor, f format.File, open format.Reader) {
	mapi(body, func(id, kind int, value ole.Cursor) {
		switch {
		case id == propBody && len(l.plain) == 0:
			l.plain = append(l.plain, leaf{data: []byte(mapiText(kind, value)), charset: "utf-8"})
		case id == propHTML && len(value) > 0:
			l.html = append(l.html, leaf{data: value})
		case id == propRTF && len(l.plain) == 0:
			l.richText(value, f, open)
		}
	})
}

func mapiText(kind int, value ole.Cursor) string {
	if kind == typeString {
		return format.TrimText(value.Units(0, len(value)/2))
	}
	return format.TrimText(charset.Decode(bytes.TrimRight(value, "\x00"), "").Text)
}

// mapi goes through a list of properties (MS-OXTNEF 2.1.3.4), as far as it goes.
func mapi(c ole.Cursor, take func(id, kind int, value ole.Cursor)) {
	at := 4
	for range min(c.U32(0), 1000) {
		kind, id := int(c.U16(at)), int(c.U16(at+2))
		at += 4
		if id >= 0x8000 { // has a name: a GUID, then a number or a text
			at += 16
			if c.U32(at) == 0 {
				at += 8
			} else {
				at += 8 + padded(int(c.U32(at+4)))
			}
		}
		values := 1
		several := kind&0x1000 != 0
		kind &^= 0x1000
		size := fixedSize(kind)
		if several || size < 0 {
			values = int(c.U32(at))
			at += 4
		}
		for range min(values, 1000) {
			n := size
			if size < 0 {
				n = int(c.U32(at))
				at += 4
			}
			if n < 0 || at < 0 || at+n > len(c) {
				return
			}
			take(id, kind, c.Slice(at, n))
			at += padded(n)
		}
	}
}

// fixedSize is how many bytes a value takes, -1 where it says so itself.
func fixedSize(kind int) int {
	switch kind {
	case 0x0002, 0x0003, 0x0004, 0x000a, 0x000b:
		return 4
	case 0x0005, 0x0006, 0x0007, 0x0014, typeTime:
		return 8
	case 0x0048:
		return 16
	}
	return -1
}

// padded is a size up to whole fours.
func padded(n int) int { return (n + 3) &^ 3 }

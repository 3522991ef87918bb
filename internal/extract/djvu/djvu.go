// Package djvu reads the text of DjVu books: what whoever recognised their pages has laid
// behind them. Pages are pictures that only programs of DjVu draw.
//
// Read djvu.go first; bzz.go unpacks texts.
package djvu

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const (
	mediaType = "image/vnd.djvu"
	// maxPages bounds the pages of a book.
	maxPages = 20_000
)

// Is reports whether data is a DjVu file.
func Is(data []byte) bool { return bytes.HasPrefix(data, []byte("AT&TFORM")) }

// A book is a file being read.
type book struct {
	budget *format.Budget
	data   []byte
	pages  []string
	length int
	blind  int  // pages without text
	lost   int  // pages that cannot be read
	cut    bool // the file ends within a page
	full   bool // there are more pages, or they unpack to more, than may be
}

// Read reads the texts of the pages of a book.
func Read(f format.File, budget *format.Budget) []format.Part {
	part := format.Part{MediaType: mediaType}
	b := &book{budget: budget, data: f.Data}
	kind, body := b.form(len("AT&T"))
	switch kind {
	case "DJVU":
		b.page(body)
	case "DJVM":
		if !b.bound(body) {
			part.Because(reason.DjVuApart.With())
			return []format.Part{part}
		}
	default:
		part.Because(reason.Damaged.With())
		return []format.Part{part}
	}
	part.Text, part.Pages = format.JoinPages(b.pages)
	some := strings.TrimSpace(part.Text) != ""
	switch {
	case b.full && len(b.pages) == maxPages:
		part.Because(reason.DjVuMany.With(maxPages))
	case b.full:
		part.Because(reason.Unpacked.With(budget.MaxBytes >> 20))
	case (b.lost > 0 || b.cut) && some:
		part.Because(reason.DamagedPartly.With())
	case b.lost > 0 || b.cut, len(b.pages) == 0:
		part.Because(reason.Damaged.With())
	case b.blind > 0 && some:
		part.Because(reason.DjVuScanPartly.With(b.blind, len(b.pages)))
	case b.blind > 0:
		part.Because(reason.DjVuScan.With())
	}
	return []format.Part{part}
}

// form is the FORM that begins at an offset of the file: its kind and what is in it, ""
// where there is none.
func (b *book) form(at int) (kind string, body []byte) {
	if at < 0 || at+12 > len(b.data) || string(b.data[at:at+4]) != "FORM" {
		return "", nil
	}
	size := int(binary.BigEndian.Uint32(b.data[at+4:]))
	body = b.data[at+8:]
	if size < len(body) {
		body = body[:size]
	} else if size > len(body) {
		b.cut = true
	}
	if len(body) < 4 {
		return "", nil
	}
	return string(body[:4]), body[4:]
}

// chunks calls do for the chunks of a FORM, until it returns false.
func (b *book) chunks(body []byte, do func(id string, data []byte) bool) {
	for len(body) >= 8 {
		id, size := string(body[:4]), int(binary.BigEndian.Uint32(body[4:]))
		body = body[8:]
		if size > len(body) {
			b.cut = true
			size = len(body)
		}
		if !do(id, body[:size]) {
			return
		}
		body = body[min(len(body), size+size&1):]
	}
}

// bound reads the pages of a book in their order. It returns false where they lie in
// files of their own.
func (b *book) bound(body []byte) (ok bool) {
	var offsets []byte
	b.chunks(body, func(id string, data []byte) bool {
		if id == "DIRM" && len(data) >= 3 && data[0]&0x80 != 0 {
			n := 4 * int(binary.BigEndian.Uint16(data[1:]))
			offsets = data[3:min(len(data), 3+n)]
			ok = true
		}
		return false // it comes first
	})
	left := len(b.data) // of it for pages, which do not overlap
	for ; len(offsets) >= 4 && !b.full && b.budget.Err() == nil; offsets = offsets[4:] {
		kind, page := b.form(int(binary.BigEndian.Uint32(offsets)))
		if left -= len(page); left < 0 { // one page named again and again, say
			b.cut = true
			break
		}
		switch kind {
		case "DJVU":
			b.page(page)
		case "":
			b.cut = true
		}
	}
	return ok
}

// page reads a page.
func (b *book) page(body []byte) {
	if len(b.pages) == maxPages || b.length > b.budget.MaxText {
		b.full = len(b.pages) == maxPages
		return
	}
	text, found := "", false
	var err error
	b.chunks(body, func(id string, data []byte) bool {
		switch id {
		case "TXTz":
			data, err = unpackBZZ(data, b.budget)
			fallthrough
		case "TXTa":
			text, found = textOf(data), true
		}
		return !found
	})
	switch {
	case errors.Is(err, format.ErrBudget):
		b.full = true
	case err != nil && text == "":
		b.lost++
	case err != nil:
		b.cut = true
	case text == "":
		b.blind++
	}
	b.length += len(text)
	b.pages = append(b.pages, text)
}

// ends are the signs between lines, paragraphs, regions and columns.
var ends = strings.NewReplacer("\x0b", "\n", "\x1d", "\n", "\x1f", "\n", "\r", "\n", "\x00", "")

// textOf is the text of a page: its length and itself; then comes where its words stand.
func textOf(data []byte) string {
	if len(data) < 3 {
		return ""
	}
	size := int(data[0])<<16 | int(data[1])<<8 | int(data[2])
	data = data[3:]
	text := ends.Replace(strings.ToValidUTF8(string(data[:min(size, len(data))]), "\ufffd"))
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	return format.PlainLines(strings.TrimSpace(strings.Join(lines, "\n")))
}

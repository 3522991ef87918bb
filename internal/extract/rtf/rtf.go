// Package rtf reads Rich Text Format, with the code pages that Russian files lie about.
package rtf

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/format"
)

const rtfType = "application/rtf"

// rtfDepth bounds the nesting of groups.
const rtfDepth = 512

// Read reads Rich Text Format (Microsoft, RTF Specification 1.9.1). The charset
// of the font wins over that of the document: Russian files say \ansicpg1252
// and \fcharset204.
func Read(f format.File, budget *format.Budget) []format.Part {
	r := &rtfReader{budget: budget, data: f.Data, out: format.NewFlow(budget), fonts: map[int]encoding.Encoding{},
		hints: map[string]string{}}
	r.group = rtfGroup{uc: 1}
	r.page = charmap.Windows1251
	ok := r.read()
	p := format.Part{Text: r.out.String(), MediaType: rtfType, Hints: r.hints}
	if !ok && strings.TrimSpace(p.Text) == "" {
		p.Status, p.Reason = archive.StatusCorrupt, "файл RTF повреждён: найдите исходный файл"
	}
	return []format.Part{p}
}

// rtfGroup is the state that a group restores at its end.
type rtfGroup struct {
	skip bool   // a destination whose text is not the document's
	dest string // "fonttbl", "title"… or ""
	font int
	uc   int // bytes that stand for a Unicode character
	// What a reader does not see: hidden text, and text deleted with its changes tracked.
	hidden, deleted bool
}

func (g *rtfGroup) unseen() bool { return g.skip || g.dest == "" && (g.hidden || g.deleted) }

type rtfReader struct {
	budget *format.Budget
	data   []byte
	at     int
	out    *format.Flow
	page   encoding.Encoding // of the document
	fonts  map[int]encoding.Encoding
	group  rtfGroup
	stack  []rtfGroup
	bytes  []byte   // not decoded yet
	units  []uint16 // of \u, surrogates may follow
	pass   int      // bytes still to pass over after \u
	deff   int
	hints  map[string]string
}

// read goes through the file; false when it was cut or is not RTF.
func (r *rtfReader) read() bool {
	for r.at < len(r.data) {
		if r.at%4096 == 0 && r.budget.Err() != nil {
			return false
		}
		switch c := r.data[r.at]; c {
		case '{':
			r.flush()
			if len(r.stack) >= rtfDepth {
				return false
			}
			r.stack = append(r.stack, r.group)
			r.at++
		case '}':
			r.flush()
			r.at++
			if len(r.stack) == 0 {
				return true
			}
			r.group = r.stack[len(r.stack)-1]
			r.stack = r.stack[:len(r.stack)-1]
			r.pass = 0
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
	if r.group.dest != "" {
		r.hints[r.group.dest] += s
		return
	}
	r.out.Add(s)
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
	case '*':
		r.group.skip = true // a destination we need not know
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
		r.out.Add(s)
	}
}

func (r *rtfReader) paragraph() {
	r.flush()
	if !r.group.skip && r.group.dest == "" {
		r.out.Add("\n")
	}
}

// rtfSkipped are destinations whose text is not the document's.
var rtfSkipped = map[string]bool{"fonttbl": true, "colortbl": true, "stylesheet": true, "pict": true, "object": true,
	"listtable":         true,
	"listoverridetable": true, "rsidtbl": true, "generator": true, "themedata": true, "datastore": true, "xmlnstbl": true,
	"header": true, "headerl": true,
	"headerr": true, "headerf": true, "footer": true, "footerl": true, "footerr": true, "footerf": true, "filetbl": true,
	"revtbl": true, "fldinst": true,
	"nonshppict": true, "operator": true, "company": true, "comment": true, "doccomm": true, "bkmkstart": true,
	"bkmkend": true,
	"creatim": true, "revtim": true, "printim": true, "buptim": true, "datafield": true, "private": true, "mmathPr": true}

// rtfSymbols are the words that stand for a character of the text.
var rtfSymbols = map[string]string{"row": "\n", "nestrow": "\n", "cell": format.CellEnd, "nestcell": format.CellEnd,
	"tab": "\t", "emdash": "—", "endash": "–",
	"lquote": "’", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"}

// word obeys a control word; has tells that it came with a number, n.
func (r *rtfReader) word(word string, n int, has bool) {
	if r.group.skip && word != "f" && word != "fcharset" && word != "bin" && word != "u" && word != "par" {
		r.fontTable(word, n)
		return
	}
	if s, ok := rtfSymbols[word]; ok {
		r.put(s)
		return
	}
	switch word {
	case "u":
		r.unicode(n)
	case "uc":
		r.group.uc = max(0, min(n, 8))
	case "par", "line", "sect", "page":
		r.paragraph()
	case "f":
		r.flush()
		r.group.font = n
		r.fontTable(word, n)
	case "fcharset":
		r.fontTable(word, n)
	case "v":
		r.flush()
		r.group.hidden = !has || n != 0
	case "deleted":
		r.flush()
		r.group.deleted = !has || n != 0
	case "plain":
		r.flush()
		r.group.font, r.group.hidden, r.group.deleted = r.deff, false, false
	case "deff":
		r.deff, r.group.font = n, n
	case "ansicpg":
		if e := codePage(n); e != nil {
			r.page = e
		}
	case "mac":
		r.page = charmap.MacintoshCyrillic
	case "pca", "pc":
		r.page = charmap.CodePage866
	case "bin":
		if has && n > 0 {
			r.at = min(len(r.data), r.at+n)
		}
	default:
		r.destination(word)
	}
}

// destination obeys the words that say where text goes.
func (r *rtfReader) destination(word string) {
	switch word {
	case "info":
		r.flush()
		r.group.skip = false
		r.group.dest = "info"
	case "title", "subject", "author", "keywords":
		if r.group.dest != "" {
			r.group.dest = word
		}
	default:
		if rtfSkipped[word] {
			r.flush()
			r.group.skip = true
			r.group.dest = ""
			if word == "fonttbl" {
				r.group.dest = word
			}
		}
	}
}

// fontTable notes the charsets of fonts.
func (r *rtfReader) fontTable(word string, n int) {
	if r.group.dest != "fonttbl" {
		return
	}
	switch word {
	case "f":
		r.group.font = n
	case "fcharset":
		switch n {
		case 204:
			r.fonts[r.group.font] = charmap.Windows1251
		case 238:
			r.fonts[r.group.font] = charmap.Windows1250
		case 161:
			r.fonts[r.group.font] = charmap.Windows1253
		case 162:
			r.fonts[r.group.font] = charmap.Windows1254
		case 186:
			r.fonts[r.group.font] = charmap.Windows1257
		case 77:
			r.fonts[r.group.font] = charmap.MacintoshCyrillic
		}
	}
}

// unicode takes \uN; N is a signed 16-bit number.
func (r *rtfReader) unicode(n int) {
	if len(r.bytes) > 0 {
		r.flush()
	}
	if !r.group.skip {
		r.units = append(r.units, uint16(n))
	}
	r.pass = r.group.uc
}

func codePage(n int) encoding.Encoding {
	switch n {
	case 1250:
		return charmap.Windows1250
	case 1251, 1252: // Russian files often claim the Western one; bytes tell
		return charmap.Windows1251
	case 866:
		return charmap.CodePage866
	case 10007:
		return charmap.MacintoshCyrillic
	case 20866:
		return charmap.KOI8R
	case 28595:
		return charmap.ISO8859_5
	case 1253:
		return charmap.Windows1253
	}
	return nil
}

// Is reports whether data begins as Rich Text Format does.
func Is(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 16)], " \r\n\t\ufeff"), []byte("{\\rtf"))
}

package rtf

import (
	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract/format"
)

// rtfSymbols are the words that stand for a character of the text.
var rtfSymbols = map[string]string{"row": "\n", "nestrow": "\n", "cell": format.CellEnd, "nestcell": format.CellEnd,
	"tab": "\t", "emdash": "—", "endash": "–",
	"lquote": "’", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"}

// word obeys a control word; has reports whether it came with a number, n.
func (r *rtfReader) word(word string, n int, has bool) {
	if r.group.skip && word != "f" && word != "fcharset" && word != "bin" && word != "u" && word != "par" {
		r.fontTable(word, n)
		r.opened(word)
		return
	}
	if r.lists.word(r.group.dest, word, n) || r.group.dest == "formfield" && r.form.word(word, n) {
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
	case "pard":
		r.flush()
		r.para = paragraph{numbered: r.para.numbered}
	case "intbl":
		r.para.inTable = true
	case "ls", "ilvl":
		r.para.list(word, n)
	case "titlepg":
		r.titlePage = true
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
		if e := r.codePage(n); e != nil {
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

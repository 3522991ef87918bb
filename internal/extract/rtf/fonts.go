package rtf

import (
	"iter"
	"strconv"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"letopis/internal/extract/ole"
)

// fontPages are the code pages of the charsets that fonts name, but for those that say
// nothing of the text: 0, 1 and 2.
var fontPages = map[int]int{77: 10007, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 177: 1255,
	178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250}

// fontTable notes the charsets of fonts.
func (r *rtfReader) fontTable(word string, n int) {
	if r.group.dest != "fonttbl" {
		return
	}
	switch word {
	case "f":
		r.group.font = n
	case "fcharset":
		if page := fontPages[n]; page != 0 {
			r.fonts[r.group.font] = r.codePage(page)
		}
	}
}

// codePage returns the charset of a code page, nil where it is not known.
func (r *rtfReader) codePage(n int) encoding.Encoding {
	switch n {
	case 1252: // Russian files often claim the Western one; bytes tell
		return r.plain
	case 866:
		return charmap.CodePage866
	case 10007:
		return charmap.MacintoshCyrillic
	case 20866:
		return charmap.KOI8R
	case 28595:
		return charmap.ISO8859_5
	}
	name, known := map[int]string{932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 65001: "utf-8"}[n]
	if !known {
		name = "windows-" + strconv.Itoa(n)
	}
	page, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return page
}

// ansi is the charset of text of which nothing says it: Russian where its letters do not tell.
func ansi(data []byte) encoding.Encoding { return ole.CodePage(unescaped(data), charmap.Windows1251) }

// unescaped are the bytes of a file, with those that «\'e0» stands for.
func unescaped(data []byte) iter.Seq[byte] {
	return func(yield func(byte) bool) {
		for i := 0; i < len(data); i++ {
			c := data[i]
			if c == '\\' && i+3 < len(data) && data[i+1] == '\'' {
				v, err := strconv.ParseUint(string(data[i+2:i+4]), 16, 8)
				if i += 3; err != nil {
					continue
				}
				c = byte(v)
			}
			if !yield(c) {
				return
			}
		}
	}
}

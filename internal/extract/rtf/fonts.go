package rtf

import (
	"bytes"
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

// ansi is the charset of text of which nothing says it: where its letters do not tell either it is Russian, but that of
// the West where the text is said to be in a language of it, and no part of it in one with Russian letters.
func ansi(data []byte) encoding.Encoding {
	otherwise := charmap.Windows1251
	if west, russian := languages(data); west && !russian {
		otherwise = charmap.Windows1252
	}
	return ole.CodePage(unescaped(data), otherwise)
}

// languages reports whether text is said to be in a language of the West, but for English, which is set anywhere, and
// whether in one that is written in Russian letters.
func languages(data []byte) (west, russian bool) {
	const word = `\lang`
	for at := bytes.Index(data, []byte(word)); at >= 0; {
		id := 0
		for at += len(word); at < len(data) && data[at] >= '0' && data[at] <= '9' && id < 1<<16; at++ {
			id = 10*id + int(data[at]-'0')
		}
		switch id & 0x3ff { // without the country
		case 0x02, 0x19, 0x1a, 0x22, 0x23, 0x2f, 0x3f, 0x44:
			russian = true
		case 0x03, 0x06, 0x07, 0x0a, 0x0b, 0x0c, 0x0f, 0x10, 0x13, 0x14, 0x16, 0x1d:
			west = true
		}
		next := bytes.Index(data[at:], []byte(word))
		if next < 0 {
			break
		}
		at += next
	}
	return west, russian
}

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

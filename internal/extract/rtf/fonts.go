package rtf

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

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

// codePage returns the charset of a code page, nil where it is not known.
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

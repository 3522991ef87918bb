package charset

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// decodeUnicode decodes UTF-16, with a byte order mark or known by its high
// bytes, and UTF-8 with a mark. It returns "" as name when data is neither.
func decodeUnicode(data []byte) (text, name string) {
	if rest, ok := bytes.CutPrefix(data, []byte("\ufeff")); ok && utf8.Valid(rest) {
		return string(rest), "utf-8"
	}
	// The marks of UTF-16 are «яю» and «юя» in windows-1251, but high bytes of
	// UTF-16 are control codes there.
	if len(data) == 2 || bytes.ContainsAny(data[:min(len(data), windowBytes)], "\x00\x04") {
		if rest, ok := bytes.CutPrefix(data, []byte("\xff\xfe")); ok {
			return utf16Text(rest, 1), "utf-16le"
		}
		if rest, ok := bytes.CutPrefix(data, []byte("\xfe\xff")); ok {
			return utf16Text(rest, 0), "utf-16be"
		}
	}
	// Cyrillic and ASCII in UTF-16 have 0x04 or 0x00 as the high byte, typographic
	// signs 0x20 or 0x21: in no other encoding is every second byte one of these.
	sample := data[:min(len(data), windowBytes)&^1]
	if len(sample) < 4 {
		return "", ""
	}
	for high, name := range []string{"utf-16be", "utf-16le"} {
		var alphabets, signs int
		for i := high; i < len(sample); i += 2 {
			switch sample[i] {
			case 0x00, 0x04:
				if low := sample[i^1]; low >= 0x20 || sample[i] == 0x04 || low == '\n' || low == '\r' || low == '\t' {
					alphabets++
				}
			case 0x20, 0x21:
				signs++
			}
		}
		if n := len(sample) / 2; alphabets*100 >= n*80 && (alphabets+signs)*100 >= n*97 {
			return utf16Text(data, high), name
		}
	}
	return "", ""
}

// utf16Text decodes data whose high bytes are at even (0) or odd (1) offsets.
func utf16Text(data []byte, high int) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+high])<<8 | uint16(data[2*i+1-high])
	}
	return string(utf16.Decode(units))
}

// controls counts the bytes that no text in any encoding has. 0x14 and 0x15 are
// ¶ and § under DOS, 0x1a is its end of file, 0x1b starts a printer command.
func controls(data []byte) (n int) {
	for _, b := range data {
		if b < 0x09 || b > 0x0d && b < 0x20 && b != 0x14 && b != 0x15 && b != 0x1a && b != 0x1b {
			n++
		}
	}
	return n
}

// utf8Sequences counts well-formed sequences above ASCII and malformed bytes.
func utf8Sequences(data []byte) (good, bad int) {
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data = data[1:]
			continue
		}
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		data = data[n:]
	}
	return good, bad
}

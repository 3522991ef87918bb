package charset

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Alef and lam, of which the article is made, are a quarter of the letters of Arabic texts; no noise has them so often.
const alef, lam = 'ا', 'ل'

// decodeArabic reads text that is in windows-1256, whatever it says: no other charset of a byte a letter that the web
// has known gives so many Arabic letters.
func decodeArabic(data []byte) (d Decoded, ok bool) {
	letters, article, others := 0, 0, 0
	for _, b := range data {
		r := charmap.Windows1256.DecodeByte(b)
		switch {
		case b < utf8.RuneSelf, unicode.IsPunct(r), unicode.IsSpace(r):
		case r == alef || r == lam:
			letters++
			article++
		case unicode.Is(unicode.Arabic, r):
			letters++
		default:
			others++
		}
	}
	if letters < 40 || others*20 > letters || article*6 < letters {
		return d, false
	}
	text, err := charmap.Windows1256.NewDecoder().Bytes(data)
	return Decoded{Text: string(text), Charset: "windows-1256"}, err == nil
}

package charset

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// FixMojibake undoes what a careless move of a site leaves: text that was once
// read in a wrong charset and stored so. «РџСЂРѕРµРєС‚» is UTF-8 read as
// windows-1251, «Ïðîåêò» is windows-1251 read as Latin. It changes only what is
// scrambled beyond doubt.
func FixMojibake(s string) string {
	var letters, pairs, accented int
	for _, r := range s[:min(len(s), 64<<10)] {
		switch {
		case r == 'Р' || r == 'С':
			letters++
			pairs++
		case r >= 'À' && r <= 'ÿ':
			letters++
			accented++
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x400 && r < 0x500:
			letters++
		}
	}
	switch {
	case letters < 20:
	case pairs*100 > letters*35: // every other letter; in Russian one of 14
		if b, ok := toBytes(s, charmap.Windows1251); ok && utf8.Valid(b) {
			return string(b)
		}
	case accented*100 > letters*70:
		if b, ok := toBytes(s, charmap.Windows1252); ok {
			if best, mean := detectSingle(b, ""); singleByte[best].name == "windows-1251" && mean < garbageBits {
				return decodeSingle(b, best)
			}
		}
	}
	return s
}

// toBytes writes s in a charset; ok reports whether it has all of it. Bytes that the
// charset leaves undefined are written as they were read.
func toBytes(s string, cm *charmap.Charmap) (b []byte, ok bool) {
	b = make([]byte, 0, len(s)/2)
	for _, r := range strings.TrimPrefix(s, "\ufeff") {
		c, ok := cm.EncodeRune(r)
		if !ok {
			if r < 0x80 || r > 0xff {
				return nil, false
			}
			c = byte(r)
		}
		b = append(b, c)
	}
	return b, true
}

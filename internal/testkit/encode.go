package testkit

import "golang.org/x/text/encoding/charmap"

// Encode writes s in a charset of one byte a letter; what it does not have becomes "?".
func Encode(s string, cm *charmap.Charmap) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := cm.EncodeRune(r)
		if !ok {
			b = '?'
		}
		out = append(out, b)
	}
	return out
}

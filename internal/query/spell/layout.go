package spell

import (
	"strings"
	"unicode"

	"letopis/internal/query/words"
)

// The letters of the Russian keyboard and what the same keys give in Latin.
const (
	cyrillicKeys = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
	latinKeys    = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
)

// Layout maps what was typed to what the same keys give in another layout.
type Layout map[rune]rune

// The two ways to retype a word.
var (
	ToCyrillic = keyMap(latinKeys, cyrillicKeys)
	ToLatin    = keyMap(cyrillicKeys, latinKeys)
)

func keyMap(from, to string) Layout {
	m := Layout{}
	image := []rune(to)
	for i, r := range []rune(from) {
		m[r] = image[i]
	}
	return m
}

// HasKeys reports whether s has signs before Latin letters that are letters on the same
// keys: «,.l;tn» is typed so, and hardly written.
func HasKeys(s string) bool {
	sign := false
	for _, r := range s {
		if sign && r < unicode.MaxASCII && unicode.IsLetter(r) {
			return true
		}
		sign = !words.IsRune(r) && ToCyrillic[r] != 0
	}
	return false
}

// Retype returns s as the same keys give it in the other layout. ok is false
// when s has no letter of the layout typed in.
func Retype(s string, keys Layout) (image string, ok bool) {
	var b strings.Builder
	for _, r := range s {
		if to, found := keys[r]; found {
			ok = ok || words.IsRune(r)
			r = to
		} else if words.IsRune(r) && r > '9' {
			return "", false // a letter of the other layout: not a slip of it
		}
		b.WriteRune(r)
	}
	return b.String(), ok
}

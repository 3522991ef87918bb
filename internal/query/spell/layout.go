package spell

import (
	"strings"

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

// skeleton reduces a word, in Cyrillic or in any usual romanisation of it (GOST,
// passports, habit), to one key: «жильё», "zhilyo" and "zhile" meet, and so do
// «программа» and "programmy".
func skeleton(w string) string {
	s := w
	if !words.IsLatin(w) {
		s = romanise(w)
	}
	s = skeletonRules.Replace(s)
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last && r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
		last = r
	}
	if stem := strings.TrimRight(b.String(), "aeiou"); len(stem) >= 4 {
		return stem // the ending is left open: the forms of a word meet
	}
	return b.String()
}

var skeletonRules = strings.NewReplacer(
	"shch", "w", "sch", "w", "shh", "w", "sh", "s", "zh", "z", "kh", "h", "ts", "c", "tz", "c", "ch", "q",
	"iya", "ia", "iy", "i", "yy", "i", "ij", "i", "ay", "ai", "ey", "ei", "oy", "oi", "uy", "ui", "ye", "e", "je", "e",
	"yo", "e", "jo", "e", "ya", "a", "ja", "a", "yu", "u", "ju", "u", "y", "i", "j", "i", "x", "h",
	"ks", "ks", "'", "", "w", "w", "ph", "f",
)

var romanLetters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
}

func romanise(w string) string {
	var b strings.Builder
	for _, r := range w {
		if l, ok := romanLetters[r]; ok {
			b.WriteString(l)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

package spell

import (
	"slices"
	"strings"

	"letopis/internal/query/words"
)

// skeleton reduces a word, in Cyrillic or in any usual romanisation of it (GOST,
// passports, habit), to one key: «жильё», "zhilyo" and "zhile" meet, and so do
// «программа» and "programmy".
func skeleton(w string) string {
	s := w
	if !words.IsLatin(w) {
		s = romanise(w)
	}
	s = bones(skeletonRules.Replace(s))
	if stem := strings.TrimRight(s, vowels); len(stem) >= 4 {
		return stem // the ending is left open: the forms of a word meet
	}
	return s
}

const vowels = "aeiou"

// bones are the letters of s without repetitions and what is no letter.
func bones(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last && r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// beginnings returns what the words begin with that have a skeleton: some dozens of
// beginnings of MinPrefix letters.
func beginnings(key string) []string {
	list := []string{""}
	for range words.MinPrefix {
		var longer []string
		for _, b := range list {
			for _, r := range cyrillicLetters {
				if b := b + string(r); mayHave(b, key) {
					longer = append(longer, b)
				}
			}
		}
		list = longer
	}
	return list
}

const cyrillicLetters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя-"

// mayHave reports whether words that begin so may have a skeleton.
func mayHave(beginning, key string) bool {
	known, rest := settled(romanise(beginning))
	if rest == "" {
		return agrees(bones(known), key)
	}
	first, ok := openings[rest[0]]
	if !ok {
		first = rest[:1]
	}
	return slices.ContainsFunc([]byte(first), func(c byte) bool { return agrees(bones(known+string(c)), key) })
}

// agrees reports whether a skeleton may begin so, whose last vowels may be left out.
func agrees(known, key string) bool {
	return strings.HasPrefix(key, known) || strings.HasPrefix(known, key) && strings.Trim(known[len(key):], vowels) == ""
}

// openings are what becomes of a letter that is not replaced by itself always.
var openings = map[byte]string{'p': "pf", 's': "sw", 'k': "kh", 't': "tc", 'c': "cq", 'y': "ieau", 'j': "ieau",
	'x': "h"}

// settled replaces as skeletonRules do, as far as what may follow s does not matter; rest is what
// is left.
func settled(s string) (done, rest string) {
	var b strings.Builder
next:
	for s != "" {
		for i := 0; i < len(rules); i += 2 {
			switch rest, ok := strings.CutPrefix(s, rules[i]); {
			case ok:
				b.WriteString(rules[i+1])
				s = rest
				continue next
			case strings.HasPrefix(rules[i], s):
				return b.String(), s
			}
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String(), ""
}

var skeletonRules = strings.NewReplacer(rules...)

// rules are what is replaced and by what, the first that fits.
var rules = []string{
	"shch", "w", "sch", "w", "shh", "w", "sh", "s", "zh", "z", "kh", "h", "ts", "c", "tz", "c", "ch", "q",
	"iya", "ia", "iy", "i", "yy", "i", "ij", "i", "ay", "ai", "ey", "ei", "oy", "oi", "uy", "ui", "ye", "e", "je", "e",
	"yo", "e", "jo", "e", "ya", "a", "ja", "a", "yu", "u", "ju", "u", "y", "i", "j", "i", "x", "h",
	"ks", "ks", "'", "", "w", "w", "ph", "f",
}

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

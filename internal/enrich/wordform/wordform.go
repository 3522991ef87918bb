package wordform

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// LastPart is the last word of a name, folded.
func LastPart(w string) string {
	return w[strings.LastIndexAny(w, " -")+1:]
}

// FoldCity writes the name of a town small, with «е» for «ё».
func FoldCity(name string) string { return strings.ReplaceAll(strings.ToLower(name), "ё", "е") }

// IsPast tells verbs in the past tense by their look.
func IsPast(w string) bool {
	if nounsInL[strings.TrimRight(w, "аои")] {
		return false
	}
	for _, end := range []string{"лся", "лась", "лось", "лись", "ла", "ло", "ли", "л"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			r := lastRune(stem)
			return len(w) >= 2*4 && strings.ContainsRune("аияеуыош", r) // «прошла»
		}
	}
	return false
}

// IsShortParticiple reports whether w looks like a short passive participle, «благоустроены», «проведена»,
// «организовано», and not like a noun of the same ending: «ветерана», «перемены».
func IsShortParticiple(w string) bool {
	if len(w) < 2*7 {
		return false
	}
	w = strings.TrimRight(w, "аоы")
	return HasEnd(w, "ован", "исан", "азан", "ждан", "тан", "лен", "ден", "щен", "чен", "шен", "жен", "сен", "зен",
		"нен", "оен") && !HasEnd(w, "племен", "времен", "хулиган", "капитан")
}

// HasEnd reports whether w has one of the endings.
func HasEnd(w string, ends ...string) bool {
	for _, end := range ends {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// FirstBytes cuts s to n bytes, before a letter that would be cut.
func FirstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// TitleCase writes «УСТЬ-ВЫМСКИЙ» as «Усть-Вымский», «ТЁПЛЫЙ СТАН» as «Тёплый Стан».
func TitleCase(s string) string {
	var b strings.Builder
	for part := range strings.SplitAfterSeq(strings.ToLower(s), "-") {
		for i, w := range strings.Fields(part) {
			if i > 0 {
				b.WriteByte(' ')
			}
			if w != "на-" {
				w = UpperFirst(w)
			}
			b.WriteString(w)
		}
	}
	return b.String()
}

// FoldName writes a name small, without spaces, hyphens and quotes, and with «е» for «ё».
func FoldName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ё':
			return 'е'
		case unicode.IsSpace(r), r == '-', r == '–', r == '—', r == '«', r == '»', r == '"':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// LightStem cuts the ending that a case may change.
func LightStem(w string) string {
	for _, end := range []string{"иями", "ями", "ами", "иях", "ого", "его", "ому", "ему", "ыми", "ими", "ией", "иям",
		"ая", "яя", "ое", "ее", "ой", "ей", "ый", "ий", "ые", "ие", "ых", "их", "ую", "юю", "ия", "ии", "ию", "ов", "ев",
		"ям", "ам", "ях", "ах", "ом", "ем", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й"} {
		if strings.HasSuffix(w, end) && len(w)-len(end) >= 2*3 {
			return w[:len(w)-len(end)]
		}
	}
	return w
}

// NameKey is the letters and digits of a name as written.
func NameKey(name string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r == 'ё':
			return 'е'
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return -1
	}, name)
}

// Squeeze writes text as people do: one space between words, none inside marks
// («« 21 »» becomes «21»), balanced quotes.
func Squeeze(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for _, r := range [][2]string{{"« ", "«"}, {" »", "»"}, {" ,", ","}, {" ;", ";"}, {" .", "."}, {" )", ")"},
		{"( ", "("}, {" :", ":"}} {
		s = strings.ReplaceAll(s, r[0], r[1])
	}
	if n := strings.Count(s, "«") - strings.Count(s, "»"); n > 0 {
		s += strings.Repeat("»", n)
	}
	return s
}

// DropLoneClose cuts closing marks that nothing opened.
func DropLoneClose(s string) string {
	for strings.Count(s, "»") > strings.Count(s, "«") {
		i := strings.LastIndex(s, "»")
		s = s[:i] + s[i+len("»"):]
	}
	return s
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// LowerFirst writes the first letter of s small.
func LowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// UpperFirst writes the first letter of s as a capital.
func UpperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

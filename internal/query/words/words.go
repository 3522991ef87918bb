// Package words has what the rooms of query ask of words and of the tokens of analysed
// text, without an archive: what they are made of, and which of them stand at one place.
// Read Place first.
package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/text"
)

// Place is a position of analysed text: its word and the tokens that join it with the
// words after it («131-фз» of 131 and фз).
type Place struct {
	text.Token
	Joined []text.Token
}

// Places groups tokens by position. The shortest token at a position is its word;
// longer ones join several positions.
func Places(tokens []text.Token) []Place {
	var out []Place
	for i := 0; i < len(tokens); {
		j := i + 1
		for j < len(tokens) && tokens[j].Pos == tokens[i].Pos {
			j++
		}
		group := slices.Clone(tokens[i:j])
		slices.SortStableFunc(group, func(a, b text.Token) int { return (a.End - a.Start) - (b.End - b.Start) })
		p := Place{Token: group[0]}
		for _, t := range group[1:] {
			if t.End > p.End {
				p.Joined = append(p.Joined, t)
			}
		}
		out = append(out, p)
		i = j
	}
	return out
}

// HasContent reports whether a place holds a word that can be looked for.
func HasContent(p Place) bool { return !p.Stop && len(p.Stems) > 0 }

// ContentStems are the best stems of the places that are not stop words.
func ContentStems(places []Place) []string {
	var out []string
	for _, p := range places {
		if HasContent(p) {
			out = append(out, p.Stems[0])
		}
	}
	return out
}

// TrimGaps drops empty terms at both ends of a phrase.
func TrimGaps(terms []string) []string {
	for len(terms) > 0 && terms[0] == "" {
		terms = terms[1:]
	}
	for len(terms) > 0 && terms[len(terms)-1] == "" {
		terms = terms[:len(terms)-1]
	}
	return terms
}

// Set returns the words of a list separated by spaces.
func Set(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// Question are what people put a question with, or speak of themselves: «где оформить
// субсидию», «как открыть своё дело». Acts do not answer in these words.
var Question = Set(`где куда откуда кто кого кому кем когда сколько почему зачем чей чья
	какой какая какое какие какого какую каком каких каким такое такой такая такие
	можно нужно надо нельзя хочу хотим есть нет ли быть будет будут был была было были
	я мы мне меня мной нам нас мой моя мое мои моего моей моих наш наша наше наши нашего нашей нашем
	свой своя свое свои своего своей своих своему своим подскажите скажите пожалуйста прошу здравствуйте
	интересует узнать посмотреть найти скачать
	все всех всем всеми цифры`)

// MinPrefix is how many letters the beginning of a word has at least: before a star, or of
// a value that is named by it.
const MinPrefix = 3

// IsRune reports whether r may be part of a word or a number, as «½» and «Ⅳ» may.
func IsRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// Any reports whether s has anything to look for: a word, a number, a sign that stands for a word («%»).
func Any(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return IsRune(r) || text.IsSign(r) })
}

// Count is the number of letters and digits of s.
func Count(s string) int {
	n := 0
	for _, r := range s {
		if IsRune(r) {
			n++
		}
	}
	return n
}

// IsNumber reports whether s consists of digits.
func IsNumber(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// HasDigit reports whether s holds a digit.
func HasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// HasStem reports whether a word begins with one of the stems.
func HasStem(w string, stems []string) bool {
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(w, stem) })
}

// OnlyLetters reports whether s consists of letters and hyphens.
func OnlyLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) < 0
}

// IsLatin reports whether s has no letter past Latin-1.
func IsLatin(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxLatin1 }) < 0
}

// LastRune is the last character of s.
func LastRune(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}

// TrimLast is s without its last character.
func TrimLast(s string) string { return s[:len(s)-len(LastRune(s))] }

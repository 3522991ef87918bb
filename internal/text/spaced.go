package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minSpaced is the minimum number of letters, each followed by a space, of a letter-spaced word: «О Т Ч Ё Т».
const minSpaced = 4

// joinSpaced joins letter-spaced words; wider gaps separate words.
func joinSpaced(line string) string {
	if strings.Count(line, " ") < minSpaced-1 {
		return line
	}
	if widelySpaced(line) { // «А  Б  В  Г» may be columns instead
		if word := strings.ReplaceAll(line, " ", ""); isSingleWord(word) && KnownForm(Fold(word)) {
			return word
		}
	}
	for range 8 {
		joined := joinOnce(line)
		if joined == line {
			break
		}
		line = joined
	}
	return line
}

// joinOnce joins the letter-spaced words of a line, except those that are part of another one or share an adjacent
// character with it.
func joinOnce(line string) string {
	var b strings.Builder
	// kept: bytes of line copied so far; free: end of the last letter-spaced word and the character after it
	kept, free := 0, 0
	for at := 0; ; {
		gap := strings.IndexByte(line[at:], ' ')
		if gap < 0 {
			break
		}
		gap += at
		at = gap + 1
		start, end := spacedWord(line, free, gap)
		if end == 0 {
			continue
		}
		_, sign := utf8.DecodeRuneInString(line[end:])
		free = end + sign
		at = max(at, free)
		if word := strings.ReplaceAll(line[start:end], " ", ""); isSingleWord(word) {
			b.WriteString(line[kept:start])
			b.WriteString(word)
			kept = end
		}
	}
	if kept == 0 {
		return line
	}
	b.WriteString(line[kept:])
	return b.String()
}

// spacedWord finds the letter-spaced word whose first letter precedes the space at byte gap and does not begin before
// byte free. end is 0 if there is none.
func spacedWord(line string, free, gap int) (start, end int) {
	first, size := utf8.DecodeLastRuneInString(line[free:gap])
	start = gap - size
	if size == 0 || !mayBeSpaced(first) {
		return 0, 0
	}
	if start > 0 {
		if before, n := utf8.DecodeLastRuneInString(line[free:start]); n == 0 || inWord(before) {
			return 0, 0
		}
	}
	letters, before := 1, 0 // before: end of the last letter but one
	for end = gap; end < len(line) && line[end] == ' '; letters++ {
		next, size := utf8.DecodeRuneInString(line[end+1:])
		if size == 0 || !mayBeSpaced(next) {
			break
		}
		before, end = end, end+1+size
	}
	// the last letter begins an ordinary word
	if next, size := utf8.DecodeRuneInString(line[end:]); size > 0 && inWord(next) {
		letters, end = letters-1, before
	}
	if letters < minSpaced {
		return 0, 0
	}
	return start, end
}

// widelySpaced reports whether a line is a single word whose letters are separated by two to four spaces.
func widelySpaced(line string) bool {
	line = strings.Trim(line, " \t")
	for letters := 1; ; letters++ {
		r, size := utf8.DecodeRuneInString(line)
		if size == 0 || !mayBeSpaced(r) {
			return false
		}
		rest := strings.TrimLeft(line[size:], " ")
		if rest == "" {
			return letters >= minSpaced
		}
		if gap := len(line) - size - len(rest); gap < 2 || gap > 4 {
			return false
		}
		line = rest
	}
}

// mayBeSpaced reports whether r can be part of a letter-spaced word: Cyrillic, or Latin that looks like Cyrillic.
func mayBeSpaced(r rune) bool {
	return r >= 'А' && r <= 'я' || r < utf8.RuneSelf && strings.IndexByte("ABCEHKMOPTXaceopxy", byte(r)) >= 0 ||
		r >= utf8.RuneSelf && unicode.Is(unicode.Cyrillic, r)
}

// inWord reports whether r is a letter or a digit.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minSpaced is of how many letters, each with a space behind it, a spaced word has to be: «О Т Ч Ё Т».
const minSpaced = 4

// joinSpaced joins words written letter by letter; words are set apart by wider gaps.
func joinSpaced(line string) string {
	if strings.Count(line, " ") < minSpaced-1 {
		return line
	}
	if widelySpaced(line) { // «А  Б  В  Г» are columns
		if word := strings.ReplaceAll(line, " ", ""); oneWord(word) && KnownForm(Fold(word)) {
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

// joinOnce joins the spaced words of a line that neither share a sign before or behind them nor are within another.
func joinOnce(line string) string {
	var b strings.Builder
	kept, free := 0, 0 // what b has; the end of the last spaced word with the sign behind it
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
		if word := strings.ReplaceAll(line[start:end], " ", ""); oneWord(word) {
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

// spacedWord finds the spaced word whose first letter stands before the space at byte gap, and behind byte free; an
// end of 0 when there is none.
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
	letters, before := 1, 0 // before: the end of the letter before the last
	for end = gap; end < len(line) && line[end] == ' '; letters++ {
		next, size := utf8.DecodeRuneInString(line[end+1:])
		if size == 0 || !mayBeSpaced(next) {
			break
		}
		before, end = end, end+1+size
	}
	if next, size := utf8.DecodeRuneInString(line[end:]); size > 0 && inWord(next) { // the last letter begins a word
		letters, end = letters-1, before
	}
	if letters < minSpaced {
		return 0, 0
	}
	return start, end
}

// widelySpaced tells a line with nothing but one word whose letters gaps of two to four spaces part.
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

// mayBeSpaced tells the letters of spaced words: Cyrillic ones, and Latin ones that look like Russian ones.
func mayBeSpaced(r rune) bool {
	return r >= 'А' && r <= 'я' || r < utf8.RuneSelf && strings.IndexByte("ABCEHKMOPTXaceopxy", byte(r)) >= 0 ||
		r >= utf8.RuneSelf && unicode.Is(unicode.Cyrillic, r)
}

// inWord tells letters and digits.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

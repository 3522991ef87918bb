package money

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// passage is a place of a text that tells sums of the programme as a whole.
type passage struct{ start, end int }

// Bounds of passages.
const (
	maxPassageBytes = 8 << 10 // bytes of one
	maxGapBytes     = 600     // bytes without a sum that end one
	maxPassages     = 40      // of a text
)

var (
	// passageStart is how a passage begins: «общий объём финансирования», «объёмы и источники финансирования», «ресурсное
	// обеспечение», «объём бюджетных ассигнований».
	passageStart = lazyregexp.New(`(?i)(?:объ[её]м(?:ы|а|ов)?|ресурсн[а-яё]+|финансов[а-яё]+)\s(?:[а-яё()-]+\s){0,5}?` +
		`(?:финансирован[а-яё]+|ассигнован[а-яё]+|обеспечени[а-яё]+)|объ[её]м(?:ы|а)?\s(?:[а-яё]+\s){0,3}средств`)
	// passageEnd is what follows the money in the passport of a programme.
	passageEnd = lazyregexp.New(`(?im)^[\t ]*(?:ожидаемые\s|целевые\s|показатели\s|система\s(?:организации\s)?контроля|` +
		`перечень\s|раздел\s|приложение\s|паспорт\s)`)
	// subordinate is what a passage is of that is not of the programme as a whole.
	subordinate = lazyregexp.New(`(?i)подпрограмм|мероприяти|задач|проект`)
	whole       = lazyregexp.New(`(?i)программ`)
)

// stems are in each beginning of a passage: they are looked for first, as that is quick.
var stems = []string{"инансировани", "ссигновани", "беспечени", "ИНАНСИРОВАНИ", " средств"}

// before is how long the beginning of a passage is at most up to its stem, in bytes.
const before = 200

// passages are those of the programme as a whole, in order and without overlap.
func passages(text string) (out []passage) {
	next := make([]int, len(stems))
	for i, s := range stems {
		next[i] = index(text, s, 0)
	}
	last := 0
	for len(out) < maxPassages {
		k := 0
		for i := range next {
			if next[i] < next[k] {
				k = i
			}
		}
		at := next[k]
		if at == len(text) {
			return out
		}
		next[k] = index(text, stems[k], at+len(stems[k]))
		from := max(last, at-before)
		if at < from {
			continue
		}
		found := passageStart.FindStringIndex(text[from:min(len(text), at+40)])
		if found == nil {
			continue
		}
		start, heading := from+found[0], min(len(text), from+found[1])
		said := text[start:sentenceEnd(text, heading)]
		if subordinate.MatchString(said) || inSubprogramme(text[:start]) ||
			!whole.MatchString(said) && (!startsCell(text[:start]) || ofMeans(text[start:heading])) {
			continue
		}
		end := min(len(text), heading+maxPassageBytes)
		if e := passageEnd.FindStringIndex(text[heading:end]); e != nil {
			end = heading + e[0]
		}
		out = append(out, passage{start, end})
		last = end
	}
	return out
}

// ofMeans reports whether a passage begins with «объём средств», which may be that of anything.
func ofMeans(heading string) bool {
	return strings.HasSuffix(strings.ToLower(heading), "средств")
}

// index is where s stands in text from a place on; len(text): nowhere.
func index(text, s string, from int) int {
	if i := strings.Index(text[from:], s); i >= 0 {
		return from + i
	}
	return len(text)
}

// startsCell reports whether what follows begins a line, a cell or a quotation, or its only word so far is «общий».
func startsCell(before string) bool {
	before = strings.TrimRight(before[max(0, len(before)-40):], " \u00a0")
	lower := strings.ToLower(before)
	for _, word := range []string{"общий", "общие", "прогнозный", "планируемый"} {
		if rest, ok := strings.CutSuffix(lower, word); ok {
			lower = strings.TrimRight(rest, " \u00a0")
		}
	}
	if lower == "" {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(lower)
	return strings.ContainsRune("\n\t«\"“.", r) || r >= '0' && r <= '9'
}

// maxHeadingDistance is how far a heading may be from what belongs to it, in bytes.
const maxHeadingDistance = 8 << 10

// inSubprogramme reports whether the last passport begun is that of a subprogramme.
func inSubprogramme(before string) bool {
	lower := strings.ToLower(before[max(0, len(before)-maxHeadingDistance):])
	i := strings.LastIndex(lower, "паспорт")
	if i < 0 {
		return false
	}
	return strings.Contains(lower[i:min(len(lower), i+60)], "подпрограмм")
}

// sentenceEnd is where what is said of a passage ends: at its first number, or the end of its line.
func sentenceEnd(text string, from int) int {
	to := min(len(text), from+300)
	if i := strings.IndexAny(text[from:to], "0123456789\n"); i >= 0 {
		return from + i
	}
	return to
}

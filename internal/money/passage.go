package money

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// passage is a part of a text with the costs of the programme as a whole.
type passage struct{ start, end int }

// Limits of passages.
const (
	maxPassageBytes = 8 << 10 // maximum length
	maxGapBytes     = 600     // bytes without a sum that end a passage
	maxPassages     = 40      // per text
)

var (
	// passageStart matches the beginning of a passage: «общий объём финансирования», «объёмы и источники
	// финансирования», «ресурсное обеспечение», «объём бюджетных ассигнований».
	passageStart = lazyregexp.New(`(?i)(?:объ[её]м(?:ы|а|ов)?|ресурсн[а-яё]+|финансов[а-яё]+)\s(?:[а-яё()-]+\s){0,5}?` +
		`(?:финансирован[а-яё]+|ассигнован[а-яё]+|обеспечени[а-яё]+)|объ[её]м(?:ы|а)?\s(?:[а-яё]+\s){0,3}средств`)
	// passageEnd matches what follows the costs in the passport of a programme.
	passageEnd = lazyregexp.New(`(?im)^[\t ]*(?:ожидаемые\s|целевые\s|показатели\s|система\s(?:организации\s)?контроля|` +
		`перечень\s|раздел\s|приложение\s|паспорт\s)`)
	// subordinate matches words for parts of a programme.
	subordinate = lazyregexp.New(`(?i)подпрограмм|мероприяти|задач|проект`)
	whole       = lazyregexp.New(`(?i)программ`)
)

// stems occur in every beginning of a passage; searching for them first is fast.
var stems = []string{"инансировани", "ссигновани", "беспечени", "ИНАНСИРОВАНИ", " средств"}

// before is the maximum distance from the beginning of a passage to its stem, in bytes.
const before = 200

// passages returns the passages on the programme as a whole, in order and without overlaps.
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

// ofMeans reports whether a passage begins with «объём средств», which may refer to anything.
func ofMeans(heading string) bool {
	return strings.HasSuffix(strings.ToLower(heading), "средств")
}

// index returns the offset of s in text at or after from, or len(text).
func index(text, s string, from int) int {
	if i := strings.Index(text[from:], s); i >= 0 {
		return from + i
	}
	return len(text)
}

// startsCell reports whether the text ends at the start of a line, cell or quotation, ignoring words such as «общий».
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

// maxHeadingDistance is how far before a passage its heading is searched for, in bytes.
const maxHeadingDistance = 8 << 10

// inSubprogramme reports whether the last passport that begins before is that of a subprogramme.
func inSubprogramme(before string) bool {
	lower := strings.ToLower(before[max(0, len(before)-maxHeadingDistance):])
	i := strings.LastIndex(lower, "паспорт")
	if i < 0 {
		return false
	}
	return strings.Contains(lower[i:min(len(lower), i+60)], "подпрограмм")
}

// sentenceEnd returns the end of the phrase that introduces a passage: its first number or the end of its line.
func sentenceEnd(text string, from int) int {
	to := min(len(text), from+300)
	if i := strings.IndexAny(text[from:to], "0123456789\n"); i >= 0 {
		return from + i
	}
	return to
}

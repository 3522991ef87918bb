package personal

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// A rule is an expression that is looked for where one of its stems stands: nearly all of a text has none.
type rule struct {
	*lazyregexp.Regexp
	stems          []string // of which one is in each match, in the cases that people write
	before, behind int      // how far from it a match may reach, in bytes
}

// matches are those of the expression in s, as FindAllStringSubmatchIndex has them.
func (r *rule) matches(s string) [][]int {
	var out [][]int
	for _, span := range r.spans(s) {
		for _, m := range r.FindAllStringSubmatchIndex(s[span[0]:span[1]], -1) {
			for i := range m {
				if m[i] >= 0 {
					m[i] += span[0]
				}
			}
			out = append(out, m)
		}
	}
	return out
}

// spans are the parts of s around stems, in order, apart from each other. None begins or ends within a word.
func (r *rule) spans(s string) [][2]int {
	var found [][2]int
	for _, stem := range r.stems {
		for i := 0; ; {
			next := strings.Index(s[i:], stem)
			if next < 0 {
				break
			}
			i += next
			span := [2]int{max(0, i-r.before), min(len(s), i+len(stem)+r.behind)}
			if n := len(found); n > 0 && span[0] <= found[n-1][1] && span[1] > found[n-1][1] { // of the same stem
				found[n-1][1] = span[1]
			} else if n == 0 || span[1] > found[n-1][1] || span[0] < found[n-1][0] {
				found = append(found, span)
			}
			i += len(stem)
		}
	}
	slices.SortFunc(found, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	out := found[:0]
	for _, span := range found {
		if n := len(out); n > 0 && span[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], span[1])
			continue
		}
		out = append(out, span)
	}
	for i := range out { // to blanks: what lies between may be a long word
		from, to := 0, len(s)
		if i > 0 {
			from = out[i-1][1]
		}
		if i+1 < len(out) {
			to = out[i+1][0]
		}
		for out[i][0] > from && !isEdge(s, out[i][0]) {
			out[i][0]--
		}
		for out[i][1] < to && !isEdge(s, out[i][1]) {
			out[i][1]++
		}
	}
	return out
}

// isEdge reports whether a blank or an end of a line stands at a place.
func isEdge(s string, at int) bool {
	return at >= len(s) || s[at] == ' ' || s[at] == '\n' || s[at] == '\t' || at == 0
}

// maxPhoneLength is how far a phone is read, in bytes.
const maxPhoneLength = 64

// numbered are the matches of an expression that begins with 7, 8 or +7, as rule.matches has them.
func numbered(re *lazyregexp.Regexp, s string) [][]int {
	var out [][]int
	for i := 0; i < len(s); {
		begins := s[i] == '+' && i+1 < len(s) && s[i+1] == '7' || (s[i] == '7' || s[i] == '8') && (i == 0 || !isWord(s[i-1]))
		if !begins || !isLong(s[i+1:]) {
			i++
			continue
		}
		end := min(len(s), i+maxPhoneLength)
		for end < len(s) && !utf8.RuneStart(s[end]) {
			end++
		}
		m := re.FindStringSubmatchIndex(s[i:end])
		if m == nil {
			i++
			continue
		}
		for k := range m {
			m[k] += i
		}
		out = append(out, m)
		i = m[1]
	}
	return out
}

// isLong reports whether digits follow, as many as a phone has behind its first. It is quick: tables are full of
// numbers.
func isLong(s string) bool {
	const least = 6
	digits := 0
	for i := 0; i < len(s) && i < maxPhoneLength; i++ {
		switch c := s[i]; {
		case isDigit(c):
			if digits++; digits == least {
				return true
			}
		case c < utf8.RuneSelf && strings.IndexByte(" \t\n\f\r().-", c) < 0: // others are parts of dashes and blanks
			return false
		}
	}
	return false
}

func isWord(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

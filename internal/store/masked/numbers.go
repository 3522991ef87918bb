package masked

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minDigits is the minimum number of digits by which a personal number is recognisable on its own.
const minDigits = 6

// numbers are the personal numbers in a text.
type numbers struct {
	of      map[string]struct{} // the digits of each
	lengths []int               // the distinct lengths of of, sorted
}

// add adds the ranges of a text that have at least minDigits digits.
func (n *numbers) add(str string, spans [][2]int) {
	for _, sp := range spans {
		d := onlyDigits(str[sp[0]:sp[1]])
		if len(d) < minDigits {
			continue
		}
		n.of[d] = struct{}{}
		if i, ok := slices.BinarySearch(n.lengths, len(d)); !ok {
			n.lengths = slices.Insert(n.lengths, i, len(d))
		}
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// maxDigitGap is the maximum distance in bytes between neighbouring digits of a known number.
const maxDigitGap = 8

// cover masks known numbers in a value, whatever separates their digits except letters. Its cost does not depend on
// how many numbers are known.
func (n *numbers) cover(str string) string {
	if n == nil || len(n.of) == 0 {
		return str
	}
	var at []int
	for i := range len(str) {
		if str[i] >= '0' && str[i] <= '9' {
			at = append(at, i)
		}
	}
	digits := onlyDigits(str)
	for from := range at {
		for _, length := range n.lengths {
			if from+length > len(digits) {
				break
			}
			_, known := n.of[digits[from:from+length]]
			if places := at[from : from+length]; known && adjacent(str, places) {
				str = cover(str, [][2]int{{places[0], places[length-1] + 1}})
			}
		}
	}
	return str
}

// adjacent reports whether the digits at the given places may belong to one number.
func adjacent(str string, places []int) bool {
	for i := 1; i < len(places); i++ {
		part := str[places[i-1]+1 : places[i]]
		if len(part) > maxDigitGap || strings.ContainsFunc(part, unicode.IsLetter) {
			return false
		}
	}
	return true
}

// cover replaces every character in the ranges except blanks with a sign of the same length in bytes.
func cover(str string, spans [][2]int) string {
	if len(spans) == 0 {
		return str
	}
	var b strings.Builder
	b.Grow(len(str))
	at := 0
	for _, sp := range spans {
		b.WriteString(str[at:sp[0]])
		for i := sp[0]; i < sp[1]; {
			r, size := utf8.DecodeRuneInString(str[i:])
			i += size
			switch {
			case unicode.IsSpace(r):
				b.WriteRune(r)
			case size == 2:
				b.WriteRune('·')
			case size == 3:
				b.WriteRune('•')
			case size == 4:
				b.WriteRune('\U0001F512')
			default:
				b.WriteByte('*')
			}
		}
		at = sp[1]
	}
	b.WriteString(str[at:])
	return b.String()
}

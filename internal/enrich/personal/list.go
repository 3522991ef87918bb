package personal

import (
	"strings"
	"unicode"
)

// apart is how far numbers may be apart that one word announces, in bytes.
const apart = 100

// list is the last numbers that belong together: «СНИЛС заявителей: 087 654 303 00, 112 233 445 95».
type list struct{ from, end int }

// add adds a number that was found.
func (l *list) add(s string, from, end int) {
	if !l.goesOn(s, from) {
		l.from = from
	}
	l.end = end
}

// near reports whether a place is not too far behind the list, whatever stands between.
func (l *list) near(at int) bool { return l.end > 0 && at-l.end <= apart }

// goesOn reports whether a number at a place may belong to the list: no other number stands between.
func (l *list) goesOn(s string, at int) bool {
	return l.near(at) && at >= l.end && !strings.ContainsAny(s[l.end:at], "0123456789")
}

// announcesIdentity reports whether a document of a person is named before a number, or before the list that it goes
// on, if it may be in one; called reports whether its series is called so.
func (t *told) announcesIdentity(s string, at int, called, listed bool) bool {
	return t.identity.near(s, at) && announcesIdentity(s, at, called) ||
		listed && t.list.goesOn(s, at) && t.identity.near(s, t.list.from) && announcesIdentity(s, t.list.from, called)
}

// announced is the function of the name, for a number and for the lists that it goes on: check digits tell it from what
// may stand between. Of a misprint it returns no range, only where it ends.
func (t *told) announced(s string, n number) (spans [][2]int, end int) {
	at := n.groups[0].start
	if !isSpelled(s, at, minChecked) {
		return nil, 0
	}
	heads := make([]int, 0, 3)
	if t.number.near(s, at) {
		heads = append(heads, at)
	}
	for _, l := range []list{t.list, t.checked} {
		if l.near(at) && t.number.near(s, l.from) {
			heads = append(heads, l.from)
		}
	}
	for _, head := range heads {
		if spans, end = announced(s, at, head); spans != nil {
			t.checked = list{head, end}
			return spans, end
		}
	}
	for _, head := range heads {
		if end = misprinted(s, n, head); end > 0 {
			t.checked = list{head, end}
			return nil, end
		}
	}
	return nil, 0
}

// minAgain is how many digits tell a number that stands for itself; maxAgain is how far its series may be before it.
const (
	minAgain = 9
	maxAgain = 100
)

// again finds numbers that are personal by what stands beside them elsewhere in the text.
func again(s string, spans [][2]int) [][2]int {
	known, lengths := map[string]struct{}{}, [maxDigits + 1]bool{}
	add := func(digits string) {
		if n := len(digits); n >= minAgain && n <= maxDigits {
			known[digits], lengths[n] = struct{}{}, true
		}
	}
	series, end := "", 0
	for _, span := range spans {
		digits := ""
		if s := s[span[0]:span[1]]; strings.IndexFunc(s, unicode.IsLetter) < 0 {
			digits = strings.Map(value, s)
		}
		if add(digits); len(series) == 4 && span[0]-end <= maxAgain {
			add(series + digits)
		}
		series, end = digits, span[1]
	}
	if len(known) == 0 {
		return nil
	}
	var out [][2]int
	for i := 0; i < len(s); {
		if len(spans) > 0 && i >= spans[0][0] { // there it is
			i, spans = max(i, spans[0][1]), spans[1:]
			continue
		}
		if !isDigit(s[i]) {
			i++
			continue
		}
		digits, ends := spelled(s, i)
		for n := minAgain; n <= len(digits); n++ {
			if !lengths[n] || ends[n-1] < len(s) && isDigit(s[ends[n-1]]) {
				continue
			}
			if _, ok := known[string(digits[:n])]; ok {
				out = append(out, [2]int{i, ends[n-1]})
				break
			}
		}
		for i < len(s) && isDigit(s[i]) {
			i++
		}
	}
	return out
}

// value is that of a digit, as spelled has it; nothing of other signs.
func value(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r - '0'
}

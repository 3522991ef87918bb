package personal

import (
	"strings"
)

// Find finds personal data of people in a text: СНИЛС, ИНН of a person,
// numbers of passports and of bank cards. It returns byte ranges in order, not
// overlapping. What has check digits must fit them (СНИЛС: order of the Pension
// Fund 192п; ИНН: order of the Federal Tax Service ММВ-7-6/435; cards: Luhn);
// a passport has none and must be announced by a word. Numbers of acts, budget
// codes and accounts, which are longer or shorter, are left alone.
func Find(s string) [][2]int {
	var out [][2]int
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			i++
			continue
		}
		r := digitsAt(s, i)
		switch {
		case r.glued(s):
		case r.snils(s), r.n == 12 && r.groups == 1 && innValid(r.digits[:12]), r.card(), r.passport(s):
			out = append(out, [2]int{i, r.end})
		}
		i = r.end
		if r.groups > 1 && (len(out) == 0 || out[len(out)-1][1] != r.end) {
			i = r.first // the groups may belong together otherwise
		}
	}
	return out
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digitRun is a number in groups of digits that single spaces or hyphens part.
type digitRun struct {
	digits     [20]byte // values
	n          int
	groups     int
	sizes      [6]int
	start, end int
	first      int // end of the first group
}

// digitsAt reads up to 20 digits in up to 5 groups.
func digitsAt(s string, i int) digitRun {
	r := digitRun{start: i}
	for r.groups < 5 {
		j, size := i, 0
		for ; j < len(s) && isDigit(s[j]); j++ {
			if r.n < len(r.digits) {
				r.digits[r.n] = s[j] - '0'
				r.n++
			} else {
				r.n++
				for j < len(s) && isDigit(s[j]) {
					j++
				}
				r.end = j
				if r.groups == 0 {
					r.first = j
				}
				r.groups++
				return r
			}
			size++
		}
		r.sizes[r.groups], r.end = size, j
		if r.groups++; r.groups == 1 {
			r.first = j
		}
		next := j
		for next < len(s) && next < j+3 && (s[next] == ' ' || s[next] == '-') {
			next++
		}
		if strings.HasPrefix(s[j:], "\u00a0") {
			next = j + len("\u00a0")
		}
		if next == j || next >= len(s) || !isDigit(s[next]) || r.n >= 19 {
			break
		}
		i = next
	}
	return r
}

// glued tells a run inside a longer word, a number with a fraction, a date.
func (r *digitRun) glued(s string) bool {
	if r.start > 0 && strings.IndexByte("./_", s[r.start-1]) >= 0 && r.start > 1 && isDigit(s[r.start-2]) {
		return true
	}
	return r.end+1 < len(s) && strings.IndexByte("./", s[r.end]) >= 0 && isDigit(s[r.end+1])
}

// snils reads 112-233-445 95, or eleven digits after the word.
func (r *digitRun) snils(s string) bool {
	if r.n != 11 || !(r.groups == 4 && r.sizes == [6]int{3, 3, 3, 2} ||
		r.groups == 1 && announced(s, r.start, "снилс", "страхов")) {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(r.digits[i]) * (9 - i)
	}
	if sum %= 101; sum == 100 {
		sum = 0
	}
	return sum == int(r.digits[9])*10+int(r.digits[10])
}

// innValid checks the two last digits of the number of a taxpayer who is a
// person; firms have ten digits.
func innValid(d []byte) bool {
	weights := [11]int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	check := func(n int) int {
		sum := 0
		for i := range n {
			sum += int(d[i]) * weights[len(weights)-n+i]
		}
		return sum % 11 % 10
	}
	return check(10) == int(d[10]) && check(11) == int(d[11]) && d[0]+d[1] > 0
}

// card reads sixteen digits, in one group or in fours, of a payment system that
// Russian banks issue, with a fitting check digit.
func (r *digitRun) card() bool {
	if r.n != 16 || r.groups != 1 && (r.groups != 4 || r.sizes != [6]int{4, 4, 4, 4}) {
		return false
	}
	if d := r.digits; !(d[0] == 4 || d[0] == 5 && d[1] >= 1 && d[1] <= 5 || d[0] == 2 && d[1] == 2 ||
		d[0] == 6 && (d[1] == 2 || d[1] == 7)) {
		return false
	}
	sum := 0
	for i := range 16 {
		v := int(r.digits[i])
		if i%2 == 0 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// passport reads series and number, 45 08 123456 or 4508 № 123456, after the
// word.
func (r *digitRun) passport(s string) bool {
	four := r.n == 10 && (r.groups == 3 && r.sizes == [6]int{2, 2, 6} || r.groups == 2 && r.sizes == [6]int{4, 6} ||
		r.groups == 1)
	series := r.n == 4 && (r.groups == 2 && r.sizes == [6]int{2, 2} || r.groups == 1)
	number := r.n == 6 && r.groups == 1
	switch {
	case four:
		return announced(s, r.start, "паспорт", "серия", "серии")
	case series:
		return announced(s, r.start, "серия", "серии") && passportNumberFollows(s, r.end)
	case number:
		return announced(s, r.start, "паспорт", "серия", "серии") &&
			strings.HasSuffix(strings.TrimRight(s[max(0, r.start-12):r.start], " "), "№")
	}
	return false
}

// passportNumberFollows tells «№ 123456» or «номер 123456» after a series.
func passportNumberFollows(s string, at int) bool {
	rest := strings.TrimLeft(s[at:min(len(s), at+40)], " ,")
	rest, ok := strings.CutPrefix(rest, "№")
	if !ok {
		if rest, ok = strings.CutPrefix(rest, "номер"); !ok {
			return false
		}
	}
	rest = strings.TrimLeft(rest, " ")
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	return n == 6
}

// announced reports whether one of words stands in the eighty bytes before at.
func announced(s string, at int, words ...string) bool {
	before := strings.ToLower(s[max(0, at-80):at])
	for _, w := range words {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

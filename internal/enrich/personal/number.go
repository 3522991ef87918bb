package personal

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// nextDigit returns where the next digit of s is from a place on, len(s) where there is none. Nearly all of a text has
// none, so it looks at eight bytes at a time.
func nextDigit(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		w := eight(s[i:]) ^ 0x3030303030303030 // digits are 0 to 9 now
		if others := (w&^high + 0x7676767676767676) | w; others&high != high {
			return i + bits.TrailingZeros64(^others&high)/8
		}
	}
	for ; i < len(s) && !isDigit(s[i]); i++ {
	}
	return i
}

// high are the highest bits of eight bytes.
const high = 0x8080808080808080

// eight are the first bytes of s, the first one lowest.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 |
		uint64(s[6])<<48 | uint64(s[7])<<56
}

// asciiDigits writes digits of other scripts («４５０９» of East Asian keyboards, those of fonts for formulas) as usual
// ones and returns where each byte of the result, and its end, are in s: nil if s has none.
func asciiDigits(s string) (folded string, from []int) {
	if !hasForeignDigit(s) {
		return s, nil
	}
	out := make([]byte, 0, len(s))
	from = make([]int, 0, len(s)+1)
	for i, r := range s {
		if isForeignDigit(r) {
			out, from = append(out, '0'+digitOf(r)), append(from, i)
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		for j := range size {
			out, from = append(out, s[i+j]), append(from, i+j)
		}
	}
	return string(out), append(from, len(s))
}

// firstForeign is the first digit of another script, behind the letters of Russian.
const firstForeign = '\u0660'

// hasForeignDigit is strings.ContainsFunc of isForeignDigit; letters of Russian are passed over unread.
func hasForeignDigit(s string) bool {
	const first = 0xd9 // the first byte of firstForeign
	for i := 0; i < len(s); i++ {
		for i+8 <= len(s) {
			w := eight(s[i:])
			if (w&^high+(0x100-first)*(high>>7))&w&high != 0 {
				break
			}
			i += 8
		}
		if i == len(s) || s[i] < first {
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if isForeignDigit(r) {
			return true
		}
		i += size - 1
	}
	return false
}

func isForeignDigit(r rune) bool { return r >= firstForeign && unicode.Is(unicode.Nd, r) }

// digitOf is the value of a decimal digit: each script has ten in their order, and ranges begin with a zero.
func digitOf(r rune) byte {
	for _, x := range unicode.Nd.R16 {
		if r >= rune(x.Lo) && r <= rune(x.Hi) {
			return byte((r - rune(x.Lo)) % 10)
		}
	}
	for _, x := range unicode.Nd.R32 {
		if r >= rune(x.Lo) && r <= rune(x.Hi) {
			return byte((r - rune(x.Lo)) % 10)
		}
	}
	return 0
}

// most are the digits and the groups of what is looked at as one number: an account has
// twenty digits.
const (
	maxDigits = 20
	maxGroups = 6
)

// group are digits without anything between.
type group struct {
	start, end int
	hyphen     bool // it stands behind a hyphen or a dash
}

// number is digits in groups that spaces or hyphens part.
type number struct{ groups []group }

// numberAt reads the groups that may belong to one number, from the digit at i, into groups.
func numberAt(s string, i int, groups []group) number {
	n := number{groups[:0]}
	hyphen := false
	for total := 0; len(n.groups) < maxGroups; {
		end := i
		for end < len(s) && isDigit(s[end]) {
			end++
		}
		n.groups = append(n.groups, group{i, end, hyphen})
		total += end - i
		next, h := gap(s, end)
		if total >= maxDigits || next == end || next >= len(s) || !isDigit(s[next]) {
			break
		}
		i, hyphen = next, h
	}
	return n
}

// spelled reads as many digits as belong together in any way, one by one or parted by dots
// and the like, from the digit at i; ends are where each of them ends.
func spelled(s string, i int) (digits []byte, ends []int) {
	for len(digits) < maxDigits {
		digits, ends = append(digits, s[i]-'0'), append(ends, i+1)
		if i = nextSpelled(s, i+1); i >= len(s) || !isDigit(s[i]) {
			break
		}
	}
	return digits, ends
}

// isSpelled reports whether spelled reads so many digits at least. It is quick.
func isSpelled(s string, i, least int) bool {
	for range least - 1 {
		if i++; i < len(s) && isDigit(s[i]) {
			continue
		}
		if i = nextSpelled(s, i); i >= len(s) || !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// nextSpelled skips what may stand behind a digit that others follow.
func nextSpelled(s string, i int) int {
	if i, _ = gap(s, i); i < len(s) && (isJoint(s[i]) || s[i] == '|' || s[i] == ',') {
		i, _ = gap(s, i+1)
	}
	return i
}

// gap skips what may stand between the groups of a number: four characters at most, one
// end of a line among them.
func gap(s string, i int) (next int, hyphen bool) {
	lines := 0
	for n := 0; n < 4 && i < len(s); n++ {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case isHyphen(r):
			hyphen = true
		case r == '\n':
			if lines++; lines > 1 {
				return i, hyphen
			}
		case !isBlank(r):
			return i, hyphen
		}
		i += size
	}
	return i, hyphen
}

// isHyphen reports whether r is one of the hyphens and dashes that people part numbers by.
func isHyphen(r rune) bool {
	return r == '-' || r == '*' || r == '~' || r == '\u00ad' || r >= '\u2010' && r <= '\u2015' || r == '\u2043' ||
		r == '\u2212' || r == '\ufe58' || r == '\ufe63' || r == '\uff0d'
}

// isBlank reports whether r shows as a space or as nothing, or stands for a space in the
// name of a file.
func isBlank(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == ' ' || r == '\t' || r == '\r' || r == '\f' || r == '\v' || r == '_'
	case r < '\u0600': // Russian is below
		return r == '\u00a0' || r == '\u0085' || r == '\u034f'
	}
	return r >= '\u2000' && r <= '\u200f' || r >= '\u2028' && r <= '\u202f' || r >= '\u205f' && r <= '\u206f' ||
		r == '\u3000' || r == '\u1680' || r == '\u061c' || r == '\u180e' || r == '\ufeff' || r >= '\ufe00' && r <= '\ufe0f'
}

// isPartOfMore reports whether the first group is a piece of a fraction, a date, a code with dots or colons. One as
// long as the numbers of people stands for itself: «ИНН/СНИЛС 500100732259/08765430300».
func (n number) isPartOfMore(s string) bool {
	first := n.groups[0]
	return first.start > 1 && first.end-first.start < minAgain && isJoint(s[first.start-1]) && isDigit(s[first.start-2])
}

func isJoint(c byte) bool { return c == '.' || c == '/' || c == ':' }

// first are the first k groups.
func (n number) first(k int) number { return number{n.groups[:k]} }

// shaped reports whether the groups have these sizes.
func (n number) shaped(sizes ...int) bool {
	if len(n.groups) != len(sizes) {
		return false
	}
	for i, g := range n.groups {
		if g.end-g.start != sizes[i] {
			return false
		}
	}
	return true
}

// size is how many digits all groups have.
func (n number) size() (digits int) {
	for _, g := range n.groups {
		digits += g.end - g.start
	}
	return digits
}

// digits appends the values of all digits to out; nil where the number goes on beyond as a fraction or a date.
func (n number) digits(s string, out []byte) []byte {
	last := n.groups[len(n.groups)-1].end
	if last+1 < len(s) && isJoint(s[last]) && isDigit(s[last+1]) {
		return nil
	}
	if n.size() > maxDigits {
		return nil
	}
	for _, g := range n.groups {
		for _, c := range []byte(s[g.start:g.end]) {
			out = append(out, c-'0')
		}
	}
	return out
}

// snilsFits checks the two last digits (order of the Pension Fund 192п).
func snilsFits(d []byte) bool {
	sum := 0
	for i := range 9 {
		sum += int(d[i]) * (9 - i)
	}
	return sum > 0 && sum%101%100 == int(d[9])*10+int(d[10])
}

// innFits checks the two last digits of a taxpayer who is a person (order of the Federal
// Tax Service ММВ-7-6/435); firms have ten digits.
func innFits(d []byte) bool {
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

// cardFits checks the payment system, one that Russian banks issue, and the check digit (Luhn).
func cardFits(d []byte) bool {
	if !(d[0] == 4 || d[0] == 5 && d[1] >= 1 && d[1] <= 5 || d[0] == 2 && d[1] == 2 ||
		d[0] == 6 && (d[1] == 2 || d[1] == 7)) {
		return false
	}
	sum := 0
	for i, v := range d {
		if (len(d)-i)%2 == 0 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += int(v)
	}
	return sum%10 == 0
}

// isAccountOfPerson reports whether twenty digits are an account of a private person: 408 17 and
// 408 20, deposits 423 and 426 (regulation of the Bank of Russia 809-П).
func isAccountOfPerson(d []byte) bool {
	head := int(d[0])*10000 + int(d[1])*1000 + int(d[2])*100 + int(d[3])*10 + int(d[4])
	return head == 40817 || head == 40820 || head/100 == 423 || head/100 == 426
}

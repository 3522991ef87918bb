package personal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// recognized finds numbers in which the recognition of a scan has read a letter «О» for a zero: «087-654-3О3 ОО».
func (f *Finder) recognized(s string) [][2]int {
	folded, from := zeros(s)
	if from == nil {
		return nil
	}
	var out [][2]int
	for _, span := range slices.Concat(f.documents(folded), f.inTables(folded)) {
		span = [2]int{from[span[0]], from[span[1]]}
		if strings.ContainsFunc(s[span[0]:span[1]], isO) { // else it is found as it stands, or is none
			out = append(out, span)
		}
	}
	return out
}

// zeros writes letters «О» in groups of digits as zeros, and returns where each byte of the result, and its end, are in
// s: nil if there are none. A group has digits or stands behind one that has; in it is nothing else.
func zeros(s string) (folded string, from []int) {
	if !hasZeros(s) {
		return s, nil
	}
	var out []byte
	kept := 0
	keep := func(end int) {
		for ; kept < end; kept++ {
			out, from = append(out, s[kept]), append(from, kept)
		}
	}
	behind := 0 // where the last group of digits ends
	for i := 0; i < len(s); {
		start, letters, digits := i, 0, 0
		var r rune
		size := 0
		for ; i < len(s); i += size {
			if r, size = utf8.DecodeRuneInString(s[i:]); isO(r) {
				letters++
			} else if r < utf8.RuneSelf && isDigit(byte(r)) {
				digits++
			} else {
				break
			}
		}
		if i < len(s) && unicode.IsLetter(r) { // a word
			for i < len(s) && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				i += size
				r, size = utf8.DecodeRuneInString(s[i:])
			}
			continue
		}
		switch {
		case letters > 0 && (digits > 0 || letters > 1 && follows(s, behind, start)):
			for at := start; at < i; at += size {
				if r, size = utf8.DecodeRuneInString(s[at:]); isO(r) {
					keep(at)
					out, from, kept = append(out, '0'), append(from, at), at+size
				}
			}
			behind = i
		case digits > 0:
			behind = i
		}
		if i < len(s) {
			_, size = utf8.DecodeRuneInString(s[i:])
			i += size
		}
	}
	if kept == 0 {
		return s, nil
	}
	keep(len(s))
	return string(out), append(from, len(s))
}

// hasZeros reports whether there may be such letters: right beside a digit, or two of them behind one. It is quick.
func hasZeros(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			continue
		}
		if i > 0 && s[i-1] >= 'O' {
			if r, _ := utf8.DecodeLastRuneInString(s[:i]); isO(r) {
				return true
			}
		}
		if i+1 == len(s) || isDigit(s[i+1]) {
			continue
		}
		next, _ := gap(s, i+1)
		r, size := utf8.DecodeRuneInString(s[next:])
		if !isO(r) {
			continue
		}
		if r, _ = utf8.DecodeRuneInString(s[next+size:]); next == i+1 || isO(r) {
			return true
		}
	}
	return false
}

// follows reports whether a group at a place may go on the number that ends at another one.
func follows(s string, end, at int) bool {
	if end == 0 || at-end > 4*utf8.UTFMax {
		return false
	}
	next, _ := gap(s, end)
	return next == at && at > end
}

// isO reports whether r looks as a zero does: «О», Latin and Cyrillic.
func isO(r rune) bool { return r == 'О' || r == 'о' || r == 'O' || r == 'o' }

package personal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a text is read with a number that has letters in it, in bytes: what announces its list stands before.
const (
	aheadOfScan  = 4 << 10
	behindOfScan = 2 * reach
)

// recognized finds numbers in which the recognition of a scan has read a letter «О» for a zero: «087-654-3О3 ОО».
func (f *Finder) recognized(s string) [][2]int {
	var out [][2]int
	read := func(from, to int, find func(string) [][2]int) {
		folded, at := zeros(s[from:to])
		if at == nil {
			return
		}
		for _, span := range find(folded) {
			span = [2]int{from + at[span[0]], from + at[span[1]]}
			if strings.ContainsFunc(s[span[0]:span[1]], isO) { // else it is found as it stands, or is none
				out = append(out, span)
			}
		}
	}
	places, inRow := besideO(s)
	for end := 0; len(places) > 0; {
		from := max(end, places[0]-aheadOfScan)
		for end = places[0]; len(places) > 0 && places[0] <= end+behindOfScan; places = places[1:] {
			end = places[0]
		}
		end = min(len(s), end+behindOfScan)
		for from > 0 && !utf8.RuneStart(s[from]) {
			from--
		}
		for end < len(s) && !utf8.RuneStart(s[end]) {
			end++
		}
		read(from, end, f.documents)
	}
	if inRow {
		read(0, len(s), f.inTables)
	}
	return out
}

// zeros writes letters «О» in groups of digits as zeros, and returns where each byte of the result, and its end, are in
// s: nil if there are none. A group has digits or stands behind one that has; in it is nothing else.
func zeros(s string) (folded string, from []int) {
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

// besideO returns where digits are that such a letter may stand beside, or two of them behind, and whether one of them
// is in a row of a table. It is quick.
func besideO(s string) (places []int, inRow bool) {
	line := -1 // the end of the last line that was looked at
	for i := nextDigit(s, 0); i < len(s); i = nextDigit(s, i+1) {
		if !isBesideO(s, i) {
			continue
		}
		if places = append(places, i); i > line && !inRow {
			if line = strings.IndexByte(s[i:], '\n'); line < 0 {
				line = len(s) - i
			}
			line += i
			inRow = strings.IndexByte(s[strings.LastIndexByte(s[:i], '\n')+1:line], '\t') >= 0
		}
	}
	return places, inRow
}

func isBesideO(s string, i int) bool {
	if i > 0 && s[i-1] >= 'O' {
		if r, _ := utf8.DecodeLastRuneInString(s[:i]); isO(r) {
			return true
		}
	}
	if i+1 == len(s) || isDigit(s[i+1]) {
		return false
	}
	next, _ := gap(s, i+1)
	r, size := utf8.DecodeRuneInString(s[next:])
	if !isO(r) {
		return false
	}
	r, _ = utf8.DecodeRuneInString(s[next+size:])
	return next == i+1 || isO(r)
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

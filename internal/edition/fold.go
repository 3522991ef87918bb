package edition

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// folded is a text without differences in spelling that do not matter: white space around punctuation, kinds of
// quotation marks and dashes, «ё».
type folded struct {
	s  []byte
	at []int32 // offset in the text of each byte of s
}

// fold folds a text; small also ignores case.
func fold(s string, small bool) folded {
	f := folded{s: make([]byte, 0, len(s)), at: make([]int32, 0, len(s))}
	space, last := -1, ' '
	for i, r := range s {
		if unicode.IsSpace(r) {
			if space < 0 {
				space = i
			}
			continue
		}
		if r = foldRune(r); small {
			r = unicode.ToLower(r)
		}
		if space >= 0 && isWord(last) && isWord(r) {
			f.s, f.at = append(f.s, ' '), append(f.at, int32(space))
		}
		space, last = -1, r
		n := len(f.s)
		f.s = utf8.AppendRune(f.s, r)
		for range len(f.s) - n {
			f.at = append(f.at, int32(i))
		}
	}
	return f
}

func foldRune(r rune) rune {
	switch r {
	case 'ё':
		return 'е'
	case 'Ё':
		return 'Е'
	case '«', '»', '“', '”', '„':
		return '"'
	case '–', '—', '−', '‑', '‐':
		return '-'
	}
	return r
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// equalFolded reports whether two texts are equal apart from spelling and case.
func equalFolded(a, b string) bool {
	return string(fold(a, true).s) == string(fold(b, true).s)
}

// hasFoldedPrefix reports whether a text begins with another, ignoring spelling and case.
func hasFoldedPrefix(s, with string) bool {
	b := string(fold(with, true).s)
	return b != "" && strings.HasPrefix(string(fold(s, true).s), b)
}

// region is a part of a text that words are searched in, folded once.
type region struct {
	text string
	at   Span
	f    folded
	hay  string // f.s in lower case
}

func newRegion(text string, at Span) *region {
	f := fold(text[at.Start:at.End], true)
	return &region{text, at, f, string(f.s)}
}

// occurrences returns up to most occurrences of words in a region as whole words and numbers: all ignoring case, and
// exact ones.
func (r *region) occurrences(words string, most int) (all, exact []Span) {
	want, as := string(fold(words, true).s), string(fold(words, false).s)
	if want == "" {
		return nil, nil
	}
	for from := 0; len(all) < most; {
		i := strings.Index(r.hay[from:], want)
		if i < 0 {
			break
		}
		i += from
		last := r.at.Start + int(r.f.at[i+len(want)-1])
		_, n := utf8.DecodeRuneInString(r.text[last:])
		s := Span{r.at.Start + int(r.f.at[i]), last + n}
		if !isWholeWord(r.text, s) {
			_, n := utf8.DecodeRuneInString(r.hay[i:])
			from = i + n
			continue
		}
		from = i + len(want)
		all = append(all, s)
		if string(fold(r.text[s.Start:s.End], false).s) == as {
			exact = append(exact, s)
		}
	}
	return all, exact
}

// isWholeWord reports whether a place is not part of a longer word or number.
func isWholeWord(text string, s Span) bool {
	first, _ := utf8.DecodeRuneInString(text[s.Start:])
	last, _ := utf8.DecodeLastRuneInString(text[:s.End])
	before, b := utf8.DecodeLastRuneInString(text[:s.Start])
	after, a := utf8.DecodeRuneInString(text[s.End:])
	beforeThat, _ := utf8.DecodeLastRuneInString(text[:s.Start-b])
	afterThat, _ := utf8.DecodeRuneInString(text[min(len(text), s.End+a):])
	switch {
	case isWord(first) && isWord(before), isWord(last) && isWord(after):
		return false
	case isWord(first) && joins(before) && isWord(beforeThat), isWord(last) && joins(after) && isWord(afterThat):
		return false
	case unicode.IsDigit(first) && isPoint(before) && unicode.IsDigit(beforeThat),
		unicode.IsDigit(last) && isPoint(after) && unicode.IsDigit(afterThat):
		return false
	}
	return !(unicode.IsDigit(first) && thousandsBefore(text[:s.Start], text[s.Start:])) &&
		!(unicode.IsDigit(last) && thousandsAfter(text[s.End:]))
}

// joins reports whether r between two words makes them one word.
func joins(r rune) bool { r = foldRune(r); return r == '-' || r == '/' }

func isPoint(r rune) bool { return r == '.' || r == ',' || r == ':' }

// thousandsBefore reports whether number continues a number before it in groups of three digits: «1 | 000».
func thousandsBefore(before, number string) bool {
	r, n := utf8.DecodeLastRuneInString(before)
	if !unicode.IsSpace(r) || r == '\n' || r == '\t' || !threeDigits(number) {
		return false
	}
	r, _ = utf8.DecodeLastRuneInString(before[:len(before)-n])
	return unicode.IsDigit(r)
}

// thousandsAfter reports whether a group of three digits follows.
func thousandsAfter(after string) bool {
	r, n := utf8.DecodeRuneInString(after)
	return unicode.IsSpace(r) && r != '\n' && r != '\t' && threeDigits(after[n:])
}

// threeDigits reports whether a text begins with exactly three digits.
func threeDigits(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 3
}

// forms counts up to most occurrences of words in a region, including inflected forms.
func (r *region) forms(words string, most int) (found int) {
	notWord := func(r rune) bool { return !isWord(r) }
	want := strings.FieldsFunc(strings.ToLower(words), notWord)
	if len(want) == 0 {
		return 0
	}
	k := 0
	for w := range strings.FieldsFuncSeq(r.hay, notWord) {
		switch {
		case sameStem(w, want[k]):
			k++
		case sameStem(w, want[0]):
			k = 1
		default:
			k = 0
		}
		if k == len(want) {
			if found, k = found+1, 0; found >= most {
				break
			}
		}
	}
	return found
}

// sameStem reports whether two lower-case words may be forms of the same one: they differ only in their last three
// letters.
func sameStem(a, b string) bool {
	x, y := []rune(a), []rune(b)
	short := min(len(x), len(y))
	n := 0
	for n < short && foldRune(x[n]) == foldRune(y[n]) {
		n++
	}
	return n >= max(min(short, 3), short-3) && max(len(x), len(y))-n <= 4
}

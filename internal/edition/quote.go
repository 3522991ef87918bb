package edition

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func isOpen(r rune) bool { return r == '«' || r == '"' || r == '“' || r == '„' }

// What is quoted within a sentence is bounded; a new wording behind a colon may have any length.
const (
	maxFragment   = 2000 // bytes
	fragmentLines = 3
)

// quotation reads what is quoted at the place of the scanner; ok: where it ends is certain.
func (sc *scanner) quotation(s *sentence) (ok bool) {
	wording := len(s.tokens) > 0 && s.tokens[len(s.tokens)-1].s == ":"
	end, both := sc.quoteEnd(wording)
	if n := len(s.tokens); end < 0 && !wording && n > 0 && !announces(s.tokens[n-1].s) {
		end = sc.nameEnd()
	}
	if end < 0 {
		return false
	}
	_, n := utf8.DecodeRuneInString(sc.text[sc.at:])
	_, m := utf8.DecodeLastRuneInString(sc.text[:end])
	if both {
		m = 0
	}
	in := trim(sc.text, Span{sc.at + n, end - m})
	s.tokens = append(s.tokens, token{quote, sc.text[in.Start:in.End], in})
	sc.at = end
	return true
}

// trim is a place without the white space around it.
func trim(text string, s Span) Span {
	for s.Start < s.End {
		r, n := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.Start += n
	}
	for s.Start < s.End {
		r, n := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.End -= n
	}
	return s
}

// quoteEnd is where the quotation ends that begins at the place of the scanner, behind its closing mark; -1 where that
// is not certain. Marks of one kind are counted, those of the other kind are words. A new wording ends at the end of a
// line, and has no line that orders changes itself. both: its last mark also closes what is quoted in it, «Об
// утверждении программы «Спорт», as the list of changes goes on behind it.
func (sc *scanner) quoteEnd(wording bool) (end int, both bool) {
	first, _ := utf8.DecodeRuneInString(sc.text[sc.at:])
	guillemets := first == '«'
	depth, lines := 0, 0
	for i := sc.at; i < sc.end && (wording || i < sc.at+maxFragment); {
		r, n := utf8.DecodeRuneInString(sc.text[i:])
		switch {
		case r == '\n':
			if lines++; lines > fragmentLines && !wording {
				return -1, false
			}
			if wording && sc.goesOn(i+1) {
				closed := strings.TrimRight(sc.text[sc.at:i], " .;,\t\u00a0\r\n")
				r, _ := utf8.DecodeLastRuneInString(closed)
				if depth == 1 && (guillemets && r == '»' || !guillemets && isStraight(r)) {
					return sc.at + len(closed), true
				}
				return -1, false
			}
			if wording && orderly(sc.text[i+1:sc.end]) {
				return -1, false
			}
		case guillemets && r == '«', !guillemets && isStraight(r) && sc.opensAt(i, depth):
			depth++
		case guillemets && r == '»', !guillemets && isStraight(r):
			if depth--; depth == 0 {
				return sc.closed(i+n, wording), false
			}
		}
		i += n
	}
	return -1, false
}

// over reports whether a new wording may be over where a line ends: what begins behind it is an item, an instruction,
// what acts order besides, or who signs. A paragraph of another kind belongs to the wording, one of whose marks is then
// wrong.
func (sc *scanner) over(at int) bool {
	rest := strings.TrimLeftFunc(sc.text[at:sc.end], unicode.IsSpace)
	if rest == "" {
		return true
	}
	style, _ := itemMark(rest)
	if style == dashStyle && !slices.ContainsFunc(sc.marks, func(m itemOf) bool { return m.style == style }) {
		style = 0
	}
	line, _, _ := strings.Cut(rest, "\n")
	words := strings.Fields(strings.ToLower(line))
	return style > 0 || instructs(rest) || signs(line) || slices.ContainsFunc(words[:min(3, len(words))],
		func(w string) bool {
			_, _, place := noun(w)
			return place || isAct(w) || thing(w) != "" || orders(w) || hasPrefix(w, ordinary)
		})
}

// goesOn reports whether the line at a place is an item of an instruction that follows the last one of its list:
// «3) пункт 7 изложить…» behind «2)», also where the mark has a line of its own.
func (sc *scanner) goesOn(at int) bool {
	style, n := itemMark(sc.text[at:sc.end])
	i := slices.IndexFunc(sc.marks, func(m itemOf) bool { return m.style == style })
	if style == 0 || i < 0 || !follows(sc.marks[i].mark, sc.text[at:at+n]) {
		return false
	}
	return instructs(strings.TrimLeftFunc(sc.text[at+n:sc.end], unicode.IsSpace))
}

// resume is where the next instruction begins behind a quotation whose end is not certain: the next item of one of the
// lists that the scanner is in, so that nothing has gone by that says where it belongs.
func (sc *scanner) resume() int {
	for at := sc.at; at < sc.end; at++ {
		n := strings.IndexByte(sc.text[at:sc.end], '\n')
		if n < 0 {
			break
		}
		if at += n; sc.goesOn(at + 1) {
			return at + 1
		}
	}
	return sc.end
}

// follows reports whether the mark of an item is the next one of a list: «3)» behind «2)», «в)» behind «б)», «1.10.»
// behind «1.9.».
func follows(last, next string) bool {
	const ends = " ).\u00a0"
	last, next = strings.TrimRight(last, ends), strings.TrimRight(next, ends)
	a, n := utf8.DecodeRuneInString(last)
	b, m := utf8.DecodeRuneInString(next)
	if n == len(last) && m == len(next) && unicode.IsLower(a) && unicode.IsLower(b) {
		return b == a+1 || b == a+2 && (a == 'е' || a == 'и') // «ё» and «й» may be left out
	}
	i, j := strings.LastIndexByte(last, '.')+1, strings.LastIndexByte(next, '.')+1
	x, err := strconv.Atoi(last[i:])
	y, err2 := strconv.Atoi(next[j:])
	return err == nil && err2 == nil && last[:i] == next[:j] && y == x+1
}

// instructs reports whether a text begins with a line that orders a change, says in what, or what an act orders
// besides.
func instructs(s string) bool {
	line, _, _ := strings.Cut(s, "\n")
	low := strings.ToLower(strings.TrimSpace(line))
	if orderly(s) || hasPrefix(low, []string{"внести ", "контрол", "настоящ", "опубликовать", "признать утратив"}) {
		return true
	}
	words := strings.FieldsFunc(low, func(r rune) bool { return !isWord(r) })
	if len(words) > 1 && words[0] == "в" {
		words = words[1:]
	}
	if len(words) < 2 {
		return false
	}
	_, added, place := noun(words[0])
	return place && !added &&
		(strings.HasPrefix(low, "в ") && strings.HasSuffix(low, ":") || slices.ContainsFunc(words, orders))
}

func isStraight(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

// opensAt reports whether a straight mark opens a quotation: it stands before a word. Where spaces are on both sides it
// closes what is open.
func (sc *scanner) opensAt(i, depth int) bool {
	_, n := utf8.DecodeRuneInString(sc.text[i:])
	before, _ := utf8.DecodeLastRuneInString(sc.text[:i])
	after, _ := utf8.DecodeRuneInString(sc.text[i+n:])
	if depth == 0 {
		return true
	}
	return (unicode.IsSpace(before) || before == '(' || isStraight(before)) && !unicode.IsSpace(after) && isWord(after)
}

// closed is the end of a quotation whose last mark ends at i; -1 where a new wording is not over there.
func (sc *scanner) closed(i int, wording bool) int {
	if !wording {
		return i
	}
	rest := strings.TrimLeft(sc.text[i:sc.end], " .;,\t\u00a0\r")
	if rest == "" || rest[0] == '\n' {
		if !sc.over(sc.end - len(rest)) {
			return -1
		}
		return i
	}
	tail := sc.text[i : sc.end-len(rest)]
	if strings.ContainsAny(tail, ".;") { // another sentence follows in the line
		return i
	}
	return -1
}

// announces reports whether a word stands before words that are changed, or new ones, which must be whole.
func announces(w string) bool {
	_, ok := wordsRole(w, "")
	return ok || w == "на" || w == "," || w == "и" || w == "содержания" || w == "редакции"
}

// behindNames is what an instruction goes on with behind the name of an act or a programme.
var behindNames = []string{"следующие", "изменени", "слов", "цифр", "числ", "заменить", "исключить", "изложить",
	"дополнить",
	"после", "перед", "признать", "внести", "(", ":", ";", "согласно", "пункт", "приложени", ",", "и "}

// nameEnd is where a name ends whose last mark is one for two: «Об утверждении программы «Спорт» следующие изменения»;
// -1 where it cannot be told.
func (sc *scanner) nameEnd() int {
	end := min(sc.end, sc.at+maxFragment)
	if i := strings.IndexByte(sc.text[sc.at:end], '\n'); i >= 0 {
		end = sc.at + i
	}
	for i, r := range sc.text[sc.at:end] {
		if r != '»' && (!isStraight(r) || i == 0) {
			continue
		}
		at := sc.at + i + utf8.RuneLen(r)
		rest := strings.ToLower(strings.TrimLeft(sc.text[at:min(end, at+60)], " »\""))
		if rest == "" || hasPrefix(rest, behindNames) {
			return at
		}
	}
	return -1
}

// orderly reports whether the line that a text begins with orders a change, as no new wording does: the quotation
// before it was not closed.
func orderly(s string) bool {
	line, _, _ := strings.Cut(s, "\n")
	low := strings.ToLower(line)
	for _, order := range []string{"изложить в ", "заменить слов", "заменить цифр", "заменить числ", "дополнить слов",
		"следующего содержания:", "признать утратившим силу", "признать утратившей силу", "» исключить", "» заменить",
		"\" заменить", "\" исключить"} {
		if strings.Contains(low, order) {
			return true
		}
	}
	return false
}

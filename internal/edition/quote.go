package edition

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func isOpen(r rune) bool { return r == '«' || r == '"' || r == '“' || r == '„' }

// Limits of quotations within a sentence; a new wording after a colon may have any length.
const (
	maxFragment   = 2000 // in bytes
	fragmentLines = 3
)

// quotation reads the quotation at the current position; ok reports that its end is certain.
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

// trim removes the white space around a place.
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

// quoteEnd returns the end of the quotation that begins at the current position, after its closing mark; -1 if it is
// uncertain. Marks of the opening kind are counted; those of the other kind are ordinary text. A new wording ends at
// the end of a line and contains no line that orders changes. both reports that the last mark also closes an inner
// quotation, «Об утверждении программы «Спорт», because the list of changes continues after it.
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
			if wording && sc.listContinues(i+1) {
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

// over reports whether a new wording may end at the end of a line: an item, an instruction, another order or a
// signature follows. Any other paragraph belongs to the wording, in which case one of its marks is wrong.
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
	return style > 0 || instructs(rest) || isSignature(line) || slices.ContainsFunc(words[:min(3, len(words))],
		func(w string) bool {
			_, _, place := noun(w)
			return place || isAct(w) || thing(w) != "" || ordersChange(w) || hasPrefix(w, ordinary)
		})
}

// listContinues reports whether the line at an offset is the next item of a list of instructions: «3) пункт 7
// изложить…» after «2)», also if the marker has a line of its own.
func (sc *scanner) listContinues(at int) bool {
	style, n := itemMark(sc.text[at:sc.end])
	i := slices.IndexFunc(sc.marks, func(m itemOf) bool { return m.style == style })
	if style == 0 || i < 0 || !follows(sc.marks[i].mark, sc.text[at:at+n]) {
		return false
	}
	return instructs(strings.TrimLeftFunc(sc.text[at+n:sc.end], unicode.IsSpace))
}

// resume returns where the next instruction begins after a quotation with an uncertain end: at the next item of an
// enclosing list, so that no context is lost.
func (sc *scanner) resume() int {
	for at := sc.at; at < sc.end; at++ {
		n := strings.IndexByte(sc.text[at:sc.end], '\n')
		if n < 0 {
			break
		}
		if at += n; sc.listContinues(at + 1) {
			return at + 1
		}
	}
	return sc.end
}

// follows reports whether a marker is the next one in a list: «3)» after «2)», «в)» after «б)», «1.10.» after «1.9.».
func follows(last, next string) bool {
	const ends = " ).\u00a0"
	last, next = strings.TrimRight(last, ends), strings.TrimRight(next, ends)
	a, n := utf8.DecodeRuneInString(last)
	b, m := utf8.DecodeRuneInString(next)
	if n == len(last) && m == len(next) && unicode.IsLower(a) && unicode.IsLower(b) {
		return b == a+1 || b == a+2 && (a == 'е' || a == 'и') // lists may skip «ё» and «й»
	}
	i, j := strings.LastIndexByte(last, '.')+1, strings.LastIndexByte(next, '.')+1
	x, err := strconv.Atoi(last[i:])
	y, err2 := strconv.Atoi(next[j:])
	return err == nil && err2 == nil && last[:i] == next[:j] && y == x+1
}

// instructs reports whether a text begins with a line that orders a change, names its place, or gives another order
// of an act.
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
		(strings.HasPrefix(low, "в ") && strings.HasSuffix(low, ":") || slices.ContainsFunc(words, ordersChange))
}

func isStraight(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

// opensAt reports whether a straight mark opens a quotation, because it precedes a word. With spaces on both sides it
// closes one.
func (sc *scanner) opensAt(i, depth int) bool {
	_, n := utf8.DecodeRuneInString(sc.text[i:])
	before, _ := utf8.DecodeLastRuneInString(sc.text[:i])
	after, _ := utf8.DecodeRuneInString(sc.text[i+n:])
	if depth == 0 {
		return true
	}
	return (unicode.IsSpace(before) || before == '(' || isStraight(before)) && !unicode.IsSpace(after) && isWord(after)
}

// closed returns the end of a quotation whose last mark ends at i, or -1 if a new wording does not end there.
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

// announces reports whether a word introduces old or new words, which must be quoted completely.
func announces(w string) bool {
	_, ok := wordsRole(w, "")
	return ok || w == "на" || w == "," || w == "и" || w == "содержания" || w == "редакции"
}

// behindNames are words that may follow the name of an act or programme in an instruction.
var behindNames = []string{"следующие", "изменени", "слов", "цифр", "числ", "заменить", "исключить", "изложить",
	"дополнить",
	"после", "перед", "признать", "внести", "(", ":", ";", "согласно", "пункт", "приложени", ",", "и "}

// nameEnd returns the end of a name whose last mark closes two quotations: «Об утверждении программы «Спорт»
// следующие изменения»; -1 if unknown.
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

// orderly reports whether the first line of a text orders a change, which no new wording does: the quotation before
// it was not closed.
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

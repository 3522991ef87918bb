package edition

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	word   tokenKind = iota
	number           // «3», «3.2», «76/12», «390-пп»
	quote            // everything inside quotation marks
	sign
)

// token is a word, number, quotation or sign of a sentence.
type token struct {
	kind tokenKind
	s    string // in lower case with «е» for «ё»; for a quotation its contents verbatim
	at   Span   // for a quotation, its contents
}

// sentence is a unit of an act: an item of a list up to a colon, semicolon or full stop, including the wording quoted
// in it.
type sentence struct {
	at     Span
	tokens []token
	style  int  // style of its marker, see itemMark; 0 if none
	inline bool // it follows another sentence in the same line, without a marker
	opens  bool // it ends with a colon
	broken bool // the end of a quotation in it cannot be determined
}

// Styles of markers; for dotted numbers, the number of dots.
const (
	bracketStyle = iota + 10 // «1)»
	nestedStyle              // «1.1)»
	letterStyle
	dashStyle
)

// scanner splits a part of an act into sentences.
type scanner struct {
	text  string
	at    int
	end   int
	marks []itemOf // the last item of each enclosing list, outermost first
}

// itemOf is the marker of an item: its style, and the marker as written.
type itemOf struct {
	style int
	mark  string
}

// maxSentence limits a sentence, in tokens.
const maxSentence = 400

// sentences splits text[start:end].
func sentences(text string, start, end int) iter.Seq[*sentence] {
	return func(yield func(*sentence) bool) {
		sc := scanner{text: text, at: start, end: end}
		inline := false
		for sc.blank(true); sc.at < sc.end; sc.blank(true) {
			s := sentence{inline: inline}
			if style, _ := itemMark(sc.text[sc.at:sc.end]); !inline || style > 0 && style < dashStyle {
				if s.style = sc.mark(); s.style > 0 {
					s.inline = false // «следующие изменения: 1) пункт 3…»: an item even within a line
					sc.blank(true)
				}
			}
			s.at.Start = sc.at
			inline = sc.sentence(&s)
			if s.at.End = sc.at; len(s.tokens) > 0 && !yield(&s) {
				return
			}
		}
	}
}

// blank skips white space; over includes line breaks.
func (sc *scanner) blank(over bool) {
	for sc.at < sc.end {
		r, n := utf8.DecodeRuneInString(sc.text[sc.at:])
		if !unicode.IsSpace(r) || r == '\n' && !over {
			return
		}
		sc.at += n
	}
}

// mark skips the marker of an item and returns its style, or 0.
func (sc *scanner) mark() int {
	style, n := itemMark(sc.text[sc.at:sc.end])
	if style > 0 {
		if i := slices.IndexFunc(sc.marks, func(m itemOf) bool { return m.style == style }); i >= 0 {
			sc.marks = sc.marks[:i]
		}
		sc.marks = append(sc.marks, itemOf{style, sc.text[sc.at : sc.at+n]})
	}
	sc.at += n
	return style
}

// bracketed returns the style of a number followed by a bracket.
func bracketed(parts int) int {
	if parts > 1 {
		return nestedStyle
	}
	return bracketStyle
}

// itemMark parses the marker at the start of a line and returns its style and length.
func itemMark(s string) (style, n int) {
	r, size := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("-–—•*", r) {
		return dashStyle, size
	}
	if unicode.IsLower(r) && unicode.Is(unicode.Cyrillic, r) {
		if rest := strings.TrimLeft(s[size:], " "); strings.HasPrefix(rest, ")") {
			return letterStyle, len(s) - len(rest) + 1
		}
		return 0, 0
	}
	i, parts := 0, 0
	for {
		from := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if i == from || i-from > 3 {
			return 0, 0
		}
		parts++
		if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
			i++
			continue
		}
		break
	}
	rest := strings.TrimLeft(s[i:], " ")
	switch {
	case strings.HasPrefix(rest, ")"):
		return bracketed(parts), len(s) - len(rest) + 1
	case strings.HasPrefix(rest, "."):
		return parts, len(s) - len(rest) + 1
	case parts > 1 && strings.HasPrefix(s[i:], " "):
		return parts, i
	}
	return 0, 0
}

// sentence reads the tokens of a sentence; inline reports that another one follows in the same line.
func (sc *scanner) sentence(s *sentence) (inline bool) {
	ordered := false // it has a verb
	for sc.at < sc.end && len(s.tokens) < maxSentence {
		r, n := utf8.DecodeRuneInString(sc.text[sc.at:])
		switch {
		case r == '\n':
			if sc.lineEnds(ordered) {
				return false
			}
			sc.blank(true)
		case unicode.IsSpace(r):
			sc.at += n
		case isOpen(r):
			if !sc.quotation(s) {
				s.broken = true
				sc.at = sc.resume()
				return false
			}
		case r == ';':
			sc.at += n
			return sc.more()
		case r == ':':
			sc.at += n
			if sc.beforeQuote() {
				s.tokens = append(s.tokens, token{sign, ":", Span{sc.at - n, sc.at}})
				continue
			}
			s.opens = true
			return sc.more()
		case r == '.' && sc.stops(s.tokens):
			sc.at += n
			return sc.more()
		default:
			t := sc.token(r, n)
			ordered = ordered || t.kind == word && ordersChange(t.s)
			s.tokens = append(s.tokens, t)
		}
	}
	return false
}

// more reports whether something follows in the line.
func (sc *scanner) more() bool {
	sc.blank(false)
	for sc.at < sc.end && strings.IndexByte(".;,", sc.text[sc.at]) >= 0 {
		sc.at++
		sc.blank(false)
	}
	return sc.at < sc.end && sc.text[sc.at] != '\n'
}

// lineEnds reports whether the sentence ends with the current line: the next line begins with a marker, or with a
// capital if the sentence already has a verb.
func (sc *scanner) lineEnds(ordered bool) bool {
	rest := strings.TrimLeftFunc(sc.text[sc.at:sc.end], unicode.IsSpace)
	if rest == "" {
		return true
	}
	if style, _ := itemMark(rest); style > 0 {
		return true
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return ordered && unicode.IsUpper(r)
}

// beforeQuote skips to a quotation if one follows, and reports whether it does.
func (sc *scanner) beforeQuote() bool {
	at := sc.at
	sc.blank(true)
	if sc.at < sc.end {
		if r, _ := utf8.DecodeRuneInString(sc.text[sc.at:]); isOpen(r) {
			return true
		}
	}
	sc.at = at
	return false
}

// stops reports whether the full stop at the current position ends a sentence.
func (sc *scanner) stops(before []token) bool {
	rest := sc.text[sc.at+1 : sc.end]
	after := strings.TrimLeft(rest, " \t\u00a0\r")
	r, _ := utf8.DecodeRuneInString(after)
	if next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(rest, unicode.IsSpace)); isOpen(next) && len(before) > 0 {
		if last := before[len(before)-1]; last.kind == number || roman(last.s) { // «раздел 8. «Ресурсное обеспечение»»
			return false
		}
	}
	if after == "" || r == '\n' {
		return true
	}
	if len(before) == 0 || len(after) == len(rest) || !unicode.IsUpper(r) && !isOpen(r) {
		return false
	}
	last := before[len(before)-1]
	return last.kind != word || utf8.RuneCountInString(last.s) > 2
}

// token reads a word, a number or a sign.
func (sc *scanner) token(r rune, n int) token {
	start, i := sc.at, sc.at+n
	t := token{kind: sign}
	switch {
	case unicode.IsDigit(r):
		t.kind = number
		for i < sc.end {
			r, n := utf8.DecodeRuneInString(sc.text[i:])
			next, _ := utf8.DecodeRuneInString(sc.text[i+n:])
			if !isWord(r) && !(strings.ContainsRune("./-–,", r) && isWord(next) && (r != ',' || unicode.IsDigit(next))) {
				break
			}
			i += n
		}
	case unicode.IsLetter(r):
		t.kind = word
		for i < sc.end {
			r, n := utf8.DecodeRuneInString(sc.text[i:])
			next, _ := utf8.DecodeRuneInString(sc.text[i+n:])
			if !isWord(r) && !(r == '-' && isWord(next)) {
				break
			}
			i += n
		}
	}
	sc.at = i
	t.at = Span{start, i}
	t.s = strings.ReplaceAll(strings.ToLower(sc.text[start:i]), "ё", "е")
	return t
}

package text

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean normalises a text for storage: NFC in valid UTF-8, without accents, soft hyphens, zero-width and control
// characters, with plain spaces and line ends. Letter-spaced words («П О С Т А Н О В Л Е Н И Е») and words broken at
// line ends are joined; no more than one empty line is kept in a row. Tabs remain only between the cells of a table
// row. All offsets in Letopis refer to the result. Clean is idempotent.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(cleanRune, compose(s))
	out := make([]byte, 0, len(s))
	last := 0 // start of the last line in out
	for line := range strings.SplitSeq(s, "\n") {
		line = squeezeCells(joinSpaced(line))
		if line == "" && last == len(out) {
			continue
		}
		if bytes.HasSuffix(out[last:], []byte("-")) {
			if before := lineTail(out[last:]); brokenWord(before, line) {
				if !keepsHyphen(before, line) {
					out = out[:len(out)-1]
				}
				out = append(out, line...)
				continue
			}
		}
		if len(out) > 0 {
			out = append(out, '\n')
		}
		last = len(out)
		out = append(out, line...)
	}
	return strings.TrimSpace(string(out))
}

// lineTail returns the part of the end of a line that is checked for a broken word; anything longer is not a word.
func lineTail(line []byte) string {
	from := max(0, len(line)-4*MaxToken)
	for from < len(line) && !utf8.RuneStart(line[from]) {
		from++
	}
	return string(line[from:])
}

// compose converts a text to NFC line by line, copying only lines that are not in it already.
func compose(s string) string {
	var b strings.Builder
	done := 0 // bytes of s that have been written to b
	for at := 0; at < len(s); {
		next := at + strings.IndexByte(s[at:], '\n') + 1
		if next == at {
			next = len(s)
		}
		if line := s[at:next]; !composed(line) {
			b.WriteString(s[done:at])
			b.WriteString(norm.NFC.String(line))
			done = next
		}
		at = next
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// composed is a quick check for NFC that covers texts of ASCII, Russian letters and common signs, none of which
// compose. False means unknown.
func composed(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0xcc, c == 0xd0, c == 0xd1: // below U+0300, U+0400 to U+047F, or a continuation byte
		case c == 0xe2: // U+2010 to U+20CF: dashes, quotes, №
			r, _ := utf8.DecodeRuneInString(s[i:])
			if r < '\u2010' || r > '\u20cf' && r != '№' {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// squeezeCells collapses white space to one space, and to one tab between cells.
func squeezeCells(line string) string {
	if !strings.Contains(line, "\t") {
		if strings.HasPrefix(line, " ") || strings.HasSuffix(line, " ") || strings.Contains(line, "  ") {
			return strings.Join(strings.Fields(line), " ")
		}
		return line
	}
	var cells []string
	for cell := range strings.SplitSeq(line, "\t") {
		if cell = strings.Join(strings.Fields(cell), " "); cell != "" {
			cells = append(cells, cell)
		}
	}
	return strings.Join(cells, "\t")
}

func cleanRune(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f, r == '\n', r == '\t', r >= 'Ѐ' && r <= 'ӿ': // the usual case
		return r
	case r == '\f', r == '\v', r == '\u2028', r == '\u2029', r == '\u0085':
		return '\n'
	case invisible(r), r == '\u0300', r == '\u0301':
		return -1
	case unicode.IsSpace(r):
		return ' '
	case r < ' ', r >= 0x7f && r < 0xa0, r >= 0xe000 && r <= 0xf8ff, r == '\ufffe', r == '\uffff':
		return -1
	}
	return r
}

// isOneCase reports whether a word is in one case throughout.
func isOneCase(w string) bool { return w == strings.ToUpper(w) || w == strings.ToLower(w) }

// isSingleWord reports whether w may be a single word by its case: all one case, or a known word with a capital first
// letter.
func isSingleWord(w string) bool {
	_, first := utf8.DecodeRuneInString(w)
	return isOneCase(w) || isOneCase(w[first:]) && KnownForm(Fold(w))
}

// brokenWord reports whether a line ends with a hyphen inside a word: letters follow, either lower-case, or capitals
// after capitals, or the second part of a name («Санкт-», «Петербург»).
func brokenWord(before, after string) bool {
	if !strings.HasSuffix(before, "-") || len(before) < 3 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(before[:len(before)-1])
	next, _ := utf8.DecodeRuneInString(after)
	if !unicode.IsLetter(r) || !unicode.IsLetter(next) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(lastWord(before[:len(before)-1]))
	return unicode.IsLower(next) || unicode.IsUpper(first)
}

// keepsHyphen reports whether the hyphen of a broken word belongs to it: the dictionary has the word with the hyphen,
// or lacks the word without it and the first part is a long one in «о» or «е», as in compounds
// («социально-экономический»), or the word is a name («Санкт-Петербург»).
func keepsHyphen(before, after string) bool {
	last, next := lastWord(before[:len(before)-1]), firstWord(after)
	known := func(word string) bool { return KnownForm(Fold(word)) }
	if known(last + next) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	name := unicode.IsUpper(first) && !isOneCase(last)
	compound := utf8.RuneCountInString(last) > 4 && (strings.HasSuffix(last, "о") || strings.HasSuffix(last, "е"))
	return name || compound || particle[strings.ToLower(next)] || strings.EqualFold(last, "кое") || known(last+"-"+next)
}

// particle holds particles that are attached by a hyphen: «кто-то».
var particle = map[string]bool{"то": true, "либо": true, "нибудь": true, "таки": true}

// lastWord returns the trailing letters of a line, firstWord the leading ones.
func lastWord(s string) string {
	return s[strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
}

func firstWord(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

package text

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean returns the text to be stored: NFC in valid UTF-8, without accents, soft
// hyphens, zero-width and control characters, with plain spaces and line ends,
// spaced words («П О С Т А Н О В Л Е Н И Е») joined, words broken at line ends
// joined, and no more than one empty line in a row. A tab stays where it parts the
// cells of a row of a table, and nowhere else. Offsets anywhere in Letopis
// point into its result. Clean(Clean(s)) == Clean(s).
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(cleanRune, compose(s))
	out := make([]byte, 0, len(s))
	last := 0 // where the last line of out begins
	for line := range strings.SplitSeq(s, "\n") {
		line = squeezeCells(joinSpaced(line))
		if line == "" && last == len(out) {
			continue
		}
		if bytes.HasSuffix(out[last:], []byte("-")) {
			if before := end(out[last:]); brokenWord(before, line) {
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

// end returns as much of the end of a line as is looked at for a broken word: what is
// longer than that is no word.
func end(line []byte) string {
	from := max(0, len(line)-4*MaxToken)
	for from < len(line) && !utf8.RuneStart(line[from]) {
		from++
	}
	return string(line[from:])
}

// compose brings a text into NFC, line by line: lines compose by themselves, and nearly all of them are in it already.
func compose(s string) string {
	var b strings.Builder
	done := 0 // bytes of s that are in b
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

// composed reports whether a text is in NFC by its letters alone, which compose with nothing: those below U+0300, of
// Russian, and common signs. Where it is false nothing is known.
func composed(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0xcc, c == 0xd0, c == 0xd1: // below U+0300; U+0400 to U+047F; what follows a first byte
		case c == 0xe2: // U+2010 to U+20CF, but dashes, quotes, № and the like
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

// squeezeCells makes white space one space, and that between cells one tab.
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
	case r >= ' ' && r < 0x7f, r == '\n', r == '\t', r >= 'Ѐ' && r <= 'ӿ': // nearly all
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

// oneCase tells words in capitals or in small letters throughout.
func oneCase(w string) bool { return w == strings.ToUpper(w) || w == strings.ToLower(w) }

// oneWord is oneCase, and tells those that begin with a capital.
func oneWord(w string) bool {
	_, first := utf8.DecodeRuneInString(w)
	return oneCase(w) || oneCase(w[first:]) && KnownForm(Fold(w))
}

// brokenWord reports whether a line ends in a hyphen within a word: letters follow, small
// ones, or capitals after capitals or in a name («Санкт-», «Петербург»).
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

// keepsHyphen reports whether the hyphen of a broken word is the word's: where a dictionary has the word with
// it, or does not have it without, and its first part is a long one in «о» or «е», as of a
// compound («социально-экономический»), or a name («Санкт-Петербург»).
func keepsHyphen(before, after string) bool {
	last, next := lastWord(before[:len(before)-1]), firstWord(after)
	known := func(word string) bool { return KnownForm(Fold(word)) }
	if known(last + next) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	name := unicode.IsUpper(first) && !oneCase(last)
	compound := utf8.RuneCountInString(last) > 4 && (strings.HasSuffix(last, "о") || strings.HasSuffix(last, "е"))
	return name || compound || particle[strings.ToLower(next)] || strings.EqualFold(last, "кое") || known(last+"-"+next)
}

// particle are what stands behind a hyphen: «кто-то».
var particle = map[string]bool{"то": true, "либо": true, "нибудь": true, "таки": true}

// lastWord returns the letters that a line ends in, firstWord those that it begins with.
func lastWord(s string) string {
	return s[strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
}

func firstWord(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

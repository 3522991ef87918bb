package text

import (
	"regexp"
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
	s = norm.NFC.String(s)
	s = strings.Map(cleanRune, s)
	out := make([]byte, 0, len(s))
	last := 0 // where the last line of out begins
	for line := range strings.SplitSeq(s, "\n") {
		line = squeezeCells(joinSpaced(line))
		if line == "" && last == len(out) {
			continue
		}
		if before := end(out[last:]); brokenWord(before, line) {
			if !keepsHyphen(before, line) {
				out = out[:len(out)-1]
			}
			out = append(out, line...)
			continue
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

// squeezeCells makes white space one space, and that between cells one tab.
func squeezeCells(line string) string {
	if !strings.Contains(line, "\t") {
		return strings.Join(strings.Fields(line), " ")
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
	case r == '\n', r == '\t':
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

// spaced is a word written letter by letter; words are set apart by wider gaps.
// Latin letters that look like Russian ones may be among its letters.
var spaced = regexp.MustCompile(`(^|[^\pL\pN] ?|  )((?:` + oneLetter + ` ){3,}` + oneLetter + `)($|[^\pL\pN]| {2,}|  )`)

// widelySpaced is a line with nothing but one word whose letters wider gaps part.
var widelySpaced = regexp.MustCompile(`^\s*(?:` + oneLetter + ` {2,4}){3,}` + oneLetter + `\s*$`)

const oneLetter = `[\p{Cyrillic}ABCEHKMOPTXaceopxy]`

func joinSpaced(line string) string {
	if strings.Count(line, " ") < 3 {
		return line
	}
	if widelySpaced.MatchString(line) { // «А  Б  В  Г» are columns
		if word := strings.ReplaceAll(line, " ", ""); oneWord(word) && KnownForm(Fold(word)) {
			return word
		}
	}
	for range 8 {
		joined := spaced.ReplaceAllStringFunc(line, func(m string) string {
			p := spaced.FindStringSubmatch(m)
			word := strings.ReplaceAll(p[2], " ", "")
			if !oneWord(word) {
				return m
			}
			return p[1] + word + p[3]
		})
		if joined == line {
			break
		}
		line = joined
	}
	return line
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

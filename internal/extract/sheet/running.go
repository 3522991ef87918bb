package sheet

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// pageNumber is the number of a page in the code of a header, with the words around it.
var pageNumber = regexp.MustCompile(`(?i)(?:(?:страница|стр\.?|лист|page|seite)\s*(?:№\s*)?)?` +
	`&P(?:\s*(?:из|of|von|/)\s*&N)?`)

// RunningText returns the words of a header or a footer of sheets, a line for each of its
// sections, out of its code (ECMA-376, part 1, 18.3.1.46). What the program fills in,
// numbers of pages and names of sheets and files, is left out.
func RunningText(code string) string {
	var b strings.Builder
	for s := pageNumber.ReplaceAllString(code, ""); s != ""; {
		text, rest, found := strings.Cut(s, "&")
		b.WriteString(text)
		if !found || rest == "" {
			break
		}
		if rest[0] >= utf8.RuneSelf { // no code: the letter is the text's
			s = rest
			continue
		}
		s = rest[1:]
		switch c := rest[0]; {
		case c == '&':
			b.WriteByte('&')
		case c == 'L' || c == 'C' || c == 'R':
			b.WriteByte('\n')
		case c == '"': // a font
			_, s, _ = strings.Cut(s, `"`)
		case c == 'K': // a colour: RRGGBB, or a number of the theme with a tint
			n := 0
			for n < min(len(s), 6) && s[n] < utf8.RuneSelf {
				n++
			}
			s = s[n:]
		case c >= '0' && c <= '9': // a size
			s = strings.TrimLeft(s, "0123456789")
		}
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Squeeze trims s and makes every run of white space one space.
func Squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// PlainLines makes line ends "\n", drops control characters, trailing space and
// all but one of a run of empty lines.
func PlainLines(s string) string {
	if strings.ContainsAny(s, "\r\f\v") || strings.Contains(s, "\u2028") || strings.Contains(s, "\u0085") {
		s = lineEnds.Replace(s)
	}
	if hasControls(s) {
		s = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' {
				return -1
			}
			return r
		}, s)
	}
	var out strings.Builder
	out.Grow(len(s))
	empty := 2
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t\u00a0")
		if strings.Count(strings.TrimLeft(line, " \t"), "\t") < 2 { // of prose, not between cells
			line = strings.ReplaceAll(line, "\t", " ")
		}
		if line == "" {
			if empty++; empty > 1 {
				continue
			}
		} else {
			empty = 0
		}
		out.WriteString(line)
		out.WriteByte('\n')
	}
	return strings.TrimRight(out.String(), "\n")
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n", "\u2028", "\n", "\u0085", "\n")

// hasControls reports whether s has characters that PlainLines drops: most texts have
// none, and looking at bytes is quick.
func hasControls(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return strings.Contains(s, "\ufeff") || !utf8.ValidString(s)
}

// JoinLines joins what is not empty.
func JoinLines(parts ...string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

// RunningLines keeps the lines of headers and footers once, without numbers of pages.
func RunningLines(text string) string {
	var out []string
	seen := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.ContainsFunc(line, unicode.IsLetter) && !seen[line] {
			seen[line] = true
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// TrimText returns a string of a file up to its first zero, valid and without space around.
func TrimText(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return strings.TrimSpace(strings.ToValidUTF8(s, ""))
}

// JoinPages puts pages together and tells where each begins.
func JoinPages(pages []string) (text string, starts []int) {
	var b strings.Builder
	for _, p := range pages {
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		starts = append(starts, b.Len())
		b.WriteString(p)
	}
	return b.String(), starts
}

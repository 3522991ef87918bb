package clause

import "strings"

// skip notes where lines begin that are those of another text: a new wording in quotation marks, the contents.
func (p *parser) skip(at, end int) {
	line := strings.TrimLeftFunc(p.text[at:end], isBlank)
	switch {
	case strings.HasPrefix(line, "«") || strings.HasPrefix(line, `"`):
		if at >= p.noQuotes && p.lineEnd > 0 && strings.HasSuffix(p.text[:p.lineEnd], ":") {
			p.quoted(at)
		}
	case len(line) < maxWordLength && p.books > 0 && isContents(strings.TrimRight(line, " :\t\r\u00a0")):
		p.books--
		p.contents(end)
	}
}

// maxWordLength is how many bytes the heading of a table of contents has at most.
const maxWordLength = 40

func isContents(s string) bool {
	return strings.EqualFold(s, "содержание") || strings.EqualFold(s, "оглавление")
}

// quoted sets skipTo to the end of the quotation that a line begins after a colon: the clauses in it are those of
// the act that is changed. A quotation that never ends is none.
func (p *parser) quoted(at int) {
	depth, plain := 0, 0
	for from := at; from < len(p.text); {
		end := len(p.text)
		if i := strings.IndexByte(p.text[from:], '\n'); i >= 0 {
			end = from + i
		}
		line := p.text[from:end]
		depth += strings.Count(line, "«") - strings.Count(line, "»")
		plain += strings.Count(line, `"`)
		tail := strings.TrimRight(line, " .;,\t\r\u00a0")
		if depth <= 0 && plain%2 == 0 && (strings.HasSuffix(tail, "»") || strings.HasSuffix(tail, `"`)) {
			p.skipTo = end
			return
		}
		if m, ok := mark(p.text, from, end); ok && m.kind == Annex && from > at {
			end = from // an annex begins: what stands before it is over
			p.noQuotes = end
			return
		}
		from = end + 1
	}
	p.noQuotes = len(p.text)
}

// How many lines a table of contents has at most, and how many of them a text.
const (
	maxContentsLine = 200
	maxContents     = 20
)

// contents sets skipTo to the end of a table of contents: where the mark that it begins with comes again.
func (p *parser) contents(at int) {
	first := ""
	for range maxContentsLine {
		if at++; at >= len(p.text) {
			return
		}
		end := len(p.text)
		if i := strings.IndexByte(p.text[at:], '\n'); i >= 0 {
			end = at + i
		}
		if m, ok := mark(p.text, at, end); ok {
			if name := p.text[m.start:m.body]; first == "" {
				first = name
			} else if name == first {
				p.skipTo = at
				return
			}
		}
		at = end
	}
}

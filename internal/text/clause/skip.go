package clause

import "strings"

// skip recognises lines that begin another text: a new wording in quotation marks or a table of contents.
func (p *parser) skip(at, end int) {
	line := strings.TrimLeftFunc(p.text[at:end], isBlank)
	switch {
	case strings.HasPrefix(line, "«") || strings.HasPrefix(line, `"`):
		if at >= p.noQuotes && p.lineEnd > 0 && strings.HasSuffix(p.text[:p.lineEnd], ":") {
			p.quoted(at)
		}
	case len(line) < maxWordLength && p.contentsLeft > 0 && isContents(strings.TrimRight(line, " :\t\r\u00a0")):
		p.contentsLeft--
		p.contents(end)
	}
}

// maxWordLength is the maximum length in bytes of the heading of a table of contents.
const maxWordLength = 40

func isContents(s string) bool {
	return strings.EqualFold(s, "содержание") || strings.EqualFold(s, "оглавление")
}

// quoted sets skipTo to the end of the quotation that begins at a line after a colon: clauses inside it belong to the
// act being amended. A quotation that is never closed is ignored.
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
			end = from // an annex begins, so the quotation was never closed
			p.noQuotes = end
			return
		}
		from = end + 1
	}
	p.noQuotes = len(p.text)
}

// Limits on the lines of a table of contents, and on the tables of contents of a text.
const (
	maxContentsLine = 200
	maxContents     = 20
)

// contents sets skipTo to the end of a table of contents, which is where its first entry occurs again.
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

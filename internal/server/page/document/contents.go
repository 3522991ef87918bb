package document

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/text/clause"
	"letopis/web"
)

// Which texts get a table of contents.
const (
	longText   = 8 << 10 // minimum length in bytes
	minParts   = 3
	maxParts   = 60
	maxHeading = 140 // in characters
)

// contents returns the headings of a long text, or nil if it is short or has too few.
func contents(text string, t *clause.Tree) (parts []web.Link) {
	if len(text) < longText {
		return nil
	}
	for i := range t.Len() {
		if !t.IsHeading(i) || len(parts) == maxParts {
			continue
		}
		c := t.Clause(i)
		heading := strings.Join(strings.Fields(text[c.Start:c.Body]+" "+t.Title(i)), " ")
		if utf8.RuneCountInString(heading) <= maxHeading {
			parts = append(parts, web.Link{Href: "#" + t.Anchor(i), Text: heading})
		}
	}
	if len(parts) < minParts {
		return nil
	}
	return parts
}

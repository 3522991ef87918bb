package document

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/text/clause"
	"letopis/web"
)

// Which texts have contents: long ones, of several parts.
const (
	longText   = 8 << 10 // bytes
	minParts   = 3
	maxParts   = 60
	maxHeading = 140 // characters
)

// contents are the headings of a long text; nil for one that has too few to choose from.
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

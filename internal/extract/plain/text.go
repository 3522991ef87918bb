// Package plain reads plain text and CSV in any charset.
//
// Read text.go first.
package plain

import (
	"letopis/internal/extract/format"
	"letopis/internal/extract/posts"
)

// maxNews is above how many bytes a text is no page of news.
const maxNews = 5 << 20

// ReadText reads plain text in any charset: one part, or one for each post of a page of
// news.
func ReadText(f format.File, budget *format.Budget) []format.Part {
	p := format.Part{MediaType: "text/plain"}
	p.Text = format.PlainLines(p.Decode(f.Data, "", budget))
	if len(p.Text) > maxNews {
		return []format.Part{p}
	}
	if found := posts.OfText(f.Name, p, budget); found != nil && len(found) <= budget.MaxParts {
		return found
	}
	return []format.Part{p}
}

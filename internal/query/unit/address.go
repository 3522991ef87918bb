package unit

import (
	"regexp"
	"strings"

	"letopis/index"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// siteAddress is a site or a page of it, however people write it.
var siteAddress = regexp.MustCompile(
	`(?i)^(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+(?:ru|su|com|org|net|info)(?:/\S*)?)$`)

// Address finds a site by its name: with or without http, www and what
// follows the name, or as the words that its name is of.
func (m *Maker) Address(typed string) (Unit, bool) {
	parts := siteAddress.FindStringSubmatch(strings.TrimRight(typed, ".,;:!?)"))
	if parts == nil {
		return Unit{}, false
	}
	site := text.Fold(strings.TrimRight(parts[1], "/"))
	or := index.Or{Best: true}
	var starts []string
	for _, start := range []string{"http://", "https://", "http://www.", "https://www.", "www."} {
		starts = append(starts, start+site)
		or.Exprs = append(or.Exprs, index.Prefix{Field: "exact", Prefix: start + site, Boost: 1})
	}
	var pieces []string
	for _, p := range words.Places(m.text.AnalyzeQuery(site)) {
		pieces = append(pieces, p.Exact)
	}
	or.Exprs = append(or.Exprs, index.Phrase{Field: "exact", Terms: pieces, Boost: 1})
	return Unit{Need: or, Marks: func(to *Marks) {
		for _, p := range starts {
			to.Prefix(p)
		}
		to.Phrase(pieces)
	}}, true
}

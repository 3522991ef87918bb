package query

import (
	"regexp"
	"strings"

	"letopis/index"
	"letopis/internal/text"
)

// siteAddress is a site or a page of it, however people write it.
var siteAddress = regexp.MustCompile(`(?i)^(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+(?:ru|su|com|org|net|info)(?:/\S*)?)$`)

// addressUnit finds a site by its name: with or without http, www and what
// follows the name, or as the words that its name is of.
func (s *Service) addressUnit(typed string) (unit, bool) {
	m := siteAddress.FindStringSubmatch(strings.TrimRight(typed, ".,;:!?)"))
	if m == nil {
		return unit{}, false
	}
	site := text.Fold(strings.TrimRight(m[1], "/"))
	or := index.Or{Best: true}
	var starts []string
	for _, start := range []string{"http://", "https://", "http://www.", "https://www.", "www."} {
		starts = append(starts, start+site)
		or.Exprs = append(or.Exprs, index.Prefix{Field: "exact", Prefix: start + site, Boost: 1})
	}
	var pieces []string
	for _, p := range places(s.text.AnalyzeQuery(site)) {
		pieces = append(pieces, p.Exact)
	}
	or.Exprs = append(or.Exprs, index.Phrase{Field: "exact", Terms: pieces, Boost: 1})
	return unit{need: or, marks: func(m *marks) {
		for _, p := range starts {
			m.prefix(p)
		}
		m.phrase(pieces)
	}}, true
}

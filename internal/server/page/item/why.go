package item

import (
	"fmt"
	"strings"

	"letopis/internal/server/api"
	"letopis/web"
)

// maxWhy limits how many words a page explains.
const maxWhy = 24

// Why explains each highlighted word that was not typed: what it is equivalent to and by which rule, once per word,
// in page order.
func Why(lang web.Lang, hits []api.Hit) (out []string) {
	seen := map[string]bool{}
	add := func(runs []api.Marked) {
		for _, r := range runs {
			if word := strings.ToLower(r.Text); r.Rule != "" && !seen[word] && len(out) < maxWhy {
				seen[word] = true
				out = append(out, fmt.Sprintf(lang.T("why."+r.Rule), word, r.For))
			}
		}
	}
	for _, h := range hits {
		for _, sn := range h.Snippets {
			if sn.Field == "title" {
				add(sn.Runs)
			}
		}
		if sn := bestSnippet(h.Snippets); sn != nil {
			add(sn.Runs)
		}
	}
	return out
}

// Runs converts marked text of the API.
func Runs(list []api.Marked) []web.Run {
	out := make([]web.Run, len(list))
	for i, r := range list {
		out[i] = web.Run{Text: r.Text, Hit: r.Hit, Expansion: r.Rule != ""}
	}
	return out
}

// bestSnippet returns the snippet of the text with most typed words, the first one among equals; nil if there is
// none.
func bestSnippet(list []api.Snippet) *api.Snippet {
	var best *api.Snippet
	most := -1
	for i := range list {
		if list[i].Field == "title" {
			continue
		}
		seen := map[string]bool{}
		score := 0
		for _, r := range list[i].Runs {
			if word := strings.ToLower(r.Text); r.Hit && !seen[word] {
				seen[word] = true
				if score++; r.Rule == "" {
					score += maxWhy // a typed word outweighs any number of equivalents
				}
			}
		}
		if score > most {
			best, most = &list[i], score
		}
	}
	return best
}

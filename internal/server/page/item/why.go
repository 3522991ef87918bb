package item

import (
	"fmt"
	"strings"

	"letopis/internal/server/api"
	"letopis/web"
)

// maxWhy is how many words a page accounts for.
const maxWhy = 24

// Why says of each word that hits mark without its having been typed what it stands for, and by which
// rule: once a word, in the order of the page.
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

// Runs are those of the API as pages show them.
func Runs(list []api.Marked) []web.Run {
	out := make([]web.Run, len(list))
	for i, r := range list {
		out[i] = web.Run{Text: r.Text, Hit: r.Hit, Expansion: r.Rule != ""}
	}
	return out
}

// bestSnippet is the one of the text with most of the words that were typed, the first of equals;
// nil when there is none.
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
					score += maxWhy // what was typed comes before any number of others
				}
			}
		}
		if score > most {
			best, most = &list[i], score
		}
	}
	return best
}

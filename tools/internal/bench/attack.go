package bench

import (
	"math/rand/v2"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"letopis/internal/query"
)

// cursor is that of the next page in an answer.
var cursor = regexp.MustCompile(`"next":"([^"]+)"`)

// attacker is a client that asks for what costs most: one letter and a star, as many words as fit into a query, deep
// pages by cursors, exports of everything, what looks like a regular expression, misspelt words, no word twice.
func attacker(r *rand.Rand, prefixes, words []string) greedy {
	const facets = "region,municipality,settlement,city,program,kind,year,issuer"
	deep, paging := "", false
	return greedy{
		next: func() string {
			n := r.IntN(7)
			paging = n == 2
			switch n {
			case 0:
				return apiPath(string([]rune(prefixes[r.IntN(len(prefixes))])[:1])+"*", "facets", facets, "limit", "100")
			case 1:
				q := ""
				for letters := []rune("абвгдежзиклмнопрстуфхцчшэюя"); len([]rune(q)) < query.MaxQueryLen-2; {
					q += string(letters[r.IntN(len(letters))]) + " "
				}
				return apiPath(q, "facets", facets, "limit", "100")
			case 2:
				if deep != "" {
					return apiPath("", "facets", facets, "limit", "100", "cursor", deep)
				}
				return apiPath("", "facets", facets, "limit", "100", "offset", strconv.Itoa(r.IntN(query.MaxOffset+1)))
			case 3:
				return "/api/v1/export?" + url.Values{"q": {words[r.IntN(len(words))]}, "format": {"csv"}}.Encode()
			case 4:
				return apiPath(strings.Repeat("(.*[а-я]+)*", 1+r.IntN(10))+" "+words[r.IntN(len(words))]+"*", "facets", facets)
			case 5:
				var q []string
				for range 10 {
					w := []rune(words[r.IntN(len(words))])
					w[r.IntN(len(w))] = rune('а' + r.IntN(32))
					q = append(q, string(w))
				}
				return apiPath(strings.Join(q, " ИЛИ "), "facets", facets, "limit", "100")
			}
			return apiPath(words[r.IntN(len(words))], "facets", facets, "collapse", "true", "explain", "true", "limit", "100")
		},
		saw: func(body []byte) {
			if !paging {
				return
			}
			deep = ""
			if m := cursor.FindSubmatch(body); m != nil {
				deep = string(m[1])
			}
		}}
}

package bench

import (
	"net/url"
	"strings"

	"letopis/index"
)

// speller writes queries, which are of stems, as people do: in words that stand
// in documents of the corpus.
type speller struct {
	docs  []*index.Doc
	forms map[string]string // the first form seen of a stem
}

// spell indexes the forms of documents: exact forms and stems share positions.
func spell(docs []*index.Doc) *speller {
	s := &speller{docs, map[string]string{}}
	for _, d := range docs {
		exact := d.Text["exact"]
		for _, t := range d.Text["body"] {
			for len(exact) > 0 && exact[0].Pos < t.Pos {
				exact = exact[1:]
			}
			if _, ok := s.forms[t.Term]; !ok && len(exact) > 0 && exact[0].Pos == t.Pos {
				s.forms[t.Term] = exact[0].Term
			}
		}
	}
	return s
}

// row finds stems that stand one after another and returns the forms they have
// there.
func (s *speller) row(stems []string) ([]string, bool) {
	for _, d := range s.docs {
		body := d.Text["body"]
		for i := 0; i+len(stems) <= len(body); i++ {
			j := 0
			for j < len(stems) && body[i+j].Term == stems[j] && body[i+j].Pos == body[i].Pos+uint32(j) {
				j++
			}
			if j < len(stems) {
				continue
			}
			var out []string
			for _, t := range d.Text["exact"] {
				if t.Pos >= body[i].Pos && t.Pos < body[i].Pos+uint32(j) {
					out = append(out, t.Term)
				}
			}
			if len(out) == j {
				return out, true
			}
		}
	}
	return nil, false
}

// typed is what a reader would type for q; false when a word of it stands in no
// document at hand.
func (s *speller) typed(q Query) (string, bool) {
	switch q.Kind {
	case AllDocs:
		return "", true
	case StartsWith:
		return q.Words[0] + "*", true
	case Typo:
		return q.Words[0], true
	case InRow:
		words, ok := s.row(q.Words)
		return `"` + strings.Join(words, " ") + `"`, ok
	}
	words := make([]string, len(q.Words))
	for i, w := range q.Words {
		var ok bool
		if words[i], ok = s.forms[w]; !ok {
			return "", false
		}
	}
	if q.Kind == AnyOf {
		return strings.Join(words, " ИЛИ "), true
	}
	return strings.Join(words, " "), true
}

// Where searches are answered: the API with ten hits, their snippets and the
// four facets with ten values each, as peers are asked, but for all years; the
// page as people see it, with twenty hits and five facets.
func apiPath(q string, more ...string) string {
	v := url.Values{"facets": {strings.Join(facets, ",")}, "facet_limit": {"10"}, "limit": {"10"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return searchPath("/api/v1/search", q, v)
}

func pagePath(q string) string { return searchPath("/search", q, url.Values{}) }

func searchPath(path, q string, v url.Values) string {
	if q != "" {
		v.Set("q", q)
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

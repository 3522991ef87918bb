package query

import (
	"context"

	"letopis/index"
	"letopis/internal/query/passage"
)

// clearMargin is how far above the second hit the first must stand for one of its clauses
// to be shown as the answer: docs/ranking.md tells how it was chosen.
const clearMargin = 1.15

// minAsked is how many words that are not common must be asked for: of a single one many clauses speak.
const minAsked = 2

// asks is the question of r where its answer may be one that stands out: at the beginning
// of the answer, by relevance, and far enough above the others.
func (a *Answer) asks(ctx context.Context, r Request, q index.Query) (passage.Question, error) {
	if r.CountOnly || r.Cursor != "" || r.Offset > 0 || a.Sort != index.ByRelevance || len(a.Hits) == 0 {
		return passage.None, nil
	}
	asked := passage.Asks(a.Applied)
	if asked == passage.None || a.Groups == 1 || a.Total == 1 {
		return asked, nil
	}
	best := a.Hits
	if a.level.FullFirst && a.Required < a.Words { // these scores tell who has all words, not who stands out
		l := a.level
		l.FullFirst = false
		q.Limit, q.Facets, q.Explain = 2, nil, false
		res, err := a.plan.SearchAt(ctx, q, l)
		if err != nil {
			return passage.None, err
		}
		best = res.Hits
	}
	if len(best) < 2 || best[0].ID != a.Hits[0].ID || best[0].Score < clearMargin*best[1].Score {
		return passage.None, nil
	}
	return asked, nil
}

// Asks reports whether a is the answer to a question that its first hit may answer, see Clause.
func (a *Answer) Asks() bool { return a.question != passage.None }

// Clause returns the clause of body, the text of the first hit of a, that answers the
// question; false where none stands out.
func (s *Service) Clause(a *Answer, body string) (Clause, bool) {
	asked, telling := a.plan.Asked()
	if !a.Asks() || telling < minAsked {
		return Clause{}, false
	}
	return passage.Find(body, s.text.Matches(body, a.Matcher), asked, a.question)
}

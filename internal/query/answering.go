package query

import (
	"letopis/index"
	"letopis/internal/query/passage"
)

// clearMargin is how far above the second hit the first must stand for one of its clauses
// to be shown as the answer: docs/query.md tells how it was chosen.
const clearMargin = 1.15

// leastAsked is how many words must be asked for: of a single one many clauses speak.
const leastAsked = 2

// asks is the question of r where its answer may be one that stands out: at the beginning
// of the answer, by relevance, and far enough above the others.
func (a *Answer) asks(r Request) passage.Question {
	if r.Cursor != "" || r.Offset > 0 || a.Sort != index.ByRelevance || len(a.Hits) == 0 {
		return passage.None
	}
	alone := a.Groups == 1 || a.Total == 1
	if !alone && (len(a.Hits) < 2 || a.Hits[0].Score < clearMargin*a.Hits[1].Score) {
		return passage.None
	}
	return passage.Asks(a.Applied)
}

// Asks reports whether a is the answer to a question that its first hit may answer, see Clause.
func (a *Answer) Asks() bool { return a.question != passage.None }

// Clause returns the clause of body, the text of the first hit of a, that answers the
// question; false where none stands out.
func (s *Service) Clause(a *Answer, body string) (Clause, bool) {
	asked := a.plan.Asked()
	if !a.Asks() || len(asked) < leastAsked {
		return Clause{}, false
	}
	return passage.Find(body, s.text.Matches(body, a.Matcher), asked, a.question)
}

package plan

import (
	"slices"

	"letopis/index"
	"letopis/internal/query/unit"
)

const (
	// reranked is how many of the first hits are put in order by what they say in one place.
	reranked = 60
	// passageWindow is about a sentence, in positions.
	passageWindow = 25
	// beginning is about the first page, in positions: what an act is about.
	beginning = 250
)

// Rerank rewards exact forms, neighbouring words that stay together, and the place in a hit's text that says most of
// what is asked, in whatever words: a long act has all of them somewhere. For least see index.Rerank.
func (p *Plan) Rerank(least int) index.Rerank {
	e := index.Passage{Field: "body", Window: passageWindow, Beginning: beginning,
		Boost: p.weights.Passage, Often: p.weights.Often, Early: p.weights.Early}
	for _, u := range p.units {
		for i, w := range u.Words {
			says := p.sayings(u, i)
			switch {
			case len(says) == 0:
			case !w.Date:
				e.Words = append(e.Words, index.Asked{Term: w.Stem, Says: says})
			case i == 0: // a date or a number is one thing
				e.Words = append(e.Words, index.Asked{Term: says[0].Terms[0], Says: says})
			}
		}
	}
	r := index.Rerank{First: reranked, Least: least, Exprs: p.closeness()}
	if e.Boost > 0 && len(e.Words) >= 2 {
		r.Exprs = append(r.Exprs, e)
	}
	return r
}

// sayings are the ways to say word i of a unit, or all of a date or a number.
func (p *Plan) sayings(u unit.Unit, i int) (out []index.Saying) {
	w := u.Words[i]
	share := 1.0
	if w.Bare {
		share = p.weights.Verb
	}
	for _, s := range u.Says {
		if i < s.From || i >= s.To || w.Date && s.To-s.From < len(u.Words) {
			continue
		}
		say := index.Saying{Weight: share}
		for _, stem := range s.Stems {
			if stem != "" && !slices.Contains(say.Terms, stem) {
				say.Terms = append(say.Terms, stem)
			}
		}
		switch n := len(say.Terms); {
		case n == 0:
			continue
		case w.Date || n == 1 && say.Terms[0] == w.Stem:
		case n == 1:
			say.Weight *= p.weights.Synonym
		default:
			say.Weight *= p.weights.SynonymPhrase
		}
		out = append(out, say)
	}
	return out
}

package bleveindex

import (
	"cmp"
	"slices"
)

// part is a group of scorers whose documents are all among docs: a word in
// several fields, with its exact form and its neighbourhoods.
type part struct {
	scorers []*scorer
	most    float64 // what all can add
	docs    docBits
}

// single makes a part of each scorer, without documents.
func single(scorers []*scorer) []part {
	out := make([]part, len(scorers))
	for i, s := range scorers {
		out[i] = part{scorers: scorers[i : i+1 : i+1], most: s.most}
	}
	return out
}

// parts makes few parts of scorers, of which documents can be told to have some
// and not others: one of each, but for those that add least, as long as they are
// too many and only documents of another part have them.
func (ev *evaluator) parts(scorers []*scorer) []part {
	parts := single(scorers)
	for i := range parts {
		if p := parts[i].scorers[0].p; p != nil && p.bits != nil {
			parts[i].docs = p.bits
			continue
		}
		parts[i].docs = ev.mem.bits(ev.g.n)
		parts[i].scorers[0].mark(parts[i].docs)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.most, a.most) })
	for i := len(parts) - 1; i > 0 && len(parts) > mostParts; i-- {
		p := parts[i]
		if home := p.home(parts[:i]); home != nil {
			home.scorers, home.most = append(home.scorers, p.scorers...), (home.most+p.most)*slack
			parts = slices.Delete(parts, i, i+1)
		}
	}
	return parts
}

// home finds a part that has all documents of p.
func (p *part) home(parts []part) *part {
	for i := range parts {
		if p.docs.within(parts[i].docs) {
			return &parts[i]
		}
	}
	return nil
}

// mark adds the documents that may score.
func (s *scorer) mark(to docBits) {
	switch {
	case s.p == nil:
		for _, p := range s.parts {
			p.mark(to)
		}
	case s.p.bits != nil:
		to.or(s.p.bits)
	default:
		for _, d := range s.p.docs {
			to.set(d)
		}
	}
}

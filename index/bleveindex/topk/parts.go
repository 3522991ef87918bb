package topk

import (
	"cmp"
	"slices"

	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/score"
)

// part is a group of scorers whose documents are all among docs: a word in
// several fields, with its exact form and its neighbourhoods.
type part struct {
	scorers    []*score.Scorer
	upperBound float64 // of what all add
	docs       docset.Bits
}

// partOfEach makes a part of each scorer, without documents.
func partOfEach(scorers []*score.Scorer) []part {
	out := make([]part, len(scorers))
	for i, s := range scorers {
		out[i] = part{scorers: scorers[i : i+1 : i+1], upperBound: s.UpperBound()}
	}
	return out
}

// groupParts makes few parts of scorers, of which documents have some and not
// others: one of each, but for those that add least, as long as they are too many
// and only documents of another part have them.
func groupParts(mem *docset.Arena, universe int, scorers []*score.Scorer) []part {
	parts := partOfEach(scorers)
	for i := range parts {
		if parts[i].docs = parts[i].scorers[0].Bits(); parts[i].docs != nil {
			continue
		}
		parts[i].docs = mem.Bits(universe)
		parts[i].scorers[0].Mark(parts[i].docs)
	}
	sortParts(parts)
	for i := len(parts) - 1; i > 0 && len(parts) > maxParts; i-- {
		p := parts[i]
		if host := p.superset(parts[:i]); host != nil {
			host.scorers = append(host.scorers, p.scorers...)
			host.upperBound = (host.upperBound + p.upperBound) * score.Slack
			parts = slices.Delete(parts, i, i+1)
		}
	}
	return parts
}

// sortParts puts those that can add most first.
func sortParts(parts []part) {
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.upperBound, a.upperBound) })
}

// superset finds a part that has all documents of p.
func (p *part) superset(parts []part) *part {
	for i := range parts {
		if p.docs.SubsetOf(parts[i].docs) {
			return &parts[i]
		}
	}
	return nil
}

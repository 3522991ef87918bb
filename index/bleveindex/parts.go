package bleveindex

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
		out[i] = part{scorers: []*scorer{s}, most: s.most}
	}
	return out
}

// parts splits a scorer into few parts, of which documents can be told to have
// some and not others: its leaves, or where these are many, the sums of leaves
// that the query's words have become. What only documents of another part have
// goes there.
func (ev *evaluator) parts(s *scorer) []part {
	parts := ev.grouped(s.flat(nil, false))
	if len(parts) > mostParts {
		parts = ev.grouped(s.flat(nil, true))
	}
	return parts
}

func (ev *evaluator) grouped(scorers []*scorer) []part {
	parts := single(scorers)
	for i, s := range scorers {
		if s.p != nil && s.p.bits != nil {
			parts[i].docs = s.p.bits
			continue
		}
		parts[i].docs = ev.mem.bits(ev.g.n)
		s.mark(parts[i].docs)
		parts[i].scorers = s.flat(nil, false)
	}
	out := parts[:0]
	for i, p := range parts {
		// Parts before i have moved to the front of the list, those behind are
		// where they were.
		if home := p.home(out, parts[i+1:]); home != nil {
			home.scorers, home.most = append(home.scorers[:len(home.scorers):len(home.scorers)], p.scorers...), (home.most+p.most)*slack
		} else {
			out = append(out, p)
		}
	}
	return out
}

// home finds another part that has all documents of p.
func (p *part) home(lists ...[]part) *part {
	for _, list := range lists {
		for i := range list {
			if p.docs.within(list[i].docs) {
				return &list[i]
			}
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
		for i, w := range s.p.bits[:len(to)] {
			to[i] |= w
		}
	default:
		for _, d := range s.p.docs {
			to.set(d)
		}
	}
}

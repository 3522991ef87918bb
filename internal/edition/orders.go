package edition

import (
	"slices"
	"strconv"
	"strings"

	"letopis/internal/text/clause"
)

// orders adds the changes that a sentence orders. A sentence that was not understood completely is reported as a
// whole.
func (r *reader) orders(s *sentence, said *statement, sc scope) {
	if r.ofWholeActs(said, sc) {
		return
	}
	why := sc.why
	if said.why != "" {
		why = said.why
	}
	if why != "" {
		r.unread(s, sc, why)
		return
	}
	var changes []Change
	for i := range said.orders {
		o := &said.orders[i]
		made, why := r.changes(o, sc)
		if why != "" {
			r.unread(s, sc, why)
			return
		}
		changes = append(changes, made...)
	}
	for _, c := range changes {
		c.Source, c.Ref = s.at, sc.ref
		r.out = append(r.out, c)
	}
}

// ofWholeActs reports whether a sentence repeals whole acts and says nothing about their texts.
func (r *reader) ofWholeActs(said *statement, sc scope) bool {
	o := &said.orders[0]
	if o.verb != repeal && o.verb != exclude || len(o.where.Steps) > 0 || o.where.Thing != "" || len(o.added) > 0 {
		return false
	}
	for _, w := range o.words {
		if len(w) > 0 {
			return false
		}
	}
	return said.act && len(said.orders) == 1 && len(sc.where.Steps) == 0
}

// changes returns the changes of one order, or why its meaning is unclear.
func (r *reader) changes(o *order, sc scope) (out []Change, why Reason) {
	own := o.where
	// «в наименовании и по тексту» means everywhere
	if n := len(own.Steps); o.each && n == 1 && own.Steps[0].Kind == Title {
		own.Steps = nil
	}
	places, ok := orderPlaces(sc.where, own)
	if !ok {
		return nil, Unread
	}
	count := func(x role) int { return len(o.words[x]) }
	switch {
	case o.bends:
		return nil, Inflected
	case o.after && (o.verb != supply || len(o.added) == 0):
		return nil, Unread
	case o.verb == renumber:
		return renumbered(o, places)
	case o.verb == change && count(oldWords) > 0 && count(newWords) > 0 && count(behind)+count(ahead)+count(fresh) == 0 &&
		len(o.added) == 0:
		return replacements(o, places)
	case o.verb == exclude && count(oldWords) > 0 && count(newWords)+count(behind)+count(ahead)+count(fresh) == 0:
		for _, w := range o.words[oldWords] {
			out = forPlaces(out, places, Change{Op: Exclude, Old: w.s, NewAt: -1, Each: o.each})
		}
		return out, ""
	case o.verb == supply && count(newWords) == 1 && count(oldWords)+count(fresh)+len(o.added) == 0 &&
		count(behind)+count(ahead) <= 1 && len(places) == 1:
		return insertions(o, places[0]), ""
	case o.each || count(oldWords)+count(newWords)+count(behind)+count(ahead) > 0:
		return nil, Unread
	}
	return r.clauses(o, places)
}

// orderPlaces returns the places of an order, several if the last step has several numbers.
func orderPlaces(above, own Place) (out []Place, ok bool) {
	byKind := map[Kind][]Step{}
	for _, s := range own.Steps {
		byKind[s.Kind] = append(byKind[s.Kind], s)
	}
	last := Kind(0)
	for k := range byKind {
		last = max(last, k)
	}
	several := byKind[last]
	if len(several) <= 1 {
		p, ok := above.with(own)
		return []Place{p}, ok
	}
	rest := slices.DeleteFunc(slices.Clone(own.Steps), func(s Step) bool { return s.Kind == last })
	for _, s := range several {
		p, ok := above.with(Place{own.Thing, append(slices.Clone(rest), s)})
		if !ok {
			return nil, false
		}
		out = append(out, p)
	}
	return out, true
}

// forPlaces appends a change for each of the places.
func forPlaces(out []Change, places []Place, c Change) []Change {
	for _, p := range places {
		c.Where = p
		out = append(out, c)
	}
	return out
}

// replacements returns replacements of words: one new wording for each old one, or one for all.
func replacements(o *order, places []Place) (out []Change, why Reason) {
	olds, news := o.words[oldWords], o.words[newWords]
	if len(news) > 1 && (len(olds) != len(news) || !o.pairs && len(olds) > 1) {
		return nil, Unread
	}
	for i, w := range olds {
		n := news[0]
		if len(news) > 1 {
			n = news[i]
		}
		out = forPlaces(out, places, Change{Op: Replace, Old: w.s, New: n.s, NewAt: n.at.Start, Each: o.each})
	}
	return out, ""
}

// insertions returns insertions of words before, after or at the end of others.
func insertions(o *order, where Place) []Change {
	n := o.words[newWords][0]
	c := Change{Op: Append, Where: where, New: n.s, NewAt: n.at.Start, Each: o.each}
	for _, x := range []role{behind, ahead} {
		for _, w := range o.words[x] {
			c.Op, c.Old, c.Before = Insert, w.s, x == ahead
		}
	}
	return []Change{c}
}

// clauses returns changes of whole clauses: a new wording, an addition, a removal.
func (r *reader) clauses(o *order, places []Place) (out []Change, why Reason) {
	c := Change{NewAt: -1}
	worded := len(o.words[fresh]) == 1
	switch {
	case len(o.words[fresh]) > 1 || worded && o.annex != nil || len(o.annex) > 1 && len(o.annex) != len(places):
		return nil, Unread
	case len(o.annex) > 1: // «приложения 1 и 2 согласно приложениям 3 и 4»
		for i := range o.annex {
			one := *o
			one.annex = o.annex[i : i+1]
			more, why := r.clauses(&one, places[i:i+1])
			if why != "" {
				return nil, why
			}
			out = append(out, more...)
		}
		return out, ""
	case worded && o.words[fresh][0].s == "":
		return nil, NoWording
	case worded:
		c.New, c.NewAt = o.words[fresh][0].s, o.words[fresh][0].at.Start
	case o.annex != nil:
		at, ok := r.annex(o.annex[0], places[0], o.ofList)
		if !ok {
			return nil, NoWording
		}
		c.New, c.NewAt, c.Annex = r.text[at.Start:at.End], at.Start, true
	}
	last := func(p Place) (Step, bool) {
		if len(p.Steps) == 0 {
			return Step{}, false
		}
		return p.Steps[len(p.Steps)-1], true
	}
	switch {
	case (o.verb == repeal || o.verb == exclude) && !worded && o.annex == nil && len(o.added) == 0:
		c.Op = Repeal
		if o.verb == exclude {
			c.Op = Drop
		}
		if _, ok := last(places[0]); !ok {
			return nil, Unread
		}
		return forPlaces(nil, places, c), ""
	case o.verb == restate && len(o.added) == 0:
		s, ok := last(places[0])
		if !worded && (o.annex == nil || ok && !mayBeInAnnexOfAct(s.Kind) || !ok && places[0].Thing == "") {
			return nil, NoWording
		}
		if worded && !ok {
			return nil, Unread
		}
		c.Op = Restate
		if len(places) > 1 && (worded || s.Kind != Table) {
			return splitWordings(c, places)
		}
		return forPlaces(nil, places, c), ""
	case o.verb == supply && len(o.added) > 0 && len(places) == 1:
		return additions(o, places[0], c, worded)
	case !worded && (o.verb == restate || o.verb == supply):
		return nil, NoWording
	}
	return nil, Unread
}

// additions returns additions of clauses, sentences and paragraphs.
func additions(o *order, where Place, c Change, worded bool) (out []Change, why Reason) {
	c.Where, c.Added = where, o.added[0]
	c.Op = Add
	if o.after {
		n := len(where.Steps) - 1
		if n < 0 || where.Steps[n].Kind != c.Added.Kind {
			return nil, Unread
		}
		c.Where.Steps, c.Behind = where.Steps[:n], where.Steps[n]
	}
	switch k := c.Added.Kind; {
	case k == Annex:
		if len(o.added) > 1 || worded || o.annex == nil || c.Added.Number == "" {
			return nil, NoWording
		}
		return []Change{c}, ""
	case !worded:
		return nil, NoWording
	case k == Sentence || k == Paragraph:
		c.Op = AddText
		if len(o.added) > 1 {
			return nil, Unread
		}
		if at, err := strconv.Atoi(c.Behind.Number); c.Behind != (Step{}) {
			if err != nil || k == Sentence || c.Added.Number != "" {
				return nil, Unread
			}
			c.Added.Number = itoa(at + 1)
			return []Change{c}, ""
		}
	}
	numbers := make([]string, len(o.added))
	for i, s := range o.added {
		if s.Kind != c.Added.Kind {
			return nil, Unread
		}
		numbers[i] = s.Number
	}
	c.Added.Number = strings.Join(numbers, " ")
	return []Change{c}, ""
}

// mayBeInAnnexOfAct reports whether an annex of the amending act may contain the new wording of a place of this kind.
func mayBeInAnnexOfAct(k Kind) bool { return k == Annex || k == Passport || k == Section || k == Table }

// splitWordings splits a quotation with new wordings of several places by their numbers.
func splitWordings(c Change, places []Place) (out []Change, why Reason) {
	type part struct {
		number string // or the first cell
		at     int
	}
	var parts []part
	if k := places[0].Steps[len(places[0].Steps)-1].Kind; k == Row {
		at := 0
		for line := range strings.Lines(c.New) {
			first, _, tabs := strings.Cut(line, "\t")
			if !tabs {
				return nil, Unread
			}
			parts = append(parts, part{first, at})
			at += len(line)
		}
	} else {
		tree := clause.Parse(c.New)
		for i := range tree.Len() {
			if x := tree.Clause(i); x.Parent < 0 {
				parts = append(parts, part{x.Number, x.Start})
			}
		}
	}
	if len(parts) != len(places) || parts[0].at != 0 {
		return nil, Unread
	}
	for i, p := range places {
		last := p.Steps[len(p.Steps)-1]
		if last.Number != "" && arabic(parts[i].number) != arabic(last.Number) ||
			last.Number == "" && !equalFolded(parts[i].number, last.Name) {
			return nil, Unread
		}
		end := len(c.New)
		if i+1 < len(parts) {
			end = parts[i+1].at
		}
		one := c
		at := trim(c.New, Span{parts[i].at, end})
		one.Where, one.New, one.NewAt = p, c.New[at.Start:at.End], c.NewAt+at.Start
		out = append(out, one)
	}
	return out, ""
}

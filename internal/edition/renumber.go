package edition

import (
	"slices"
	"strconv"
	"strings"
)

// renumbered returns the renumbering of clauses or rows.
func renumbered(o *order, places []Place) (out []Change, why Reason) {
	n := len(places[0].Steps) - 1
	if n < 0 || len(o.added) != len(places) || o.annex != nil {
		return nil, Unread
	}
	for r := range o.words {
		if len(o.words[r]) > 0 {
			return nil, Unread
		}
	}
	var olds, news []string
	for i, p := range places {
		last := p.Steps[len(p.Steps)-1]
		if len(p.Steps) != n+1 || last.Kind != o.added[i].Kind || last.Number == "" || o.added[i].Number == "" ||
			last.Kind == Paragraph || last.Kind == Column {
			return nil, Unread
		}
		olds, news = append(olds, last.Number), append(news, o.added[i].Number)
	}
	return []Change{{Op: Renumber, Where: Place{places[0].Thing, places[0].Steps[:n]}, Old: strings.Join(olds, " "),
		Added: Step{Kind: o.added[0].Kind, Number: strings.Join(news, " ")}, NewAt: -1}}, ""
}

// renumber renumbers clauses or rows. References to them in the text are left unchanged.
func (d *draft) renumber(c *Change, t target) (out []edit, why Reason) {
	olds, news := strings.Fields(c.Old), strings.Fields(c.Added.Number)
	for i, n := range news {
		if numberStyle(n) != numberStyle(olds[i]) || rank(n) == 0 || i > 0 && rank(n) <= rank(news[i-1]) {
			return nil, Number
		}
		if !slices.ContainsFunc(olds, func(s string) bool { return arabic(s) == arabic(n) }) {
			if _, why := d.follow(t, Step{Kind: c.Added.Kind, Number: n}); why != NoClause {
				return nil, Exists
			}
		}
	}
	for i, n := range olds {
		at, why := d.follow(t, Step{Kind: c.Added.Kind, Number: n})
		if why != "" {
			return nil, why
		}
		mark := Span{at.Start, at.body}
		if at.kind == Row && !d.hasNoContinuation(at.Span, true) || at.at >= 0 && d.numbersWithin(at) {
			return nil, Bounds // «4.1» within «4» would have to change, too
		}
		own := n
		if at.at >= 0 {
			own = d.tree.Clause(at.at).Number
		}
		k := strings.Index(d.text[mark.Start:mark.End], own)
		if k < 0 {
			return nil, Bounds
		}
		mark = Span{mark.Start + k, mark.Start + k + len(own)}
		out = append(out, edit{mark, news[i], -1})
		if at.at >= 0 && !d.inOrder(at.at, olds, news) {
			return nil, Number
		}
	}
	return out, ""
}

// inOrder reports whether a clause with its new number fits between its neighbours.
func (d *draft) inOrder(i int, olds, news []string) bool {
	value := func(k int) int {
		n := d.tree.Clause(k).Number
		if at := slices.IndexFunc(olds, func(s string) bool { return arabic(s) == arabic(n) }); at >= 0 {
			n = news[at]
		}
		return rank(n)
	}
	c := d.tree.Clause(i)
	sibling := func(k int) bool {
		x := d.tree.Clause(k)
		return x.Parent == c.Parent && x.Kind == c.Kind && strings.Count(x.Number, ".") == strings.Count(c.Number, ".")
	}
	for k := i - 1; k > c.Parent && k >= 0; k-- {
		if d.read += clauseWork; sibling(k) {
			if value(k) >= value(i) {
				return false
			}
			break
		}
	}
	for k := i + 1; k < d.tree.Len() && (c.Parent < 0 || d.tree.Clause(k).Start < d.tree.Clause(c.Parent).End); k++ {
		if d.read += clauseWork; sibling(k) {
			return value(i) < value(k)
		}
	}
	return true
}

// rank orders numbers of a list by their last part, or letters by the alphabet; 0 if n is neither.
func rank(n string) int {
	if i := strings.Index(letters, n); i >= 0 {
		return i + 1
	}
	n = arabic(n)
	v, err := strconv.Atoi(n[strings.LastIndexByte(n, '.')+1:])
	if err != nil {
		return 0
	}
	return v
}

// numbersWithin reports whether other clauses have numbers that extend that of t.
func (d *draft) numbersWithin(t target) bool {
	number := d.tree.Clause(t.at).Number + "."
	_, hi := d.within(t)
	d.read += (hi - t.at) * clauseWork
	for i := t.at + 1; i < min(hi+1, d.tree.Len()); i++ {
		if strings.HasPrefix(d.tree.Clause(i).Number, number) {
			return true
		}
	}
	return false
}

// numberStyle distinguishes numbers, Roman numerals and letters.
func numberStyle(n string) int {
	switch {
	case n[0] >= '0' && n[0] <= '9':
		return strings.Count(n, ".")
	case arabic(n) != strings.ToLower(n):
		return bracketStyle
	}
	return letterStyle
}

// maxRenumbered limits the renumbering instructions of an act.
const maxRenumbered = 100

// markRenumbered marks the changes of an act that refer to numbers which the act itself changes: it is uncertain
// whether they mean the old or the new ones.
func markRenumbered(changes []Outcome) {
	for i, n := 0, 0; i < len(changes); i++ {
		c := &changes[i]
		if c.Op != Renumber || c.Why != "" {
			continue
		}
		if n++; n > maxRenumbered {
			c.Why = TooMuch
			continue
		}
		olds, news := strings.Fields(c.Old), strings.Fields(c.Added.Number)
		has := func(list []string, n string) bool {
			return slices.ContainsFunc(list, func(s string) bool { return arabic(s) == arabic(n) })
		}
		for k := range changes {
			o := &changes[k]
			switch {
			case k == i || o.Why != "" || !mayOverlap(c.Where, o.Where):
			case o.Op == Add && o.Added.Kind == c.Added.Kind: // a vacated number may be given to a new clause
				for _, n := range strings.Fields(o.Added.Number) {
					if has(news, n) && !has(olds, n) {
						c.Why = Renumbered
					}
				}
			case k < i:
			case o.Op == Renumber && o.Added.Kind == c.Added.Kind:
				for _, n := range append(strings.Fields(o.Old), strings.Fields(o.Added.Number)...) {
					if has(olds, n) || has(news, n) {
						o.Why = Renumbered
					}
				}
			case slices.ContainsFunc(o.Where.Steps, func(s Step) bool {
				return s.Kind == c.Added.Kind && (has(olds, s.Number) || has(news, s.Number))
			}):
				o.Why = Renumbered
			}
		}
	}
}

// mayOverlap reports whether two paths may lead to the same place, because none of their steps distinguishes them.
func mayOverlap(a, b Place) bool {
	for _, s := range a.Steps {
		for _, o := range b.Steps {
			if s.Kind == o.Kind && s.Number != "" && o.Number != "" && arabic(s.Number) != arabic(o.Number) {
				return false
			}
		}
	}
	return a.Thing == "" || b.Thing == "" || a.Thing == b.Thing
}

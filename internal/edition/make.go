package edition

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Maker applies the changes of acts to the text of another one, act by act. It must not be used concurrently.
type Maker struct {
	base   Base
	d      *draft
	acts   int
	out    []Outcome
	pause  func(context.Context) error
	paused int // d.read at the last pause
}

// New returns a Maker for an act. pause is called between pieces of work; its error ends the work.
func New(base Base, pause func(context.Context) error) *Maker {
	d := &draft{text: base.Text, title: base.Title, pieces: []Piece{{Span{0, len(base.Text)}, -1, 0}}}
	m := &Maker{base: base, d: d, pause: pause}
	d.isAdded = func(change int) bool { return m.out[change].Op == Add }
	return m
}

// Act applies the changes of the next act and returns how many there are, applied or not, up to MaxChanges for all acts
// together. They refer to the text as the act found it, but a clause may be added after one that the same act has
// added.
func (m *Maker) Act(ctx context.Context, act Act) (int, error) {
	first := len(m.out)
	m.d.read += len(act.Text)
	for _, c := range Read(act.Text) {
		why, mine := c.of(m.base.Ref, act.Only)
		if !mine {
			continue
		}
		if len(m.out) == MaxChanges {
			if first < MaxChanges {
				m.out[MaxChanges-1].Why = TooMuch // stands for all further changes
			}
			break
		}
		m.out = append(m.out, Outcome{Act: m.acts, Change: c, Why: why})
	}
	m.acts++
	markRenumbered(m.out[first:])
	return len(m.out) - first, m.make(ctx, first)
}

// Spent reports whether the limits of the work are reached: changes of further acts would only be reported as not made.
func (m *Maker) Spent() bool {
	return m.d.read > maxRead || len(m.d.text) > MaxText || len(m.out) >= MaxChanges
}

// Wording returns the text of the act after the changes so far.
func (m *Maker) Wording() *Wording { return &Wording{m.d.text, m.d.pieces, m.out} }

// of reports whether a change concerns the base (mine), and why that is uncertain.
func (c *Change) of(base Ref, only bool) (why Reason, mine bool) {
	switch {
	case c.Ref == (Ref{}):
		if !only {
			return WhichAct, true
		}
		return c.Why, true
	case c.Ref.same(base):
		if !only && !strings.EqualFold(c.Ref.Number, strings.ReplaceAll(base.Number, " ", "")) {
			return WhichAct, true // «77» and «77-р» of the same day are two acts
		}
		return c.Why, true
	case base.Number == "" && only:
		return c.Why, true
	}
	return "", false
}

// same reports whether two references agree in day and number, ignoring letters.
func (r Ref) same(o Ref) bool {
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == '/' {
				return r
			}
			return -1
		}, s)
	}
	return digits(r.Number) == digits(o.Number) && r.Day == o.Day
}

// maxRounds is how often the changes of an act are tried, because earlier ones may add clauses that others refer to.
const maxRounds = 8

// make applies the changes from index first on.
func (m *Maker) make(ctx context.Context, first int) error {
	var left []int
	for i := first; i < len(m.out); i++ {
		if m.out[i].Why == "" {
			left = append(left, i)
		}
	}
	for round := 0; round < maxRounds && len(left) > 0; round++ {
		if err := m.rest(ctx); err != nil {
			return err
		}
		m.d.parse()
		var all []placed
		var err error
		if all, left, err = m.round(ctx, left); err != nil || len(all) == 0 {
			return err
		}
		m.d.rebuild(all)
	}
	return nil
}

// rest calls pause.
func (m *Maker) rest(ctx context.Context) error {
	m.paused = m.d.read
	return m.pause(ctx)
}

// round computes the edits of changes, and which changes to try again.
func (m *Maker) round(ctx context.Context, left []int) (all []placed, again []int, err error) {
	d := m.d
	given := slices.ContainsFunc(left, func(i int) bool { return m.out[i].Op == Renumber })
	for _, i := range left {
		if d.read-m.paused > pacedBytes {
			if err := m.rest(ctx); err != nil {
				return nil, nil, err
			}
		}
		o := &m.out[i]
		if d.read > maxRead || len(d.text) > MaxText {
			o.Why = TooMuch
			continue
		}
		edits, why := d.edits(&o.Change)
		if why == "" && o.Each {
			edits = m.left(edits, all, o.Old)
		}
		if why == "" && !join(&all, edits, i) {
			why = Overlap
		}
		if o.Why = why; why != "" {
			if o.Op == Add && (why == NoPlace || why == Exists && given) {
				again = append(again, i)
			}
			continue
		}
		for k := 0; k < len(edits) && o.Was == ""; k++ {
			o.Was = strings.TrimSpace(d.text[edits[k].Start:edits[k].End])
		}
	}
	return all, again, nil
}

// left removes the edits of words that are changed everywhere, where a new wording of the place does not contain
// them.
func (m *Maker) left(edits []edit, all []placed, old string) []edit {
	return slices.DeleteFunc(edits, func(e edit) bool {
		i, _ := slices.BinarySearchFunc(all, e, comparePlaced)
		for _, p := range all[max(0, i-2):min(len(all), i+1)] {
			if p.Start <= e.Start && e.End <= p.End && m.out[p.change].Op == Restate && !strings.Contains(p.s, old) {
				return true
			}
		}
		return false
	})
}

// placed is an edit of a change.
type placed struct {
	edit
	change int
}

// join merges the edits of a change into those of others in text order; false if they overlap.
func join(all *[]placed, edits []edit, change int) bool {
	for _, e := range edits {
		i, _ := slices.BinarySearchFunc(*all, e, comparePlaced)
		for j := max(0, i-2); j < min(len(*all), i+2); j++ {
			if overlap((*all)[j].Span, e.Span) {
				return false
			}
		}
	}
	for _, e := range edits {
		i, _ := slices.BinarySearchFunc(*all, e, comparePlaced)
		// after earlier insertions at the same place
		for i < len(*all) && (*all)[i].Start == e.Start && (*all)[i].End <= e.Start {
			i++
		}
		*all = slices.Insert(*all, i, placed{e, change})
	}
	return true
}

func comparePlaced(a placed, e edit) int {
	return cmp.Or(cmp.Compare(a.Start, e.Start), cmp.Compare(a.End, e.End))
}

// overlap reports whether two spans overlap or one is inside the other.
func overlap(a, b Span) bool {
	if a.Start == a.End || b.Start == b.End {
		return a.Start < b.Start && b.Start < a.End || b.Start < a.Start && a.Start < b.End
	}
	return a.Start < b.End && b.Start < a.End
}

// rebuild applies edits, which must be in text order.
func (d *draft) rebuild(edits []placed) {
	var b strings.Builder
	var out []Piece
	at, k := 0, 0 // how much of the old text was copied; the piece at that position
	keep := func(to int) {
		for ; k < len(d.pieces); k++ {
			p := d.pieces[k]
			from, end := max(p.Start, at), min(p.End, to)
			if from < end || p.Start == p.End && p.Start >= at && p.Start <= to {
				n := b.Len()
				b.WriteString(d.text[from:max(from, end)])
				src := p.From
				if src >= 0 {
					src += from - p.Start
				}
				out = append(out, Piece{Span{n, b.Len()}, p.Change, src})
			}
			if p.End > to {
				break
			}
		}
		at = to
	}
	title := d.title
	for _, e := range edits {
		keep(e.Start)
		n := b.Len()
		b.WriteString(e.s)
		out = append(out, Piece{Span{n, b.Len()}, e.change, e.from})
		title = title.shifted(d.title, e)
		at = e.End
		for k < len(d.pieces) && d.pieces[k].End <= at && d.pieces[k].Start < at {
			k++
		}
	}
	keep(len(d.text))
	d.text, d.pieces, d.title = b.String(), out, title
}

// shifted returns a span after an edit; old is the span before all edits.
func (s Span) shifted(old Span, e placed) Span {
	by := len(e.s) - (e.End - e.Start)
	if e.Start < old.Start {
		s.Start += by
	}
	if e.Start < old.End {
		s.End += by
	}
	return s
}

package edition

import (
	"strconv"
	"strings"

	"letopis/internal/text/clause"
)

// Scopes of a search outside of annexes.
const (
	inAct    = -1 // in the act itself, not in its annexes
	anywhere = -2
)

// target is the place that a path leads to.
type target struct {
	Span     // the whole place, including the marker of a clause
	body int // start of the text after the marker
	at   int // index of the clause; -1 if it is not one
	kind Kind
	in   int // the enclosing annex, or a scope
	// cells are the cells of a table column; nil for other targets.
	cells []Span
}

// draft is the text being amended.
type draft struct {
	text     string
	title    Span
	tree     *clause.Tree
	annex    []int            // the innermost annex of each clause, possibly itself, or inAct
	annexes  []int            // the outermost annexes
	numbered map[string][]int // clauses by number
	pieces   []Piece
	read     int                   // bytes parsed and searched so far
	isAdded  func(change int) bool // reports whether a change added a clause
}

// parse parses the clauses of the text.
func (d *draft) parse() {
	d.tree = clause.Parse(d.text)
	d.read += len(d.text)
	d.annex, d.annexes, d.numbered = make([]int, d.tree.Len()), nil, map[string][]int{}
	for i := range d.annex {
		c := d.tree.Clause(i)
		n := arabic(c.Number)
		d.numbered[n] = append(d.numbered[n], i)
		if c.Kind == clause.Annex && c.Parent < 0 {
			d.annexes = append(d.annexes, i)
		}
		switch {
		case c.Kind == clause.Annex:
			d.annex[i] = i
		case c.Parent < 0:
			d.annex[i] = inAct
		default:
			d.annex[i] = d.annex[c.Parent]
		}
	}
}

// outer returns the annex that contains an annex, or inAct.
func (d *draft) outer(annex int) int {
	if p := d.tree.Clause(annex).Parent; p >= 0 {
		return d.annex[p]
	}
	return inAct
}

// find returns the target of a path.
func (d *draft) find(p Place) (t target, why Reason) {
	t = target{Span: Span{0, len(d.text)}, at: -1, in: inAct}
	if p.Thing != "" {
		if t, why = d.thing(p.Thing, len(p.Steps) > 0); why != "" {
			return t, why
		}
	} else if len(d.annexes) == 0 {
		t.in = anywhere
	}
	for i, s := range p.Steps {
		if i == 0 && p.Thing != "" && s.Number == "" && d.denotes(t, s) { // «в приложении: паспорт программы»
			continue
		}
		next, why := d.follow(t, s)
		// «в разделе II» of a programme, though the instruction names its act
		if why == NoClause && i == 0 && p.Thing == "" && mayBeInAnnex(s) {
			t.in = anywhere
			next, why = d.follow(t, s)
		}
		if why == NoClause && i == 0 && p.Thing != "" && d.denotes(t, s) { // «в приложении: в пункте 3 Порядка»
			continue
		}
		if why != "" {
			return next, why
		}
		t = next
	}
	return t, ""
}

// denotes reports whether a step denotes the annex that has already been reached.
func (d *draft) denotes(t target, s Step) bool {
	return s.Kind == Annex && t.at >= 0 && (s.Number == "" || arabic(d.tree.Clause(t.at).Number) == arabic(s.Number))
}

// mayBeInAnnex reports whether a place missing from the act itself may be in one of its annexes: the body of an act has
// plain clauses only, so a step of another kind is certainly elsewhere.
func mayBeInAnnex(s Step) bool {
	return s.Kind != Item && s.Kind != Subitem && s.Kind != Paragraph || s.Kind == Item && strings.Contains(s.Number, ".")
}

// headBytes is how far after its stamp the heading of an annex is searched for, in bytes.
const headBytes = 300

// thing finds the annex with what an act approves, by its heading; if in is set, also the only annex whose heading
// does not say.
func (d *draft) thing(stem string, in bool) (t target, why Reason) {
	var headed []int
	mute := false
	for _, i := range d.annexes {
		c := d.tree.Clause(i)
		d.read += headBytes
		from := stampEnd(d.text, c.Start, c.End)
		switch firstThing(d.text[from:min(c.End, from+headBytes)]) {
		case stem:
			headed = append(headed, i)
		case "":
			mute = true
		}
	}
	switch {
	case len(d.annexes) == 0:
		return target{Span: Span{0, len(d.text)}, at: -1, in: anywhere}, ""
	case len(d.annexes) == 1 && mute && in:
		return d.clause(d.annexes[0], Annex), ""
	case len(headed) == 1:
		return d.clause(headed[0], Annex), ""
	case len(headed) == 0:
		return t, NoClause
	}
	return t, Clauses
}

// firstThing returns the stem of the first word in a heading that denotes something approved: «Положение о порядке
// …».
func firstThing(heading string) string {
	for w := range strings.FieldsFuncSeq(strings.ToLower(heading), func(r rune) bool { return !isWord(r) }) {
		if t := thing(w); t != "" {
			return t
		}
	}
	return ""
}

// clause returns the i-th clause as a target.
func (d *draft) clause(i int, k Kind) target {
	c := d.tree.Clause(i)
	return target{Span: Span{c.Start, c.End}, body: c.Body, at: i, kind: k, in: d.annex[i]}
}

// follow takes one step from a place.
func (d *draft) follow(t target, s Step) (target, Reason) {
	switch {
	case s.Kind == Title:
		if t.at >= 0 || d.title == (Span{}) {
			return t, NoClause
		}
		return target{Span: d.title, body: d.title.Start, at: -1, kind: Title, in: inAct}, ""
	case s.Kind == Preamble:
		return d.preamble(t)
	case s.Kind == Table:
		return d.table(t, s)
	case s.Kind == Row:
		return d.row(t, s)
	case s.Kind == Column:
		return d.column(t, s)
	case s.Kind == Paragraph:
		return d.paragraph(t, s)
	case s.Kind >= clauseKinds:
		return t, Unread
	}
	all := d.candidates(t, s)
	for _, fits := range d.classes(t, s) {
		var found []int
		for _, i := range all {
			if (t.in == anywhere || s.Kind == Annex || d.annex[i] == t.in) && fits(i) {
				found = append(found, i)
			}
		}
		i, why := d.choose(t, found, s)
		if why == NoClause {
			continue
		}
		if why != "" {
			return t, why
		}
		next := d.clause(i, s.Kind)
		if t.in == anywhere && s.Kind != Annex {
			next.in = d.annex[i]
		}
		return next, ""
	}
	if s.Number == "" && t.kind == Passport { // «раздел «Объемы финансирования» паспорта»
		return d.row(t, s)
	}
	return t, NoClause
}

// arabic normalises a number: Roman numerals become Arabic, trailing full stops are removed.
func arabic(n string) string {
	n = strings.Trim(n, ". ")
	if v := clause.RomanValue(strings.ToUpper(n)); v > 0 {
		return strconv.Itoa(v)
	}
	return strings.ToLower(n)
}

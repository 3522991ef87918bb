package edition

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/text/clause"
)

// within returns the range of clauses inside a place.
func (d *draft) within(t target) (lo, hi int) {
	if t.at < 0 {
		return 0, d.tree.Len()
	}
	return t.at + 1, d.from(t.End)
}

// from returns the first clause that begins at an offset or later.
func (d *draft) from(at int) int {
	return sort.Search(d.tree.Len(), func(i int) bool { return d.tree.Clause(i).Start >= at })
}

// clauseWork is the cost of examining a clause, in bytes of text.
const clauseWork = 16

// candidates returns the clauses of a place with the number of a step, or all if it has none.
func (d *draft) candidates(t target, s Step) (out []int) {
	lo, hi := d.within(t)
	if s.Number != "" {
		all := d.numbered[arabic(s.Number)]
		a, _ := slices.BinarySearch(all, lo)
		b, _ := slices.BinarySearch(all, hi)
		out = all[a:b]
	} else {
		for i := lo; i < hi; i++ {
			out = append(out, i)
		}
	}
	d.read += len(out) * clauseWork
	return out
}

// classes returns predicates for what a step may mean, most likely first: drafters use several names for the same
// thing.
func (d *draft) classes(t target, s Step) []func(int) bool {
	kind := func(k Kind) func(int) bool {
		return func(i int) bool { return Kind(d.tree.Clause(i).Kind) == k && d.matches(i, s) }
	}
	heading := func(i int) bool {
		return d.tree.IsHeading(i) && d.tree.Clause(i).Kind == clause.Item && d.matches(i, s)
	}
	switch s.Kind {
	case Annex:
		return []func(int) bool{
			func(i int) bool { return kind(Annex)(i) && (t.in == anywhere || d.outer(i) == t.in) },
			func(i int) bool { return s.Number != "" && kind(Annex)(i) }}
	case Section:
		return []func(int) bool{func(i int) bool {
			k := Kind(d.tree.Clause(i).Kind)
			return d.matches(i, s) && (k == Section || s.Number == "" && (k == Subsection || k == Chapter)) || heading(i)
		}}
	case Passport:
		return []func(int) bool{kind(Passport), func(i int) bool {
			return d.tree.IsHeading(i) && hasFoldedPrefix(d.tree.Title(i), "паспорт")
		}}
	case Item:
		return []func(int) bool{kind(Item), func(i int) bool { return t.kind == Article && kind(Part)(i) }, func(i int) bool {
			return kind(Subitem)(i) && d.tree.Clause(i).Parent == t.at
		}}
	case Subitem:
		return []func(int) bool{kind(Subitem), func(i int) bool {
			return kind(Item)(i) && (strings.Contains(s.Number, ".") || t.kind == Part)
		}}
	}
	return []func(int) bool{kind(s.Kind)}
}

// matches reports whether a clause has the number of a step, or its name if it has no number.
func (d *draft) matches(i int, s Step) bool {
	c := d.tree.Clause(i)
	switch {
	case s.Number != "":
		return arabic(c.Number) == arabic(s.Number)
	case s.Name != "":
		if equalFolded(d.tree.Title(i), s.Name) {
			return true
		}
		line, _, _ := strings.Cut(d.text[c.Start:c.End], "\n") // «раздел «III. Сроки»»
		return d.tree.IsHeading(i) && equalFolded(line, s.Name)
	}
	return c.Kind == clause.Annex || c.Kind == clause.Passport || c.Kind == clause.Subprogram
}

// choose returns the clause that a step means: the only one, or the outermost. By a plain number, a heading cannot be
// distinguished from clauses of lists.
func (d *draft) choose(t target, found []int, s Step) (int, Reason) {
	if len(found) == 0 {
		return 0, NoClause
	}
	least, at, several := 1<<30, 0, false
	for _, i := range found {
		depth := 0
		for p := d.tree.Clause(i).Parent; p >= 0; p = d.tree.Clause(p).Parent {
			depth++
		}
		if several = several && depth == least || depth == least; depth < least {
			least, at, several = depth, i, false
		}
	}
	if several || len(found) > 1 && s.Kind == Item && d.tree.IsHeading(at) ||
		s.Kind == Item && d.numberingRestarts(t, at) {
		return 0, Clauses
	}
	title := d.tree.Title(at)
	if s.Number != "" && s.Name != "" && !hasFoldedPrefix(title, s.Name) && !hasFoldedPrefix(s.Name, title) &&
		s.Kind != Annex {
		return 0, Number
	}
	return at, ""
}

// numberingRestarts reports whether a clause with a plain number is in a section that the path does not name, while
// numbering restarts in other sections.
func (d *draft) numberingRestarts(t target, i int) bool {
	c := d.tree.Clause(i)
	if c.Parent < 0 || c.Parent == t.at || c.Parent == d.annex[i] || strings.Contains(c.Number, ".") {
		return false
	}
	first := 0
	for _, j := range d.candidates(t, Step{Kind: Item, Number: "1"}) {
		if x := d.tree.Clause(j); x.Kind == clause.Item && d.annex[j] == d.annex[i] && x.Parent >= 0 && x.Parent != t.at &&
			x.Parent != d.annex[j] {
			first++
		}
	}
	return first > 1
}

// preamble returns the text between the title of the act and its first clause.
func (d *draft) preamble(t target) (target, Reason) {
	if t.at >= 0 || d.title == (Span{}) || d.tree.Len() == 0 || d.tree.Clause(0).Start <= d.title.End {
		return t, NoClause
	}
	at := Span{d.title.End, d.tree.Clause(0).Start}
	return target{Span: at, body: at.Start, at: -1, kind: Preamble, in: inAct}, ""
}

// row finds a row of a table by its first cell.
func (d *draft) row(t target, s Step) (target, Reason) {
	d.read += t.End - t.Start
	found, n := target{}, 0
	for at := t.Start; at < t.End; {
		end := t.End
		if i := strings.IndexByte(d.text[at:t.End], '\n'); i >= 0 {
			end = at + i
		}
		first, rest, tabs := strings.Cut(d.text[at:end], "\t")
		second, _, _ := strings.Cut(rest, "\t")
		switch {
		case !tabs || s.Number != "" && isNumbering(d.text[at:end]):
		case s.Number == "" && s.Name != "" && (equalFolded(first, s.Name) || isCount(first) && equalFolded(second, s.Name)),
			s.Number != "" && arabic(first) == arabic(s.Number) && (s.Name == "" || equalFolded(second, s.Name)):
			found = target{Span: Span{at, end}, body: at + len(first) + 1, at: -1, kind: Row, in: t.in}
			n++
		}
		at = end + 1
	}
	switch n {
	case 0:
		return t, NoClause
	case 1:
		return found, ""
	}
	return t, Clauses
}

// paragraphs returns the lines of a clause before its first nested clause; sure reports that they correspond exactly
// to its paragraphs.
func (d *draft) paragraphs(t target) (out []Span, sure bool) {
	if t.at < 0 && t.kind != Preamble || t.kind < Part && t.kind != Preamble || t.at >= 0 && d.tree.IsHeading(t.at) {
		return nil, false
	}
	end := t.End
	if t.at >= 0 {
		var ok bool
		if end, ok = d.bounds(t.at); !ok {
			return nil, false
		}
		if _, hi := d.within(t); hi > t.at+1 {
			end = d.tree.Clause(t.at + 1).Start
		}
	}
	sure = true
	for at := t.Start; at < end; {
		line := Span{at, end}
		if i := strings.IndexByte(d.text[at:end], '\n'); i >= 0 {
			line.End = at + i
		}
		at = line.End + 1
		if line = trim(d.text, line); line.Start < line.End {
			out = append(out, line)
			sure = sure && endsParagraph(d.text[line.Start:line.End]) && !strings.Contains(d.text[line.Start:line.End], "\t")
		}
	}
	return out, sure
}

// paragraph finds a paragraph of a clause.
func (d *draft) paragraph(t target, s Step) (target, Reason) {
	all, sure := d.paragraphs(t)
	n := len(all)
	for i := range all {
		if s.Number == itoa(i+1) {
			n = i
		}
	}
	if !sure {
		return t, Paragraphs
	}
	if n == len(all) {
		return t, NoClause
	}
	out := target{Span: all[n], body: all[n].Start, at: -1, kind: Paragraph, in: t.in}
	if n == 0 {
		out.body = t.body
	}
	return out, ""
}

// endsParagraph reports whether a line ends like a paragraph.
func endsParagraph(line string) bool {
	line = strings.TrimRight(line, " »\")")
	return line != "" && strings.IndexByte(".;:,!?", line[len(line)-1]) >= 0
}

// bounds returns the end of a clause, without the signature after the last one of an act; sure is false if something
// after it may or may not be part of it.
func (d *draft) bounds(i int) (end int, sure bool) {
	c := d.tree.Clause(i)
	end = trim(d.text, Span{c.Start, c.End}).End
	last := d.from(c.End) - 1       // the last nested clause
	at := d.tree.Clause(last).Start // after the first line of the last nested clause
	if n := strings.IndexByte(d.text[at:end], '\n'); n >= 0 {
		at += n + 1
	} else {
		return end, true
	}
	closes := last+1 == d.tree.Len() || d.annex[last+1] != d.annex[last] // the annex or the text ends with it
	sub := c.Kind == clause.Subitem && !d.listContinues(i)
	sure = true
	for from := at; from < end; {
		to := end
		if n := strings.IndexByte(d.text[from:end], '\n'); n >= 0 {
			to = from + n
		}
		line := strings.TrimSpace(d.text[from:to])
		if closes && c.Kind != clause.Annex && isSignature(line) {
			return trim(d.text, Span{c.Start, from}).End, sure
		}
		if line != "" {
			wraps := to < end && continuesLine(d.text[to+1:end])
			sure = sure && !sub && (endsParagraph(line) || wraps || strings.Contains(line, "\t") && !closes)
		}
		from = to + 1
	}
	return end, sure || c.Kind == clause.Annex
}

// listContinues reports whether another clause of the same list follows.
func (d *draft) listContinues(i int) bool {
	c := d.tree.Clause(i)
	j := d.from(c.End)
	return j < d.tree.Len() && d.tree.Clause(j).Parent == c.Parent && d.tree.Clause(j).Kind == c.Kind
}

// continuesLine reports whether s continues the line before it.
func continuesLine(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " "))
	return unicode.IsLower(r) || unicode.IsDigit(r)
}

// signers are the beginnings of signature lines.
var signers = []string{"глава", "главы", "мэр", "председател", "заместител", "первый заместител", "и.о.", "и. о.",
	"исполняющ",
	"врио", "губернатор", "руководител", "начальник", "директор", "секретар", "управляющ", "министр", "временно исполняющ"}

// isSignature reports whether a line is the signature of an act.
func isSignature(line string) bool {
	low := strings.ToLower(line[:min(len(line), 80)])
	for _, s := range signers {
		if strings.HasPrefix(low, s) {
			return true
		}
	}
	return false
}

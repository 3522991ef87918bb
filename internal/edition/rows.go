package edition

import "strings"

// rowStep returns the step to a row identified by its first cell.
func rowStep(first string) Step {
	if first = strings.TrimSpace(first); isCount(first) {
		return Step{Kind: Row, Number: arabic(first)}
	}
	return Step{Kind: Row, Name: first}
}

// addRows inserts rows after the one that their number follows or that the instruction names; rows without a number
// go to the end of the only table.
func (d *draft) addRows(c *Change, t target) (out []edit, why Reason) {
	lines := strings.Split(c.New, "\n")
	told := strings.Fields(c.Added.Number)
	if len(told) > 0 && len(told) != len(lines) {
		return nil, Number
	}
	for i, line := range lines {
		first, _, tabs := strings.Cut(line, "\t")
		if !tabs || len(told) > 0 && arabic(first) != arabic(told[i]) ||
			c.Added.Name != "" && (len(lines) > 1 || !equalFolded(first, c.Added.Name)) {
			return nil, Number
		}
		switch _, why := d.row(t, rowStep(first)); why {
		case NoClause:
		case "", Clauses:
			return nil, Exists
		default:
			return nil, why
		}
	}
	at, why := d.rowPlace(c, t, lines[0])
	if why != "" {
		return nil, why
	}
	if strings.Count(d.text[at.Start:at.End], "\t") != strings.Count(lines[0], "\t") {
		return nil, Cells
	}
	p := Span{at.End, at.End}
	return []edit{{p, "\n", -1}, {p, c.New, c.NewAt}}, ""
}

// rowPlace returns the row after which a new row belongs.
func (d *draft) rowPlace(c *Change, t target, row string) (Span, Reason) {
	first, _, _ := strings.Cut(row, "\t")
	own := rowStep(first)
	behind := c.Behind
	if own.Number != "" {
		numbers := precedingNumbers(own.Number)
		if len(numbers) == 0 || behind.Number != "" && arabic(behind.Number) != numbers[0] {
			return Span{}, NoPlace
		}
		if behind == (Step{}) {
			behind = Step{Kind: Row, Number: numbers[0]}
		}
	}
	if behind != (Step{}) {
		at, why := d.row(t, behind)
		if why == NoClause {
			why = NoPlace
		}
		if why != "" {
			return Span{}, why
		}
		end, sure := d.lastRowOf(at.Span, !strings.HasPrefix(own.Number, arabic(behind.Number)+"."))
		if !sure || end != at.Span && own.Number == "" {
			return Span{}, Bounds
		}
		return end, ""
	}
	all := grids(d.text, t.Span)
	d.read += t.End - t.Start
	switch len(all) {
	case 0:
		return Span{}, NoClause
	case 1:
	default:
		return Span{}, Clauses
	}
	rows := rowLines(d.text, all[0].Span)
	last := rows[len(rows)-1]
	text := d.text[last.Start:last.End]
	if first, _, _ := strings.Cut(text, "\t"); hasTotals(text) || isCount(first) || isDash(strings.TrimSpace(first)) {
		return Span{}, NoPlace
	}
	return last, ""
}

// restateRow replaces a row with a new wording, which for a row of two cells may be that of the second cell only.
func (d *draft) restateRow(c *Change, t target) (out []edit, why Reason) {
	first, rest, _ := strings.Cut(d.text[t.Start:t.End], "\t")
	cell, _, tabs := strings.Cut(c.New, "\t")
	switch {
	case !d.hasNoContinuation(t.Span, false):
		return nil, Bounds
	case tabs && equalFolded(first, cell) && !strings.Contains(c.New, "\n"):
		return []edit{{t.Span, c.New, c.NewAt}}, ""
	case tabs || strings.Contains(rest, "\t") || isCount(first):
		return nil, Number
	case hasFoldedPrefix(c.New, first) && !hasFoldedPrefix(rest, first):
		return nil, Number // it is unclear whether the wording repeats the name or the cell begins with it
	}
	return d.restateCell(c, Span{t.Start + len(first) + 1, t.End})
}

// restateCell replaces a cell, whose paragraphs become one line.
func (d *draft) restateCell(c *Change, at Span) (out []edit, why Reason) {
	switch {
	case strings.Contains(c.New, "\t"):
		return nil, Cells
	case strings.Contains(c.New, "\n"):
		return []edit{{at, strings.Join(strings.Fields(c.New), " "), -1}}, ""
	}
	return []edit{{at, c.New, c.NewAt}}, ""
}

// restateTable replaces a table with that of a new wording; the lines above both tables must agree.
func (d *draft) restateTable(c *Change, t target) (out []edit, why Reason) {
	d.read += t.End - t.Start + len(c.New)
	of := c.Where.Steps[len(c.Where.Steps)-1]
	all, news := grids(d.text, Span{max(0, t.Start-headBytes*linesAbove), t.End}), grids(c.New, Span{0, len(c.New)})
	own := -1
	for i := range all {
		if all[i].Start == t.Start {
			own = i
		}
	}
	at, n := 0, 0
	for i := range news {
		if of.Number == "" || arabic(news[i].number) == arabic(of.Number) {
			at, n = i, n+1
		}
	}
	if own < 0 || n != 1 || all[own].End != t.End || len(news) == 1 && strings.TrimSpace(c.New[news[0].End:]) != "" {
		return nil, Bounds
	}
	a, b := all[own].above, news[at].above
	for k := 1; k <= len(b); k++ {
		if k > len(a) || !equalFolded(a[len(a)-k], b[len(b)-k]) {
			return nil, Bounds
		}
	}
	return []edit{{t.Span, c.New[news[at].Start:news[at].End], c.NewAt + news[at].Start}}, ""
}

// restatePassport replaces a passport that consists of nothing after its table.
func (d *draft) restatePassport(c *Change, t target) (out []edit, why Reason) {
	d.read += t.End - t.Start
	all := grids(d.text, t.Span)
	switch {
	case len(all) != 1 || trim(d.text, Span{t.Start, t.End}).End != trim(d.text, all[0].Span).End:
		return nil, Bounds
	case !hasFoldedPrefix(c.New, "паспорт"):
		return nil, Number
	}
	from := t.Start
	if own := d.tree.Clause(t.at); Kind(own.Kind) != Passport { // «1. Паспорт программы»: keep the number
		from = own.Body
	}
	return []edit{{Span{from, trim(d.text, all[0].Span).End}, c.New, c.NewAt}}, ""
}

package edition

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// grid is a table in a text: consecutive lines with cells.
type grid struct {
	Span
	number string   // from its caption: «Таблица 2»
	above  []string // the lines before it: caption and heading
}

// linesAbove is the maximum number of lines of caption and heading.
const linesAbove = 3

// grids returns the tables in a part of a text.
func grids(text string, at Span) (out []grid) {
	var above []string
	for from := at.Start; from < at.End; {
		end := at.End
		if i := strings.IndexByte(text[from:at.End], '\n'); i >= 0 {
			end = from + i
		}
		line := strings.TrimSpace(text[from:end])
		switch n := len(out) - 1; {
		case strings.Contains(text[from:end], "\t"):
			if n >= 0 && out[n].End == from-1 {
				out[n].End = end
				break
			}
			g := grid{Span: Span{from, end}, above: above[max(0, len(above)-linesAbove):]}
			for _, s := range g.above {
				if number, _, ok := caption(s); ok {
					g.number = number
				}
			}
			out, above = append(out, g), nil
		case line != "":
			above = append(above, line)
		}
		from = end + 1
	}
	return out
}

// caption parses «Таблица 2», «Таблица № 2. Показатели».
func caption(line string) (number, rest string, ok bool) {
	const word = "таблица"
	if len(line) < len(word) || !strings.EqualFold(line[:len(word)], word) {
		return "", "", false
	}
	tail := strings.TrimLeft(line[len(word):], " \u00a0№N")
	n := strings.IndexFunc(tail, func(r rune) bool { return !unicode.IsDigit(r) && !unicode.IsLower(r) && r != '.' })
	if n < 0 {
		n = len(tail)
	}
	number = strings.Trim(tail[:n], ".")
	rest = strings.TrimLeft(tail[n:], " .-–—")
	r, _ := utf8.DecodeRuneInString(rest)
	return number, rest, number != "" && number[0] >= '0' && number[0] <= '9' &&
		(rest == "" || unicode.IsUpper(r) || isOpen(r) || r == '(')
}

// called reports whether a table has a name.
func (g *grid) called(name string) bool {
	return slices.ContainsFunc(g.above, func(s string) bool {
		_, rest, ok := caption(s)
		return equalFolded(s, name) || ok && equalFolded(rest, name)
	})
}

// table finds a table by the number or name above it, or the only table of a clause.
func (d *draft) table(t target, s Step) (target, Reason) {
	d.read += t.End - t.Start
	all := grids(d.text, t.Span)
	found := Span{}
	n, numbers := 0, 0
	for i := range all {
		g := &all[i]
		if g.number != "" {
			numbers++
		}
		switch {
		case s.Number != "" && arabic(g.number) == arabic(s.Number), s.Number == "" && s.Name != "" && g.called(s.Name):
			found = g.Span
			n++
			// multi-line cells split a table
			for k := i + 1; k < len(all) && all[k].number == "" && s.Number != ""; k++ {
				found.End = all[k].End
			}
			if s.Number != "" && s.Name != "" && !g.called(s.Name) {
				return t, Number
			}
		case s.Number == "" && s.Name == "":
			if n == 0 {
				found, n = g.Span, 1
			}
			found.End = g.End
		}
	}
	switch {
	case n == 0:
		return t, NoClause
	case n > 1, s.Number == "" && s.Name == "" && (numbers > 1 || t.at < 0 && len(all) > 1):
		return t, Clauses
	}
	return target{Span: found, body: found.Start, at: -1, kind: Table, in: t.in}, ""
}

// rowLines returns the lines of a part of a table.
func rowLines(text string, at Span) (out []Span) {
	for from := at.Start; from < at.End; {
		end := at.End
		if i := strings.IndexByte(text[from:at.End], '\n'); i >= 0 {
			end = from + i
		}
		out = append(out, Span{from, end})
		from = end + 1
	}
	return out
}

// cellsOf returns the cells of a row.
func cellsOf(text string, row Span) (out []Span) {
	at := row.Start
	for s := range strings.SplitSeq(text[row.Start:row.End], "\t") {
		out = append(out, trim(text, Span{at, at + len(s)}))
		at += len(s) + 1
	}
	return out
}

// minNumbering is the minimum number of cells of a row that numbers the columns.
const minNumbering = 3

// isNumbering reports whether a row numbers the columns: «1 | 2 | 3 | 4».
func isNumbering(row string) bool {
	n := 0
	for s := range strings.SplitSeq(row, "\t") {
		if n++; strings.TrimSpace(s) != itoa(n) {
			return false
		}
	}
	return n >= minNumbering
}

// gridOf returns the table that contains a row.
func (d *draft) gridOf(row Span) Span {
	s := row
	for s.Start > 0 {
		from := strings.LastIndexByte(d.text[:s.Start-1], '\n') + 1
		if !strings.Contains(d.text[from:s.Start-1], "\t") {
			break
		}
		s.Start = from
	}
	for s.End < len(d.text) {
		end := len(d.text)
		if i := strings.IndexByte(d.text[s.End+1:], '\n'); i >= 0 {
			end = s.End + 1 + i
		}
		if !strings.Contains(d.text[s.End+1:end], "\t") {
			break
		}
		s.End = end
	}
	d.read += s.End - s.Start
	return s
}

// column finds a column: of a row, the cell; of a table, the cells below its heading.
func (d *draft) column(t target, s Step) (target, Reason) {
	out := target{Span: t.Span, body: t.Start, at: -1, kind: Column, in: t.in}
	if t.kind == Row {
		i, why := d.columnOf(d.gridOf(t.Span), t.Span, s)
		if why != "" {
			return t, why
		}
		out.Span = cellsOf(d.text, t.Span)[i]
		out.body = out.Start
		return out, ""
	}
	d.read += t.End - t.Start
	all := grids(d.text, t.Span)
	switch len(all) {
	case 0:
		return t, NoClause
	case 1:
	default:
		return t, Clauses
	}
	for n, row := range rowLines(d.text, all[0].Span) {
		if n == 0 && s.Name != "" || isNumbering(d.text[row.Start:row.End]) {
			continue
		}
		i, why := d.columnOf(all[0].Span, row, s)
		if why != "" {
			return t, why
		}
		out.cells = append(out.cells, cellsOf(d.text, row)[i])
	}
	if len(out.cells) == 0 {
		return t, NoClause
	}
	return out, ""
}

// columnOf returns which cell of a row is in a column. It is unknown if the row has another number of cells than the
// heading, because some span columns.
func (d *draft) columnOf(table, row Span, s Step) (int, Reason) {
	line, _, _ := strings.Cut(d.text[table.Start:table.End], "\n")
	head := strings.Split(line, "\t")
	if len(head) != strings.Count(d.text[row.Start:row.End], "\t")+1 {
		return 0, Cells
	}
	if s.Name == "" {
		for i := range head {
			if itoa(i+1) == s.Number {
				return i, ""
			}
		}
		return 0, NoClause
	}
	at, n := 0, 0
	for i, h := range head {
		if equalFolded(h, s.Name) {
			at, n = i, n+1
		}
	}
	switch {
	case n == 0 || row.Start == table.Start:
		return 0, NoClause
	case n > 1 || s.Number != "" && s.Number != itoa(at+1):
		return 0, Clauses
	}
	return at, ""
}

// isCount reports whether a cell contains the number of a row.
func isCount(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && s[0] >= '0' && s[0] <= '9' && strings.Trim(s, "0123456789.") == ""
}

// hasTotals reports whether a row contains totals.
func hasTotals(row string) bool {
	cells := strings.Split(strings.ToLower(row), "\t")
	for _, cell := range cells[:min(2, len(cells)-1)] {
		if cell = strings.TrimSpace(cell); strings.HasPrefix(cell, "итого") || strings.HasPrefix(cell, "всего") {
			return true
		}
	}
	return false
}

// lastRowOf returns the last of the rows that belong to a row: continuation rows and, with sub, rows such as «3.1» for
// «3». sure is false if rows without a first cell make that uncertain.
func (d *draft) lastRowOf(row Span, sub bool) (end Span, sure bool) {
	first, _, _ := strings.Cut(d.text[row.Start:row.End], "\t")
	sub = sub && isCount(first)
	for end = row; end.End < len(d.text); {
		next := Span{end.End + 1, len(d.text)}
		if i := strings.IndexByte(d.text[next.Start:], '\n'); i >= 0 {
			next.End = next.Start + i
		}
		cell, _, tabs := strings.Cut(d.text[next.Start:next.End], "\t")
		switch cell = strings.TrimSpace(cell); {
		case tabs && (cell == "" || isDash(cell)):
			return end, false
		case !tabs || !sub || !strings.HasPrefix(cell, arabic(first)+"."):
			return end, true
		}
		d.read += next.End - next.Start
		end = next
	}
	return end, true
}

// hasNoContinuation reports whether no other rows belong to a row.
func (d *draft) hasNoContinuation(row Span, sub bool) bool {
	end, sure := d.lastRowOf(row, sub)
	return sure && end == row
}

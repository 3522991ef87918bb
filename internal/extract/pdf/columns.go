package pdf

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/extract/format"
)

// arrange puts a page together: lines as they were drawn, but blocks that are columns or
// tables anew. Rules are asked for only where there is such a block; they are the thin lines
// of the page. It returns false where all is well as it was drawn.
func arrange(words []word, rules func() (across, down []box)) (text string, changed bool) {
	for i := range words {
		words[i].at = i
	}
	blocks := findBlocks(words)
	if len(blocks) == 0 {
		return "", false
	}
	placed := make([]bool, len(words)) // words that are in blocks
	texts := map[int][]string{}        // of blocks, by the first line of PDFium that they take the place of
	across, down := rules()
	for _, b := range blocks {
		if b.isBent() {
			continue
		}
		out, ok := b.columns(b.across(across, 0))
		if !ok {
			out, ok = b.table(b.across(across, b.height), down)
		}
		if !ok {
			continue
		}
		first := b.rows[0].words[0].line
		for _, r := range b.rows {
			for _, w := range r.words {
				placed[w.at], first = true, min(first, w.line)
			}
		}
		texts[first] = append(texts[first], out...)
	}
	if len(texts) == 0 {
		return "", false
	}
	var out []string
	for i := 0; i < len(words); {
		line := words[i].line
		out = append(out, texts[line]...)
		var others []word
		for ; i < len(words) && words[i].line == line; i++ {
			if !placed[i] {
				others = append(others, words[i])
			}
		}
		if len(others) > 0 {
			out = append(out, lineOf(others))
		}
	}
	return strings.Join(out, "\n"), true
}

// isBent reports whether lines of PDFium go over several rows, as those do of which it does
// not know where they stand: a text laid behind a scan, or one that is turned.
func (b block) isBent() bool {
	rows := map[int]int{}
	bent, all := 0, 0
	for i, r := range b.rows {
		for _, w := range r.words {
			if at, ok := rows[w.line]; ok && at != i {
				bent++
			}
			rows[w.line] = i
			all++
		}
	}
	return bent*10 > all
}

// columns are the lines of columns of prose, one column below the other, where they were
// drawn line by line across all. Rules across the gutters make a table.
func (b block) columns(rules []box) (lines []string, ok bool) {
	if len(rules) > 1 {
		return nil, false
	}
	columns := make([][][]word, len(b.gutters)+1)
	across, several := 0, 0
	for _, r := range b.rows {
		parts := b.cells(r)
		for i, p := range parts {
			if len(p) > 0 {
				columns[i] = append(columns[i], p)
			}
		}
		first := slices.IndexFunc(parts, func(p []word) bool { return len(p) > 0 })
		for _, p := range parts[first+1:] {
			if len(p) > 0 {
				several++
				if p[0].line == parts[first][0].line {
					across++
				}
				break
			}
		}
	}
	if across*2 < several {
		return nil, false
	}
	for _, c := range columns {
		if !isProse(c) {
			return nil, false
		}
		for _, words := range c {
			lines = append(lines, lineOf(words))
		}
	}
	return lines, true
}

// isProse reports whether lines are those of a running text: most are full, and of letters.
func isProse(lines [][]word) bool {
	if len(lines) < minColumn {
		return false
	}
	width := func(words []word) float64 { return words[len(words)-1].x.to - words[0].x.from }
	widths, letters, all := make([]float64, len(lines)), 0, 0
	for i, words := range lines {
		widths[i] = width(words)
		for _, w := range words {
			all += utf8.RuneCountInString(w.text)
			for _, r := range w.text {
				if unicode.IsLetter(r) {
					letters++
				}
			}
		}
	}
	slices.Sort(widths)
	full := len(widths) - len(widths)*6/10 // six of ten are at least as long as this one
	return all >= 15*len(lines) && letters*10 >= all*7 && widths[full-1] >= widths[len(widths)-1]*0.7
}

// cells are the words of a row by column; those of a row across gutters are one cell.
func (b block) cells(r row) [][]word {
	out := make([][]word, len(b.gutters)+1)
	if b.crosses(r) {
		out[b.column(r.words[0])] = r.words
		return out
	}
	for _, w := range r.words {
		c := b.column(w)
		out[c] = append(out[c], w)
	}
	return out
}

// A cellLine is a line of a cell.
type cellLine struct {
	words       []word
	row, column int
}

// table are the rows of a table. Of two columns it is one only where rules say so: the head
// of a letter and a list of members stand in two columns, too.
func (b block) table(rules, down []box) (lines []string, ok bool) {
	if len(b.gutters) < 2 && len(rules) < minRows {
		return nil, false
	}
	var rows [][]string
	if b.ruled = len(rules) >= minRows; b.ruled {
		b.narrow(down)
		rows = b.byRules(rules)
	} else {
		rows = b.byDrawing()
	}
	full := 0
	for _, r := range rows {
		n := 0
		for _, c := range r {
			if c != "" {
				n++
			}
		}
		if n > 1 {
			full++
		}
	}
	if full < minRows {
		return nil, false
	}
	return format.TableLines(rows), true
}

// byRules makes rows of what lies between the rules of a table.
func (b block) byRules(rules []box) [][]string {
	var at []float64
	for _, r := range rules {
		at = append(at, (r.y.from+r.y.to)/2)
	}
	slices.SortFunc(at, func(a, b float64) int { return compare(b, a) })
	var rows [][]string
	last := -1
	for _, r := range b.rows {
		middle := (r.y.from + r.y.to) / 2
		number, _ := slices.BinarySearchFunc(at, middle, func(rule, y float64) int { return compare(y, rule) })
		if number != last {
			rows, last = append(rows, make([]string, len(b.gutters)+1)), number
		}
		for c, words := range b.cells(r) {
			rows[len(rows)-1][c] = joinCell(rows[len(rows)-1][c], words)
		}
	}
	return rows
}

// byDrawing makes rows of cells in the order in which they were drawn: a row ends where
// the next cell stands before the last one, unless that only goes on with a cell.
func (b block) byDrawing() [][]string {
	var lines []cellLine
	for i, r := range b.rows {
		for c, words := range b.cells(r) {
			if len(words) > 0 {
				lines = append(lines, cellLine{words, i, c})
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b cellLine) int { return a.words[0].line - b.words[0].line })
	var rows [][]string
	last, lowest := len(b.gutters)+1, 0
	for _, l := range lines {
		goesOn := l.column > 0 && l.row == lowest+1 && len(b.cells(b.rows[l.row])[0]) == 0
		if l.column < last && !goesOn || len(rows) == 0 {
			rows = append(rows, make([]string, len(b.gutters)+1))
			lowest = l.row
		}
		last, lowest = l.column, max(lowest, l.row)
		cell := &rows[len(rows)-1][l.column]
		*cell = joinCell(*cell, l.words)
	}
	return rows
}

// joinCell adds a line to a cell, with a word that was broken.
func joinCell(cell string, words []word) string {
	line := lineOf(words)
	first, _ := utf8.DecodeRuneInString(line)
	switch before, broken := strings.CutSuffix(cell, "-"); {
	case cell == "" || line == "":
		return cell + line
	case broken && unicode.IsLower(first):
		return before + line
	}
	return cell + " " + line
}

package comparison

import (
	"strconv"
	"strings"
	"unicode"

	"letopis/internal/compare"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/view"
	"letopis/web"
)

// What a page shows of a comparison; more follows on the next one.
const (
	pageBytes = 400 << 10 // of what differs
	foldBytes = 800 << 10 // of what does not, folded
	around    = 1         // rows that are the same, seen around what differs
	atRows    = 12        // rows that are the same, seen from the one that the address points to
	shortFold = 2         // rows that are not folded: there are no more
)

// parts makes what a page shows of rows: what differs, and folds of what does not.
type parts struct {
	lang  web.Lang
	found *view.Compared
	// differences is how many there are; first which is the first of the page, from 1; next the row with which the
	// next page begins, 0 for none.
	differences, first, next int
	shown, folded            int             // bytes
	numbers                  map[int]int     // of differences, by row
	jumps                    []*web.Link     // to the other places of what moved
	moved                    map[string]bool // those that are on the page
	at                       int             // the row that the address points to; -1: it points to none
	out                      []web.ComparedPart
}

func newParts(lang web.Lang, found *view.Compared) *parts {
	p := &parts{lang: lang, found: found, at: -1, numbers: map[int]int{}, moved: map[string]bool{}}
	for i := 0; i < len(found.Rows); i++ {
		if found.Rows[i].Kind == compare.Same {
			continue
		}
		p.differences++
		for ; i < len(found.Rows) && found.Rows[i].Kind != compare.Same; i++ {
			p.numbers[i] = p.differences
		}
	}
	return p
}

// make shows rows from one on, as many as a page has.
func (p *parts) make(from int) []web.ComparedPart {
	rows := p.found.Rows
	for i := from; i < len(rows); {
		end := i
		if i == p.at {
			i = p.pointed(i)
			continue
		}
		same := rows[i].Kind == compare.Same
		for end < len(rows) && (rows[end].Kind == compare.Same) == same {
			end++
		}
		if same {
			p.same(i, end)
			i = end
			continue
		}
		if p.first == 0 {
			p.first = p.numbers[i]
		}
		if end = p.differ(i, end); p.shown > pageBytes && end < len(rows) {
			p.next = end
			break
		}
		i = end
	}
	for _, l := range p.jumps {
		if !p.moved[l.Href] { // it is on another page
			l.Href = ""
		}
	}
	return p.out
}

// pointed shows the row that the address points to, and what is the same behind it; it tells how far it has come.
func (p *parts) pointed(i int) int {
	p.at = -1
	p.out = append(p.out, web.ComparedPart{At: true})
	end := i
	for end < len(p.found.Rows) && end < i+atRows && p.found.Rows[end].Kind == compare.Same {
		end++
	}
	if end > i {
		p.out = append(p.out, web.ComparedPart{Blocks: p.blocks(i, end)})
	}
	return end
}

// differ shows rows that differ, and tells how far it has come.
func (p *parts) differ(i, end int) int {
	n := p.numbers[i]
	part := web.ComparedPart{Number: n, ID: "d" + strconv.Itoa(n)}
	part.Clause, _ = p.found.Clause(p.lang, p.found.Rows[i])
	if n < p.differences {
		part.Next = "#d" + strconv.Itoa(n+1)
	}
	if n > max(1, p.first) {
		part.Before = "#d" + strconv.Itoa(n-1)
	}
	to := i
	for ; to < end && p.shown <= pageBytes; to++ {
		r := p.found.Rows[to]
		p.shown += r.A.End - r.A.Start + r.B.End - r.B.Start
	}
	part.Blocks = p.blocks(i, to)
	p.out = append(p.out, part)
	return to
}

// same shows rows that do not differ: those around what does, and a fold of the others.
func (p *parts) same(i, end int) {
	from, to := i+around, end-around
	if i == 0 {
		from = i
	}
	if end == len(p.found.Rows) {
		to = end
	}
	if to-from <= shortFold {
		p.out = append(p.out, web.ComparedPart{Blocks: p.blocks(i, end)})
		return
	}
	if i < from {
		p.out = append(p.out, web.ComparedPart{Blocks: p.blocks(i, from)})
	}
	fold := web.ComparedPart{Fold: p.lang.T("compare.fold") + " " + p.lang.Count(to-from, "piece")}
	size := p.found.Rows[to-1].B.End - p.found.Rows[from].B.Start
	if p.folded += size; p.folded <= foldBytes {
		fold.Blocks = p.blocks(from, to)
	} else {
		_, anchor := p.found.Clause(p.lang, p.found.Rows[from])
		fold.Elsewhere = frame.URL(p.lang, "/d/"+p.found.Docs[1].ID, nil)
		if anchor != "" {
			fold.Elsewhere += "#" + anchor
		}
	}
	p.out = append(p.out, fold)
	if to < end {
		p.out = append(p.out, web.ComparedPart{Blocks: p.blocks(to, end)})
	}
}

// blocks shows rows: each for itself, but rows of a table together.
func (p *parts) blocks(i, end int) (out []web.ComparedBlock) {
	for ; i < end; i++ {
		r := p.found.Rows[i]
		row := web.ComparedRow{Kind: string(r.Kind), KindText: p.lang.T("compare.kind." + string(r.Kind))}
		if r.Kind == compare.Same {
			row.KindText = ""
		}
		if r.Other >= 0 {
			row.ID, row.Other = rowID(i), p.other(r)
			p.moved["#"+row.ID] = true
		}
		if r.Table {
			row.Cells = p.cells(r)
			if n := len(out); n == 0 || out[n-1].Rows == nil {
				out = append(out, web.ComparedBlock{})
			}
			last := &out[len(out)-1]
			last.Rows = append(last.Rows, row)
			last.Differs = last.Differs || r.Kind != compare.Same
			continue
		}
		runs := p.runs(p.found.Words(r))
		for _, x := range runs {
			if !x.Ins {
				row.Left = append(row.Left, x)
			}
			if !x.Del {
				row.Right = append(row.Right, x)
			}
		}
		out = append(out, web.ComparedBlock{Row: row})
	}
	return out
}

// other leads to the other place of what moved.
func (p *parts) other(r compare.Row) *web.Link {
	clause, _ := p.found.Clause(p.lang, p.found.Rows[r.Other])
	l := &web.Link{Text: clause}
	if clause == "" {
		l.Text = p.lang.T("compare.there")
	}
	l.Href = "#" + rowID(r.Other)
	p.jumps = append(p.jumps, l)
	return l
}

func rowID(i int) string { return "r" + strconv.Itoa(i) }

func (p *parts) runs(of []compare.Run) []web.ComparedRun {
	out := make([]web.ComparedRun, len(of))
	for i, r := range of {
		s := p.found.Text(r)
		text := strings.TrimRightFunc(s, unicode.IsSpace)
		out[i] = web.ComparedRun{Text: text, Space: s[len(text):], Del: r.B.Empty(), Ins: r.A.Empty()}
	}
	return out
}

// cells are those of a row of a table, each with what it was and what it is.
func (p *parts) cells(r compare.Row) (out [][]web.ComparedRun) {
	for _, c := range r.Cells {
		out = append(out, p.runs(c))
	}
	if r.Cells != nil {
		return out
	}
	for _, c := range p.found.Split(r) {
		out = append(out, p.runs([]compare.Run{c}))
	}
	return out
}

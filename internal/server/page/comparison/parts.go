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

// How much of a comparison a page shows; the rest is on further pages.
const (
	pageBytes = 400 << 10 // of differences
	foldBytes = 800 << 10 // of folded unchanged text
	around    = 1         // unchanged rows shown around differences
	atRows    = 12        // unchanged rows shown after the one that the URL points to
	shortFold = 2         // runs of up to this many rows are not folded
)

// parts converts rows to what a page shows: differences, and folds of unchanged text.
type parts struct {
	lang  web.Lang
	found *view.Compared
	// differences is their total number; first is the number of the first one on the page, from 1; next is the first
	// row of the next page, 0 if there is none.
	differences, first, next int
	shown, folded            int             // bytes so far
	numbers                  map[int]int     // of differences, by row
	jumps                    []*web.Link     // to the other places of moved text
	moved                    map[string]bool // those on the page
	at                       int             // row that the URL points to; -1 if none
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

// make shows rows from the given one on, up to the size of a page.
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
		if !p.moved[l.Href] { // on another page
			l.Href = ""
		}
	}
	return p.out
}

// pointed shows the row that the URL points to with unchanged rows after it, and returns the next row.
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

// differ shows rows that differ, and returns the next row.
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

// same shows unchanged rows: those next to differences, and a fold of the others.
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

// blocks shows rows one by one, but rows of a table together.
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

// other links to the other place of moved text.
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

// cells returns the cells of a table row with their old and new contents.
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

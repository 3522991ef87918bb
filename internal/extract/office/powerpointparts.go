package office

import (
	"cmp"
	"slices"
	"strings"

	"letopis/internal/extract/format"
)

// strings reads a comment, which has its author and then its text, or the headers and footers of
// slides, but for their dates.
func (p *presentation) strings(kind uint16, from, to int) {
	author := ""
	for at := from; at+8 <= to; {
		atom, _, body, end := p.record(at, to)
		instance := p.data.U16(at) >> 4
		at = end
		if atom != pptString || kind == pptRunning && instance == 0 || instance > 1 && kind == pptComment {
			continue
		}
		switch s := p.data.Units(body, (end-body)/2); {
		case kind == pptRunning:
			p.aside.Add(s + "\n")
		case instance == 0:
			author = format.Squeeze(s)
		default:
			p.out.Add(format.Comment(author, format.Squeeze(s)) + "\n")
		}
	}
}

// look notes which master a slide shows the shapes of (SlideAtom, MS-PPT 2.5.10).
func (p *presentation) look(from, to int) {
	const masterObjects = 1
	if kind, _, body, _ := p.record(from, to); kind == pptLook && p.data.U16(body+20)&masterObjects != 0 {
		p.masters[p.data.U32(body+12)] = true
	}
}

// behind reads what is seen behind slides: the shapes of the masters in a list that slides or the masters of titles
// name. Placeholders there only say what may be written on a slide.
func (p *presentation) behind(from, to int) {
	type master struct {
		id       uint32
		from, to int
	}
	var masters []master
	for at := from; at+8 <= to; {
		kind, _, body, end := p.record(at, to)
		if place, ok := p.objects[p.data.U32(body)]; kind == pptSlideAtom && ok {
			_, _, from, to := p.record(place, len(p.data))
			m := master{p.data.U32(body + 12), from, to}
			if p.masters[m.id] {
				p.look(from, to)
			}
			masters = append(masters, m)
		}
		at = end
	}
	out := p.out
	p.out, p.outline = p.aside, map[string]bool{}
	for _, m := range masters {
		if p.masters[m.id] {
			p.shapes(m.from, m.to, 0)
		}
	}
	p.out = out
}

// shapes writes the text of the shapes within a container that are no placeholders.
func (p *presentation) shapes(from, to, depth int) {
	for at := from; at+8 <= to && p.budget.Err() == nil; {
		kind, container, body, end := p.record(at, to)
		if p.walked++; p.walked > len(p.data) {
			return // objects that hold one another
		}
		switch {
		case kind == pptShape && !p.holds(body, end, pptPlaceholder, 0):
			p.text(body, end, depth+1)
		case kind != pptShape && container && depth < maxNesting:
			p.shapes(body, end, depth+1)
		}
		at = end
	}
}

// holds reports whether a container has a record of a kind, at any depth.
func (p *presentation) holds(from, to int, wanted uint16, depth int) bool {
	for at := from; at+8 <= to; {
		kind, container, body, end := p.record(at, to)
		if p.walked++; p.walked > len(p.data) {
			return false
		}
		if kind == wanted || container && depth < maxNesting && p.holds(body, end, wanted, depth+1) {
			return true
		}
		at = end
	}
	return false
}

// isTable reports whether a group of shapes is a table.
func (p *presentation) isTable(from, to int) bool {
	_, _, from, to = p.record(from, to)
	for at := from; at+8 <= to; {
		kind, _, body, end := p.record(at, to)
		if kind == pptOptions {
			for i := range int(p.data.U16(at) >> 4) {
				if p.data.U16(body+6*i)&0x3fff == pptTable {
					return true
				}
			}
		}
		at = end
	}
	return false
}

// table writes the cells of a table, which are shapes in any order, by rows.
func (p *presentation) table(from, to, depth int) {
	type cell struct{ top, left, from, to int }
	var cells []cell
	for at := from; at+8 <= to; {
		kind, _, body, end := p.record(at, to)
		c := cell{from: body, to: end}
		for in := body; kind == pptShape && in+8 <= end; {
			kind, _, anchor, next := p.record(in, end)
			if kind == pptChildAnchor {
				c.left, c.top = int(int32(p.data.U32(anchor))), int(int32(p.data.U32(anchor+4)))
				cells = append(cells, c)
				break
			}
			in = next
		}
		at = end
	}
	slices.SortStableFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.top, b.top),
			cmp.Compare(a.left, b.left))
	})
	out := p.out
	for i, c := range cells {
		if i > 0 && c.top != cells[i-1].top {
			out.Add("\n")
		}
		p.out = out.Rest()
		p.text(c.from, c.to, depth)
		out.Cell(true)
		out.Add(strings.Join(strings.Fields(p.out.Since(0)), " "))
		out.Cell(false)
	}
	p.out = out
	out.Add("\n")
}

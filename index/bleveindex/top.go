package bleveindex

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	"letopis/index"
)

// place is a document with its sort key.
type place struct {
	score float64
	date  int32
	g     *segView
	doc   uint32
	more  int
}

func (p *place) id() string { return p.g.cols.ids[p.doc] }

// top keeps the first hits in the order of a query: a heap with the last of
// them on top.
type top struct {
	q      index.Query
	keep   int
	places []*place
	groups *groups // with Collapse
	bar    bar
}

// bar is where the ID of the last place kept would stand among the IDs of a
// segment that it is not of.
type bar struct {
	last *place
	g    *segView
	rank uint32
}

// groups hold the first document of each group.
type groups struct {
	ordinals *ordinals
	slots    []uint32 // by ordinal: index into places, plus one
	places   []place
	ords     []uint32 // of places
	alone    int      // documents without a group
}

func (x *Index) newGroups(v *view, field string) *groups {
	gr := x.groups.Get().(*groups)
	gr.ordinals, gr.alone = v.ordinalsOf(field), 0
	if n := len(gr.ordinals.terms); len(gr.slots) < n {
		gr.slots = make([]uint32, n+n/4)
	}
	return gr
}

func (x *Index) freeGroups(gr *groups) {
	for _, ord := range gr.ords {
		gr.slots[ord] = 0
	}
	clear(gr.places) // they hold on to segments
	gr.places, gr.ords, gr.ordinals = gr.places[:0], gr.ords[:0], nil
	x.groups.Put(gr)
}

func newTop(q index.Query) *top { return &top{q: q, keep: q.Offset + q.Limit} }

func (t *top) Len() int           { return len(t.places) }
func (t *top) Less(i, j int) bool { return t.compare(t.places[i], t.places[j]) > 0 }
func (t *top) Swap(i, j int)      { t.places[i], t.places[j] = t.places[j], t.places[i] }
func (t *top) Push(x any)         { t.places = append(t.places, x.(*place)) }
func (t *top) Pop() any {
	last := t.places[len(t.places)-1]
	t.places = t.places[:len(t.places)-1]
	return last
}

// compare is the order of the contract, negative when a comes first.
func (t *top) compare(a, b *place) int {
	if c := compareKeys(t.q.Sort, a.score, a.date, b.score, b.date); c != 0 {
		return c
	}
	return strings.Compare(a.id(), b.id())
}

func compareKeys(sort index.Sort, aScore float64, aDate int32, bScore float64, bDate int32) int {
	switch {
	case sort == index.ByRelevance:
		return cmp.Compare(bScore, aScore)
	case aDate == bDate:
		return 0
	case aDate == 0:
		return 1
	case bDate == 0:
		return -1
	case sort == index.ByDateDesc:
		return cmp.Compare(bDate, aDate)
	}
	return cmp.Compare(aDate, bDate)
}

// add offers the documents of segment n.
func (t *top) add(n int, g *segView, s set) {
	if s.all && !s.scored() && g.deleted == nil && t.q.Sort == index.ByRelevance && t.groups == nil && t.q.After == nil {
		s.docs = g.cols.byID[:min(t.keep, len(g.cols.byID))] // all equal: their IDs decide
	}
	var group *keyColumn
	var ords []uint32
	if t.groups != nil {
		group, ords = g.cols.keywords[t.q.Collapse], t.groups.ordinals.of[n]
	}
	plain := t.q.Sort == index.ByRelevance && t.groups == nil && t.keep > 0
	skip := plain && s.bounds != nil && s.w != nil
	for i := 0; i < len(s.docs); i++ {
		if b := i / blockSize; skip && i%blockSize == 0 && len(t.places) == t.keep && s.w.most(s.bounds, b) < t.places[0].score {
			i += blockSize - 1
			continue
		}
		d, score := s.docs[i], s.score(i)
		if plain && len(t.places) == t.keep && score < t.places[0].score {
			continue
		}
		p := place{g: g, doc: d, date: g.cols.from[d], score: score}
		if t.groups != nil {
			if values := group.of(d); len(values) > 0 {
				t.grouped(ords[values[0]], p)
				continue
			}
			t.groups.alone++
		}
		if t.passed(&p) {
			t.offer(p)
		}
	}
}

// grouped keeps the first document of a group.
func (t *top) grouped(ord uint32, p place) {
	gr := t.groups
	slot := gr.slots[ord]
	if slot == 0 {
		gr.places, gr.ords = append(gr.places, p), append(gr.ords, ord)
		gr.slots[ord] = uint32(len(gr.places))
		return
	}
	best := &gr.places[slot-1]
	if t.compare(&p, best) < 0 {
		p.more = best.more
		*best = p
	}
	best.more++
}

// passed tells whether p lies after the place to go on from.
func (t *top) passed(p *place) bool {
	a := t.q.After
	if a == nil {
		return true
	}
	if c := compareKeys(t.q.Sort, p.score, p.date, a.Score, a.Date); c != 0 {
		return c > 0
	}
	return p.id() > a.ID
}

// offer keeps p if it is among the first.
func (t *top) offer(p place) {
	switch {
	case t.keep == 0:
	case len(t.places) < t.keep:
		kept := p
		heap.Push(t, &kept)
	case t.before(&p, t.places[0]):
		kept := p
		t.places[0] = &kept
		heap.Fix(t, 0)
	}
}

// before is compare(p, last) < 0, with numbers in place of IDs.
func (t *top) before(p, last *place) bool {
	if t.q.Sort == index.ByRelevance {
		if p.score != last.score {
			return p.score > last.score
		}
	} else if c := compareKeys(t.q.Sort, 0, p.date, 0, last.date); c != 0 {
		return c < 0
	}
	if p.g == last.g {
		return p.g.cols.rank[p.doc] < p.g.cols.rank[last.doc]
	}
	if t.bar.last != last || t.bar.g != p.g {
		id, cols := last.id(), p.g.cols
		rank, _ := slices.BinarySearchFunc(cols.byID, id, func(d uint32, id string) int { return strings.Compare(cols.ids[d], id) })
		t.bar = bar{last, p.g, uint32(rank)}
	}
	return p.g.cols.rank[p.doc] < t.bar.rank
}

// hits returns the page asked for and the number of groups.
func (t *top) hits(total int) ([]index.Hit, int) {
	n := total
	if t.groups != nil {
		n = t.groups.alone + len(t.groups.places)
		for i := range t.groups.places {
			if p := &t.groups.places[i]; t.passed(p) {
				t.offer(*p)
			}
		}
	}
	slices.SortFunc(t.places, t.compare)
	var out []index.Hit
	for _, p := range t.places[min(t.q.Offset, len(t.places)):] {
		h := index.Hit{ID: p.id(), Score: p.score, Date: p.date, More: p.more}
		if col := p.g.cols.keywords[t.q.Collapse]; col != nil && t.q.Collapse != "" {
			if values := col.of(p.doc); len(values) > 0 {
				h.Group = col.terms[values[0]]
			}
		}
		out = append(out, h)
	}
	return out, n
}

package bleveindex

import (
	"cmp"
	"container/heap"
	"slices"
	"sort"
	"strings"

	"letopis/index"
)

// place is a document with its sort key.
type place struct {
	score float64
	date  int32
	g     *segView
	doc   uint32
	slot  uint32 // of its group, from 1; 0 for none
}

func (p *place) id() string { return p.g.seg.ID(p.doc) }

// top keeps the first hits in the order of a query: a heap with the last of
// them on top.
type top struct {
	q      index.Query
	keep   int
	places []*place
	room   []place // for more of them
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

// groups are those that Collapse makes hits of.
type groups struct {
	ordinals *ordinals
	slots    []uint32 // by ordinal: index into list, plus one
	list     []group
	alone    int // documents without a group, or alone in theirs
}

type group struct {
	ord   uint32
	n     int
	kept  *place // the one among top.places
	first place  // with After, which a group's first document must lie behind
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
	for i := range gr.list {
		gr.slots[gr.list[i].ord] = 0
	}
	clear(gr.list) // they hold on to segments
	gr.list, gr.ordinals = gr.list[:0], nil
	x.groups.Put(gr)
}

// count counts the documents of segment n by group. Most share theirs with none.
func (gr *groups) count(ev *evaluator, n int, field string, s *set) {
	k := ev.g.seg.Keyword(field)
	if k == nil {
		gr.alone += s.n
		return
	}
	ords := gr.ordinals.of[n]
	grouped := ev.narrow(*s, []docBits{gr.ordinals.shared[n]}, 0)
	gr.alone += s.n - grouped.n
	for _, d := range ev.list(&grouped) {
		ord := ords[k.Of(d)[0]]
		if gr.slots[ord] == 0 {
			gr.list = append(gr.list, group{ord: ord})
			gr.slots[ord] = uint32(len(gr.list))
		}
		gr.list[gr.slots[ord]-1].n++
	}
}

// mostRoom is how many places are made at once: a page has fewer.
const mostRoom = 64

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

// full tells whether a document must be before one of those kept.
func (t *top) full() bool { return len(t.places) == t.keep }

// add offers the documents of segment n.
func (t *top) add(ev *evaluator, n int, s set) {
	if t.groups != nil {
		t.groups.count(ev, n, t.q.Collapse, &s)
	}
	switch {
	case t.keep == 0:
	case s.scorer != nil && t.q.After == nil:
		t.scored(ev, n, &s)
	case s.all && t.q.Sort == index.ByRelevance && t.groups == nil && t.q.After == nil:
		for _, d := range ev.g.seg.ByID()[:min(t.keep, s.n)] { // all equal: their IDs decide
			t.offer(place{g: ev.g, doc: d, date: ev.g.seg.From()[d]})
		}
	case t.q.Sort != index.ByRelevance && t.q.After == nil && !s.few(ev.g.n):
		t.dated(ev, n, &s)
	default:
		t.others(ev, n, &s)
	}
}

// dated offers documents in the order of their dates until none can be kept.
func (t *top) dated(ev *evaluator, n int, s *set) {
	from, order := ev.g.seg.From(), ev.g.seg.ByDate()
	have := ev.marked(s)
	offer := func(docs []uint32) (more bool) {
		for _, d := range docs {
			if !have.has(d) {
				continue
			}
			p := place{g: ev.g, doc: d, date: from[d]}
			if t.full() && compareKeys(t.q.Sort, 0, p.date, 0, t.places[0].date) > 0 {
				return false
			}
			t.consider(n, p)
		}
		return true
	}
	if t.q.Sort == index.ByDateAsc {
		offer(order)
		return
	}
	dated := sort.Search(len(order), func(i int) bool { return from[order[i]] == 0 })
	for end := dated; end > 0; { // days from the last to the first, in each by ID
		day := from[order[end-1]]
		start := sort.Search(end, func(i int) bool { return from[order[i]] >= day })
		if !offer(order[start:end]) {
			return
		}
		end = start
	}
	offer(order[dated:])
}

// others offers documents in any order, without bounds on their scores.
func (t *top) others(ev *evaluator, n int, s *set) {
	from := ev.g.seg.From()
	for _, d := range ev.list(s) {
		p := place{g: ev.g, doc: d, date: from[d]}
		if s.scorer != nil {
			p.score = s.scorer.score(d)
		}
		if t.q.After == nil && t.full() && compareKeys(t.q.Sort, p.score, p.date, t.places[0].score, t.places[0].date) > 0 {
			continue
		}
		t.consider(n, p)
	}
}

// consider offers a document, or keeps it as the first of its group.
func (t *top) consider(n int, p place) {
	if t.groups != nil {
		if values := p.g.seg.Keyword(t.q.Collapse).Of(p.doc); len(values) > 0 {
			p.slot = t.groups.slots[t.groups.ordinals.of[n][values[0]]]
		}
		if p.slot > 0 {
			if gr := &t.groups.list[p.slot-1]; t.q.After != nil {
				if gr.first.g == nil || t.compare(&p, &gr.first) < 0 {
					gr.first = p
				}
				return
			}
		}
	}
	if t.passed(&p) {
		t.offer(p)
	}
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

// offer keeps p if it is among the first, of its group too.
func (t *top) offer(p place) {
	if p.slot > 0 {
		if kept := t.groups.list[p.slot-1].kept; kept != nil {
			if t.compare(&p, kept) < 0 {
				*kept, t.bar = p, bar{} // another document at the same address
				heap.Fix(t, slices.Index(t.places, kept))
			}
			return
		}
	}
	switch {
	case t.keep == 0:
		return
	case len(t.places) < t.keep:
		kept := t.place()
		*kept = p
		t.note(kept)
		heap.Push(t, kept)
	case t.before(&p, t.places[0]):
		last := t.places[0]
		if last.slot > 0 {
			t.groups.list[last.slot-1].kept = nil
		}
		*last, t.bar = p, bar{}
		t.note(last)
		heap.Fix(t, 0)
	}
}

// place is memory for another one to keep.
func (t *top) place() *place {
	if t.places == nil {
		n := min(t.keep, mostRoom)
		t.places, t.room = make([]*place, 0, n), make([]place, n)
	}
	if len(t.room) == 0 {
		return new(place)
	}
	p := &t.room[0]
	t.room = t.room[1:]
	return p
}

func (t *top) note(kept *place) {
	if kept.slot > 0 {
		t.groups.list[kept.slot-1].kept = kept
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
	rank := p.g.seg.Rank()
	if p.g == last.g {
		return rank[p.doc] < rank[last.doc]
	}
	if t.bar.last != last || t.bar.g != p.g {
		place, _ := p.g.seg.Place(last.id())
		t.bar = bar{last, p.g, uint32(place)}
	}
	return rank[p.doc] < t.bar.rank
}

// hits returns the page asked for and the number of groups.
func (t *top) hits(total int) ([]index.Hit, int) {
	n := total
	if t.groups != nil {
		n = t.groups.alone + len(t.groups.list)
		for i := range t.groups.list {
			if p := t.groups.list[i].first; p.g != nil && t.passed(&p) {
				t.offer(p)
			}
		}
	}
	slices.SortFunc(t.places, t.compare)
	var out []index.Hit
	for _, p := range t.places[min(t.q.Offset, len(t.places)):] {
		h := index.Hit{ID: strings.Clone(p.id()), Score: p.score, Date: p.date}
		if p.slot > 0 {
			h.More = t.groups.list[p.slot-1].n - 1
		}
		if t.groups != nil {
			if k := p.g.seg.Keyword(t.q.Collapse); len(k.Of(p.doc)) > 0 {
				h.Group = strings.Clone(k.Value(k.Of(p.doc)[0]))
			}
		}
		out = append(out, h)
	}
	return out, n
}

package topk

import (
	"strings"
	"sync"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/exec"
	"letopis/index/bleveindex/snapshot"
)

// groups are the documents that share a value of a field (index.Query.Collapse), each
// group being one hit.
type groups struct {
	ordinals *snapshot.Ordinals
	slots    []uint32 // by global ordinal: index into list, plus one
	list     []group
	alone    int // documents without a group, or alone in theirs
}

type group struct {
	ord   uint32
	n     int
	kept  *candidate // the one among Collector.kept
	first candidate  // with After, which a group's first document must lie behind
}

// groupsPool has groups whose slots are all 0.
var groupsPool = sync.Pool{New: func() any { return &groups{} }}

func newGroups(o *snapshot.Ordinals) *groups {
	g := groupsPool.Get().(*groups)
	g.ordinals, g.alone = o, 0
	if n := len(o.Values); len(g.slots) < n {
		g.slots = make([]uint32, n+n/4)
	}
	return g
}

func (g *groups) release() {
	for i := range g.list {
		g.slots[g.list[i].ord] = 0
	}
	clear(g.list) // they hold on to segments
	g.list, g.ordinals = g.list[:0], nil
	groupsPool.Put(g)
}

// count counts the documents of the collector's segment by group. Most share theirs with
// none.
func (g *groups) count(c *Collector, m *exec.Matches) {
	k := c.seg.Data.Keyword(c.q.Collapse)
	if k == nil {
		g.alone += m.Len()
		return
	}
	global := g.ordinals.Global[c.n]
	grouped := docset.Narrow(c.mem, &m.Set, []docset.Bits{g.ordinals.Shared[c.n]})
	g.alone += m.Len() - grouped.Len()
	for _, d := range grouped.Docs(c.mem) {
		ord := global[k.Of(d)[0]]
		if g.slots[ord] == 0 {
			g.list = append(g.list, group{ord: ord})
			g.slots[ord] = uint32(len(g.list))
		}
		g.list[g.slots[ord]-1].n++
	}
}

// slotOf returns that of the group of a document in the collector's segment, 0 for
// none.
func (g *groups) slotOf(c *Collector, doc uint32) uint32 {
	values := c.seg.Data.Keyword(c.q.Collapse).Of(doc)
	if len(values) == 0 {
		return 0
	}
	return g.slots[g.ordinals.Global[c.n][values[0]]]
}

// len is the number of hits.
func (g *groups) len() int { return g.alone + len(g.list) }

// describe fills in what a hit shows of its group.
func (g *groups) describe(p *candidate, field string, h *index.Hit) {
	if p.slot > 0 {
		h.More = g.list[p.slot-1].n - 1
	}
	if k := p.seg.Data.Keyword(field); len(k.Of(p.doc)) > 0 {
		h.Group = strings.Clone(k.Value(k.Of(p.doc)[0]))
	}
}

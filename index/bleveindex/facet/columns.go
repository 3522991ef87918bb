// Package facet counts the values of keyword fields among the documents of searches.
//
// Read Columns first: documents have numbers for their values (doc values, in rows).
// Then counting.go: which documents a search looks at to count a set, since most
// sets are close to others whose counts are known (tally.go).
package facet

import (
	"slices"
	"sync"
	"sync/atomic"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/segcache"
	"letopis/index/bleveindex/snapshot"
	"letopis/index/segment"
)

// Columns holds what facets of an index are counted by. Every segment has a table: a
// row for each document, and in it, for each field that facets have been asked of, a
// number that stands for the value, or the combination of values, that the document
// has there (see vocabulary). Four fields of a document lie side by side, so that
// looking them up costs one access to memory; a number means the same in all
// segments, so that counts of segments add up as they are.
//
// A table is made when its segment is first asked, which takes a few milliseconds
// for 100,000 documents. It has two bytes for each document and field, and is dropped
// with the segment. Fields with more than 65,535 different values or combinations
// of values have no place here (see wideCounter). Columns is safe for concurrent use.
type Columns struct {
	cache     *segcache.Cache // of tallies
	keepWhole atomic.Bool     // see KeepWhole

	mu           sync.Mutex
	names        []string // fields of the tables, in the order of their columns
	vocabularies map[string]*vocabulary
	wide         map[string]bool
	tables       map[uint64]*table // by segment
	epoch        *epoch
}

// NewColumns returns columns without fields. Counts are kept in the cache.
func NewColumns(cache *segcache.Cache) *Columns {
	c := &Columns{cache: cache, wide: map[string]bool{}}
	c.keepWhole.Store(true)
	c.restart()
	return c
}

// KeepWhole sets whether counts of whole searches that are asked again are kept, too,
// beside those of words. At first they are. For measurements.
func (c *Columns) KeepWhole(keep bool) { c.keepWhole.Store(keep) }

// restart begins anew: numbers will stand for other values, so what was counted by
// the old ones must not be added to what is counted by the new (see epoch).
func (c *Columns) restart() {
	c.epoch = &epoch{}
	c.vocabularies, c.tables = map[string]*vocabulary{}, map[uint64]*table{}
	for _, name := range c.names {
		c.vocabularies[name] = newVocabulary()
	}
}

// epoch is a time in which numbers keep their meaning. Counts of another one are
// of no use.
type epoch struct{ _ byte } // so that each has an address of its own

// layout is what a snapshot's facets are counted by. It does not change.
type layout struct {
	*epoch
	column   map[string]int
	lexicons []lexicon
	tables   []*table // by segment of the snapshot
}

// combos lists the combinations in a column.
func (l *layout) combos(column int) []combo { return l.lexicons[column].combos }

// layout returns what the segments of a snapshot have in some fields. Fields that it
// lacks are wide ones.
func (c *Columns) layout(segs []*snapshot.Segment, fields []string) *layout {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range fields {
		if !c.wide[name] && !slices.Contains(c.names, name) {
			c.names = append(slices.Clip(c.names), name)
			c.restart() // rows get another width
		}
	}
	tables, full := c.fill(segs)
	if full != "" { // numbers of values that are gone are taken back
		c.restart()
		tables, full = c.fill(segs)
	}
	for full != "" {
		c.wide[full] = true
		c.names = slices.DeleteFunc(slices.Clone(c.names), func(n string) bool { return n == full })
		c.restart()
		tables, full = c.fill(segs)
	}
	l := &layout{epoch: c.epoch, column: map[string]int{}, tables: tables}
	for i, name := range c.names {
		l.column[name] = i
		l.lexicons = append(l.lexicons, c.vocabularies[name].lexicon())
	}
	return l
}

// fill makes the tables of segments that have none; full names a field that has
// too many entries.
func (c *Columns) fill(segs []*snapshot.Segment) (tables []*table, full string) {
	for _, g := range segs {
		t := c.tables[g.ID]
		if t == nil {
			t = newTable(len(c.names), g.Len())
			for i, name := range c.names {
				if !t.fill(c.vocabularies[name], i, g.Data.Keyword(name)) {
					return nil, name
				}
			}
			combos := func(i int) []combo { return c.vocabularies[c.names[i]].combos }
			t.totals = newTally(c.epoch, t, combos, docset.Ascending(g.Len()))
			c.tables[g.ID] = t
		}
		tables = append(tables, t)
	}
	return tables, ""
}

// Retain drops the tables of other segments than these.
func (c *Columns) Retain(segments map[uint64]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.tables {
		if !segments[id] {
			delete(c.tables, id)
		}
	}
}

// Bytes is how much memory the tables have, about.
func (c *Columns) Bytes() (n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tables {
		for _, rows := range t.rows {
			n += int64(8 * len(rows))
		}
		n += t.totals.Bytes()
	}
	for _, v := range c.vocabularies {
		n += int64(64 * len(v.values))
	}
	return n
}

// View counts the facets of one snapshot. It is safe for concurrent use.
type View struct {
	columns *Columns
	snap    *snapshot.Snapshot

	mu      sync.Mutex
	layout  *layout // of the fields laidOut
	laidOut map[string]bool
}

// View returns one for a snapshot.
func (c *Columns) View(snap *snapshot.Snapshot) *View {
	return &View{columns: c, snap: snap, laidOut: map[string]bool{}}
}

// layoutOf returns the layout of all fields asked so far.
func (v *View) layoutOf(requests []index.FacetRequest) *layout {
	v.mu.Lock()
	defer v.mu.Unlock()
	var fresh []string
	for _, r := range requests {
		if !v.laidOut[r.Field] {
			fresh = append(fresh, r.Field)
		}
	}
	if len(fresh) > 0 || v.layout == nil {
		v.layout = v.columns.layout(v.snap.Segments, fresh)
		for _, f := range fresh {
			v.laidOut[f] = true
		}
	}
	return v.layout
}

// perRow is how many fields lie side by side.
const perRow = 4

// row has the numbers of a document in fields that lie side by side.
type row uint64

func (r row) at(i int) uint16 { return uint16(r >> (16 * i)) }

// put sets a number that is 0.
func (r *row) put(i int, n uint16) { *r |= row(n) << (16 * i) }

// table has the numbers of a segment. It never changes.
type table struct {
	rows   [][]row // by column/perRow and document
	size   []int   // by column: one more than the highest number
	totals *tally  // of all documents
}

func newTable(columns, docs int) *table {
	t := &table{rows: make([][]row, (columns+perRow-1)/perRow), size: make([]int, columns)}
	for i := range t.rows {
		t.rows[i] = make([]row, docs)
	}
	return t
}

// fill sets a field in all rows; false when there are not numbers enough.
func (t *table) fill(v *vocabulary, column int, k *segment.Keyword) bool {
	if k != nil && !fillRows(t.rows[column/perRow], column%perRow, v, k) {
		return false
	}
	t.size[column] = len(v.values)
	return true
}

func fillRows(rows []row, at int, v *vocabulary, k *segment.Keyword) bool {
	numbers := make([]uint16, k.Len()+1)
	for ord := range k.Len() {
		var ok bool
		if numbers[ord], ok = v.number(k.Value(uint32(ord))); !ok {
			return false
		}
	}
	var parts []uint16
	for d := range rows {
		switch ords := k.Of(uint32(d)); len(ords) {
		case 0:
		case 1:
			rows[d].put(at, numbers[ords[0]])
		default:
			parts = parts[:0]
			for _, ord := range ords {
				parts = append(parts, numbers[ord])
			}
			slices.Sort(parts)
			n, ok := v.combination(parts)
			if !ok {
				return false
			}
			rows[d].put(at, n)
		}
	}
	return true
}

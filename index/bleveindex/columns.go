package bleveindex

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"letopis/index/segment"
)

// columns holds what facets are counted by. Every segment has a table: a row for
// each document, and in it, for each field that facets have been asked of, a number
// that stands for the value, or the combination of values, that the document has
// there (see vocabulary). Four fields of a document lie side by side, so that looking
// them up costs one access to memory; a number means the same in all segments, so
// that counts of segments add up as they are.
//
// A table is made when its segment is first asked, which takes a few milliseconds
// for 100,000 documents. It has two bytes for each document and field, and is dropped
// with the segment. Fields with more than 65,535 different values or combinations
// of values have no place here (see wideCounter). columns is safe for concurrent use.
type columns struct {
	mu           sync.Mutex
	names        []string // fields of the tables, in the order of their columns
	vocabularies map[string]*vocabulary
	wide         map[string]bool
	tables       map[uint64]*table // by segment
	epoch        *epoch
}

func newColumns() *columns {
	c := &columns{wide: map[string]bool{}}
	c.clear()
	return c
}

// clear begins anew: numbers will stand for other values, so what was counted by
// the old ones must not be added to what is counted by the new (see epoch).
func (c *columns) clear() {
	c.epoch = &epoch{}
	c.vocabularies, c.tables = map[string]*vocabulary{}, map[uint64]*table{}
	for _, name := range c.names {
		c.vocabularies[name] = newVocabulary()
	}
}

// vocabulary numbers what documents have in a field: 0 is nothing, the others
// are values, and combinations of values that some document has. It only grows.
type vocabulary struct {
	values    []string // "" for combinations
	combos    []combo
	byValue   map[string]uint16
	byNumbers map[string]uint16 // of combinations
	order     *order
}

// combo is a combination of several values, all by number.
type combo struct {
	number uint16
	parts  []uint16
}

const mostNumbers = math.MaxUint16 + 1

func newVocabulary() *vocabulary {
	return &vocabulary{values: []string{""}, byValue: map[string]uint16{}, byNumbers: map[string]uint16{}}
}

// number returns that of a value; false when there are no numbers left.
func (v *vocabulary) number(value string) (uint16, bool) {
	n, ok := v.byValue[value]
	if ok {
		return n, true
	}
	if len(v.values) == mostNumbers {
		return 0, false
	}
	n = uint16(len(v.values))
	value = string([]byte(value)) // it lies in a segment
	v.values, v.byValue[value] = append(v.values, value), n
	return n, true
}

// combination returns the number of several values.
func (v *vocabulary) combination(parts []uint16) (uint16, bool) {
	key := make([]byte, 0, 64)
	for _, p := range parts {
		key = binary.LittleEndian.AppendUint16(key, p)
	}
	n, ok := v.byNumbers[string(key)]
	if ok {
		return n, true
	}
	if len(v.values) == mostNumbers {
		return 0, false
	}
	n = uint16(len(v.values))
	v.values, v.byNumbers[string(key)] = append(v.values, ""), n
	v.combos = append(v.combos, combo{n, slices.Clone(parts)})
	return n, true
}

// lexicon is a vocabulary as it was at some moment. It never changes.
type lexicon struct {
	values []string
	combos []combo
	*order
}

func (v *vocabulary) lexicon() lexicon {
	if v.order == nil || len(v.order.values) != len(v.values) {
		v.order = &order{values: v.values, combos: v.combos}
	}
	return lexicon{v.values, v.combos, v.order}
}

// order is that of the values among the entries of a vocabulary, worked out when
// it is first needed.
type order struct {
	values []string
	combos []combo
	once   sync.Once
	sorted []uint16 // numbers of values in their order
	place  []uint16 // places of numbers in sorted
}

func (o *order) make() {
	o.once.Do(func() {
		o.place = make([]uint16, len(o.values))
		o.sorted = make([]uint16, 0, len(o.values))
		combos := o.combos
		for n := 1; n < len(o.values); n++ {
			if len(combos) > 0 && int(combos[0].number) == n {
				combos = combos[1:]
				continue
			}
			o.sorted = append(o.sorted, uint16(n))
		}
		slices.SortFunc(o.sorted, func(a, b uint16) int { return cmp.Compare(o.values[a], o.values[b]) })
		for i, n := range o.sorted {
			o.place[n] = uint16(i)
		}
	})
}

// find returns the number of a value.
func (o *order) find(value string) (uint16, bool) {
	o.make()
	i, ok := slices.BinarySearchFunc(o.sorted, value, func(n uint16, value string) int { return cmp.Compare(o.values[n], value) })
	if !ok {
		return 0, false
	}
	return o.sorted[i], true
}

// together is how many fields lie side by side.
const together = 4

// row has the numbers of a document in fields that lie side by side.
type row uint64

func (r row) at(i int) uint16 { return uint16(r >> (16 * i)) }

// put sets a number that is 0.
func (r *row) put(i int, n uint16) { *r |= row(n) << (16 * i) }

// table has the numbers of a segment. It never changes.
type table struct {
	rows   [][]row // by column/together and document
	size   []int   // by column: one more than the highest number
	totals *tally  // of all documents
}

func newTable(columns, docs int) *table {
	t := &table{rows: make([][]row, (columns+together-1)/together), size: make([]int, columns)}
	for i := range t.rows {
		t.rows[i] = make([]row, docs)
	}
	return t
}

// fill sets a field in all rows; false when there are not numbers enough.
func (t *table) fill(v *vocabulary, column int, k *segment.Keyword, docs int) bool {
	rows, at := t.rows[column/together], column%together
	if k != nil {
		numbers := make([]uint16, k.Len()+1)
		for ord := range k.Len() {
			var ok bool
			if numbers[ord], ok = v.number(k.Value(uint32(ord))); !ok {
				return false
			}
		}
		var parts []uint16
		for d := range docs {
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
	}
	t.size[column] = len(v.values)
	return true
}

// epoch is a time in which numbers keep their meaning. Counts of another one are
// of no use.
type epoch struct{ _ byte } // so that each has an address of its own

// layout is what a view counts facets by.
type layout struct {
	*epoch
	column   map[string]int
	lexicons []lexicon
	tables   []*table // by segment of the view
}

// layout returns what the segments of a view have in some fields. Fields that it
// lacks are wide ones.
func (c *columns) layout(segs []*segView, fields []string) *layout {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range fields {
		if !c.wide[name] && !slices.Contains(c.names, name) {
			c.names = append(slices.Clip(c.names), name)
			c.clear() // rows get another width
		}
	}
	tables, full := c.fill(segs)
	if full != "" { // numbers of values that are gone are taken back
		c.clear()
		tables, full = c.fill(segs)
	}
	for full != "" {
		c.wide[full] = true
		c.names = slices.DeleteFunc(slices.Clone(c.names), func(n string) bool { return n == full })
		c.clear()
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
func (c *columns) fill(segs []*segView) (tables []*table, full string) {
	for _, g := range segs {
		t := c.tables[g.id]
		if t == nil {
			t = newTable(len(c.names), g.n)
			for i, name := range c.names {
				if !t.fill(c.vocabularies[name], i, g.seg.Keyword(name), g.n) {
					return nil, name
				}
			}
			t.totals = newTally(t, len(c.names), func(i int) []combo { return c.vocabularies[c.names[i]].combos }, below(g.n))
			c.tables[g.id] = t
		}
		tables = append(tables, t)
	}
	return tables, ""
}

// keep drops the tables of segments that are gone.
func (c *columns) keep(segments map[uint64]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.tables {
		if !segments[id] {
			delete(c.tables, id)
		}
	}
}

// bytes is how much memory the tables have.
func (c *columns) bytes() (n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tables {
		for _, rows := range t.rows {
			n += int64(8 * len(rows))
		}
		n += t.totals.bytes()
	}
	for _, v := range c.vocabularies {
		n += int64(64 * len(v.values))
	}
	return n
}

package facet

import (
	"encoding/binary"
	"hash/maphash"
	"sync"

	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/exec"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/segcache"
)

// tally has the counts of a set of documents of one segment, for each column of
// its table. Tallies are kept in the cache: of frequent words, and of whole searches
// that are asked again, as for their next page, another order, or by a feed.
type tally struct {
	*epoch
	columns []columnTally
}

// columnTally has the documents by number; combinations are counted as their
// values. It does not change but for what is worked out when first asked for.
type columnTally struct {
	counts []uint32 // none behind its end

	once sync.Once
	lead lead
}

// lead is what answers show of counts.
type lead struct {
	list     []numberCount // the first ones in order, up to maxLead
	distinct int           // values with a count
	sum      int           // of all values' counts
}

// maxLead is how many values' order is kept: answers list no more, but for those
// that list all.
const maxLead = 64

// newTally counts documents, given the combinations in each column.
func newTally(e *epoch, t *table, combos func(column int) []combo, docs []uint32) *tally {
	y := &tally{epoch: e, columns: make([]columnTally, len(t.size))}
	for i, size := range t.size {
		y.columns[i].counts = make([]uint32, size)
	}
	for i, rows := range t.rows {
		countRows(y.columns[i*perRow:min((i+1)*perRow, len(y.columns))], rows, docs)
	}
	for i := range y.columns {
		counts := y.columns[i].counts
		for _, c := range combos(i) {
			if int(c.number) >= len(counts) {
				break // of other segments, as all that follow
			}
			if n := counts[c.number]; n > 0 {
				counts[c.number] = 0
				for _, p := range c.parts {
					counts[p] += n
				}
			}
		}
	}
	return y
}

// countRows counts the numbers that documents have in columns that lie side by side.
func countRows(columns []columnTally, rows []row, docs []uint32) {
	if len(columns) == perRow { // one access to a row
		a, b, c, d := columns[0].counts, columns[1].counts, columns[2].counts, columns[3].counts
		for _, doc := range docs {
			r := rows[doc]
			a[r.at(0)]++
			b[r.at(1)]++
			c[r.at(2)]++
			d[r.at(3)]++
		}
		return
	}
	for at := range columns {
		counts := columns[at].counts
		for _, doc := range docs {
			counts[rows[doc].at(at)]++
		}
	}
}

// Bytes implements segcache.Value.
func (y *tally) Bytes() (n int64) {
	for i := range y.columns {
		n += int64(4*len(y.columns[i].counts) + 8*maxLead + 64)
	}
	return n + 128
}

// leading returns what answers show, the values in an order.
func (c *columnTally) leading(o *order) *lead {
	c.once.Do(func() {
		l := newLeaders(o, maxLead, maxLead)
		for n := 1; n < len(c.counts); n++ {
			if count := c.counts[n]; count > 0 {
				c.lead.distinct++
				c.lead.sum += int(count)
				if count >= l.threshold {
					l.offer(uint16(n), count)
				}
			}
		}
		c.lead.list = l.list
	})
	return &c.lead
}

// minKept is how many documents have counts that are worth keeping; fewer are
// counted at once.
const minKept = 512

// tallyOfSet returns the counts of matches that have been asked for before. The
// second time they are worked out; nil at first.
func (c *Counting) tallyOfSet(s *segmentTable, m *exec.Matches) *tally {
	if !c.columns.keepWhole.Load() {
		return nil
	}
	key := segcache.Key{Segment: s.id, Kind: "counts", Term: fingerprint(s.mem, m)}
	if kept := c.cached(key); kept != nil {
		return kept
	}
	if !c.columns.cache.AskedBefore(key) {
		return nil
	}
	return c.keep(key, s, m.Docs(s.mem))
}

// tallyOfWord returns the counts of all documents of postings that are in the cache
// under a name; nil when they are not known. now: work them out, as just these are
// wanted, instead of when they are wanted again.
func (c *Counting) tallyOfWord(s *segmentTable, word *postings.List, now bool) *tally {
	if word.Key == (segcache.Key{}) || len(word.Docs) < minKept {
		return nil
	}
	key := word.Key
	key.Kind += " counts"
	if kept := c.cached(key); kept != nil {
		return kept
	}
	if !now && !c.columns.cache.AskedBefore(key) {
		return nil
	}
	return c.keep(key, s, word.Docs)
}

// cached returns counts of this epoch from the cache.
func (c *Counting) cached(key segcache.Key) *tally {
	if kept := segcache.Get[*tally](c.columns.cache, key); kept != nil && kept.epoch == c.epoch {
		return kept
	}
	return nil
}

// keep counts documents and keeps the counts.
func (c *Counting) keep(key segcache.Key, s *segmentTable, docs []uint32) *tally {
	y := newTally(c.epoch, s.table, c.combos, docs)
	c.columns.cache.Put(key, y)
	return y
}

var setSeed = maphash.MakeSeed()

// fingerprint tells sets of a segment apart, with a chance of 1 in 2⁶⁴ for two to
// look the same; nobody can make such two, as the seed is the process's own.
func fingerprint(mem *docset.Arena, m *exec.Matches) string {
	var h maphash.Hash
	h.SetSeed(setSeed)
	var chunk [1 << 10]byte
	if m.HasBits() {
		for words := m.Bits(mem); len(words) > 0; {
			n := min(len(words), len(chunk)/8)
			for i, w := range words[:n] {
				binary.LittleEndian.PutUint64(chunk[8*i:], w)
			}
			_, _ = h.Write(chunk[:8*n])
			words = words[n:]
		}
	} else {
		for docs := m.Docs(mem); len(docs) > 0; {
			n := min(len(docs), len(chunk)/4)
			for i, d := range docs[:n] {
				binary.LittleEndian.PutUint32(chunk[4*i:], d)
			}
			_, _ = h.Write(chunk[:4*n])
			docs = docs[n:]
		}
	}
	return string(binary.LittleEndian.AppendUint64(nil, h.Sum64()))
}

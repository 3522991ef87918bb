package bleveindex

import (
	"encoding/binary"
	"hash/maphash"
	"sync"
)

// tally has the counts of a set of documents of one segment, for each column of
// its table. They are kept in the cache: of frequent words, and of whole searches
// that are asked again, as for their next page, another order, or by a feed.
type tally struct {
	*epoch
	columns []columnTally
}

// columnTally has the documents by number; combinations are counted as their
// values. It does not change but for what is worked out when first asked for.
type columnTally struct {
	counts []uint32 // none beyond its end

	once sync.Once
	lead lead
}

// lead is what answers show of counts.
type lead struct {
	list     []numberCount // the first ones in order, up to mostLed
	distinct int           // values with a count
	sum      int           // of all values' counts
}

// mostLed is how many values' order is kept: answers list no more, but for those
// that list all.
const mostLed = 64

// newTally counts documents.
func newTally(t *table, columns int, combos func(column int) []combo, docs []uint32) *tally {
	y := &tally{columns: make([]columnTally, columns)}
	for i := range y.columns {
		rows, at, counts := t.rows[i/together], i%together, make([]uint32, t.size[i])
		for _, doc := range docs {
			counts[rows[doc].at(at)]++
		}
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
		y.columns[i].counts = counts
	}
	return y
}

func (y *tally) bytes() (n int64) {
	for i := range y.columns {
		n += int64(4*len(y.columns[i].counts) + 8*mostLed + 64)
	}
	return n
}

// leading returns what answers show, the values in an order.
func (c *columnTally) leading(o *order) *lead {
	c.once.Do(func() {
		b := leaders{order: o, limit: mostLed, bar: 1, list: make([]numberCount, 0, mostLed)}
		b.make()
		for n := 1; n < len(c.counts); n++ {
			if count := c.counts[n]; count > 0 {
				c.lead.distinct++
				c.lead.sum += int(count)
				if count >= b.bar {
					b.offer(uint16(n), count)
				}
			}
		}
		c.lead.list = b.list
	})
	return &c.lead
}

// tallied returns the counts of a set that has been asked for before. The second
// time they are worked out.
func (c *counting) tallied(ev *evaluator, t *table, s *set) *tally {
	if !ev.x.keepCounts.Load() {
		return nil
	}
	return c.known(ev, t, cacheKey{segment: ev.g.id, kind: "counts", term: ev.fingerprint(s)}, func() []uint32 { return ev.list(s) }, false)
}

// known returns the counts of documents that have a name, kept in the cache when
// they are wanted again; nil when they are not known. now: work them out, as just
// these are wanted.
func (c *counting) known(ev *evaluator, t *table, key cacheKey, docs func() []uint32, now bool) *tally {
	if kept := ev.x.cache.get(key); kept != nil && kept.counts.epoch == c.epoch {
		return kept.counts
	}
	if !now && !ev.x.cache.again(key) {
		return nil
	}
	y := newTally(t, len(c.lexicons), func(i int) []combo { return c.lexicons[i].combos }, docs())
	y.epoch = c.epoch
	ev.x.cache.replace(key, &postings{counts: y})
	return y
}

// knownWord is known for all documents of a word.
func (c *counting) knownWord(ev *evaluator, t *table, p *postings, now bool) *tally {
	if p.key == (cacheKey{}) || len(p.docs) < worthCounts {
		return nil
	}
	key := p.key
	key.kind += " counts"
	return c.known(ev, t, key, func() []uint32 { return p.docs }, now)
}

// worthCounts is how many documents have counts that are worth keeping; fewer are
// counted at once.
const worthCounts = 512

var setSeed = maphash.MakeSeed()

// fingerprint tells sets of a segment apart, with a chance of 1 in 2⁶⁴ for two to
// look the same; nobody can make such two, as the seed is the process's own.
func (ev *evaluator) fingerprint(s *set) string {
	var h maphash.Hash
	h.SetSeed(setSeed)
	var chunk [1 << 10]byte
	if bits := s.bits; bits != nil {
		for len(bits) > 0 {
			n := min(len(bits), len(chunk)/8)
			for i, w := range bits[:n] {
				binary.LittleEndian.PutUint64(chunk[8*i:], w)
			}
			_, _ = h.Write(chunk[:8*n])
			bits = bits[n:]
		}
	} else {
		for docs := ev.list(s); len(docs) > 0; {
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

package bleveindex

import (
	"container/list"
	"math/bits"
	"sync"

	"letopis/index/segment"
)

// postings are the decoded occurrences of a term in a segment. They never
// change once in the cache.
type postings struct {
	docs []uint32
	tf   []uint32
	// Positions of document i are pos[at[i]:at[i+1]]; nil when not decoded.
	at, pos []uint32
	// The documents as bits, with the number of documents before each word of
	// them; nil for rare terms.
	bits  docBits
	ranks []uint32
	// BM25 of each document with an idf of 1, when fields have average tokens;
	// its maximum for each block of documents, and for all.
	impact, blocks []float32
	max            float32
	tops           []uint32 // indexes of the documents with the highest impacts
	// Of frequent terms: impacts by document in 255ths of max, rounded up; 0 for
	// documents without the term.
	levels  []uint8
	average float64

	// Its name in the cache; zero when it is not there.
	key cacheKey
	n   int // documents of bits, where there is nothing else (see evaluator.union)
	// Counts of facets of the documents, instead of all else (see counting.known).
	counts *tally
}

// blockSize is how many documents have one bound on their scores.
const blockSize = 128

// index adds the bits where there is about one document in every other word.
func (p *postings) index(n int) {
	const rare = 128
	if len(p.docs)*rare < n {
		return
	}
	p.bits, p.ranks = make(docBits, words64(n)), make([]uint32, words64(n))
	for _, d := range p.docs {
		p.bits.set(d)
	}
	sum := uint32(0)
	for i, w := range p.bits {
		p.ranks[i] = sum
		sum += uint32(bits.OnesCount64(w))
	}
}

func (p *postings) bytes() int64 {
	n := int64(4*(len(p.docs)+len(p.tf)+len(p.at)+len(p.pos)+len(p.ranks)+len(p.impact)+len(p.blocks))+8*len(p.bits)+len(p.levels)) + 320
	if p.counts != nil {
		n += p.counts.bytes()
	}
	return n
}

func (p *postings) positions(i int) []uint32 { return p.pos[p.at[i]:p.at[i+1]] }

// cacheKey names postings. Positions are kept apart: few terms need them. What
// is not of a single term has its kind.
type cacheKey struct {
	segment           uint64
	field, term, kind string
	positions         bool
}

// cache keeps what was decoded or worked out of segments, up to a number of bytes:
// when there is no room, what was not used for the longest time goes (LRU). Safe for
// concurrent use.
type cache struct {
	mu           sync.Mutex
	max, size    int64
	order        *list.List // of *cacheEntry, used last in front
	entries      map[cacheKey]*list.Element
	asked        map[cacheKey]bool // looked up in places once, not decoded
	hits, misses int64
}

type cacheEntry struct {
	key cacheKey
	p   *postings
}

func newCache(max int64) *cache {
	return &cache{max: max, order: list.New(), entries: map[cacheKey]*list.Element{}, asked: map[cacheKey]bool{}}
}

func (c *cache) get(k cacheKey) *postings {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[k]
	if e == nil {
		c.misses++
		return nil
	}
	c.hits++
	c.order.MoveToFront(e)
	return e.Value.(*cacheEntry).p
}

func (c *cache) put(k cacheKey, p *postings) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[k] != nil || p.bytes() > c.max/4 {
		return
	}
	c.entries[k] = c.order.PushFront(&cacheEntry{k, p})
	c.size += p.bytes()
	for c.size > c.max {
		c.remove(c.order.Back())
	}
}

func (c *cache) remove(e *list.Element) {
	entry := e.Value.(*cacheEntry)
	c.order.Remove(e)
	delete(c.entries, entry.key)
	c.size -= entry.p.bytes()
}

// keep drops what belongs to segments that are gone.
func (c *cache) keep(segments map[uint64]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.asked)
	for k, e := range c.entries {
		if !segments[k.segment] {
			c.remove(e)
		}
	}
}

// again tells whether a term was asked for before without being decoded.
func (c *cache) again(k cacheKey) bool {
	const most = 1 << 16
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asked[k] {
		return true
	}
	if len(c.asked) >= most {
		clear(c.asked)
	}
	c.asked[k] = true
	return false
}

func (c *cache) stats() (size, hits, misses int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size, c.hits, c.misses
}

// replace puts p where other postings of the same name may be.
func (c *cache) replace(k cacheKey, p *postings) {
	c.mu.Lock()
	if e := c.entries[k]; e != nil {
		c.remove(e)
	}
	c.mu.Unlock()
	c.put(k, p)
}

// cached returns postings from the cache, nil when they are not there. Their
// impacts are those of the field's average length of today.
func (ev *evaluator) cached(key cacheKey) *postings {
	p := ev.x.cache.get(key)
	if p == nil || p.impact == nil || !ev.score || p.average == ev.v.average(key.field) {
		return p
	}
	out := *p // others may be using p
	out.weigh(ev.g.seg.Text(key.field).Lengths, ev.v.average(key.field))
	ev.x.cache.replace(key, &out)
	return &out
}

// postings returns the occurrences of a term, decoded.
func (ev *evaluator) postings(field, term string, positions bool) (*postings, error) {
	key := cacheKey{segment: ev.g.id, field: field, term: term, positions: positions}
	if p := ev.cached(key); p != nil {
		return p, nil
	}
	list, err := ev.g.seg.Text(field).Postings(term)
	if err != nil {
		return nil, err
	}
	return ev.decode(key, list), nil
}

// decode decodes a term's postings and keeps them.
func (ev *evaluator) decode(key cacheKey, list segment.Postings) *postings {
	p := &postings{docs: make([]uint32, 0, list.Len()), tf: make([]uint32, 0, list.Len())}
	if key.positions {
		p.at = append(make([]uint32, 0, list.Len()+1), 0)
		var c segment.Cursor
		for c.Reset(list); c.Next(); {
			p.add(&c, true)
		}
	} else {
		p.docs, p.tf = list.Docs(p.docs, p.tf)
	}
	return ev.keep(key, p)
}

// keep readies postings for queries and puts them in the cache.
func (ev *evaluator) keep(key cacheKey, p *postings) *postings {
	p.key = key
	if !key.positions && len(p.docs) > 0 {
		p.index(ev.g.n)
		p.weigh(ev.g.seg.Text(key.field).Lengths, ev.v.average(key.field))
	}
	ev.x.cache.put(key, p)
	return p
}

// add appends what a cursor stands on.
func (p *postings) add(c *segment.Cursor, positions bool) {
	p.docs = append(p.docs, c.Doc())
	p.tf = append(p.tf, c.Freq())
	if positions {
		p.pos = c.Positions(p.pos)
		p.at = append(p.at, uint32(len(p.pos)))
	}
}

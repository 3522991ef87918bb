package bleveindex

import (
	"container/list"
	"strings"
	"sync"

	"github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index"
)

// postings are the decoded occurrences of a term in a segment. They never
// change once in the cache.
type postings struct {
	docs []uint32
	tf   []uint32
	// Positions of document i are pos[at[i]:at[i+1]]; nil when not decoded.
	at, pos []uint32
	// most is the highest BM25 of each block of documents with an idf of 1, when
	// fields have average tokens.
	most    []float64
	average float64
}

// blockSize is how many documents have one bound on their scores.
const blockSize = 128

// bound works out most.
func (p *postings) bound(lengths []uint32, average float64) {
	p.most, p.average = make([]float64, (len(p.docs)+blockSize-1)/blockSize), average
	for i, d := range p.docs {
		b := i / blockSize
		p.most[b] = max(p.most[b], index.BM25(1, float64(p.tf[i]), float64(lengths[d]), average))
	}
}

func (p *postings) bytes() int64 {
	return int64(4*(len(p.docs)+len(p.tf)+len(p.at)+len(p.pos)+2*len(p.most))) + 220
}

func (p *postings) positions(i int) []uint32 { return p.pos[p.at[i]:p.at[i+1]] }

// cacheKey names postings. Positions are kept apart: few terms need them.
type cacheKey struct {
	segment     uint64
	field, term string
	positions   bool
}

// cache keeps decoded postings up to a number of bytes, those used last.
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

// postings returns the occurrences of a term in a segment, decoded.
func (c *cache) postings(v *view, g *segView, field, term string, positions bool) (*postings, error) {
	key := cacheKey{g.id, field, term, positions}
	if p := c.get(key); p != nil {
		return p, nil
	}
	p, err := decode(g.seg, field, term, positions)
	if err != nil {
		return nil, err
	}
	if name := strings.TrimPrefix(field, textPrefix); g.cols.lengths[name] != nil {
		p.bound(g.cols.lengths[name], v.average(name))
	}
	c.put(key, p)
	return p, nil
}

func decode(seg segment.Segment, field, term string, positions bool) (*postings, error) {
	dict, err := seg.Dictionary(field)
	if err != nil {
		return nil, err
	}
	pl, err := dict.PostingsList([]byte(term), nil, nil)
	if err != nil {
		return nil, err
	}
	n := int(pl.Count())
	p := &postings{docs: make([]uint32, 0, n), tf: make([]uint32, 0, n)}
	if positions {
		p.at = append(make([]uint32, 0, n+1), 0)
	}
	it := pl.Iterator(true, false, positions, nil)
	for {
		x, err := it.Next()
		if err != nil {
			return nil, err
		}
		if x == nil {
			return p, nil
		}
		p.add(x, positions)
	}
}

// add appends what bleve's iterator has found.
func (p *postings) add(x segment.Posting, positions bool) {
	p.docs = append(p.docs, uint32(x.Number()))
	p.tf = append(p.tf, uint32(x.Frequency()))
	if positions {
		for _, l := range x.Locations() {
			p.pos = append(p.pos, uint32(l.Pos()-1))
		}
		p.at = append(p.at, uint32(len(p.pos)))
	}
}

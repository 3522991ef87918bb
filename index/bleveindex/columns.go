package bleveindex

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/scorch_segment_api/v2"
)

// columns hold what filters, facets and orders need of a segment's documents.
// They never change.
type columns struct {
	ids      []string
	byID     []uint32 // documents in the order of their IDs
	rank     []uint32 // places of documents in byID
	every    []uint32 // 0, 1, 2…
	from, to []int32
	keywords map[string]*keyColumn
	lengths  map[string][]uint32 // text field → length
	bytes    int64
}

// keyColumn has the values of a keyword field as indexes into terms. Where no
// document has several, that of document d is single[d], len(terms) for none;
// else those of d are values[start[d]:start[d+1]].
type keyColumn struct {
	terms         []string
	single        []uint32
	start, values []uint32
	counts        []uint32 // documents by value, deleted ones too; those without a value last
}

func (c *keyColumn) of(doc uint32) []uint32 {
	switch {
	case c == nil:
		return nil
	case c.single == nil:
		return c.values[c.start[doc]:c.start[doc+1]]
	case c.single[doc] == uint32(len(c.terms)):
		return nil
	}
	return c.single[doc : doc+1]
}

func (c *keyColumn) bytes() int64 {
	return int64(4*(len(c.single)+len(c.start)+len(c.values)+len(c.counts)) + 40*len(c.terms))
}

// readIDs fills in the IDs and their order, from bleve's own field.
func (c *columns) readIDs(seg segment.Segment) error {
	const idField = "_id"
	n := int(seg.Count())
	c.ids, c.byID, c.rank, c.every = make([]string, n), make([]uint32, 0, n), make([]uint32, n), make([]uint32, n)
	for i := range c.every {
		c.every[i] = uint32(i)
	}
	c.bytes += int64(n * (16 + 3*4 + 8))
	err := eachPosting(seg, idField, func(id string, docs []uint32) error {
		for _, d := range docs {
			c.ids[d], c.rank[d] = id, uint32(len(c.byID))
			c.byID = append(c.byID, d)
			c.bytes += int64(len(id))
		}
		return nil
	})
	if err == nil && len(c.byID) != n {
		err = fmt.Errorf("%d IDs of %d documents", len(c.byID), n)
	}
	return err
}

func newColumns(seg segment.Segment) (*columns, error) {
	n := int(seg.Count())
	c := &columns{from: make([]int32, n), to: make([]int32, n), keywords: map[string]*keyColumn{}, lengths: map[string][]uint32{}}
	if err := c.readIDs(seg); err != nil {
		return nil, err
	}
	for _, field := range seg.Fields() {
		var err error
		switch {
		case field == dateField:
			err = eachPosting(seg, field, func(term string, docs []uint32) error {
				from, to, _ := strings.Cut(term, "-")
				f, err1 := strconv.Atoi(from)
				t, err2 := strconv.Atoi(to)
				for _, d := range docs {
					c.from[d], c.to[d] = int32(f), int32(t)
				}
				return errors.Join(err1, err2)
			})
		case strings.HasPrefix(field, lengthPrefix):
			lengths := make([]uint32, n)
			err = eachPosting(seg, field, func(term string, docs []uint32) error {
				l, err := strconv.Atoi(term)
				for _, d := range docs {
					lengths[d] = uint32(l)
				}
				return err
			})
			c.lengths[field[len(lengthPrefix):]] = lengths
			c.bytes += int64(4 * n)
		case strings.HasPrefix(field, keyPrefix):
			var k *keyColumn
			if k, err = newKeyColumn(seg, field, n); err == nil {
				c.keywords[field[len(keyPrefix):]] = k
				c.bytes += k.bytes()
			}
		}
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", field, err)
		}
	}
	return c, nil
}

func newKeyColumn(seg segment.Segment, field string, n int) (*keyColumn, error) {
	k := &keyColumn{}
	type pair struct{ doc, ord uint32 }
	var pairs []pair
	start, several := make([]uint32, n+1), false
	err := eachPosting(seg, field, func(term string, docs []uint32) error {
		ord := uint32(len(k.terms))
		k.terms = append(k.terms, term)
		k.counts = append(k.counts, uint32(len(docs)))
		for _, d := range docs {
			pairs = append(pairs, pair{d, ord})
			start[d+1]++
			several = several || start[d+1] > 1
		}
		return nil
	})
	missing := uint32(0)
	for _, values := range start[1:] {
		if values == 0 {
			missing++
		}
	}
	k.counts = append(k.counts, missing)
	if !several {
		k.single = slices.Repeat([]uint32{uint32(len(k.terms))}, n)
		for _, p := range pairs {
			k.single[p.doc] = p.ord
		}
		return k, err
	}
	for i := range n {
		start[i+1] += start[i]
	}
	k.start, k.values = start, make([]uint32, len(pairs))
	next := slices.Clone(start)
	for _, p := range pairs { // by term, so the values of a document are in order
		k.values[next[p.doc]] = p.ord
		next[p.doc]++
	}
	return k, err
}

// eachPosting calls fn for each term of a field with the documents that have
// it, deleted ones too.
func eachPosting(seg segment.Segment, field string, fn func(term string, docs []uint32) error) error {
	dict, err := seg.Dictionary(field)
	if err != nil {
		return err
	}
	it := dict.AutomatonIterator(nil, nil, nil)
	var docs []uint32
	for {
		e, err := it.Next()
		if err != nil || e == nil {
			return err
		}
		pl, err := dict.PostingsList([]byte(e.Term), nil, nil)
		if err != nil {
			return err
		}
		docs = docs[:0]
		pi := pl.Iterator(false, false, false, nil)
		for {
			p, err := pi.Next()
			if err != nil {
				return err
			}
			if p == nil {
				break
			}
			docs = append(docs, uint32(p.Number()))
		}
		if err := fn(e.Term, docs); err != nil {
			return err
		}
	}
}

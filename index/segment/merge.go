package segment

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/blevesearch/vellum"
)

// ErrStopped means that a merge was told to stop.
var ErrStopped = errors.New("merge stopped")

// Dropped stands for a document that a merge has left out.
const Dropped = math.MaxUint32

// Merge writes to one segment the documents of several, in their order, without
// those that drop reports. It returns for each segment the new numbers of its
// documents, Dropped for those left out, and how many bytes it has written. In
// memory it holds the columns of one field, or the postings of one term, at a time.
// When stop is closed it ends with ErrStopped; what it has written is no segment then.
func Merge(to io.Writer, segs []*Segment, drop func(seg int, doc uint32) bool, stop <-chan struct{}) (
	docs [][]uint32, size uint64, err error) {
	m := &merge{w: newWriter(to), segs: segs, stop: stop}
	m.number(drop)
	id := make([]string, 0, m.n)
	from, to32 := make([]uint32, 0, m.n), make([]uint32, 0, m.n)
	m.each(func(s *Segment, doc uint32) {
		id = append(id, s.ID(doc))
		from, to32 = append(from, uint32(s.from[doc])), append(to32, uint32(s.to[doc]))
	})
	m.w.dates(from, to32, m.w.ids(m.n, func(i int) string { return id[i] }))
	for _, field := range fields(segs, func(s *Segment) map[string]*Keyword { return s.keywords }) {
		m.keyword(field)
	}
	for _, field := range fields(segs, func(s *Segment) map[string]*Text { return s.text }) {
		if err := m.text(field); err != nil {
			return nil, m.w.n, err
		}
	}
	return m.docs, m.w.n, m.w.close(m.n)
}

type merge struct {
	w    *writer
	segs []*Segment
	docs [][]uint32 // new numbers by segment and document
	n    int
	stop <-chan struct{}

	cursor Cursor // of add
}

func (m *merge) number(drop func(int, uint32) bool) {
	for i, s := range m.segs {
		to := make([]uint32, s.n)
		for d := range to {
			if drop(i, uint32(d)) {
				to[d] = Dropped
				continue
			}
			to[d] = uint32(m.n)
			m.n++
		}
		m.docs = append(m.docs, to)
	}
}

// each calls fn for the documents kept, in their new order.
func (m *merge) each(fn func(s *Segment, doc uint32)) {
	for i, s := range m.segs {
		for d, to := range m.docs[i] {
			if to != Dropped {
				fn(s, uint32(d))
			}
		}
	}
}

func fields[V any](segs []*Segment, of func(*Segment) map[string]V) []string {
	all := map[string]bool{}
	for _, s := range segs {
		for name := range of(s) {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// keyword merges a keyword field; values that only dropped documents had are
// left out.
func (m *merge) keyword(field string) {
	var terms []string
	used := make([][]bool, len(m.segs))
	for i, s := range m.segs {
		k := s.keywords[field]
		if k == nil {
			continue
		}
		used[i] = make([]bool, k.Len())
		for d, to := range m.docs[i] {
			if to != Dropped {
				for _, ord := range k.Of(uint32(d)) {
					used[i][ord] = true
				}
			}
		}
		for ord, u := range used[i] {
			if u {
				terms = append(terms, k.Value(uint32(ord)))
			}
		}
	}
	slices.Sort(terms)
	terms = slices.Compact(terms)
	if len(terms) == 0 {
		return
	}
	ordinals := make([][]uint32, len(m.segs))
	for i, s := range m.segs {
		ordinals[i] = make([]uint32, len(used[i]))
		at := 0
		for ord, u := range used[i] {
			if u {
				for value := s.keywords[field].Value(uint32(ord)); terms[at] != value; at++ {
				}
				ordinals[i][ord] = uint32(at)
			}
		}
	}
	type place struct{ seg, doc uint32 }
	places := make([]place, 0, m.n)
	for i := range m.segs {
		for d, to := range m.docs[i] {
			if to != Dropped {
				places = append(places, place{uint32(i), uint32(d)})
			}
		}
	}
	var ords []uint32
	m.w.keyword(field, terms, m.n, func(doc int) []uint32 {
		p := places[doc]
		ords = ords[:0]
		for _, ord := range m.segs[p.seg].keywords[field].Of(p.doc) {
			ords = append(ords, ordinals[p.seg][ord])
		}
		return ords
	})
}

// source is a dictionary being merged.
type source struct {
	seg int
	t   *Text
	it  *vellum.FSTIterator
	key []byte
	at  uint64
}

// next goes to the next term; more is false behind the last.
func (s *source) next(first bool) (more bool, err error) {
	if !first {
		err = s.it.Next()
	}
	if err == nil {
		s.key, s.at = s.it.Current()
	}
	if err == vellum.ErrIteratorDone {
		return false, nil
	}
	return err == nil, err
}

// text merges a text field: its lengths, then its terms in order, each with the
// postings that all segments have of it.
func (m *merge) text(field string) error {
	lengths := make([]uint32, 0, m.n)
	m.each(func(s *Segment, doc uint32) {
		l := uint32(0)
		if t := s.text[field]; t != nil {
			l = t.Lengths[doc]
		}
		lengths = append(lengths, l)
	})
	sources, err := m.sources(field)
	if err != nil {
		return err
	}
	dict, err := newDictionary(true)
	if err != nil {
		return err
	}
	m.w.numbers(secLengths, field, lengths)
	m.w.begin()
	e := encoder{scale: newScale(lengths)}
	var term []byte
	var equal []*source
	for n := 0; len(sources) > 0; n++ {
		if n%1024 == 0 && m.stopped() {
			return ErrStopped
		}
		equal = least(sources, equal[:0])
		term = append(term[:0], equal[0].key...)
		offset := m.w.n - m.w.began
		for _, s := range equal {
			m.add(&e, s)
			more, err := s.next(false)
			if err != nil {
				return err
			}
			if !more {
				sources = slices.DeleteFunc(sources, func(x *source) bool { return x == s })
			}
		}
		if len(e.docs) == 0 {
			continue // only dropped documents had it
		}
		if err := dict.fst.Insert(term, offset); err != nil {
			return err
		}
		e.end(m.w, offset)
	}
	m.w.end(secPostings, field)
	return dict.write(m.w, field)
}

// sources returns the dictionaries of a field, in the order of their segments, each at
// its first term.
func (m *merge) sources(field string) (out []*source, err error) {
	for i, s := range m.segs {
		t := s.text[field]
		if t == nil {
			continue
		}
		it, err := t.fst.Iterator(nil, nil)
		if err == vellum.ErrIteratorDone {
			continue
		}
		if err != nil {
			return nil, err
		}
		src := &source{seg: i, t: t, it: it}
		if _, err := src.next(true); err != nil {
			return nil, err
		}
		out = append(out, src)
	}
	return out, nil
}

// least appends the sources that stand at the first term of all, in their order.
func least(sources, equal []*source) []*source {
	for _, s := range sources {
		if len(equal) > 0 {
			order := bytes.Compare(s.key, equal[0].key)
			if order > 0 {
				continue
			}
			if order < 0 {
				equal = equal[:0]
			}
		}
		equal = append(equal, s)
	}
	return equal
}

// add encodes the postings of the term at which a source stands.
func (m *merge) add(e *encoder, s *source) {
	to := m.docs[s.seg]
	c := &m.cursor
	for c.Reset(s.t.at(s.at)); c.Next(); {
		if d := to[c.Doc()]; d != Dropped {
			e.add(d, c.Freq(), c.encoded())
		}
	}
}

// stopped reports whether the merge was told to stop.
func (m *merge) stopped() bool {
	select {
	case <-m.stop:
		return true
	default:
		return false
	}
}

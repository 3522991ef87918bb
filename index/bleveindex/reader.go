package bleveindex

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	bleveapi "github.com/blevesearch/bleve_index_api"
	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index/segment"
)

// Fields as bleve sees them.
const (
	idField    = "_id"
	textPrefix = "t/"
	keyPrefix  = "k/"
)

// reader lets bleve read a segment of ours. scorch needs numbers of documents;
// dictionaries and postings are there so that bleve's own search works too.
type reader struct{ *segment.Segment }

func (r reader) Count() uint64 { return uint64(r.Len()) }

func (r reader) DocID(doc uint64) ([]byte, error) { return []byte(r.ID(uint32(doc))), nil }

func (r reader) DocNumbers(ids []string) (*roaring.Bitmap, error) {
	out := roaring.New()
	for _, id := range ids {
		if doc, ok := r.Find(id); ok {
			out.Add(doc)
		}
	}
	return out, nil
}

func (r reader) VisitStoredFields(doc uint64, visit segapi.StoredFieldValueVisitor) error {
	visit(idField, 't', []byte(r.ID(uint32(doc))), nil) // nothing else is stored
	return nil
}

func (r reader) Fields() []string {
	out := []string{idField}
	for _, f := range r.TextFields() {
		out = append(out, textPrefix+f)
	}
	for _, f := range r.KeywordFields() {
		out = append(out, keyPrefix+f)
	}
	return out
}

// No statistics of bytes are kept.
func (r reader) BytesRead() uint64     { return 0 }
func (r reader) ResetBytesRead(uint64) {}
func (r reader) BytesWritten() uint64  { return 0 }

func (r reader) Dictionary(field string) (segapi.TermDictionary, error) {
	switch {
	case field == idField:
		return terms{n: r.Len(), term: func(i int) string { return r.ID(r.ByID()[i]) },
			list: func(i int) *entry { return &entry{docs: []uint32{r.ByID()[i]}} }}, nil
	case len(field) > len(keyPrefix) && field[:len(keyPrefix)] == keyPrefix:
		if k := r.Keyword(field[len(keyPrefix):]); k != nil {
			return terms{n: k.Len(), term: func(i int) string { return k.Value(uint32(i)) }, list: func(i int) *entry {
				out := &entry{}
				for d := range uint32(r.Len()) {
					if slices.Contains(k.Of(d), uint32(i)) {
						out.docs = append(out.docs, d)
					}
				}
				return out
			}}, nil
		}
	case len(field) > len(textPrefix) && field[:len(textPrefix)] == textPrefix:
		if t := r.Text(field[len(textPrefix):]); t != nil {
			return words{t, field}, nil
		}
	}
	return terms{}, nil
}

// words is the dictionary of a text field.
type words struct {
	*segment.Text
	field string
}

func (w words) Cardinality() int { return w.Terms() }

func (w words) Contains(term []byte) (bool, error) {
	p, err := w.Postings(string(term))
	return p.Len() > 0, err
}

func (w words) PostingsList(term []byte, except *roaring.Bitmap, _ segapi.PostingsList) (segapi.PostingsList, error) {
	p, err := w.Postings(string(term))
	if err != nil {
		return nil, err
	}
	out := &entry{p: p, text: w.Text, field: w.field}
	out.docs, out.tf = p.Docs(nil, []uint32{})
	return out.without(except), nil
}

func (w words) AutomatonIterator(a segapi.Automaton, start, end []byte) segapi.DictionaryIterator {
	it := &entries{}
	it.err = w.Each(a, start, end, func(term []byte, p segment.Postings) bool {
		it.list = append(it.list, bleveapi.DictEntry{Term: string(term), Count: uint64(p.Len())})
		return true
	})
	return it
}

// terms is the dictionary of a column.
type terms struct {
	n    int
	term func(int) string
	list func(int) *entry
}

func (t terms) Cardinality() int { return t.n }

func (t terms) find(term string) (i int, ok bool) {
	lo, hi := 0, t.n
	for lo < hi {
		if mid := (lo + hi) / 2; t.term(mid) < term {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < t.n && t.term(lo) == term
}

func (t terms) Contains(term []byte) (bool, error) {
	_, ok := t.find(string(term))
	return ok, nil
}

func (t terms) PostingsList(term []byte, except *roaring.Bitmap, _ segapi.PostingsList) (segapi.PostingsList, error) {
	i, ok := t.find(string(term))
	if !ok {
		return &entry{}, nil
	}
	return t.list(i).without(except), nil
}

func (t terms) AutomatonIterator(a segapi.Automaton, start, end []byte) segapi.DictionaryIterator {
	it := &entries{}
	from, _ := t.find(string(start))
	for i := from; i < t.n && (end == nil || t.term(i) < string(end)); i++ {
		if a == nil || accepts(a, t.term(i)) {
			it.list = append(it.list, bleveapi.DictEntry{Term: t.term(i), Count: uint64(len(t.list(i).docs))})
		}
	}
	return it
}

func accepts(a segapi.Automaton, term string) bool {
	state := a.Start()
	for i := range len(term) {
		if !a.CanMatch(state) {
			return false
		}
		state = a.Accept(state, term[i])
	}
	return a.IsMatch(state)
}

// entries are the terms that an iterator visits.
type entries struct {
	list []bleveapi.DictEntry
	err  error
}

func (e *entries) Next() (*bleveapi.DictEntry, error) {
	if e.err != nil || len(e.list) == 0 {
		return nil, e.err
	}
	first := &e.list[0]
	e.list = e.list[1:]
	return first, nil
}

// entry has postings for bleve.
type entry struct {
	docs, tf []uint32
	p        segment.Postings
	text     *segment.Text
	field    string
}

func (l *entry) without(except *roaring.Bitmap) *entry {
	if except == nil || except.IsEmpty() {
		return l
	}
	out := &entry{p: l.p, text: l.text, field: l.field}
	for i, d := range l.docs {
		if !except.Contains(d) {
			out.docs = append(out.docs, d)
			if l.tf != nil {
				out.tf = append(out.tf, l.tf[i])
			}
		}
	}
	return out
}

func (l *entry) Count() uint64         { return uint64(len(l.docs)) }
func (l *entry) Size() int             { return 8 * len(l.docs) }
func (l *entry) BytesRead() uint64     { return 0 }
func (l *entry) ResetBytesRead(uint64) {}
func (l *entry) BytesWritten() uint64  { return 0 }

func (l *entry) Iterator(_, _, locations bool, _ segapi.PostingsIterator) segapi.PostingsIterator {
	it := &iterator{entry: l, i: -1, locations: locations && l.text != nil}
	it.cursor.Reset(l.p)
	return it
}

type iterator struct {
	*entry
	i         int
	locations bool
	cursor    segment.Cursor
	posting   posting
}

func (it *iterator) Next() (segapi.Posting, error) { return it.at(it.i + 1) }

func (it *iterator) Advance(doc uint64) (segapi.Posting, error) {
	return it.at(gallop(it.docs, it.i+1, uint32(doc)))
}

func (it *iterator) at(i int) (segapi.Posting, error) {
	if it.i = i; i >= len(it.docs) {
		return nil, nil
	}
	p := &it.posting
	*p = posting{doc: it.docs[i], tf: 1, norm: 1}
	if it.tf != nil {
		p.tf = it.tf[i]
	}
	if it.text != nil {
		p.norm = 1 / math.Sqrt(float64(it.text.Lengths[p.doc])) // as in bleve
	}
	if it.locations && it.cursor.Seek(p.doc) {
		for _, pos := range it.cursor.Positions(nil) {
			p.places = append(p.places, location{it.field, uint64(pos) + 1}) // bleve's positions begin at 1
		}
	}
	return p, nil
}

// posting is one document.
type posting struct {
	doc, tf uint32
	norm    float64
	places  []segapi.Location
}

func (p *posting) Number() uint64               { return uint64(p.doc) }
func (p *posting) Frequency() uint64            { return uint64(p.tf) }
func (p *posting) Norm() float64                { return p.norm }
func (p *posting) Locations() []segapi.Location { return p.places }
func (p *posting) Size() int                    { return 16 }

type location struct {
	field string
	pos   uint64
}

func (l location) Field() string            { return l.field }
func (l location) Start() uint64            { return 0 }
func (l location) End() uint64              { return 0 }
func (l location) Pos() uint64              { return l.pos }
func (l location) ArrayPositions() []uint64 { return nil }
func (l location) Size() int                { return 24 }

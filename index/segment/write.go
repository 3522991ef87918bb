package segment

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/blevesearch/vellum"

	"letopis/index"
)

// writer writes sections and keeps their directory. The first error stays.
type writer struct {
	to       io.Writer
	sum      hash.Hash32 // nil: no checksum is wanted
	n        uint64
	began    uint64
	sections []section
	err      error
	scratch  []byte
}

type section struct {
	name         string
	from, length uint64
}

func newWriter(to io.Writer) *writer {
	w := &writer{to: to, sum: crc32.NewIEEE()}
	w.write([]byte(magic))
	return w
}

func (w *writer) write(b []byte) {
	if w.err != nil {
		return
	}
	var n int
	n, w.err = w.to.Write(b)
	w.n += uint64(n)
	if w.sum != nil {
		_, _ = w.sum.Write(b) // never fails
	}
}

// begin starts a section.
func (w *writer) begin() {
	var zeros [8]byte
	w.write(zeros[:-w.n&7])
	w.began = w.n
}

func (w *writer) end(kind byte, field string) {
	w.sections = append(w.sections, section{string(rune(kind)) + field, w.began, w.n - w.began})
}

func (w *writer) section(kind byte, field string, b []byte) {
	w.begin()
	w.write(b)
	w.end(kind, field)
}

func (w *writer) numbers(kind byte, field string, c []uint32) {
	w.begin()
	const some = 1 << 12
	for chunk := range slices.Chunk(c, some) {
		w.scratch = w.scratch[:0]
		for _, v := range chunk {
			w.scratch = binary.LittleEndian.AppendUint32(w.scratch, v)
		}
		w.write(w.scratch)
	}
	w.end(kind, field)
}

// close writes the directory and the trailer.
func (w *writer) close(docs int) error {
	at := w.n
	b := binary.AppendUvarint(nil, uint64(len(w.sections)))
	for _, s := range w.sections {
		b = append(binary.AppendUvarint(b, uint64(len(s.name))), s.name...)
		b = binary.AppendUvarint(binary.AppendUvarint(b, s.from), s.length)
	}
	b = binary.LittleEndian.AppendUint64(b, at)
	b = binary.LittleEndian.AppendUint32(b, uint32(docs))
	w.write(b)
	w.write(binary.BigEndian.AppendUint32(nil, w.sum.Sum32()))
	return w.err
}

// ids writes the columns of IDs and returns the documents in their order.
func (w *writer) ids(n int, id func(int) string) []uint32 {
	offsets, byID, rank := make([]uint32, 1, n+1), make([]uint32, n), make([]uint32, n)
	total := 0
	for i := range n {
		total += len(id(i))
		offsets = append(offsets, uint32(total))
		byID[i] = uint32(i)
	}
	if total > math.MaxUint32 && w.err == nil {
		w.err = fmt.Errorf("%d bytes of IDs do not fit in a segment", total)
	}
	slices.SortFunc(byID, func(a, b uint32) int { return cmp.Compare(id(int(a)), id(int(b))) })
	for place, d := range byID {
		rank[d] = uint32(place)
	}
	w.numbers(secIDOffsets, "", offsets)
	w.begin()
	for i := range n {
		w.write([]byte(id(i)))
	}
	w.end(secIDs, "")
	w.numbers(secByID, "", byID)
	w.numbers(secRank, "", rank)
	return byID
}

// dates writes the columns of dates.
func (w *writer) dates(from, to, byID []uint32) {
	w.numbers(secFrom, "", from)
	w.numbers(secTo, "", to)
	w.numbers(secByDate, "", byDate(from, byID))
}

// byDate puts documents, which are in the order of their IDs, in that of dates.
func byDate(from, byID []uint32) []uint32 {
	out := slices.Clone(byID)
	// 0, for no date, is the highest after one is taken away.
	slices.SortStableFunc(out, func(a, b uint32) int { return cmp.Compare(from[a]-1, from[b]-1) })
	return out
}

// keyword writes a keyword field: values in order, and those of each document.
// values are the ordinals of a document, in order.
func (w *writer) keyword(field string, terms []string, docs int, values func(doc int) []uint32) {
	offsets := make([]uint32, 1, len(terms)+1)
	total, several, many := 0, false, 0
	for _, t := range terms {
		total += len(t)
		offsets = append(offsets, uint32(total))
	}
	if total > math.MaxUint32 && w.err == nil {
		w.err = fmt.Errorf("%d bytes of values of %s do not fit in a segment", total, field)
	}
	counts := make([]uint32, len(terms)+1)
	for d := range docs {
		ords := values(d)
		several = several || len(ords) > 1
		many += len(ords)
		if len(ords) == 0 {
			counts[len(terms)]++
		}
		for _, o := range ords {
			counts[o]++
		}
	}
	w.numbers(secTerms, field, offsets)
	w.begin()
	for _, t := range terms {
		w.write([]byte(t))
	}
	w.end(secValues, field)
	w.numbers(secCounts, field, counts)
	if !several {
		single := slices.Repeat([]uint32{uint32(len(terms))}, docs)
		for d := range single {
			if ords := values(d); len(ords) == 1 {
				single[d] = ords[0]
			}
		}
		w.numbers(secSingle, field, single)
		return
	}
	start, all := make([]uint32, 1, docs+1), make([]uint32, 0, many)
	for d := range docs {
		all = append(all, values(d)...)
		start = append(start, uint32(len(all)))
	}
	w.numbers(secStart, field, start)
	w.numbers(secMany, field, all)
}

// dictionary collects the terms of a text field, in order.
type dictionary struct {
	b   bytes.Buffer
	fst *vellum.Builder
}

// newDictionary makes one; small: with common ends shared, which takes longer.
func newDictionary(small bool) (*dictionary, error) {
	opts := &vellum.BuilderOpts{Encoder: 1}
	if small {
		opts.RegistryTableSize, opts.RegistryMRUSize = 10000, 2
	}
	d := &dictionary{}
	var err error
	d.fst, err = vellum.New(&d.b, opts)
	return d, err
}

// Build makes a segment of documents, in the order of their IDs.
func Build(docs []*index.Doc) ([]byte, error) {
	docs = slices.SortedFunc(slices.Values(docs), func(a, b *index.Doc) int { return cmp.Compare(a.ID, b.ID) })
	var out bytes.Buffer
	w := newWriter(&out)
	byID := w.ids(len(docs), func(i int) string { return docs[i].ID })
	from, to := make([]uint32, len(docs)), make([]uint32, len(docs))
	texts, keys := map[string]bool{}, map[string]bool{}
	for i, d := range docs {
		from[i], to[i] = uint32(d.DateFrom), uint32(d.DateTo)
		for name, tokens := range d.Text {
			if len(tokens) > 0 {
				texts[name] = true
			}
		}
		for name, values := range d.Keywords {
			if len(values) > 0 {
				keys[name] = true
			}
		}
	}
	w.dates(from, to, byID)
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		buildKeyword(w, name, docs)
	}
	if err := buildTexts(w, slices.Sorted(maps.Keys(texts)), docs); err != nil {
		return nil, err
	}
	err := w.close(len(docs))
	return out.Bytes(), err
}

// buildTexts inverts text fields, side by side.
func buildTexts(w *writer, names []string, docs []*index.Doc) error {
	type part struct {
		bytes.Buffer
		writer
		err error
	}
	parts := make([]part, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		p := &parts[i]
		p.to = &p.Buffer
		all.Go(func() { p.err = buildText(&p.writer, name, docs) })
	}
	all.Wait()
	for i := range parts {
		p := &parts[i]
		if p.err != nil {
			return p.err
		}
		for _, s := range p.sections {
			w.section(s.name[0], s.name[1:], p.Bytes()[s.from:s.from+s.length])
		}
	}
	return nil
}

func buildKeyword(w *writer, name string, docs []*index.Doc) {
	seen := map[string]uint32{}
	for _, d := range docs {
		for _, v := range d.Keywords[name] {
			seen[v] = 0
		}
	}
	terms := slices.Sorted(maps.Keys(seen))
	for i, t := range terms {
		seen[t] = uint32(i)
	}
	var ords []uint32
	w.keyword(name, terms, len(docs), func(doc int) []uint32 {
		ords = ords[:0]
		for _, v := range docs[doc].Keywords[name] {
			ords = append(ords, seen[v])
		}
		slices.Sort(ords)
		ords = slices.Compact(ords)
		return ords
	})
}

// buildText inverts a text field: occurrences are put in the order of their terms
// by counting, and written term by term.
func buildText(w *writer, name string, docs []*index.Doc) error {
	lengths := make([]uint32, len(docs))
	for i, d := range docs {
		lengths[i] = uint32(index.Length(d.Text[name]))
	}
	w.numbers(secLengths, name, lengths)
	in := invert(name, docs)
	dict, err := newDictionary(false)
	if err != nil {
		return err
	}
	w.begin()
	e := encoder{scale: newScale(lengths)}
	var positions []byte
	for _, t := range in.order {
		at := w.n - w.began
		if err := dict.fst.Insert([]byte(in.terms[t]), at); err != nil {
			return err
		}
		list := in.occurrences[in.ends[t]-in.counts[t] : in.ends[t]]
		for i := 0; i < len(list); {
			doc, from, before := list[i].doc, i, uint32(0)
			positions = positions[:0]
			for ; i < len(list) && list[i].doc == doc; i++ {
				positions = binary.AppendUvarint(positions, uint64(list[i].pos-before))
				before = list[i].pos
			}
			e.add(doc, uint32(i-from), positions)
		}
		e.end(w, at)
	}
	w.end(secPostings, name)
	return dict.write(w, name)
}

// occurrence is a token of a document, by the document's number.
type occurrence struct{ doc, pos uint32 }

// inverted has the occurrences of a text field by term: those of term t, by document
// and position, are occurrences[ends[t]-counts[t]:ends[t]].
type inverted struct {
	terms        []string
	order        []uint32 // numbers of terms, in the order of the terms
	counts, ends []uint32 // by term
	occurrences  []occurrence
}

// invert inverts a text field by two passes over its tokens: one that numbers and
// counts the terms, and one that puts each token where its term has room.
func invert(name string, docs []*index.Doc) inverted {
	total := 0
	for _, d := range docs {
		total += len(d.Text[name])
	}
	known := make(map[string]uint32, total/16)
	var terms []string
	var counts []uint32
	tokens := make([]uint32, 0, total) // numbers of terms
	for _, d := range docs {
		for i := range d.Text[name] {
			term := d.Text[name][i].Term
			t, ok := known[term]
			if !ok {
				t = uint32(len(terms))
				known[term] = t
				terms, counts = append(terms, term), append(counts, 0)
			}
			counts[t]++
			tokens = append(tokens, t)
		}
	}
	ends := make([]uint32, len(terms))
	sum := uint32(0)
	for t, n := range counts {
		ends[t] = sum // moves to the end while occurrences are put in place
		sum += n
	}
	occurrences := make([]occurrence, total)
	at := 0
	for i, d := range docs {
		for _, t := range d.Text[name] {
			term := tokens[at]
			occurrences[ends[term]] = occurrence{uint32(i), t.Pos}
			ends[term]++
			at++
		}
	}
	order := make([]uint32, len(terms))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(terms[a], terms[b]) })
	return inverted{terms, order, counts, ends, occurrences}
}

func (d *dictionary) write(w *writer, field string) error {
	if err := d.fst.Close(); err != nil {
		return err
	}
	w.section(secDictionary, field, d.b.Bytes())
	return w.err
}

package pack

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/indexer"
	asking "letopis/internal/query/words"
	"letopis/internal/server/view"
	"letopis/internal/text"
)

// Files of the search index, each compressed individually (gzip, independent of the web server):
//
//	index/root.bin      JSON: totals, first keys of the chunks, names of filters (see root)
//	index/columns.bin   for each document: field lengths, year, kind, programmes, places, starts of its pieces
//	index/f/N.bin       word forms with their stems and related stems (see words.go)
//	index/s/N.bin       stems: their forms, synonyms, and postings
//	index/p/N.bin       the same stems: positions in the bodies
//	text/N-K.bin        piece K of document N: a line of JSON for showing a hit, then the text
//
// Numbers are unsigned varints; strings are preceded by their length.

// fields of postings, in the order of their bits.
var fields = []string{"body", "title", "aside", "number"}

// Sizes of chunks in bytes before compression.
const (
	formChunk = 12 << 10
	stemChunk = 10 << 10 // of postings; twice as much for positions
	pieceText = 12 << 10
)

// runBytes is how many bytes of postings are kept in memory before they are written to a file; a variable for tests.
var runBytes = 32 << 20

// builder builds the index of a copy. Documents are added in order of their numbers.
type builder struct {
	folder  *folder
	docs    int
	columns []byte
	length  [4]int64 // total length of each field
	have    [4]int   // number of documents with the field
	forms   map[string]struct{}
	df      map[string]int // number of documents with a stem in the body
	run     map[string]*postings
	inRun   int // size of run in bytes
	runs    int // number of runs written
}

// postings of a stem in a run. list begins with the mask of the first document, whose number is first.
type postings struct {
	first, last int
	list        []byte
	positions   []byte
	docs        int
}

func newBuilder(f *folder) *builder {
	return &builder{folder: f, forms: map[string]struct{}{}, df: map[string]int{}, run: map[string]*postings{}}
}

// root is what a search reads first.
type root struct {
	Docs     int         `json:"docs"`
	Average  [4]float64  `json:"average"` // average length of the fields
	Forms    []string    `json:"forms"`   // first form of each chunk
	Stems    []string    `json:"stems"`   // first stem of each chunk
	Kinds    [][2]string `json:"kind"`    // id and name
	Programs [][2]string `json:"program"` // id and name
	Places   [][2]string `json:"place"`   // id and name
	// Questions are interrogative words, which are not searched for.
	Questions []string `json:"questions"`
}

// add adds a document.
func (b *builder) add(w *writer, e *entry, d *archive.Document) error {
	n := b.docs
	b.docs++
	doc := indexer.Doc(w.o.Text, d)
	for i, field := range fields {
		l := index.Length(doc.Text[field])
		b.column(l)
		if b.length[i] += int64(l); l > 0 {
			b.have[i]++
		}
	}
	b.column(e.year)
	b.column(e.kind + 1)
	b.columnList(e.programs)
	b.columnList(e.places)
	starts, err := b.pieces(w, n, d)
	if err != nil {
		return err
	}
	b.columnList(starts[1:])
	for _, t := range doc.Text["exact"] {
		b.form(t.Term)
	}
	for _, t := range w.o.Text.Analyze(e.title) {
		b.form(t.Exact)
	}
	b.post(n, doc, starts)
	if b.inRun > runBytes {
		return b.putAside()
	}
	return nil
}

func (b *builder) column(n int) { b.columns = binary.AppendUvarint(b.columns, uint64(n)) }

func (b *builder) columnList(list []int) {
	b.column(len(list))
	for _, n := range list {
		b.column(n)
	}
}

// form records a word form, or a sign that stands for a word; numbers, measures and URLs are their own stems.
func (b *builder) form(exact string) {
	if first, _ := utf8.DecodeRuneInString(exact); onlyLetters(exact) || text.IsSign(first) {
		b.forms[exact] = struct{}{}
	}
}

// occurrence holds the occurrences of a stem in a document.
type occurrence struct {
	count     [4]int
	positions []uint32
}

// post adds a document's postings to the run.
func (b *builder) post(n int, doc *index.Doc, starts []int) {
	in := map[string]*occurrence{}
	for i, field := range fields {
		for _, t := range doc.Text[field] {
			o := in[t.Term]
			if o == nil {
				o = &occurrence{}
				in[t.Term] = o
			}
			if o.count[i]++; i == 0 {
				o.positions = append(o.positions, t.Pos)
			}
		}
	}
	for term, o := range in {
		p := b.run[term]
		if p == nil {
			p = &postings{first: n}
			b.run[term] = p
			b.inRun += len(term) + 120 // including the overhead of a map
		} else {
			p.list = binary.AppendUvarint(p.list, uint64(n-p.last))
		}
		before := len(p.list) + len(p.positions)
		p.last = n
		p.docs++
		p.add(o, starts)
		if b.inRun += len(p.list) + len(p.positions) - before; o.count[0] > 0 {
			b.df[term]++
		}
	}
}

// add encodes an occurrence: its fields, the count in each, and the piece of its first position in the body.
func (p *postings) add(o *occurrence, starts []int) {
	mask := byte(0)
	for i, n := range o.count {
		if n > 0 {
			mask |= 1 << i
		}
	}
	p.list = append(p.list, mask)
	for _, n := range o.count {
		if n > 0 {
			p.list = binary.AppendUvarint(p.list, uint64(n))
		}
	}
	if len(o.positions) == 0 {
		return
	}
	piece, ok := slices.BinarySearch(starts, int(o.positions[0]))
	if !ok {
		piece--
	}
	p.list = binary.AppendUvarint(p.list, uint64(piece))
	last := uint32(0)
	for _, at := range o.positions {
		p.positions = binary.AppendUvarint(p.positions, uint64(at-last))
		last = at
	}
}

// shown is what a search hit shows in addition to a piece of text.
type shown struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Kind  string `json:"kind,omitempty"`
	Draft string `json:"draft,omitempty"` // the label of a draft
	Place string `json:"place,omitempty"`
	Date  string `json:"date,omitempty"`
	ISO   string `json:"iso,omitempty"`
	No    string `json:"no,omitempty"`
	// Head is the length of the letterhead and title within the piece, in UTF-16 code units as in JavaScript.
	Head int `json:"head,omitempty"`
}

// pieces writes the text of a document in pieces and returns the token positions at which they begin.
func (b *builder) pieces(w *writer, n int, d *archive.Document) ([]int, error) {
	f := &d.Facts
	s := shown{ID: d.ID, Title: w.pages.frame.Views.Title(d), Kind: w.o.Lang.Kind(f.Kind.Text), No: f.Number.Text,
		ISO: f.Date.String(), Date: w.o.Lang.Date(f.Date.String()), Place: placeOf(f)}
	if f.IsDraft() {
		s.Draft = w.o.Lang.T("draft")
	}
	starts := []int{0}
	cuts := cut(d.Text)
	if len(cuts) > 2 {
		starts = b.positions(w, d.Text, cuts)
	}
	for k := range len(cuts) - 1 {
		piece := d.Text[cuts[k]:cuts[k+1]]
		s.Head = 0
		if end := view.HeadOf(d); k == 0 && end < len(piece) {
			s.Head = units(piece[:end])
		}
		line, err := json.Marshal(s)
		if err != nil {
			return nil, err
		}
		out := append(append(line, '\n'), piece...)
		if err := b.folder.compressed(fmt.Sprintf("text/%d-%d.bin", n, k), out); err != nil {
			return nil, err
		}
	}
	return starts, nil
}

// placeOf returns the place shown for a document: its lowest place, or else its town.
func placeOf(f *archive.Facts) string {
	if p, ok := f.Lowest(); ok && p.Level != archive.LevelRegion {
		return p.Name
	}
	for _, c := range f.Cities {
		if view.IsOwn(c.Role) {
			return c.Name
		}
	}
	return f.Region.Text
}

// units returns the length of a text in UTF-16 code units.
func units(s string) (n int) {
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// cut returns the boundaries of the pieces of a text, at lines or words.
func cut(s string) []int {
	out := []int{0}
	for at := 0; len(s)-at > pieceText*3/2; {
		end := at + pieceText
		if i := strings.LastIndexByte(s[at+pieceText/2:end], '\n'); i >= 0 {
			end = at + pieceText/2 + i + 1
		} else if i := strings.LastIndexByte(s[at:end], ' '); i > 0 {
			end = at + i + 1
		} else {
			for s[end]&0xc0 == 0x80 { // inside a character
				end--
			}
		}
		out = append(out, end)
		at = end
	}
	return append(out, len(s))
}

// positions returns the positions of the first tokens of pieces.
func (b *builder) positions(w *writer, s string, cuts []int) []int {
	out := make([]int, 0, len(cuts)-1)
	next := 0 // position of the next token
	for _, t := range w.o.Text.Analyze(s) {
		for len(out) < len(cuts)-1 && t.Start >= cuts[len(out)] {
			out = append(out, t.Pos)
		}
		next = t.Pos + 1
	}
	for len(out) < len(cuts)-1 {
		out = append(out, next)
	}
	out[0] = 0
	return out
}

// finish writes the parts that depend on all documents.
func (b *builder) finish(ctx context.Context, w *writer) error {
	if err := b.putAside(); err != nil {
		return err
	}
	r := root{Docs: b.docs, Kinds: pairs(w.chosen.kinds), Programs: pairs(w.chosen.programs),
		Places: pairs(w.chosen.places), Questions: slices.Sorted(maps.Keys(asking.Question))}
	for i, n := range b.have {
		if n > 0 {
			r.Average[i] = float64(b.length[i]) / float64(n)
		}
	}
	for _, sign := range text.Signs() { // signs can be searched for where texts spell out the word
		b.form(sign)
	}
	words, err := b.words(ctx, w)
	if err != nil {
		return err
	}
	if r.Forms, err = words.write(ctx, b.folder); err != nil {
		return err
	}
	if r.Stems, err = b.merge(ctx, words); err != nil {
		return err
	}
	out, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return cmp.Or(b.folder.compressed("index/root.bin", out), b.folder.compressed("index/columns.bin", b.columns))
}

func pairs(list []named) [][2]string {
	out := make([][2]string, len(list))
	for i, v := range list {
		out[i] = [2]string{v.id, v.name}
	}
	return out
}

// compressed adds a compressed file.
func (f *folder) compressed(path string, b []byte) error {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.write(path, out.Bytes())
}

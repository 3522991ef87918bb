// Package segment is the file format of the embedded engine: an immutable
// inverted index of some documents, with columns for filters and facets, made in
// one go (Build, Merge) and read in place from memory or a mapped file (Open).
//
// A segment is a row of sections, each at a multiple of 8 bytes, a directory of
// them, and a trailer with a CRC-32. Numbers are little-endian. A text field has
// a dictionary (an FST of vellum from terms to offsets), postings (see
// postings.go) and lengths; a keyword field has its values in order and the
// values of each document. IDs and dates are columns too.
//
// A Segment never changes and is safe for concurrent use. What its methods
// return, strings too, lies in the data given to Open: copy what outlives it.
package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"unsafe"

	"github.com/blevesearch/vellum"
)

// ErrFormat means that data is not a segment that this program can read.
var ErrFormat = errors.New("not a segment")

// Kinds of sections. A section is named by its kind and field.
const (
	secIDOffsets  = 'I' // of documents in secIDs, one more than documents
	secIDs        = 'i'
	secByID       = 'o' // documents in the order of their IDs
	secRank       = 'r' // places of documents in secByID
	secFrom       = 'f' // of dates
	secTo         = 't'
	secByDate     = 'd' // documents in the order of From, those without a date last
	secLengths    = 'L' // of a text field, by document
	secDictionary = 'D'
	secPostings   = 'P'
	secTerms      = 'T' // offsets of a keyword field's values in secValues, one more than values
	secValues     = 'V'
	secCounts     = 'C' // documents by value; those without a value last
	secSingle     = 'S' // value by document, where no document has several
	secStart      = 'A' // else: where values of documents begin in secMany
	secMany       = 'M'
)

const (
	magic      = "letoseg3"
	trailerLen = 8 + 4 + 4 // offset of the directory, documents, CRC-32 of all before (big-endian)
)

// Segment is an open segment.
type Segment struct {
	n    int
	size int

	idOffsets []uint32
	ids       []byte
	byID      []uint32
	rank      []uint32
	from, to  []int32
	byDate    []uint32
	text      map[string]*Text
	keywords  map[string]*Keyword
}

// Text is a text field of a segment.
type Text struct {
	// Lengths are BM25's lengths of the field by document, 0 for none.
	Lengths []uint32
	// Tokens is the sum of Lengths, Docs the number of those above 0.
	Tokens, Docs int

	fst      *vellum.FST
	postings []byte
	format   format
}

// Open reads a segment out of data, which must stay as it is for as long as the
// segment is used. The checksum is not read: see Verify.
func Open(data []byte) (*Segment, error) {
	sections, n, err := directory(data)
	if err != nil {
		return nil, err
	}
	s := &Segment{n: n, size: len(data), text: map[string]*Text{}, keywords: map[string]*Keyword{}}
	column := func(kind byte, field string, length int) []uint32 {
		c := numbers(sections[string(kind)+field])
		if len(c) != length && err == nil {
			err = fmt.Errorf("%w: section %c%s has %d numbers instead of %d", ErrFormat, kind, field, len(c), length)
		}
		return c
	}
	s.idOffsets, s.ids = column(secIDOffsets, "", n+1), sections[string(rune(secIDs))]
	s.byID, s.rank = column(secByID, "", n), column(secRank, "", n)
	s.from, s.to = signed(column(secFrom, "", n)), signed(column(secTo, "", n))
	s.byDate = column(secByDate, "", n)
	written := formats[string(data[:len(magic)])]
	for name, data := range sections {
		field := name[1:]
		switch name[0] {
		case secDictionary:
			postings := sections[string(rune(secPostings))+field]
			if cap(postings) < len(postings)+slack {
				return nil, fmt.Errorf("%w: no postings of %s", ErrFormat, field)
			}
			t := &Text{Lengths: column(secLengths, field, n), postings: postings[:len(postings)+slack],
				format: written}
			var e error
			if t.fst, e = vellum.Load(data); e != nil {
				return nil, fmt.Errorf("%w: dictionary of %s: %v", ErrFormat, field, e)
			}
			t.sum()
			s.text[field] = t
		case secTerms:
			k := &Keyword{offsets: numbers(data), values: sections[string(rune(secValues))+field]}
			k.Counts = column(secCounts, field, k.Len()+1)
			if single, ok := sections[string(rune(secSingle))+field]; ok {
				k.single = numbers(single)
			} else {
				k.start, k.many = column(secStart, field, n+1), numbers(sections[string(rune(secMany))+field])
			}
			s.keywords[field] = k
		}
	}
	return s, err
}

// directory finds the sections of data.
func directory(data []byte) (sections map[string][]byte, docs int, err error) {
	if len(data) < len(magic)+trailerLen || formats[string(data[:len(magic)])] == unknown {
		return nil, 0, fmt.Errorf("%w: %d bytes that do not begin as one", ErrFormat, len(data))
	}
	trailer := data[len(data)-trailerLen:]
	at := binary.LittleEndian.Uint64(trailer)
	docs = int(binary.LittleEndian.Uint32(trailer[8:]))
	end := uint64(len(data) - trailerLen)
	if at > end {
		return nil, 0, fmt.Errorf("%w: cut off", ErrFormat)
	}
	sections = map[string][]byte{}
	r := reader{b: data[at:end]}
	for range r.uvarint() {
		name := string(r.bytes(r.uvarint()))
		from, length := r.uvarint(), r.uvarint()
		if r.failed || name == "" || from > at || length > at-from {
			return nil, 0, fmt.Errorf("%w: its directory is broken", ErrFormat)
		}
		sections[name] = data[from : from+length]
	}
	return sections, docs, nil
}

// Verify reads a segment of size bytes from r and compares its checksum: ErrFormat
// when it is damaged, else what r returns. It holds a part of it at a time.
func Verify(r io.Reader, size int64) error {
	if size < int64(len(magic)+trailerLen) {
		return fmt.Errorf("%w: %d bytes", ErrFormat, size)
	}
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(r, head); err != nil {
		return err
	}
	if formats[string(head)] == unknown {
		return fmt.Errorf("%w: it does not begin as one", ErrFormat)
	}
	const sumLen = 4
	sum := crc32.NewIEEE()
	_, _ = sum.Write(head) // never fails
	if _, err := io.CopyBuffer(sum, io.LimitReader(r, size-int64(len(head))-sumLen), make([]byte, 1<<18)); err != nil {
		return err
	}
	var want [sumLen]byte
	if _, err := io.ReadFull(r, want[:]); err != nil {
		return err
	}
	if sum.Sum32() != binary.BigEndian.Uint32(want[:]) {
		return fmt.Errorf("%w: checksum differs", ErrFormat)
	}
	return nil
}

// VerifyData is Verify of a segment that was opened.
func VerifyData(data []byte) error {
	end := len(data) - 4
	if end < 0 || crc32.ChecksumIEEE(data[:end]) != binary.BigEndian.Uint32(data[end:]) {
		return fmt.Errorf("%w: checksum differs", ErrFormat)
	}
	return nil
}

// reader takes numbers off a directory and notes when there are none left.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.failed, n = true, 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.failed, n = true, 0
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// numbers views a section as numbers, without a copy where the machine's order
// of bytes is that of the file.
func numbers(b []byte) []uint32 {
	n := len(b) / 4
	if n == 0 {
		return nil
	}
	if p := unsafe.Pointer(unsafe.SliceData(b)); littleEndian && uintptr(p)%4 == 0 {
		return unsafe.Slice((*uint32)(p), n)
	}
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

func signed(c []uint32) []int32 {
	return unsafe.Slice((*int32)(unsafe.Pointer(unsafe.SliceData(c))), len(c))
}

// Len is the number of documents, deleted ones included: a segment does not know
// which were deleted since it was made.
func (s *Segment) Len() int { return s.n }

// Size is the length of the segment's data in bytes.
func (s *Segment) Size() int { return s.size }

// ID is the ID of a document.
func (s *Segment) ID(doc uint32) string { return view(s.ids, s.idOffsets, int(doc)) }

func view(b []byte, offsets []uint32, i int) string {
	from, to := offsets[i], offsets[i+1]
	if from == to {
		return ""
	}
	return unsafe.String(&b[from], to-from)
}

// ByID are the documents in the order of their IDs, Rank their places in it.
func (s *Segment) ByID() []uint32 { return s.byID }

// Rank tells for each document its place in ByID.
func (s *Segment) Rank() []uint32 { return s.rank }

// Find returns the document with an ID.
func (s *Segment) Find(id string) (doc uint32, ok bool) {
	i, ok := s.Place(id)
	if !ok {
		return 0, false
	}
	return s.byID[i], true
}

// Place returns where an ID stands or would stand in ByID.
func (s *Segment) Place(id string) (place int, ok bool) {
	return slices.BinarySearchFunc(s.byID, id, func(d uint32, id string) int {
		switch other := s.ID(d); {
		case other < id:
			return -1
		case other > id:
			return 1
		}
		return 0
	})
}

// From and To delimit the dates of documents as in index.Doc.
func (s *Segment) From() []int32 { return s.from }

// To is the last day of documents' dates.
func (s *Segment) To() []int32 { return s.to }

// ByDate are the documents in the order of From, then of their IDs; those
// without a date come last.
func (s *Segment) ByDate() []uint32 { return s.byDate }

// Text returns a text field, nil when no document has it.
func (s *Segment) Text(field string) *Text { return s.text[field] }

// Keyword returns a keyword field, nil when no document has it.
func (s *Segment) Keyword(field string) *Keyword { return s.keywords[field] }

// Keyword is a keyword field of a segment: its values in order, called by their
// ordinals, and the ordinals that each document has.
type Keyword struct {
	// Counts are numbers of documents by ordinal; those without a value last.
	Counts []uint32

	// single has the ordinal of each document, Len for none, where no document
	// has several; else it is nil.
	single []uint32

	offsets, start, many []uint32
	values               []byte
}

// Len is the number of different values.
func (k *Keyword) Len() int { return len(k.offsets) - 1 }

// Value is the value with an ordinal.
func (k *Keyword) Value(ord uint32) string { return view(k.values, k.offsets, int(ord)) }

// Find returns the ordinal of a value, or of the first behind it.
func (k *Keyword) Find(value string) (ord uint32, ok bool) {
	lo, hi := 0, k.Len()
	for lo < hi {
		mid := (lo + hi) / 2
		if k.Value(uint32(mid)) < value {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return uint32(lo), lo < k.Len() && k.Value(uint32(lo)) == value
}

// Of returns the ordinals of a document. A nil field has none.
func (k *Keyword) Of(doc uint32) []uint32 {
	switch {
	case k == nil:
		return nil
	case k.single == nil:
		return k.many[k.start[doc]:k.start[doc+1]]
	case k.single[doc] == uint32(k.Len()):
		return nil
	}
	return k.single[doc : doc+1]
}

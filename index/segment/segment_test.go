package segment_test

import (
	"bytes"
	"errors"
	"fmt"
	mathbits "math/bits"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"letopis/index"
	"letopis/index/segment"
)

// corpus makes documents with repeated terms, empty fields, several values and
// terms of over two blocks.
func corpus(seed uint64, from, n int) []*index.Doc {
	r := rand.New(rand.NewPCG(seed, 1))
	var out []*index.Doc
	for i := from; i < from+n; i++ {
		d := &index.Doc{ID: fmt.Sprintf("d%05d", i*7919%100_003)}
		d.Text, d.Keywords = map[string][]index.Token{}, map[string][]string{}
		pos := uint32(0)
		for range r.IntN(40) {
			pos += uint32(r.IntN(3)) * uint32(1+r.IntN(200))
			d.Text["body"] = append(d.Text["body"], index.Token{Term: fmt.Sprintf("слово%d", int(r.ExpFloat64()*20)), Pos: pos})
		}
		if i%3 == 0 {
			d.Text["title"] = []index.Token{{Term: "постановление"}}
			d.Keywords["tags"] = []string{"b", "a"}
		}
		if i%5 > 0 {
			d.Keywords["city"] = []string{fmt.Sprintf("город%d", r.IntN(9))}
			d.DateFrom, d.DateTo = int32(20100101+i%28), int32(20110101+i%28)
		}
		out = append(out, d)
	}
	return out
}

// check holds a segment against the documents that it should have.
func check(t *testing.T, s *segment.Segment, docs []*index.Doc) {
	t.Helper()
	if s.Len() != len(docs) {
		t.Fatalf("%d documents, want %d", s.Len(), len(docs))
	}
	type occurrence struct {
		tf  uint32
		pos []uint32
	}
	want := map[string]map[string]map[uint32]occurrence{}
	for _, d := range docs {
		n, ok := s.Find(d.ID)
		if !ok || s.ID(n) != d.ID || s.ByID()[s.Rank()[n]] != n {
			t.Fatalf("document %s is at %d, %v", d.ID, n, ok)
		}
		if s.From()[n] != d.DateFrom || s.To()[n] != d.DateTo {
			t.Errorf("%s: dates %d–%d", d.ID, s.From()[n], s.To()[n])
		}
		for _, field := range []string{"city", "tags"} {
			var got []string
			for _, ord := range s.Keyword(field).Of(n) {
				got = append(got, s.Keyword(field).Value(ord))
			}
			values := slices.Clone(d.Keywords[field])
			slices.Sort(values)
			if !slices.Equal(got, values) {
				t.Errorf("%s: %s %v, want %v", d.ID, field, got, values)
			}
		}
		for field, tokens := range d.Text {
			if got := s.Text(field).Lengths[n]; int(got) != index.Length(tokens) {
				t.Errorf("%s: %s has length %d", d.ID, field, got)
			}
			if want[field] == nil {
				want[field] = map[string]map[uint32]occurrence{}
			}
			for _, x := range tokens {
				if want[field][x.Term] == nil {
					want[field][x.Term] = map[uint32]occurrence{}
				}
				o := want[field][x.Term][n]
				o.tf++
				o.pos = append(o.pos, x.Pos)
				want[field][x.Term][n] = o
			}
		}
	}
	for field, terms := range want {
		seen := 0
		if err := s.Text(field).Each(nil, nil, nil, func(term []byte, p segment.Postings) bool {
			seen++
			got := map[uint32]occurrence{}
			var c segment.Cursor
			for c.Reset(p); c.Next(); {
				got[c.Doc()] = occurrence{c.Freq(), c.Positions(nil)}
			}
			if !reflect.DeepEqual(got, terms[string(term)]) || p.Len() != len(got) {
				t.Fatalf("%s %s: %v, want %v", field, term, got, terms[string(term)])
			}
			docs, tf := p.Docs(nil, []uint32{})
			for i, d := range docs {
				if got[d].tf != tf[i] {
					t.Fatalf("%s %s: document %d has %d, want %d", field, term, d, tf[i], got[d].tf)
				}
			}
			var details segment.Details
			details.Reset(p)
			for n := range docs { // there and back
				if n%3 > 0 {
					n = len(docs) - 1 - n
				}
				if want := got[docs[n]]; details.Freq(n) != want.tf || !slices.Equal(details.Positions(n, nil), want.pos) {
					t.Fatalf("%s %s: other details of document %d", field, term, docs[n])
				}
			}
			if bits := p.Bits(); bits != nil {
				for n, d := range docs {
					word, before := p.Before(d)
					for ; word < d/64; word++ {
						before += mathbits.OnesCount64(bits[word])
					}
					if before += mathbits.OnesCount64(bits[word] & (1<<(d%64) - 1)); before != n {
						t.Fatalf("%s %s: document %d is at %d by its bits, not at %d", field, term, d, before, n)
					}
				}
			}
			for step := 1; step < 400; step *= 3 { // leaps of all lengths, positions of some
				c.Reset(p)
				for i := step - 1; i < len(docs); i += step {
					if !c.Seek(docs[i]) || c.Doc() != docs[i] {
						t.Fatalf("%s %s: no document %d", field, term, docs[i])
					}
					if i%2 == 0 && !slices.Equal(c.Positions(nil), got[docs[i]].pos) {
						t.Fatalf("%s %s: other positions in %d", field, term, docs[i])
					}
				}
				if len(docs) > 0 && c.Seek(docs[len(docs)-1]+1) {
					t.Fatalf("%s %s: a document behind the last", field, term)
				}
			}
			return true
		}); err != nil || seen != len(terms) {
			t.Errorf("%s: %d terms of %d, %v", field, seen, len(terms), err)
		}
	}
}

func build(t *testing.T, docs []*index.Doc) (*segment.Segment, []byte) {
	t.Helper()
	data, err := segment.Build(docs)
	if err != nil {
		t.Fatal(err)
	}
	if err := segment.Verify(bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	s, err := segment.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	return s, data
}

func TestBuild(t *testing.T) {
	for _, n := range []int{0, 1, 2, 127, 1500, 5000} {
		docs := corpus(uint64(n), 0, n)
		s, _ := build(t, docs)
		if n > 5 {
			check(t, s, docs)
		}
	}
}

// TestWide has frequencies and positions of many bits beside such of few.
func TestWide(t *testing.T) {
	docs := corpus(3, 0, 300)
	for i, d := range docs {
		pos := uint32(1 << (i % 30))
		for range 1 + i%7*i {
			d.Text["wide"] = append(d.Text["wide"], index.Token{Term: "часто", Pos: pos})
			pos += uint32(1 + i%3*1000)
		}
	}
	s, _ := build(t, docs)
	check(t, s, docs)
}

// TestOldFormats reads what programs before wrote, and merges it with what is written now.
func TestOldFormats(t *testing.T) {
	for _, magic := range segment.OldFormats {
		t.Run(magic, func(t *testing.T) {
			docs, more := corpus(5, 0, 5000), corpus(6, 5000, 100)
			_, data := build(t, docs)
			data, err := segment.InOldFormat(data, magic)
			if err != nil {
				t.Fatal(err)
			}
			if err := segment.Verify(bytes.NewReader(data), int64(len(data))); err != nil {
				t.Fatal(err)
			}
			old, err := segment.Open(data)
			if err != nil {
				t.Fatal(err)
			}
			check(t, old, docs)
			if sawBounds(t, old) {
				t.Error("segments of before have bounds")
			}
			fresh, _ := build(t, more)
			var out bytes.Buffer
			none := func(int, uint32) bool { return false }
			if _, _, err := segment.Merge(&out, []*segment.Segment{old, fresh}, none, nil); err != nil {
				t.Fatal(err)
			}
			merged, err := segment.Open(out.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			check(t, merged, append(docs, more...))
			if !sawBounds(t, merged) {
				t.Error("no term has bounds")
			}
		})
	}
}

// sawBounds holds that the bounds of blocks are above the scores of their documents, and not far above, and reports
// whether there were any.
func sawBounds(t *testing.T, s *segment.Segment) (saw bool) {
	t.Helper()
	text := s.Text("body")
	if err := text.Each(nil, nil, nil, func(term []byte, p segment.Postings) bool {
		docs, tf := p.Docs(nil, []uint32{})
		for b, bound := range p.Bounds() {
			saw = true
			best := 0.0
			for i := b * segment.BlockSize; i < min((b+1)*segment.BlockSize, len(docs)); i++ {
				length := float64(text.Lengths[docs[i]])
				best = max(best, index.BM25(1, float64(tf[i]), length, text.Average()))
			}
			if over := float64(bound)*segment.Bound - best; over < 0 || over > segment.Bound*1.001 {
				t.Fatalf("%s: block %d is bound by %d, its best score is %g", term, b, bound, best)
			}
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return saw
}

func TestMerge(t *testing.T) {
	var segs []*segment.Segment
	var kept []*index.Doc
	drop := func(i int, doc uint32) bool { return (int(doc)+i)%4 == 0 }
	for i, n := range []int{700, 1, 0, 90, 1300} {
		docs := corpus(uint64(i), i*2000, n)
		s, _ := build(t, docs)
		for _, d := range docs {
			if at, _ := s.Find(d.ID); !drop(i, at) {
				kept = append(kept, d)
			}
		}
		segs = append(segs, s)
	}
	var out bytes.Buffer
	numbers, size, err := segment.Merge(&out, segs, drop, nil)
	if err != nil || size != uint64(out.Len()) {
		t.Fatal(size, out.Len(), err)
	}
	merged, err := segment.Open(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := segment.Verify(bytes.NewReader(out.Bytes()), int64(out.Len())); err != nil {
		t.Error(err)
	}
	check(t, merged, kept)
	if !sawBounds(t, merged) {
		t.Error("no term has bounds")
	}
	for i, s := range segs {
		for d, to := range numbers[i] {
			if (to == segment.Dropped) != drop(i, uint32(d)) || to != segment.Dropped && merged.ID(to) != s.ID(uint32(d)) {
				t.Errorf("document %d of segment %d became %d", d, i, to)
			}
		}
	}
	stop := make(chan struct{})
	close(stop)
	if _, _, err := segment.Merge(&out, segs, drop, stop); !errors.Is(err, segment.ErrStopped) {
		t.Error(err)
	}
}

func TestOpenRefusesWhatIsNone(t *testing.T) {
	_, data := build(t, corpus(1, 0, 50))
	for n := range len(data) {
		if _, err := segment.Open(data[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for a segment", n, len(data))
		}
		if err := segment.Verify(bytes.NewReader(data[:n]), int64(n)); !errors.Is(err, segment.ErrFormat) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(data), err)
		}
	}
	for i := 0; i < len(data); i += 97 {
		broken := bytes.Clone(data)
		broken[i] ^= 4
		if err := segment.Verify(bytes.NewReader(broken), int64(len(broken))); !errors.Is(err, segment.ErrFormat) {
			t.Fatalf("byte %d was changed: %v", i, err)
		}
	}
}

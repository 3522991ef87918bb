package postings

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/segment"
)

// TestIntersect compares what terms of all frequencies have in common with what the documents say.
func TestIntersect(t *testing.T) {
	const n, terms = 9000, 8
	r := rand.New(rand.NewPCG(1, 2))
	docs := make([]*index.Doc, n)
	freq := make([][n]uint32, terms) // by term and document
	for d := range docs {
		docs[d] = &index.Doc{ID: fmt.Sprintf("%05d", d), Text: map[string][]index.Token{"body": {{Term: "z"}}}}
		for k := range freq {
			if r.IntN(1<<k) > 0 || k == 0 && r.IntN(3) > 0 {
				continue
			}
			freq[k][d] = 1 + r.Uint32N(4)
			for i := range freq[k][d] {
				docs[d].Text["body"] = append(docs[d].Text["body"], index.Token{Term: fmt.Sprint(k), Pos: 7*i + uint32(k)})
			}
		}
	}
	data, err := segment.Build(docs)
	if err != nil {
		t.Fatal(err)
	}
	s, err := segment.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	sawDense, sawSparse := false, false
	for range 500 {
		var mem docset.Arena
		var sources []*Source
		of := r.Perm(terms)[:1+r.IntN(4)]
		for _, k := range of {
			stored, err := s.Text("body").Postings(fmt.Sprint(k))
			if err != nil {
				t.Fatal(err)
			}
			sawDense, sawSparse = sawDense || stored.Bits() != nil, sawSparse || stored.Bits() == nil
			sources = append(sources, NewSource(stored))
		}
		var within []uint32
		if some := r.IntN(3) * r.IntN(3) * 4; some > 0 {
			within = []uint32{}
			for d := range uint32(n) {
				if r.IntN(some*some) == 0 {
					within = append(within, d)
				}
			}
		}
		before := slices.Clone(within)
		c, err := Intersect(&mem, sources, within, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(before, within) {
			t.Fatal("what was given was changed")
		}
		var want []uint32
		for d := range uint32(n) {
			if _, ok := slices.BinarySearch(within, d); within != nil && !ok ||
				slices.ContainsFunc(of, func(k int) bool { return freq[k][d] == 0 }) {
				continue
			}
			want = append(want, d)
		}
		if !slices.Equal(c.Docs, want) {
			t.Fatalf("%v: %d documents, want %d", of, len(c.Docs), len(want))
		}
		for i, k := range of {
			all, ends := sources[i].AllPositions(c.At[i], nil, nil)
			freqs := slices.Clone(c.At[i])
			sources[i].Freqs(freqs)
			for at, d := range c.Docs {
				if got := freqs[at]; got != freq[k][d] {
					t.Fatalf("%v: term %d stands %d times in %d, want %d", of, k, got, d, freq[k][d])
				}
				if p := all[ends[at]-freqs[at] : ends[at]]; p[0] != uint32(k) {
					t.Fatalf("%v: term %d stands at %v in %d", of, k, p, d)
				}
				if p := sources[i].Positions(c.At[i][at], nil); uint32(len(p)) != freq[k][d] || p[0] != uint32(k) {
					t.Fatalf("%v: term %d stands at %v in %d", of, k, p, d)
				}
			}
		}
	}
	if !sawDense || !sawSparse {
		t.Error("not all kinds of postings were looked at")
	}
}

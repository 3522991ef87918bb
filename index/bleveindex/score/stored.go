package score

import (
	"slices"

	"letopis/index/bleveindex/postings"
	"letopis/index/segment"
)

// Stored scores the documents of a term whose postings are read as they are stored. It works out no impact but those
// of documents that it is asked for; bounds of blocks are stored. It is for one goroutine.
type Stored struct {
	*postings.Source
	weight  float64 // boost × idf
	lengths []uint32
	token   float64 // see postings.ImpactOf
	unit    float64 // what a bound of 1 is
}

// NewStored scores by weight; fields have average tokens.
func NewStored(source *postings.Source, weight float64, field *segment.Text, average float64) *Stored {
	if average <= 0 {
		average = 1
	}
	// Where fields are longer on the average than in the segment, no impact grows by more than they do.
	stretch := max(average/field.Average(), 1)
	return &Stored{source, weight, field.Lengths, postings.Token(average), weight * segment.Bound * stretch * Slack}
}

// Scorer is a leaf that scores by s.
func (s *Stored) Scorer() *Scorer {
	most := byte(postings.MaxLevel)
	if bounds := s.Bounds(); bounds != nil {
		most = slices.Max(bounds)
	}
	return &Scorer{stored: s, upperBound: s.BoundOf(most)}
}

// BoundOf is what no document scores more than, of a block with a bound.
func (s *Stored) BoundOf(bound byte) float64 { return s.unit * float64(bound) }

// Score is that of a document, 0 where it does not have the term.
func (s *Stored) Score(doc uint32) float64 {
	at, ok := s.Find(doc)
	if !ok {
		return 0
	}
	return s.Of(doc, s.Freq(at))
}

// bounds is Scorer.Bounds.
func (s *Stored) bounds(docs []uint32, bounds []float64, mem *Scratch) {
	n := s.FindAll(docs, mem.places[:], mem.freqs[:])
	places, freqs := mem.places[:n], mem.freqs[:n]
	s.Freqs(freqs) // by index
	clear(bounds[:len(docs)])
	weight, token, lengths := s.weight*Slack, s.token, s.lengths
	for i, at := range places {
		bounds[at] = weight * postings.ImpactOf(freqs[i], lengths[docs[at]], token)
	}
}

// Of is the score of a document that has the term so often.
func (s *Stored) Of(doc, freq uint32) float64 {
	return s.weight * postings.ImpactOf(freq, s.lengths[doc], s.token)
}

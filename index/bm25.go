package index

import "math"

// Parameters of BM25 (Robertson and Zaragoza, The Probabilistic Relevance
// Framework: BM25 and Beyond, 2009). k1 is what most engines use. b is lower than
// their 0.75: an act is long because it says more, and judged queries prefer 0.4 to 0.6.
const (
	BM25K1 = 1.2
	BM25B  = 0.5
)

// IDF is the weight of a term that n of total documents contain, in the form
// that is never negative.
func IDF(total, n int) float64 {
	return math.Log(1 + (float64(total)-float64(n)+0.5)/(float64(n)+0.5))
}

// BM25 scores tf occurrences in a field of length tokens, where fields have
// average tokens and the term weighs idf.
func BM25(idf, tf, length, average float64) float64 {
	if average <= 0 {
		average = 1
	}
	return idf * tf * (BM25K1 + 1) / (tf + BM25K1*(1-BM25B+BM25B*length/average))
}

// Length is the number of positions of a field's tokens, what BM25 calls the
// document's length.
func Length(tokens []Token) int {
	n := 0
	for i, t := range tokens {
		if i == 0 || t.Pos != tokens[i-1].Pos {
			n++
		}
	}
	return n
}

// Saturated is what tf occurrences are worth to BM25 whatever the length.
func Saturated(tf float64) float64 { return tf * (BM25K1 + 1) / (tf + BM25K1) }

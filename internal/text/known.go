package text

import (
	_ "embed"
	"hash/fnv"
	"strings"
	"unicode/utf8"
)

// FormFilter is a Bloom filter of word forms with a false-positive rate of about 1 in 300. It stores the stem of a
// form with the first letter of its ending: whole forms would be three times as many and would reveal hardly any more
// misspellings.
type FormFilter []byte

// knownForms is the filter of all dictionary forms.
//
//go:embed known.bloom
var knownForms string

const (
	formBitsEach = 12 // bits of the filter per key
	formHashes   = 8
)

// FormKey returns the filter key of a folded form.
func FormKey(form string) string {
	stem := Stem(form)
	ending, ok := strings.CutPrefix(form, stem)
	if !ok {
		return stem
	}
	_, first := utf8.DecodeRuneInString(ending)
	return stem + "|" + ending[:first]
}

// NewFormFilter returns an empty filter sized for n keys. Only the generator calls it.
func NewFormFilter(n int) FormFilter { return make(FormFilter, n*formBitsEach/8+1) }

// Add adds a key.
func (f FormFilter) Add(key string) {
	for _, i := range keyPlaces(key, len(f)) {
		f[i/8] |= 1 << (i % 8)
	}
}

// KnownForm reports whether the dictionary has a folded form, with false positives for about 1 in 300 unknown forms.
func KnownForm(form string) bool {
	for _, i := range keyPlaces(FormKey(form), len(knownForms)) {
		if knownForms[i/8]&(1<<(i%8)) == 0 {
			return false
		}
	}
	return true
}

// keyPlaces returns the bit positions of a key in a filter of the given size, by double hashing (Kirsch and
// Mitzenmacher).
func keyPlaces(key string, bytes int) (bits [formHashes]uint64) {
	h := fnv.New64a()
	h.Write([]byte(key)) // never fails
	sum := h.Sum64()
	step := sum>>32 | 1
	for i := range bits {
		bits[i] = (sum + uint64(i)*step*0x9e3779b97f4a7c15) % (uint64(bytes) * 8)
	}
	return bits
}

package text

import (
	_ "embed"
	"hash/fnv"
	"strings"
	"unicode/utf8"
)

// FormFilter is a Bloom filter of the forms of words: it forgets none, and takes about one
// in three hundred strings for a form that is none. Of a form it has the stem and the first
// letter of the ending: there are three times as many whole forms, and hardly any slip is
// told by the rest.
type FormFilter []byte

// knownForms are all forms of the dictionary.
//
//go:embed known.bloom
var knownForms string

const (
	formBitsEach = 12 // of the filter, for each
	formHashes   = 8
)

// FormKey is what the filter has of a folded form.
func FormKey(form string) string {
	stem := Stem(form)
	ending, ok := strings.CutPrefix(form, stem)
	if !ok {
		return stem
	}
	_, first := utf8.DecodeRuneInString(ending)
	return stem + "|" + ending[:first]
}

// NewFormFilter returns a filter for n keys. Only the generator calls it.
func NewFormFilter(n int) FormFilter { return make(FormFilter, n*formBitsEach/8+1) }

// Add puts a key into the filter.
func (f FormFilter) Add(key string) {
	for _, i := range keyPlaces(key, len(f)) {
		f[i/8] |= 1 << (i % 8)
	}
}

// KnownForm reports whether the dictionary has a folded form; of one in three hundred that it has not, too.
func KnownForm(form string) bool {
	for _, i := range keyPlaces(FormKey(form), len(knownForms)) {
		if knownForms[i/8]&(1<<(i%8)) == 0 {
			return false
		}
	}
	return true
}

// keyPlaces are the bits of a key in a filter of so many bytes: two hashes make the rest
// (Kirsch and Mitzenmacher).
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

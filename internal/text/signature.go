package text

import "math/bits"

// Signature identifies near-duplicates: two texts are similar if most slots of their signatures are equal. It is
// MinHash over shingles of stems (Broder, On the resemblance of documents, 1997) with a single permutation (Li, Owen,
// Zhang, One permutation hashing, 2012).
type Signature [sigSlots]uint32

const (
	sigSlots   = 32
	sigShingle = 4
	// sigLeast is the minimum number of shingles of a text that can be compared.
	sigLeast = 12
)

// NewSignature returns the signature of a text's tokens; ok is false if the text is too short to be compared.
func NewSignature(tokens []Token) (sig Signature, ok bool) {
	for i := range sig {
		sig[i] = ^uint32(0)
	}
	var window [sigShingle]uint64
	n, shingles, last := 0, 0, -1
	for i := range tokens {
		t := &tokens[i]
		if t.Stop || len(t.Stems) == 0 || t.Pos == last {
			continue
		}
		last = t.Pos
		window[n%sigShingle] = fnv1a(t.Stems[0])
		if n++; n < sigShingle {
			continue
		}
		shingles++
		h := uint64(0)
		for k := range sigShingle {
			h = bits.RotateLeft64(h, 17) ^ window[(n+k)%sigShingle]
			h *= 0x9e3779b97f4a7c15
		}
		h ^= h >> 29
		slot := h % sigSlots
		sig[slot] = min(sig[slot], uint32(h>>32))
	}
	return sig, shingles >= sigLeast
}

// fnv1a is FNV-1a. Signatures are stored, so it must not depend on the process.
func fnv1a(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

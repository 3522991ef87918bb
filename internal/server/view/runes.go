package view

import (
	"unicode/utf8"

	"letopis/internal/archive"
)

// RuneIndex turns offsets in bytes into offsets in characters, as JavaScript,
// Python and people count nearly alike. It remembers the count every block.
type RuneIndex struct {
	text   string
	blocks []int // characters before each block
}

const runeBlock = 1024

// NewRuneIndex counts the characters of a text, in one walk.
func NewRuneIndex(text string) *RuneIndex {
	x := &RuneIndex{text: text, blocks: make([]int, 0, len(text)/runeBlock+1)}
	n := 0
	for at := 0; at < len(text); at += runeBlock {
		x.blocks = append(x.blocks, n)
		n += runeStarts(text[at:min(at+runeBlock, len(text))])
	}
	return x
}

// runeStarts counts characters by their first bytes, so that blocks may cut one.
func runeStarts(s string) int {
	n := 0
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	return n
}

// At is how many characters stand before the i-th byte.
func (x *RuneIndex) At(i int) int {
	i = max(0, min(i, len(x.text)))
	if len(x.blocks) == 0 {
		return 0
	}
	b := min(i/runeBlock, len(x.blocks)-1)
	return x.blocks[b] + runeStarts(x.text[b*runeBlock:i])
}

// ByteAt is the byte at which the n-th character of a text begins, its end where there are fewer.
func ByteAt(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

// place returns where evidence lies, nil when it lies elsewhere.
func (x *RuneIndex) place(e archive.Evidence) (offset, length *int) {
	if e.Start == 0 && e.End == 0 {
		return nil, nil
	}
	start := x.At(e.Start)
	n := x.At(e.End) - start
	return &start, &n
}

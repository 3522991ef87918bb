package view

import (
	"unicode/utf8"

	"letopis/internal/archive"
)

// RuneIndex converts byte offsets to character offsets, which JavaScript, Python and people count almost alike. It
// stores the count at each block.
type RuneIndex struct {
	text   string
	blocks []int // characters before each block
}

const runeBlock = 1024

// NewRuneIndex builds the index of a text in one pass.
func NewRuneIndex(text string) *RuneIndex {
	x := &RuneIndex{text: text, blocks: make([]int, 0, len(text)/runeBlock+1)}
	n := 0
	for at := 0; at < len(text); at += runeBlock {
		x.blocks = append(x.blocks, n)
		n += runeStarts(text[at:min(at+runeBlock, len(text))])
	}
	return x
}

// runeStarts counts the first bytes of characters, so blocks may split one.
func runeStarts(s string) int {
	n := 0
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	return n
}

// At returns the number of characters before the i-th byte.
func (x *RuneIndex) At(i int) int {
	i = max(0, min(i, len(x.text)))
	if len(x.blocks) == 0 {
		return 0
	}
	b := min(i/runeBlock, len(x.blocks)-1)
	return x.blocks[b] + runeStarts(x.text[b*runeBlock:i])
}

// ByteAt returns the byte offset of the n-th character, or the length of the text if there are fewer.
func ByteAt(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

// place returns the character range of evidence, or nil if it is not in the text.
func (x *RuneIndex) place(e archive.Evidence) (offset, length *int) {
	if e.Start == 0 && e.End == 0 {
		return nil, nil
	}
	start := x.At(e.Start)
	n := x.At(e.End) - start
	return &start, &n
}

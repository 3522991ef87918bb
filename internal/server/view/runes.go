package view

import (
	"unicode/utf8"

	"letopis/internal/archive"
)

// runeIndex turns offsets in bytes into offsets in characters, as JavaScript,
// Python and people count nearly alike. It remembers the count every block.
type runeIndex struct {
	text   string
	blocks []int // characters before each block
}

const runeBlock = 1024

func newRuneIndex(text string) *runeIndex {
	x := &runeIndex{text: text, blocks: make([]int, 0, len(text)/runeBlock+1)}
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

func (x *runeIndex) at(i int) int {
	i = max(0, min(i, len(x.text)))
	if len(x.blocks) == 0 {
		return 0
	}
	b := min(i/runeBlock, len(x.blocks)-1)
	return x.blocks[b] + runeStarts(x.text[b*runeBlock:i])
}

// place returns where evidence lies, nil when it lies elsewhere.
func (x *runeIndex) place(e archive.Evidence) (offset, length *int) {
	if e.Start == 0 && e.End == 0 {
		return nil, nil
	}
	start := x.at(e.Start)
	n := x.at(e.End) - start
	return &start, &n
}

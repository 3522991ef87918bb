package ruletext

import (
	"strings"
)

// LineInCapitals reports whether all words of the line of token i are in capitals, which then
// say nothing.
func (p *Page) LineInCapitals(i int) bool {
	if i < 0 || i >= len(p.Tokens) {
		return true
	}
	row := int(p.Tokens[i].Row) + 1
	if p.capsRow == row {
		return p.caps
	}
	p.capsRow, p.caps = row, true
	for k := p.LineStart(i); k < p.LineEnd(i) && p.caps; k++ {
		p.caps = !p.HasKind(k, Word) || len(p.At(k)) <= 2 || p.Tokens[k].AllCaps
	}
	return p.caps
}

// LineHasStem reports whether a word of the line begins with one of stems.
func (p *Page) LineHasStem(i int, stems ...string) bool {
	return i < len(p.Tokens) && p.StemWithin(i, p.LineEnd(i)-i, stems...)
}

// StemWithin reports whether one of the n tokens from i begins with one of stems.
func (p *Page) StemWithin(i, n int, stems ...string) bool {
	for j := i; j < i+n; j++ {
		if p.HasStem(j, stems...) {
			return true
		}
	}
	return false
}

// StartsSentence reports whether the capital of token i comes from its place.
func (p *Page) StartsSentence(i int) bool {
	return p.StartsLine(i) && p.Line(i) != p.Line(i-1) && p.IsAny(i-1, ".", "", ":", ";") ||
		p.IsAny(i-1, ".", "!", "?") || i == 0
}

// TableRow tells a line that has cells.
func (p *Page) TableRow(i int) bool {
	return strings.Contains(p.Slice(i, p.LineEnd(i)), "\t")
}

// InCapitals reports whether most words of a range are written in capitals.
func (p *Page) InCapitals(from, to int) bool {
	all, caps := 0, 0
	for k := from; k < to; k++ {
		if p.HasKind(k, Word) && len(p.At(k)) > 2*3 {
			if all++; p.Tokens[k].AllCaps {
				caps++
			}
		}
	}
	return caps > 1 && 4*caps >= 3*all
}

// SameWords reports whether the n tokens from i are those from j.
func (p *Page) SameWords(i, j, n int) bool {
	for ; n > 0; i, j, n = i+1, j+1, n-1 {
		if p.At(i) == "" || p.At(i) != p.At(j) {
			return false
		}
	}
	return true
}

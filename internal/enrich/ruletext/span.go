package ruletext

import (
	"strconv"

	"letopis/internal/archive"
)

// Levels of acts and programmes.
const (
	LevelFederal   = "federal"
	LevelRegional  = "regional"
	LevelMunicipal = "municipal"
)

// IsYearWord tells «г.», «год», «годы» and those of heads in two languages, the
// Bashkir «й.» and the Tatar «ел».
func (p *Page) IsYearWord(i int) bool {
	return p.IsAny(i, yearWords...)
}

// Year reads a number of four digits, 0 when token i is none.
func (p *Page) Year(i int) int {
	if !p.HasKind(i, Number) || len(p.At(i)) != 4 {
		return 0
	}
	y, err := strconv.Atoi(p.At(i))
	if err != nil || y < 1700 || y > 2100 {
		return 0
	}
	return y
}

// MaxRun bounds in tokens what a rule skips or reads at one go: blanks of forms, signs,
// parts of a number. Without it a text made of nothing else would cost its square.
const MaxRun = 48

// Abbreviates reports whether token i is a word that a point cuts short.
func (p *Page) Abbreviates(i int) bool { return abbreviations[p.At(i)] }

// Span is a range of tokens.
type Span struct{ From, To int }

// Slice returns the text from token i up to token j.
func (p *Page) Slice(i, j int) string {
	if i >= j || i < 0 || j > len(p.Tokens) {
		return ""
	}
	return p.Text[p.Tokens[i].Start:p.Tokens[j-1].End]
}

// Evidence points at the tokens from i up to j.
func (p *Page) Evidence(rule string, i, j int) archive.Evidence {
	i, j = max(i, 0), min(j, len(p.Tokens))
	if i >= j {
		return archive.Evidence{Rule: rule}
	}
	return archive.Evidence{Rule: rule, Start: p.Tokens[i].Start, End: p.Tokens[j-1].End}
}

// TokensBefore returns how many tokens start before byte n.
func (p *Page) TokensBefore(n int) int {
	lo, hi := 0, len(p.Tokens)
	for lo < hi {
		if mid := (lo + hi) / 2; p.Tokens[mid].Start < n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

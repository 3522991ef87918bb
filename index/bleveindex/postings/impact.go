package postings

import (
	"slices"

	"letopis/index"
	"letopis/index/segment"
)

// BlockSize is how many documents have one bound on their scores.
const BlockSize = segment.BlockSize

// MaxLevel is the highest of Levels.
const MaxLevel = 255

// Impact is index.BM25 with an idf of 1.
func Impact(freq, length uint32, average float64) float64 {
	return ImpactOf(freq, length, Token(average))
}

// Token is what a token more in a document counts, where fields have average tokens.
func Token(average float64) float64 { return index.BM25K1 * index.BM25B / average }

// ImpactOf is Impact, given what a token more in a document counts: a division for many documents instead of one each.
func ImpactOf(freq, length uint32, token float64) float64 {
	const base = index.BM25K1 * (1 - index.BM25B)
	t := float64(freq)
	return t * (index.BM25K1 + 1) / (t + base + float64(token*float64(length)))
}

// SetImpacts works out the impacts from the lengths of the field's documents and
// their average. Lists that are shared already take Reweighted.
func (l *List) SetImpacts(lengths []uint32, average float64) {
	if average <= 0 {
		average = 1
	}
	l.AvgLength, l.MaxImpact = average, 0
	l.Impacts = make([]float32, len(l.Docs))
	l.BlockMax = make([]float32, (len(l.Docs)+BlockSize-1)/BlockSize)
	token := Token(average)
	for b := range l.BlockMax {
		from, to := b*BlockSize, min((b+1)*BlockSize, len(l.Docs))
		docs, freqs, impacts := l.Docs[from:to], l.Freqs[from:to], l.Impacts[from:to]
		most := float32(0)
		for i, d := range docs {
			v := float32(ImpactOf(freqs[i], lengths[d], token))
			impacts[i] = v
			if v > most {
				most = v
			}
		}
		l.BlockMax[b] = most
		l.MaxImpact = max(l.MaxImpact, most)
	}
}

// Completed returns the list with what makes it faster to search, and is worth the work where it is searched again:
// Top and Levels.
func (l *List) Completed() *List {
	out := *l
	out.setTop()
	out.setLevels()
	out.Complete = true
	return &out
}

// Reweighted returns the list with impacts by another average length.
func (l *List) Reweighted(lengths []uint32, average float64) *List {
	out := *l
	out.SetImpacts(lengths, average)
	out.Top, out.Levels, out.Complete = nil, nil, false
	return &out
}

// setLevels makes the levels of a frequent term.
func (l *List) setLevels() {
	const frequent = 8 // documents for each that has it, at most
	n := 64 * len(l.Bits)
	if l.Levels = nil; l.Bits == nil || len(l.Docs)*frequent < n || l.MaxImpact == 0 {
		return
	}
	l.Levels = make([]uint8, n)
	scale := MaxLevel / l.MaxImpact
	for i, d := range l.Docs {
		l.Levels[d] = uint8(min(float64(l.Impacts[i]*scale)+1, MaxLevel))
	}
}

// setTop notes the documents with the highest impacts, where they are few of all.
func (l *List) setTop() {
	const most, many = 32, 256
	if l.Top = nil; len(l.Docs) < many {
		return
	}
	l.Top = make([]uint32, 0, most)
	for b, v := range l.BlockMax {
		if len(l.Top) == most && v <= l.Impacts[l.Top[most-1]] {
			continue
		}
		for i := b * BlockSize; i < min((b+1)*BlockSize, len(l.Docs)); i++ {
			if len(l.Top) == most {
				if l.Impacts[i] <= l.Impacts[l.Top[most-1]] {
					continue
				}
				l.Top = l.Top[:most-1]
			}
			at := len(l.Top)
			for at > 0 && l.Impacts[l.Top[at-1]] < l.Impacts[i] {
				at--
			}
			l.Top = slices.Insert(l.Top, at, uint32(i))
		}
	}
}

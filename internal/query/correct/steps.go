package correct

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/spell"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

const (
	layoutLetters = 4 // a shorter word is retyped only beside a longer one
	typoLetters   = 5
	clearRatio    = 4  // how much more frequent the best of equal candidates must be
	maxTypos      = 3  // words of a query corrected as typos
	maxFrequent   = 6  // rare words of a query whose neighbours are looked for
	maxLatin      = 8  // words of a query looked for as Latin letters: each is some hundred beginnings
	rareWord      = 3  // documents; of a rarer word a frequent neighbour may be meant
	rareRatio     = 10 // how much more frequent that neighbour must be
)

// work goes through the words of one query.
type work struct {
	*Corrector
	Corrected
	v     *vocab.Vocabulary
	typos int
	latin int
	keys  spell.Layout // that a word of the query was meant for; nil: none yet
}

// layout returns a chunk as typed in the other keyboard layout, when its words
// are unknown and the image's are known. One who types in the wrong layout does so on,
// and not the other way round: beside such a word shorter ones and those that mean
// something as they are follow it, in its direction. A Russian word stays one beside what was
// meant to be Latin: «бюджет» is no «,.l;tn».
func (w *work) layout(ctx context.Context, chunk string) (string, error) {
	known, err := w.allKnown(ctx, w.v, chunk)
	if err != nil || known && !words.IsLatin(chunk) {
		return chunk, err
	}
	if w.keys != nil {
		return w.retype(ctx, chunk, w.keys, 2)
	}
	if known && !spell.HasKeys(chunk) {
		return chunk, nil
	}
	to, err := w.retype(ctx, chunk, spell.ToCyrillic, layoutLetters)
	if err != nil || to != chunk || known {
		return to, err
	}
	return w.retype(ctx, chunk, spell.ToLatin, layoutLetters)
}

// retype returns the image of a chunk when the archive knows its words, of so many letters
// at least, else the chunk. What stands behind a word may be a letter or only a sign.
func (w *work) retype(ctx context.Context, chunk string, keys spell.Layout, least int) (string, error) {
	trimmed := strings.TrimRight(chunk, ",.;:'!?")
	for _, from := range slices.Compact([]string{chunk, trimmed}) {
		image, ok := spell.Retype(from, keys)
		if !ok || words.Count(image) < least || !strings.ContainsFunc(image, unicode.IsLetter) {
			continue
		}
		known, err := w.allKnown(ctx, w.v, image)
		if err != nil {
			return "", err
		}
		if known {
			w.keys = keys
			w.Made = append(w.Made, Correction{Kind: KindLayout, From: chunk, To: image, Applied: true})
			return image, nil
		}
	}
	return chunk, nil
}

// spelling corrects the unknown words of a chunk one by one.
func (w *work) spelling(ctx context.Context, chunk string) (string, error) {
	unknown, err := w.unknown(ctx, w.v, w.text.AnalyzeQuery(chunk))
	if err != nil || len(unknown) == 0 {
		return chunk, err
	}
	for _, t := range slices.Backward(unknown) { // from the end: offsets stay right
		kind, list, err := w.candidates(ctx, t)
		if err != nil {
			return "", err
		}
		if len(list) == 0 {
			continue
		}
		from := chunk[t.Start:t.End]
		cor := Correction{Kind: kind, From: from, To: likeCase(from, list[0].Word)}
		if w.isClear(list) && (kind != KindTypo || w.isLikely(t.Exact, list[0])) {
			cor.Applied = true
			w.Made = append(w.Made, cor)
			chunk = chunk[:t.Start] + cor.To + chunk[t.End:]
		} else {
			w.Proposed = append(w.Proposed, cor)
		}
	}
	return chunk, nil
}

// candidates are the words that an unknown one may stand for, and what kind of slip it is.
func (w *work) candidates(ctx context.Context, t text.Token) (kind string, list []spell.Candidate, err error) {
	switch n := utf8.RuneCountInString(t.Exact); {
	case words.IsLatin(t.Exact) && n >= layoutLetters:
		if w.latin++; w.latin > maxLatin {
			return KindTranslit, nil, nil
		}
		list, err = spell.Alike(ctx, w.v.Index, "exact", t.Exact)
		return KindTranslit, list, err
	case n >= typoLetters && w.typos < maxTypos && !w.text.Known(t.Exact): // a word that the archive lacks is no slip
		w.typos++
		list, err = w.near(ctx, t)
	}
	return KindTypo, list, err
}

// near returns words that a misspelt one may stand for: forms that the archive has, and forms
// whose stem is near although their endings are not, of the archive's words or of those with synonyms.
func (w *work) near(ctx context.Context, t text.Token) ([]spell.Candidate, error) {
	list, err := spell.Near(ctx, w.v.Index, "exact", t.Exact)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 && list[0].Edits == 1 { // nothing is nearer
		return w.right(ctx, t.Exact, list)
	}
	stem := t.Stems[0]
	ending, ok := strings.CutPrefix(t.Exact, stem)
	if !ok {
		return list, nil
	}
	stems, err := spell.Near(ctx, w.v.Index, "body", stem)
	if err != nil {
		return nil, err
	}
	for _, own := range w.synonyms.Near(stem) {
		stems = append(stems, spell.Candidate{Word: own, Edits: 1})
	}
	slices.SortStableFunc(stems, func(a, b spell.Candidate) int { return a.Edits - b.Edits })
	for _, x := range stems {
		if len(list) > 0 && x.Edits >= list[0].Edits {
			break
		}
		if x.Word += ending; w.related.Stem(x.Word) != "" {
			return w.right(ctx, t.Exact, slices.Insert(list, 0, x))
		}
	}
	return list, nil
}

// right puts before the first candidate the frequent word of the dictionary that it is a
// slip of itself: archives have slips, too («прогрма» is no «програма»).
func (w *work) right(ctx context.Context, typed string, list []spell.Candidate) ([]spell.Candidate, error) {
	first := list[0]
	if w.text.Known(first.Word) {
		return list, nil
	}
	near, err := spell.Near(ctx, w.v.Index, "exact", first.Word)
	if err != nil {
		return nil, err
	}
	for _, c := range near {
		if c.Edits == 1 && c.Count >= clearRatio*first.Count && w.text.Known(c.Word) {
			c.Edits = index.Distance([]rune(typed), []rune(c.Word), first.Edits+1)
			return slices.Insert(list, 0, c), nil
		}
	}
	return list, nil
}

// isClear reports whether the first candidate is the only sensible one: forms of one
// word count as one.
func (c *Corrector) isClear(list []spell.Candidate) bool {
	stem := func(w string) string {
		if t := c.text.AnalyzeQuery(w); len(t) > 0 && len(t[0].Stems) > 0 {
			return t[0].Stems[0]
		}
		return w
	}
	first := stem(list[0].Word)
	for _, other := range list[1:] {
		if other.Edits > list[0].Edits {
			break
		}
		if stem(other.Word) != first {
			return list[0].Count >= clearRatio*other.Count
		}
	}
	return true
}

// isLikely reports whether a candidate for a typo is near enough to be put in its
// place: of two slips none is in the first letter («пивзавод» is no «химзавод»), and what they lead
// to is no rare word that only the archive has, which may be a slip itself, or a part of a torn word.
func (c *Corrector) isLikely(typed string, to spell.Candidate) bool {
	first, _ := utf8.DecodeRuneInString(typed)
	return to.Edits < 2 || strings.HasPrefix(to.Word, string(first)) && (to.Count > rareWord || c.text.Known(to.Word))
}

// likeCase writes w with the capitals of from.
func likeCase(from, w string) string {
	first, n := utf8.DecodeRuneInString(from)
	switch {
	case n < len(from) && strings.ToUpper(from) == from:
		return strings.ToUpper(w)
	case unicode.IsUpper(first):
		r, n := utf8.DecodeRuneInString(w)
		return string(unicode.ToUpper(r)) + w[n:]
	}
	return w
}

// Frequent proposes frequent neighbours of the rare words of q that no dictionary has: the
// archive does, but they may be slips all the same.
func (c *Corrector) Frequent(ctx context.Context, v *vocab.Vocabulary, q string) ([]Correction, error) {
	var out []Correction
	looked := 0
	for _, t := range c.text.AnalyzeQuery(q) {
		if looked == maxFrequent {
			break
		}
		if t.Stop || !correctable(t.Exact) || c.text.Known(t.Exact) {
			continue
		}
		n, err := count(ctx, v, t)
		if err != nil {
			return nil, err
		}
		if n == 0 || n > rareWord {
			continue // unknown words are Correct's
		}
		looked++
		list, err := spell.Near(ctx, v.Index, "exact", t.Exact)
		if err != nil {
			return nil, err
		}
		for _, near := range list {
			if near.Count >= rareRatio*n && c.related.Stem(near.Word) != c.related.Stem(t.Exact) {
				from := q[t.Start:t.End]
				out = append(out, Correction{Kind: KindTypo, From: from, To: likeCase(from, near.Word)})
				break
			}
		}
	}
	return out, nil
}

package query

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/text"
)

// Correction is a change to the query's words: made, or only proposed.
type Correction struct {
	Kind    string `json:"kind"` // layout, translit, typo
	From    string `json:"from"`
	To      string `json:"to"`
	Applied bool   `json:"applied"`
	// Query is the whole query with a proposed correction, Total what it finds.
	Query string `json:"query,omitempty"`
	Total int    `json:"total,omitempty"`
}

// The kinds of Correction.
const (
	KindLayout   = "layout"
	KindTranslit = "translit"
	KindTypo     = "typo"
)

const (
	layoutLetters = 4 // a shorter word is retyped only beside a longer one
	typoLetters   = 5
	clearRatio    = 4  // how much more frequent the best of equal candidates must be
	maxTypos      = 3  // words of a query corrected as typos
	rareWord      = 3  // documents; of a rarer word a frequent neighbour may be meant
	rareRatio     = 10 // how much more frequent that neighbour must be
)

// corrector goes through the words of one query.
type corrector struct {
	ctx      context.Context
	s        *Service
	v        *vocabulary
	typos    int
	retyped  bool // a word was typed in the wrong layout
	made     []Correction
	proposed []Correction
}

// piece is a part of an operand between spaces.
type piece struct {
	op         *operand
	start, end int // in the query
	text       string
}

// correct changes words the archive does not know into words it does, where
// that is clear, and proposes the rest. It returns the query as corrected.
func (c *corrector) correct(q string, clauses []clause) (string, error) {
	var pieces []piece
	for i := range clauses {
		for j := range clauses[i].any {
			op := &clauses[i].any[j]
			if op.kind == opPrefix || op.field != "" && op.field != "title" {
				continue
			}
			at := 0
			for chunk := range strings.FieldsSeq(op.text) {
				at += strings.Index(op.text[at:], chunk)
				pieces = append(pieces, piece{op, op.start + at, op.start + at + len(chunk), chunk})
				at += len(chunk)
			}
		}
	}
	if strange, err := c.anyUnknown(pieces); err != nil || !strange {
		return q, err
	}
	for _, step := range []func(string) (string, error){c.layout, c.layout, c.words} {
		for i := range pieces { // twice: when one slip is sure, shorter words follow it
			to, err := step(pieces[i].text)
			if err != nil {
				return "", err
			}
			pieces[i].text = to
		}
	}
	if len(c.made) == 0 {
		return q, nil
	}
	for i := range pieces { // operands are whole again
		if i == 0 || pieces[i].op != pieces[i-1].op {
			pieces[i].op.text = pieces[i].text
		} else {
			pieces[i].op.text += " " + pieces[i].text
		}
	}
	for _, p := range slices.Backward(pieces) {
		q = q[:p.start] + p.text + q[p.end:]
	}
	return q, nil
}

// anyUnknown tells whether some piece has words that no document holds: most
// queries have none.
func (c *corrector) anyUnknown(pieces []piece) (bool, error) {
	now, err := c.v.state(c.ctx)
	if err != nil {
		return false, err
	}
	for _, p := range pieces {
		if at, ok := c.s.known.get(p.text); ok && at == now {
			continue
		}
		if known, err := c.allKnown(p.text); err != nil || !known {
			return !known, err
		}
		c.s.known.put(strings.Clone(p.text), now)
	}
	return false, nil
}

// unknown returns the tokens made of letters that no document holds.
func (c *corrector) unknown(tokens []text.Token) ([]text.Token, error) {
	var out []text.Token
	for _, t := range tokens {
		if t.Stop || len(t.Stems) == 0 || questionWords[t.Exact] || !strings.ContainsFunc(t.Exact, unicode.IsLetter) || hasDigit(t.Exact) {
			continue
		}
		known, err := c.known(t)
		if err != nil {
			return nil, err
		}
		if !known && !slices.ContainsFunc(out, func(o text.Token) bool { return o.Pos == t.Pos }) {
			out = append(out, t)
		}
	}
	return out, nil
}

// known tells whether the archive holds the token, the adjective of the place
// that it names, or the parts of the compound that it is; or whether it has
// synonyms, which may find what it does not.
func (c *corrector) known(t text.Token) (bool, error) {
	if n, err := c.count(t); n > 0 || err != nil {
		return n > 0, err
	}
	if _, rest := c.s.prefixed(c.v, t.Exact); rest != "" || c.s.weights.Synonym > 0 && c.s.synonyms.has(t) {
		return true, nil
	}
	w := word{stem: t.Stems[0], exact: t.Exact}
	return len(c.s.kinHeld(c.v, w).places) > 0, nil
}

// count is the number of documents with the token in their texts, else in their
// titles.
func (c *corrector) count(t text.Token) (int, error) {
	stems := t.Stems[:min(1, len(t.Stems))]
	if len(stems) == 0 {
		return 0, nil
	}
	for _, field := range []string{"body", "title"} {
		n, err := c.v.idx.Counts(c.ctx, field, stems)
		if err != nil {
			return 0, err
		}
		if n[0] > 0 {
			return n[0], nil
		}
	}
	return 0, nil
}

// layout returns a chunk as typed in the other keyboard layout, when its words
// are unknown and the image's are known.
func (c *corrector) layout(chunk string) (string, error) {
	least := layoutLetters
	if c.retyped {
		least = 2
	} else if known, err := c.allKnown(chunk); err != nil || known {
		return chunk, err
	}
	for _, keys := range []map[rune]rune{toCyrillic, toLatin} {
		trimmed := strings.TrimRight(chunk, ",.;:'!?")
		for _, from := range slices.Compact([]string{chunk, trimmed}) {
			image, ok := retype(from, keys)
			if !ok || countLetters(image) < least {
				continue
			}
			known, err := c.allKnown(image)
			if err != nil {
				return "", err
			}
			if known && strings.ContainsFunc(image, unicode.IsLetter) {
				c.retyped = true
				c.made = append(c.made, Correction{Kind: KindLayout, From: chunk, To: image, Applied: true})
				return image, nil
			}
		}
	}
	return chunk, nil
}

func (c *corrector) allKnown(chunk string) (bool, error) {
	unknown, err := c.unknown(c.s.text.AnalyzeQuery(chunk))
	return len(unknown) == 0, err
}

// words corrects the unknown words of a chunk one by one.
func (c *corrector) words(chunk string) (string, error) {
	unknown, err := c.unknown(c.s.text.AnalyzeQuery(chunk))
	if err != nil || len(unknown) == 0 {
		return chunk, err
	}
	words, err := c.v.words.get(c.ctx)
	if err != nil {
		return "", err
	}
	for i := len(unknown) - 1; i >= 0; i-- { // from the end: offsets stay right
		t := unknown[i]
		from := chunk[t.Start:t.End]
		kind, list := KindTypo, []candidate(nil)
		switch n := utf8.RuneCountInString(t.Exact); {
		case isLatin(t.Exact) && n >= layoutLetters:
			kind, list = KindTranslit, words.exact.alike(t.Exact)
		case n >= typoLetters && c.typos < maxTypos:
			c.typos++
			list = c.s.near(words, t)
		}
		if len(list) == 0 {
			continue
		}
		cor := Correction{Kind: kind, From: from, To: likeCase(from, list[0].word)}
		if c.s.clear(list) && (kind != KindTypo || !c.s.text.Known(t.Exact) && likely(t.Exact, list[0])) {
			cor.Applied = true
			c.made = append(c.made, cor)
			chunk = chunk[:t.Start] + cor.To + chunk[t.End:]
		} else {
			c.proposed = append(c.proposed, cor)
		}
	}
	return chunk, nil
}

// near returns words of the archive that a misspelt one may stand for: its
// forms, and forms whose stem is near although their endings are not.
func (s *Service) near(words *spellers, t text.Token) []candidate {
	list := words.exact.near(t.Exact)
	stem := t.Stems[0]
	for _, c := range words.stems.near(stem) {
		if len(list) > 0 && c.edits >= list[0].edits {
			break
		}
		ending, ok := strings.CutPrefix(t.Exact, stem)
		if c.word += ending; ok && s.stem(c.word) != "" {
			return append([]candidate{c}, list...)
		}
	}
	return list
}

// clear tells whether the first candidate is the only sensible one: forms of one
// word count as one.
func (s *Service) clear(list []candidate) bool {
	stem := func(w string) string {
		if t := s.text.AnalyzeQuery(w); len(t) > 0 && len(t[0].Stems) > 0 {
			return t[0].Stems[0]
		}
		return w
	}
	first := stem(list[0].word)
	for _, other := range list[1:] {
		if other.edits > list[0].edits {
			break
		}
		if stem(other.word) != first {
			return list[0].count >= clearRatio*other.count
		}
	}
	return true
}

// likely tells whether a candidate for a typo is near enough to be put in its
// place: of two slips none is in the first letter («пивзавод» is no «химзавод»).
func likely(w string, c candidate) bool {
	first, _ := utf8.DecodeRuneInString(w)
	return c.edits < 2 || strings.HasPrefix(c.word, string(first))
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

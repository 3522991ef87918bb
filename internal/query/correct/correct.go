// Package correct changes words of a query that the archive does not know into words it
// does: typed in the wrong keyboard layout, in Latin letters, or with a slip. What is clear
// is made, the rest proposed. Read Corrector.Correct first.
package correct

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"letopis/internal/cache"
	"letopis/internal/query/parse"
	"letopis/internal/query/related"
	"letopis/internal/query/spell"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
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

// recentPieces are the pieces of queries without unknown words that are remembered.
const recentPieces = 8192

// Corrector corrects queries. It is safe for concurrent use.
type Corrector struct {
	text     *text.Analyzer
	related  *related.Finder
	synonyms *related.Synonyms
	known    *cache.Cache[string, vocab.State] // pieces without unknown words, and in which state
}

// New returns a Corrector. What finder and synonyms find is no unknown word.
func New(a *text.Analyzer, finder *related.Finder, synonyms *related.Synonyms) *Corrector {
	return &Corrector{text: a, related: finder, synonyms: synonyms,
		known: cache.New[string, vocab.State](recentPieces, nil)}
}

// Corrected is a query as corrected.
type Corrected struct {
	Query          string
	Made, Proposed []Correction
}

// piece is a part of an operand between spaces.
type piece struct {
	op         *parse.Operand
	start, end int // in the query
	text       string
}

// Correct changes words the archive does not know into words it does, in q and in its
// clauses, where that is clear, and proposes the rest.
func (c *Corrector) Correct(
	ctx context.Context, v *vocab.Vocabulary, q string, clauses []parse.Clause,
) (*Corrected, error) {
	pieces := pieces(clauses)
	if strange, err := c.anyUnknown(ctx, v, pieces); err != nil || !strange {
		return &Corrected{Query: q}, err
	}
	w := &work{Corrector: c, v: v}
	type step func(ctx context.Context, chunk string) (string, error)
	for _, fix := range []step{w.layout, w.layout, w.spelling} { // twice: when one slip is sure, shorter words follow it
		for i := range pieces {
			to, err := fix(ctx, pieces[i].text)
			if err != nil {
				return nil, err
			}
			pieces[i].text = to
		}
	}
	w.Query = q
	if len(w.Made) > 0 {
		w.Query = replace(q, pieces)
	}
	return &w.Corrected, nil
}

// pieces are the parts of operands that may be corrected.
func pieces(clauses []parse.Clause) []piece {
	var out []piece
	for i := range clauses {
		for j := range clauses[i].Any {
			op := &clauses[i].Any[j]
			if op.Kind == parse.Prefix || op.Field != "" && op.Field != "title" {
				continue
			}
			at := 0
			for chunk := range strings.FieldsSeq(op.Text) {
				at += strings.Index(op.Text[at:], chunk)
				out = append(out, piece{op, op.Start + at, op.Start + at + len(chunk), chunk})
				at += len(chunk)
			}
		}
	}
	return out
}

// replace puts pieces as corrected into their operands and into the query.
func replace(q string, pieces []piece) string {
	for i := range pieces { // operands are whole again
		if i == 0 || pieces[i].op != pieces[i-1].op {
			pieces[i].op.Text = pieces[i].text
		} else {
			pieces[i].op.Text += " " + pieces[i].text
		}
	}
	for _, p := range slices.Backward(pieces) {
		q = q[:p.start] + p.text + q[p.end:]
	}
	return q
}

// anyUnknown reports whether some piece has words that no document holds, or may be typed
// in the wrong layout: most queries have none.
func (c *Corrector) anyUnknown(ctx context.Context, v *vocab.Vocabulary, pieces []piece) (bool, error) {
	now := v.State()
	for _, p := range pieces {
		if at, ok := c.known.Get(p.text); ok && at == now {
			continue
		}
		if known, err := c.allKnown(ctx, v, p.text); err != nil || !known || spell.HasKeys(p.text) {
			return err == nil, err
		}
		c.known.Put(strings.Clone(p.text), now)
	}
	return false, nil
}

func (c *Corrector) allKnown(ctx context.Context, v *vocab.Vocabulary, chunk string) (bool, error) {
	unknown, err := c.unknown(ctx, v, c.text.AnalyzeQuery(chunk))
	if err == nil {
		err = v.Err()
	}
	return len(unknown) == 0, err
}

// unknown returns the tokens made of letters that no document holds.
func (c *Corrector) unknown(ctx context.Context, v *vocab.Vocabulary, tokens []text.Token) ([]text.Token, error) {
	var out []text.Token
	for i, t := range tokens {
		if i > 0 && t.Start == tokens[i-1].Start {
			continue // a compound with a hyphen: it is known by its parts
		}
		if t.Stop || len(t.Stems) == 0 || words.Question[t.Exact] || !correctable(t.Exact) {
			continue
		}
		known, err := c.isKnown(ctx, v, t)
		if err != nil {
			return nil, err
		}
		if !known && !slices.ContainsFunc(out, func(o text.Token) bool { return o.Pos == t.Pos }) {
			out = append(out, t)
		}
	}
	return out, nil
}

func correctable(w string) bool {
	return strings.ContainsFunc(w, unicode.IsLetter) && !words.HasDigit(w)
}

// isKnown reports whether the archive holds the token, the adjective of the place
// that it names, or the parts of the compound that it is; or whether it has
// synonyms, which may find what it does not.
func (c *Corrector) isKnown(ctx context.Context, v *vocab.Vocabulary, t text.Token) (bool, error) {
	if n, err := count(ctx, v, t); n > 0 || err != nil {
		return n > 0, err
	}
	if _, rest := c.related.Prefixed(ctx, v, t.Exact); rest != "" || c.synonyms.Has(t) {
		return true, nil
	}
	return len(c.related.Stems(ctx, v, t.Stems[0], t.Exact).Places) > 0, nil
}

// count is the number of documents with the token in their texts, else in their titles.
func count(ctx context.Context, v *vocab.Vocabulary, t text.Token) (int, error) {
	stems := t.Stems[:min(1, len(t.Stems))]
	if len(stems) == 0 {
		return 0, nil
	}
	for _, field := range []string{"body", "title"} {
		n, err := v.Index.Counts(ctx, field, stems)
		if err != nil {
			return 0, err
		}
		if n[0] > 0 {
			return n[0], nil
		}
	}
	return 0, nil
}

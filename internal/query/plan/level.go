package plan

import (
	"context"
	"fmt"
	"slices"

	"letopis/index"
	"letopis/internal/query/unit"
	"letopis/internal/query/words"
)

// Level is how strictly a query is read.
type Level struct {
	Required int  // things asked for, of Plan.Size; fewer than all: common words do not count
	Loose    bool // exact phrases are read as words
	Full     int  // documents with all of them, when fewer are required
	None     bool // none has a single one of them
	// FullFirst: where fewer are required, documents with all of them come before all others. That
	// costs a little of the relevance of the first ten, and is what one sees the reason of.
	FullFirst bool
}

// commonDocs is how many documents a common word is in at least.
const commonDocs = 50

// want is what counts as one when fewer are required.
type want struct {
	need index.Expr
	stem string // of a plain word; else ""
	word string
	name string // what a reader knows it by
	bare bool   // a verb without synonyms
}

// wants are the units, those of several words taken apart.
func (p *Plan) wants(loose bool) []want {
	var out []want
	for _, u := range p.units {
		for i, e := range u.Each {
			w := u.Words[i]
			out = append(out, want{need: e, stem: w.Stem, word: w.Exact, name: w.Exact, bare: w.Bare})
		}
		if u.Each != nil {
			continue
		}
		c := want{need: u.Need, name: u.Name()}
		if loose && u.Loose != nil {
			c.need = index.Or{Best: true, Exprs: []index.Expr{u.Need, u.Loose}}
		}
		if len(u.Words) == 1 && !u.Words[0].Date {
			c.stem, c.word, c.bare = u.Words[0].Stem, u.Words[0].Exact, u.Words[0].Bare
		}
		out = append(out, c)
	}
	return out
}

// Size is the number of things the query asks for.
func (p *Plan) Size() int {
	n := 0
	for _, u := range p.units {
		n += max(1, len(u.Each))
	}
	return n
}

// findCommon notes the words that more than half of all documents hold:
// «район», «развитие», «год», and verbs without synonyms: acts name an action by
// a noun («сравнить бюджеты», «кто отвечает»). Whether they are there says little,
// so documents are not told apart by them when some word must be given up. When
// all words are such, all count.
func (p *Plan) findCommon(ctx context.Context) error {
	wants := p.wants(false)
	stems := make([]string, len(wants))
	for i, c := range wants {
		stems[i] = c.stem
	}
	counts, err := p.v.Index.Counts(ctx, "body", stems)
	if err != nil {
		return fmt.Errorf("counts of words: %w", err)
	}
	docs, err := p.v.Docs(ctx)
	if err != nil {
		return fmt.Errorf("number of documents: %w", err)
	}
	p.common = nil
	for i, n := range counts {
		if (n > max(commonDocs, docs/2) || wants[i].bare) && !slices.Contains(p.common, wants[i].word) {
			p.common = append(p.common, wants[i].word)
		}
	}
	if len(p.common) == 0 {
		return nil
	}
	// Without a word that is found, the common ones are all there is to ask for.
	core := p.core(false)
	if len(core) > 0 {
		res, err := p.v.Index.Search(ctx, index.Query{Expr: index.AtLeast{Min: 1, Exprs: core}})
		if err != nil {
			return fmt.Errorf("words that are not common: %w", err)
		}
		if res.Total > 0 {
			return nil
		}
	}
	p.common = nil
	return nil
}

// core is what counts when fewer than all are required.
func (p *Plan) core(loose bool) []index.Expr {
	var out []index.Expr
	for _, c := range p.wants(loose) {
		if c.word == "" || !slices.Contains(p.common, c.word) {
			out = append(out, c.need)
		}
	}
	return out
}

// namesNumber reports whether the query names a number or a date.
func (p *Plan) namesNumber() bool {
	return slices.ContainsFunc(p.units, func(u unit.Unit) bool {
		return slices.ContainsFunc(u.Words, func(w unit.Word) bool { return w.Date || words.HasDigit(w.Exact) })
	})
}

func (p *Plan) canLoosen() bool {
	return slices.ContainsFunc(p.units, func(u unit.Unit) bool { return u.Loose != nil })
}

// Expr is the expression of the plan read at a level.
func (p *Plan) Expr(l Level) index.Expr {
	out := p.required(l)
	if len(p.nots) == 0 && p.among == nil {
		return out
	}
	and := index.And{Exprs: []index.Expr{out}}
	if p.among != nil { // first, so that engines look at no others
		and.Exprs = []index.Expr{index.IDs{IDs: p.among}, out}
	}
	for _, n := range p.nots {
		and.Exprs = append(and.Exprs, index.Not{Expr: n})
	}
	return and
}

// required is Expr without what is excluded.
func (p *Plan) required(l Level) index.Expr {
	if l.Required < p.Size() {
		return index.AtLeast{Min: max(1, l.Required), Exprs: p.core(l.Loose)}
	}
	var parts []index.Expr
	for _, u := range p.units {
		if l.Loose && u.Loose != nil {
			parts = append(parts, index.Or{Best: true, Exprs: []index.Expr{u.Need, u.Loose}})
		} else {
			parts = append(parts, u.Need)
		}
	}
	switch len(parts) {
	case 0:
		return index.All{}
	case 1:
		return parts[0]
	}
	return index.And{Exprs: parts}
}

// fullFirst is the weight of having all the words, see Level.FullFirst: no other merit of a document,
// which is about as much as its words are worth, comes near to it.
const fullFirst = 100

// needs are what wants ask for.
func needs(wants []want) []index.Expr {
	out := make([]index.Expr, len(wants))
	for i, w := range wants {
		out[i] = w.need
	}
	return out
}

// Should rewards, where fewer words are required, documents that hold more of them, and what the query names.
func (p *Plan) Should(l Level) []index.Expr {
	var out []index.Expr
	if size := p.Size(); l.Required < size {
		wants, core := p.wants(l.Loose), p.core(l.Loose)
		if more := (l.Required + len(core) + 1) / 2; more > l.Required && more < len(core) {
			out = append(out, index.AtLeast{Min: more, Exprs: core})
		}
		if l.Required < len(core) {
			out = append(out, index.And{Exprs: core})
		}
		if l.FullFirst {
			out = append(out, unit.Scaled(index.And{Exprs: needs(wants)}, fullFirst))
		}
		for _, c := range wants {
			if c.word != "" && slices.Contains(p.common, c.word) {
				out = append(out, c.need)
			}
		}
	}
	return append(out, p.named...)
}

// closeness rewards exact forms and neighbouring words that stay together.
func (p *Plan) closeness() []index.Expr {
	var out []index.Expr
	var last unit.Word
	for _, u := range p.units {
		for _, w := range u.Words {
			if w.Date {
				last = unit.Word{}
				continue
			}
			if p.weights.Exact > 0 {
				out = append(out, index.Term{Field: "exact", Term: w.Exact, Boost: p.weights.Exact})
			}
			if p.weights.Near > 0 && last.Stem != "" && last.Stem != w.Stem && w.Pos-last.Pos <= 3 {
				out = append(out, index.Near{Field: "body", Terms: []string{last.Stem, w.Stem},
					Window: p.weights.NearWindow, Boost: p.weights.Near})
			}
			last = w
		}
	}
	return out
}

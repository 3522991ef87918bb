// Package plan turns the clauses of a query into what is asked of the index, and asks it as
// strictly as finds enough. Read Planner.Plan, then Plan.Search: what the words need is
// made by package unit, conditions are in condition.go, how strictly they are read in
// level.go.
package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/message"
	"letopis/internal/query/parse"
	"letopis/internal/query/passage"
	"letopis/internal/query/unit"
	"letopis/internal/query/values"
	"letopis/internal/query/vocab"
	"letopis/internal/text"
)

// MaxTerms is the number of words that are looked for, after repeated ones are collapsed.
const MaxTerms = 16

// Planner makes plans. It is safe for concurrent use.
type Planner struct {
	units *unit.Maker
	names *values.Names
}

// New returns a Planner.
func New(units *unit.Maker, names *values.Names) *Planner {
	return &Planner{units: units, names: names}
}

// Plan is a query understood: what is required, what is excluded, and the
// conditions on fields. It is of one vocabulary and for one goroutine.
type Plan struct {
	v        *vocab.Vocabulary
	weights  unit.Weights
	units    []unit.Unit
	nots     []index.Expr
	filters  []index.Filter
	from, to string         // dates
	read     index.Query    // conditions that words were read as, see Assume
	limits   []index.Filter // see Limit
	named    []index.Expr
	among    []string // see Among; nil: all
	common   []string // words that need not be there when fewer are required, see findCommon
}

// Plan understands clauses. Errors are InvalidError for a query of too many words, or
// the index's own. A clause that is read otherwise than it is written is changed, and
// warned of.
func (pl *Planner) Plan(
	ctx context.Context, v *vocab.Vocabulary, clauses []parse.Clause, warnings *message.Warnings,
) (*Plan, error) {
	p := &Plan{v: v, weights: pl.units.Weights()}
	var run []string // plain words side by side are analysed together
	flush := func() {
		if run != nil {
			p.units = append(p.units, pl.units.Words(ctx, v, strings.Join(run, " "))...)
			run = nil
		}
	}
	for _, c := range clauses {
		if op := c.Any[0]; !c.Not && len(c.Any) == 1 && op.Kind == parse.Word && op.Field == "" {
			if u, ok := pl.units.Address(op.Text); ok {
				flush()
				p.units = append(p.units, u)
			} else {
				run = append(run, op.Text)
			}
			continue
		}
		flush()
		if done, err := pl.condition(ctx, p, c, warnings); err != nil {
			return nil, err
		} else if done {
			continue
		}
		if u, ok := pl.units.Clause(ctx, v, c); ok && c.Not {
			p.nots = append(p.nots, u.Need)
		} else if ok {
			p.units = append(p.units, u)
		}
	}
	flush()
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("words of the index: %w", err)
	}
	return p, p.trim(ctx, warnings)
}

// HasUnits reports whether the plan requires something that can be ranked.
func (p *Plan) HasUnits() bool { return len(p.units) > 0 }

// AsksNothing reports whether the plan neither looks for anything nor narrows what is found.
func (p *Plan) AsksNothing() bool {
	return len(p.units)+len(p.nots)+len(p.filters)+len(p.read.Filters) == 0 && p.from+p.to == "" && p.read.Date == nil
}

// Matcher marks what the plan looks for.
func (p *Plan) Matcher() *text.Matcher {
	m := unit.NewMarks()
	for _, u := range p.units {
		if u.Marks != nil {
			u.Marks(m)
		}
	}
	return m.Matcher()
}

// Asked are the words that a text is to say, without verbs that have no synonyms, and how many of them are not common,
// see Search; none where the plan asks for what is no plain words.
func (p *Plan) Asked() (asked []passage.Word, telling int) {
	for _, u := range p.units {
		if u.Words == nil {
			return nil, 0
		}
		for i, w := range u.Words {
			if w.Bare {
				continue
			}
			if !slices.Contains(p.common, w.Exact) {
				telling++
			}
			var word passage.Word
			for _, s := range u.Says {
				if s.From <= i && i < s.To {
					word = append(word, s.Stems)
				}
			}
			asked = append(asked, word)
		}
	}
	return asked, telling
}

// terms is the number of words that p looks for.
func (p *Plan) terms() int {
	n := len(p.nots)
	for _, u := range p.units {
		n += max(1, len(u.Words))
	}
	return n
}

// trim leaves the commonest words out of a query of too many: a title pasted
// whole is found by its rarest. It fails when what is quoted, or joined by OR,
// is too much by itself.
func (p *Plan) trim(ctx context.Context, warnings *message.Warnings) error {
	if p.terms() <= MaxTerms {
		return nil
	}
	rarest, err := p.rarest(ctx)
	if err != nil {
		return err
	}
	var without []string
	for p.terms() > MaxTerms {
		i := indexOfMax(rarest)
		if i < 0 || rarest[i] < 0 {
			return message.Invalid("q", "too-many-terms", "В запросе больше %d слов: оставьте главные.",
				"The query has more than %d words: keep those that matter.", MaxTerms)
		}
		for _, w := range p.units[i].Words {
			without = append(without, w.Exact)
		}
		p.units, rarest = slices.Delete(p.units, i, i+1), slices.Delete(rarest, i, i+1)
	}
	list := strings.Join(without, ", ")
	warnings.Add(message.Message{Code: "words-left-out",
		RU: "Слов много; самые обычные не учтены: " + list + ".",
		EN: "There are many words; the commonest were left out: " + list + "."})
	return nil
}

// rarest returns, unit by unit, the number of documents with its rarest word; -1 for what
// is not plain words.
func (p *Plan) rarest(ctx context.Context) ([]int, error) {
	out := make([]int, len(p.units))
	for i, u := range p.units {
		var stems []string
		for _, w := range u.Words {
			if !w.Date {
				stems = append(stems, w.Stem)
			}
		}
		if out[i] = -1; len(stems) == 0 {
			continue
		}
		counts, err := p.v.Index.Counts(ctx, "body", stems)
		if err != nil {
			return nil, fmt.Errorf("counts of words: %w", err)
		}
		out[i] = slices.Min(counts)
	}
	return out, nil
}

// indexOfMax is the place of the first greatest number, -1 of none.
func indexOfMax(list []int) int {
	if len(list) == 0 {
		return -1
	}
	return slices.Index(list, slices.Max(list))
}

package query

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"letopis/index"
)

// level is how strictly a query is read.
type level struct {
	required int  // things asked for, of plan.size; fewer than all: common words do not count
	loose    bool // exact phrases are read as words
	full     int  // documents with all of them, when fewer are required
}

const (
	enough     = 20 // documents, a page: with fewer, a query of several words is read less strictly
	commonDocs = 50 // documents a common word is in at least
)

// want is what counts as one when fewer are required.
type want struct {
	need index.Expr
	stem string // of a plain word; else ""
	word string
}

// wants are the units, those of several words taken apart.
func (p *plan) wants(loose bool) []want {
	var out []want
	for _, u := range p.units {
		for i, e := range u.each {
			out = append(out, want{e, u.words[i].stem, u.words[i].exact})
		}
		if u.each != nil {
			continue
		}
		c := want{need: u.need}
		if loose && u.loose != nil {
			c.need = index.Or{Best: true, Exprs: []index.Expr{u.need, u.loose}}
		}
		if len(u.words) == 1 && !u.words[0].date {
			c.stem, c.word = u.words[0].stem, u.words[0].exact
		}
		out = append(out, c)
	}
	return out
}

// size is the number of things the query asks for.
func (p *plan) size() int {
	n := 0
	for _, u := range p.units {
		n += max(1, len(u.each))
	}
	return n
}

// findCommon notes the words that more than half of all documents hold:
// «район», «развитие», «год». Whether they are there says little, so documents
// are not told apart by them when some word must be given up. When all words
// are such, all count.
func (p *plan) findCommon(ctx context.Context, v *vocabulary) error {
	wants := p.wants(false)
	stems := make([]string, len(wants))
	for i, c := range wants {
		stems[i] = c.stem
	}
	counts, err := v.idx.Counts(ctx, "body", stems)
	if err != nil {
		return fmt.Errorf("counts of words: %w", err)
	}
	p.common = nil
	for i, n := range counts {
		if n > max(commonDocs, v.docs/2) && !slices.Contains(p.common, wants[i].word) {
			p.common = append(p.common, wants[i].word)
		}
	}
	if len(p.common) == 0 {
		return nil
	}
	// Without a word that is found, the common ones are all there is to ask for.
	core := p.core(false)
	if len(core) > 0 {
		res, err := v.idx.Search(ctx, index.Query{Expr: index.AtLeast{Min: 1, Exprs: core}})
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
func (p *plan) core(loose bool) []index.Expr {
	var out []index.Expr
	for _, c := range p.wants(loose) {
		if c.word == "" || !slices.Contains(p.common, c.word) {
			out = append(out, c.need)
		}
	}
	return out
}

// numbered tells whether the query names a number or a date.
func (p *plan) numbered() bool {
	return slices.ContainsFunc(p.units, func(u unit) bool {
		return slices.ContainsFunc(u.words, func(w word) bool { return w.date || hasDigit(w.exact) })
	})
}

func (p *plan) canLoosen() bool {
	return slices.ContainsFunc(p.units, func(u unit) bool { return u.loose != nil })
}

// expr is the expression of the plan read at a level.
func (p *plan) expr(l level) index.Expr {
	var out index.Expr
	if l.required < p.size() {
		out = index.AtLeast{Min: max(1, l.required), Exprs: p.core(l.loose)}
	} else {
		var parts []index.Expr
		for _, u := range p.units {
			if l.loose && u.loose != nil {
				parts = append(parts, index.Or{Best: true, Exprs: []index.Expr{u.need, u.loose}})
			} else {
				parts = append(parts, u.need)
			}
		}
		switch len(parts) {
		case 0:
			out = index.All{}
		case 1:
			out = parts[0]
		default:
			out = index.And{Exprs: parts}
		}
	}
	if len(p.nots) == 0 {
		return out
	}
	and := index.And{Exprs: []index.Expr{out}}
	for _, n := range p.nots {
		and.Exprs = append(and.Exprs, index.Not{Expr: n})
	}
	return and
}

// level finds the strictest reading that finds enough, and the answer to q so
// read. It looks at the words alone: conditions on fields must not change what
// the words mean, or choosing a value of a facet would find more than its count.
func (s *Service) level(ctx context.Context, v *vocabulary, q index.Query, p *plan, strict bool) (*index.Result, level, error) {
	size := p.size()
	l := level{required: size}
	probe, keep := q, 1
	narrowed := len(q.Filters) > 0 || q.Date != nil
	if narrowed {
		probe = index.Query{}
	}
	if p.numbered() {
		keep = 2 // an act is asked for: one that has only its number or only its words is another
	}
	if q.Sort != index.ByRelevance {
		keep = size // by date, what lacks a word would stand above what has all
	}
	if strict || size < 2 && !p.canLoosen() { // there is nothing to decide
		res, err := s.searchAt(ctx, v.idx, q, p, l)
		return res, l, err
	}
	for {
		res, err := s.searchAt(ctx, v.idx, probe, p, l)
		if err != nil {
			return nil, l, err
		}
		if l.required == size {
			l.full = res.Total
		}
		if res.Total == 0 && !l.loose && p.canLoosen() {
			l.loose = true
			continue
		}
		least := keep
		if res.Total == 0 {
			least = 1
		}
		if res.Total < enough && l.required > least {
			next := fewer(l.required)
			if l.required == size {
				if err := p.findCommon(ctx, v); err != nil {
					return nil, l, err
				}
				if n := len(p.core(false)); n < size {
					next = n
				}
			}
			if next >= least {
				l.required = next
				continue
			}
		}
		if l.required < size && res.Total == l.full {
			l.required = size // reading less strictly found nothing more
			break
		}
		if !narrowed {
			return res, l, nil
		}
		break
	}
	res, err := s.searchAt(ctx, v.idx, q, p, l)
	return res, l, err
}

// fewer is the next smaller number of words to require: all but one, then three
// in four, half, one.
func fewer(n int) int { return min(n-1, int(math.Ceil(float64(n)*0.75))) }

// tell warns that the answer is looser than the query.
func (a *Answer) tell(p *plan, l level) {
	if a.Total == 0 {
		return
	}
	if l.loose {
		a.warn(Message{"loose-phrase",
			"Точно таких слов подряд нет: показано и без кавычек.",
			"No document holds these exact words in a row: shown without the quotes."})
	}
	if l.required >= a.Words {
		return
	}
	core, aside, asideEN := len(p.core(false)), "", ""
	if len(p.common) > 0 {
		list := strings.Join(p.common, ", ")
		aside, asideEN = " (не считая обычных: "+list+")", " (common ones aside: "+list+")"
	}
	if l.full == 0 {
		a.warn(Message{"fewer-words",
			fmt.Sprintf("Все слова вместе не найдены: показаны документы, где есть хотя бы %d из %d%s.", l.required, core, aside),
			fmt.Sprintf("No document holds all the words: shown are those with at least %d of %d%s.", l.required, core, asideEN)})
		return
	}
	a.warn(Message{"few-full",
		fmt.Sprintf("Документов со всеми словами — %d; показаны и те, где есть хотя бы %d из %d%s.", l.full, l.required, core, aside),
		fmt.Sprintf("Documents with all the words: %d; those with at least %d of %d%s are shown too.", l.full, l.required, core, asideEN)})
}

package plan

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/message"
	"letopis/internal/query/unit"
)

// enough documents are a page: with fewer, a query of several words is read less strictly.
const enough = 20

// Search finds the strictest reading that finds enough, and the answer to q so read. It
// looks at the words alone: conditions on fields must not change what the words mean, or
// choosing a value of a facet would find more than its count. What l sets beside how many words
// are required holds at every level.
func (p *Plan) Search(ctx context.Context, q index.Query, l Level, strict bool) (*index.Result, Level, error) {
	l.Required = p.Size()
	if strict || l.Required < 2 && !p.canLoosen() { // there is nothing to decide
		res, err := p.SearchAt(ctx, q, l)
		return res, l, err
	}
	probe := q
	narrowed := len(q.Filters) > 0 || q.Date != nil || q.Within != nil
	if narrowed {
		probe = index.Query{}
	}
	res, l, err := p.loosen(ctx, probe, l, p.leastRequired(q.Sort))
	if err != nil {
		return nil, l, err
	}
	if res == nil || narrowed {
		if res, err = p.SearchAt(ctx, q, l); err != nil {
			return nil, l, err
		}
	}
	if narrowed && l.Full > 0 && l.Required < p.Size() {
		l.Full, err = p.countFull(ctx, q, l)
	}
	return res, l, err
}

// countFull returns how many documents that meet the conditions of q hold all that is asked for, as l reads it.
func (p *Plan) countFull(ctx context.Context, q index.Query, l Level) (int, error) {
	res, err := p.SearchAt(ctx, index.Query{Filters: q.Filters, Date: q.Date, Within: q.Within},
		Level{Required: p.Size(), Loose: l.Loose})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

// NoneHasAnyWord reports whether no document of the archive has any word of the plan, as searching found at l.
func (p *Plan) NoneHasAnyWord(l Level) bool {
	return l.None && len(p.nots) == 0 && !slices.ContainsFunc(p.units, func(u unit.Unit) bool { return u.Words == nil })
}

// leastRequired is how many words a document must hold where some documents are found.
func (p *Plan) leastRequired(sort index.Sort) int {
	switch {
	case sort != index.ByRelevance:
		return p.Size() // by date, what lacks a word would stand above what has all
	case p.namesNumber():
		return 2 // an act is asked for: one that has only its number or only its words is another
	}
	return 1
}

// loosen searches from l, where all words are required, at one level after another, each less strict,
// until one finds enough or none is left. It returns what the level found; nil where the level is one
// that was asked before, or asked for hits that are not in their last order.
func (p *Plan) loosen(ctx context.Context, probe index.Query, l Level, keep int) (*index.Result, Level, error) {
	size := l.Required
	for {
		ordered := enough // fewer hits are no answer yet: their order would cost a search in vain
		if l.Required <= keep {
			ordered = 0
		}
		res, err := p.searchAt(ctx, probe, l, ordered)
		if err != nil {
			return nil, l, err
		}
		if l.Required == size {
			l.Full = res.Total
		}
		if res.Total == 0 && !l.Loose && p.canLoosen() {
			l.Loose = true
			continue
		}
		least := keep
		if res.Total == 0 {
			least = 1
		}
		if res.Total < enough && l.Required > least {
			next, err := p.fewer(ctx, l.Required)
			if err != nil {
				return nil, l, err
			}
			if next >= least {
				l.Required = next
				continue
			}
		}
		l.None = res.Total == 0
		if l.Required < size && res.Total == l.Full {
			l.Required, res = size, nil // reading less strictly found nothing more
		} else if res.Total < ordered {
			res = nil
		}
		return res, l, nil
	}
}

// fewer is the next smaller number of words to require: at first all but the common ones
// where there are such, else all but one, then three in four, half, one.
func (p *Plan) fewer(ctx context.Context, n int) (int, error) {
	if n == p.Size() {
		if err := p.findCommon(ctx); err != nil {
			return 0, err
		}
		if core := len(p.core(false)); core < n {
			return core, nil
		}
	}
	return min(n-1, int(math.Ceil(float64(n)*0.75))), nil
}

// SearchFurther searches at the level of an earlier page.
func (p *Plan) SearchFurther(ctx context.Context, q index.Query, l Level) (*index.Result, Level, error) {
	if l.Required = min(l.Required, p.Size()); l.Required < p.Size() {
		if err := p.findCommon(ctx); err != nil {
			return nil, l, err
		}
	}
	res, err := p.SearchAt(ctx, q, l)
	if err == nil && l.Required < p.Size() {
		l.Full, err = p.countFull(ctx, q, l)
	}
	return res, l, err
}

// SearchAt asks the index for q as read at a level.
func (p *Plan) SearchAt(ctx context.Context, q index.Query, l Level) (*index.Result, error) {
	return p.searchAt(ctx, q, l, 0)
}

// searchAt is SearchAt whose hits are put in their last order only where at least as many are found.
func (p *Plan) searchAt(ctx context.Context, q index.Query, l Level, least int) (*index.Result, error) {
	q = p.assumed(q)
	q.Expr = p.Expr(l)
	if q.Limit > 0 && q.Sort == index.ByRelevance {
		q.Should, q.Rerank = p.Should(l), p.Rerank(least)
	}
	res, err := p.v.Index.Search(ctx, q)
	if errors.Is(err, index.ErrTooBroad) {
		return nil, message.Invalid("q", "too-broad", "Слишком много слов начинается так: допишите хотя бы букву.",
			"Too many words begin so: add a letter.")
	}
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return res, nil
}

// CountAll is the number of documents with all the words, under the conditions of Assume.
func (p *Plan) CountAll(ctx context.Context) (int, error) {
	return p.countFull(ctx, index.Query{Filters: p.limits}, Level{})
}

// WarnIfLoosened warns that an answer with documents is looser than the query.
func (p *Plan) WarnIfLoosened(l Level, warnings *message.Warnings) {
	if l.Loose {
		warnings.Add(message.Message{Code: "loose-phrase",
			RU: "Точно таких слов подряд нет: показано и без кавычек.",
			EN: "No document holds these exact words in a row: shown without the quotes."})
	}
	if l.Required >= p.Size() {
		return
	}
	core, aside, asideEN := len(p.core(false)), "", ""
	if len(p.common) > 0 {
		list := strings.Join(p.common, ", ")
		aside, asideEN = " (не считая обычных: "+list+")", " (common ones aside: "+list+")"
	}
	if l.Full == 0 {
		warnings.Add(message.Message{Code: "fewer-words",
			RU: fmt.Sprintf("Все слова вместе не найдены: показаны документы, где есть хотя бы %d из %d%s.",
				l.Required, core, aside),
			EN: fmt.Sprintf("No document holds all the words: shown are those with at least %d of %d%s.",
				l.Required, core, asideEN)})
		return
	}
	warnings.Add(message.Message{Code: "few-full",
		RU: fmt.Sprintf("Документов со всеми словами — %d; показаны и те, где есть хотя бы %d из %d%s.",
			l.Full, l.Required, core, aside),
		EN: fmt.Sprintf("Documents with all the words: %d; those with at least %d of %d%s are shown too.",
			l.Full, l.Required, core, asideEN)})
}

package exec

import (
	"fmt"
	"strings"

	"letopis/index"
	"letopis/index/bleveindex/docset"
)

// Explain accounts for what an expression adds to the score of a document, by
// evaluating every part on it alone; nil when it adds nothing.
func (ev *Evaluator) Explain(e index.Expr, doc uint32) (*index.Explanation, error) {
	m, err := ev.Eval(e, []uint32{doc})
	if err != nil {
		return nil, err
	}
	docs := m.Docs(ev.mem)
	i := docset.Gallop(docs, 0, doc)
	if i == len(docs) || docs[i] != doc || m.Scorer == nil {
		return nil, nil
	}
	value := m.Scorer.Score(doc)
	if value == 0 {
		return nil, nil
	}
	out := &index.Explanation{Value: value, Text: describe(e)}
	for _, part := range children(e) {
		p, err := ev.Explain(part, doc)
		if err != nil {
			return nil, err
		}
		if p != nil {
			out.Parts = append(out.Parts, p)
		}
	}
	return out, nil
}

func children(e index.Expr) []index.Expr {
	switch e := e.(type) {
	case index.And:
		return e.Exprs
	case index.Or:
		return e.Exprs
	case index.AtLeast:
		return e.Exprs
	}
	return nil
}

func describe(e index.Expr) string {
	switch e := e.(type) {
	case index.Term:
		return fmt.Sprintf("%s: %s ×%g", e.Field, e.Term, e.Boost)
	case index.Phrase:
		return fmt.Sprintf("%s: «%s» подряд ×%g", e.Field, strings.Join(e.Terms, " "), e.Boost)
	case index.Near:
		return fmt.Sprintf("%s: %s в пределах %d слов ×%g", e.Field, strings.Join(e.Terms, ", "), e.Window, e.Boost)
	case index.Passage:
		return fmt.Sprintf("%s: сказанное в одном месте (%d слов), часто и в начале ×%g", e.Field, e.Window, e.Boost)
	case index.Prefix:
		return fmt.Sprintf("%s: %s* ×%g", e.Field, e.Prefix, e.Boost)
	case index.Fuzzy:
		return fmt.Sprintf("%s: %s~%d ×%g", e.Field, e.Term, e.Edits, e.Boost)
	case index.Or:
		if e.Best {
			return "лучшее из"
		}
	}
	return Sum
}

// Sum is what an explanation is called that adds up its parts.
const Sum = "сумма"

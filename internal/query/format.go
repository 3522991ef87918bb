package query

import (
	"fmt"
	"strconv"
	"strings"

	"letopis/index"
)

// Format writes an expression as text, for explanations and tests:
//
//	AND(body:ремонт (body:дорог | title:дорог^0.15)) NOT body:ям
func Format(e index.Expr) string {
	list := func(exprs []index.Expr, sep string) string {
		parts := make([]string, len(exprs))
		for i, e := range exprs {
			parts[i] = Format(e)
		}
		return strings.Join(parts, sep)
	}
	boost := func(b float64) string {
		if b == 1 {
			return ""
		}
		return "^" + strconv.FormatFloat(b, 'g', 3, 64)
	}
	switch e := e.(type) {
	case nil, index.All:
		return "ALL"
	case index.And:
		return "AND(" + list(e.Exprs, " ") + ")"
	case index.Or:
		if e.Best {
			return "BEST(" + list(e.Exprs, " | ") + ")"
		}
		return "OR(" + list(e.Exprs, " | ") + ")"
	case index.AtLeast:
		return fmt.Sprintf("ATLEAST%d(%s)", e.Min, list(e.Exprs, " "))
	case index.Not:
		return "NOT " + Format(e.Expr)
	case index.Term:
		return e.Field + ":" + e.Term + boost(e.Boost)
	case index.Phrase:
		terms := make([]string, len(e.Terms))
		for i, t := range e.Terms {
			if terms[i] = t; t == "" {
				terms[i] = "_"
			}
		}
		return fmt.Sprintf("%s:%q%s", e.Field, strings.Join(terms, " "), boost(e.Boost))
	case index.Near:
		return fmt.Sprintf("%s:NEAR/%d(%s)%s", e.Field, e.Window, strings.Join(e.Terms, " "), boost(e.Boost))
	case index.Passage:
		words := make([]string, len(e.Words))
		for i, w := range e.Words {
			words[i] = w.Term
			for _, say := range w.Says {
				words[i] += "|" + strings.Join(say.Terms, "+") + boost(say.Weight)
			}
		}
		return fmt.Sprintf("%s:PASSAGE/%d(%s)%s", e.Field, e.Window, strings.Join(words, " "), boost(e.Boost))
	case index.Prefix:
		return e.Field + ":" + e.Prefix + "*" + boost(e.Boost)
	case index.Fuzzy:
		return fmt.Sprintf("%s:%s~%d%s", e.Field, e.Term, e.Edits, boost(e.Boost))
	case index.IDs:
		return "IDS(" + strings.Join(e.IDs, " ") + ")"
	}
	return fmt.Sprintf("%T", e)
}

// fieldLabels name the fields of the index for people.
var fieldLabels = strings.NewReplacer("body:", "в тексте:", "exact:", "точная форма:", "title:", "в заголовке:",
	"aside:", "вокруг текста:", "number:", "номер:")

// readable names the fields in an engine's account of a score, and leaves out
// sums of one part.
func readable(e *index.Explanation) {
	if e == nil {
		return
	}
	for len(e.Parts) == 1 {
		*e = *e.Parts[0]
	}
	e.Text = fieldLabels.Replace(e.Text)
	for _, part := range e.Parts {
		readable(part)
	}
}

package osindex

import (
	"fmt"
	"strings"

	"letopis/index"
)

// expanded is what a Prefix or Fuzzy of boost 1 adds to a score. Lucene has no joint BM25 of all terms that begin so,
// and that of the first terms only would prefer them.
const expanded = 2

var (
	matchAll  = object{"match_all": object{"boost": 0}}
	matchNone = object{"match_none": object{}}
)

// unscored selects and adds nothing to a score.
func unscored(q object) object { return object{"constant_score": object{"filter": q, "boost": 0}} }

// constant adds a score of its own.
func constant(q object, score float64) object {
	return object{"constant_score": object{"filter": q, "boost": score}}
}

// leaf gives a query the boost of its expression: options are those of the query that take it.
func leaf(boost float64, q, options object) object {
	if boost == 0 {
		return unscored(q)
	}
	options["boost"] = boost
	return q
}

// query is an expression in OpenSearch's words.
func query(e index.Expr) object {
	switch e := e.(type) {
	case nil, index.All:
		return matchAll
	case index.And:
		if len(e.Exprs) == 0 {
			return matchAll
		}
		return object{"bool": object{"must": queries(e.Exprs)}}
	case index.Or:
		switch {
		case len(e.Exprs) == 0:
			return matchNone
		case e.Best:
			return object{"dis_max": object{"queries": queries(e.Exprs), "tie_breaker": 0}}
		}
		return atLeast(1, e.Exprs)
	case index.AtLeast:
		return atLeast(e.Min, e.Exprs)
	case index.Not:
		return object{"bool": object{"filter": []object{matchAll}, "must_not": []object{query(e.Expr)}}}
	case index.IDs:
		return unscored(object{"ids": object{"values": e.IDs}})
	case index.Term:
		o := object{"value": escaper.Replace(e.Term)}
		return leaf(e.Boost, object{"term": object{textFields + e.Field: o}}, o)
	case index.Phrase:
		return phrase(e)
	case index.Near:
		return near(e)
	case index.Passage:
		return passage(e)
	case index.Prefix:
		return constant(object{"prefix": object{textFields + e.Field: object{"value": escaper.Replace(e.Prefix),
			"rewrite": "constant_score"}}}, expanded*e.Boost)
	case index.Fuzzy:
		return constant(fuzzy(textFields+e.Field, e.Term, e.Edits), expanded*e.Boost)
	}
	panic(fmt.Sprintf("osindex: no such expression: %T", e))
}

func queries(parts []index.Expr) []object {
	out := make([]object, len(parts))
	for i, e := range parts {
		out[i] = query(e)
	}
	return out
}

// atLeast selects what n parts select.
func atLeast(n int, parts []index.Expr) object {
	switch {
	case n > len(parts):
		return matchNone
	case n <= 0:
		return object{"bool": object{"filter": []object{matchAll}, "should": queries(parts)}}
	}
	return object{"bool": object{"should": queries(parts), "minimum_should_match": n}}
}

// phrase is written as a text is: its analyser leaves the gaps.
func phrase(e index.Phrase) object {
	words := make([]string, len(e.Terms))
	for i, t := range e.Terms {
		if words[i] = escaper.Replace(t); t == "" {
			words[i] = gap
		}
	}
	o := object{"query": strings.Join(words, " ")}
	return leaf(e.Boost, object{"match_phrase": object{textFields + e.Field: o}}, o)
}

// near is a span: what it may be apart is counted beside the terms themselves.
func near(e index.Near) object {
	if len(e.Terms) == 0 {
		return matchNone
	}
	clauses := make([]object, len(e.Terms))
	for i, t := range e.Terms {
		clauses[i] = object{"span_term": object{textFields + e.Field: escaper.Replace(t)}}
	}
	o := object{"clauses": clauses, "slop": e.Window - len(e.Terms), "in_order": false}
	return leaf(e.Boost, object{"span_near": o}, o)
}

// maxPairs is how far apart words are asked for near each other.
const maxPairs = 3

// passage selects what says any of the words, and scores by pairs of words that are near each other, however they
// are said: Lucene has no query that scores by the best place. How often they are said and the beginning do not count.
func passage(e index.Passage) object {
	var either []object
	spans := make([]object, len(e.Words))
	for i, w := range e.Words {
		ways := make([]object, len(w.Says))
		for j, say := range w.Says {
			ways[j] = near(index.Near{Field: e.Field, Terms: say.Terms, Window: e.Window, Boost: 1})
			either = append(either, unscored(ways[j]))
		}
		spans[i] = object{"span_or": object{"clauses": ways}}
	}
	q := object{"must": []object{{"bool": object{"should": either, "minimum_should_match": 1}}}}
	var should []object
	for i := range spans {
		for j := i + 1; j < min(i+maxPairs, len(spans)) && e.Boost > 0; j++ {
			o := object{"clauses": []object{spans[i], spans[j]}, "slop": e.Window - 2, "in_order": false, "boost": e.Boost}
			should = append(should, object{"span_near": o})
		}
	}
	if should != nil {
		q["should"] = should
	}
	return object{"bool": q}
}

// fuzzy selects terms by edits, of whatever length.
func fuzzy(field, term string, edits int) object {
	return object{"fuzzy": object{field: object{"value": escaper.Replace(term), "fuzziness": edits, "prefix_length": 0,
		"transpositions": true, "rewrite": "constant_score"}}}
}

// filter is a condition on values.
func filter(f index.Filter) object {
	field := keywordFields + f.Field
	b := object{}
	if len(f.None) > 0 {
		b["must_not"] = []object{{"terms": object{field: f.None}}}
	}
	var either []object
	if len(f.Any) > 0 {
		either = append(either, object{"terms": object{field: f.Any}})
	}
	if f.Missing {
		either = append(either, object{"bool": object{"must_not": []object{{"exists": object{"field": field}}}}})
	}
	if len(either) > 0 {
		b["should"], b["minimum_should_match"] = either, 1
	}
	return object{"bool": b}
}

// overlaps is a condition on dates.
func overlaps(r index.DateRange) object {
	c := object{"relation": "intersects"}
	if r.To != 0 && r.From > r.To { // only what began before and ended after
		return object{"range": object{"dates": object{"relation": "contains", "gte": r.To, "lte": r.From}}}
	}
	if r.From != 0 {
		c["gte"] = r.From
	}
	if r.To != 0 {
		c["lte"] = r.To
	}
	return object{"range": object{"dates": c}}
}

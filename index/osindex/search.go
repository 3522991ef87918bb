package osindex

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"letopis/index"
)

// What the cluster is asked for at the most.
const (
	maxWindow     = 10_000 // hits by place: index.max_result_window
	exactDistinct = 40_000 // cardinality's highest precision_threshold
	facetValues   = 10_000 // of a shard: where it has more, counts of the rarest may be low
	allValues     = 60_000 // of a facet without a limit; search.max_buckets is 65,535
)

// Search implements index.Index: hits, total and facets of one request, of one view of each shard.
func (x *Index) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if err := x.Capabilities().Allow(q); err != nil {
		return nil, err
	}
	return index.Reranked(q, func(q index.Query) (*index.Result, error) { return x.search(ctx, q) })
}

func (x *Index) search(ctx context.Context, q index.Query) (*index.Result, error) {
	seq, err := x.Seq(ctx)
	if err != nil {
		return nil, err
	}
	body := request(q)
	var answer response
	err = x.e.c.call(ctx, http.MethodPost, "/"+x.e.docs(x.generation)+"/_search", params(ctx, q), body, &answer)
	if err != nil {
		return nil, err
	}
	if err := x.e.c.complete(&answer); err != nil {
		return nil, err
	}
	res, err := answer.result(q)
	if err != nil {
		return nil, err
	}
	res.Seq = seq
	return res, nil
}

// params of a search. Copies of a shard score a little differently, by what each has not yet let go of: pages of one
// query ask the same copies.
func params(ctx context.Context, q index.Query) url.Values {
	h := fnv.New64a()
	fmt.Fprintf(h, "%#v %#v", q.Expr, q.Should)
	p := whole()
	p.Set("preference", "q"+strconv.FormatUint(h.Sum64(), 36))
	if q.Sort == index.ByRelevance && q.Limit > 0 {
		p.Set("search_type", "dfs_query_then_fetch") // scores by figures of all shards
	}
	if end, ok := ctx.Deadline(); ok {
		p.Set("cancel_after_time_interval", strconv.FormatInt(max(1, time.Until(end).Milliseconds()), 10)+"ms")
	}
	return p
}

// whole asks for an answer of all shards, or for an error.
func whole() url.Values { return url.Values{"allow_partial_search_results": {"false"}} }

// complete returns an error where not all shards have answered.
func (c *client) complete(r *response) error {
	if !r.TimedOut && r.Shards.Failed == 0 {
		return nil
	}
	return fmt.Errorf("OpenSearch at %s: %w: %d of %d shards did not answer", c.urls, index.ErrUnavailable,
		r.Shards.Failed, r.Shards.Total)
}

// request is a query in OpenSearch's words. Conditions that a facet lifts come after the query, and in each other
// facet.
func request(q index.Query) object {
	before, after := conditions(q)
	b := object{"filter": append(before, matchAll)}
	if q.Expr != nil {
		b["must"] = []object{query(q.Expr)}
	}
	if len(q.Should) > 0 && q.Sort == index.ByRelevance {
		b["should"], b["minimum_should_match"] = queries(q.Should), 0
	}
	body := object{"query": object{"bool": b}, "size": q.Limit, "from": q.Offset, "track_total_hits": true,
		"_source": false}
	if len(after) > 0 {
		body["post_filter"] = all(after, "", false)
	}
	if q.Limit > 0 {
		hits(body, q)
	}
	aggs := object{}
	if q.Collapse != "" {
		aggs["groups"] = object{"filter": all(after, "", false), "aggs": object{
			"n": object{"cardinality": object{"field": groupFields + q.Collapse, "precision_threshold": exactDistinct}}}}
	}
	for i, f := range q.Facets {
		aggs["f"+strconv.Itoa(i)] = facet(f, after)
	}
	if len(aggs) > 0 {
		body["aggs"] = aggs
	}
	return body
}

// hits asks for the hits of a page in their order.
func hits(body object, q index.Query) {
	fields := []string{"desc"}
	switch q.Sort {
	case index.ByDateDesc:
		body["sort"] = []object{{"desc": "desc"}, {"id": "asc"}}
	case index.ByDateAsc:
		body["sort"] = []object{{"asc": "asc"}, {"id": "asc"}}
	default:
		body["sort"] = []object{{"_score": "desc"}, {"id": "asc"}}
		body["explain"] = q.Explain
	}
	if p := q.After; p != nil {
		switch key := p.Date; {
		case q.Sort == index.ByRelevance:
			body["search_after"] = []any{p.Score, p.ID}
		case q.Sort == index.ByDateAsc && key == 0:
			body["search_after"] = []any{undated, p.ID}
		default:
			body["search_after"] = []any{key, p.ID}
		}
	}
	if q.Collapse != "" {
		field := groupFields + q.Collapse
		fields = append(fields, field)
		body["collapse"] = object{"field": field, "max_concurrent_group_searches": 4,
			"inner_hits": object{"name": "group", "size": 0, "sort": []string{"_doc"}}}
	}
	body["docvalue_fields"] = fields
}

// condition is what narrows a set; field "" is the date's.
type condition struct {
	field string
	query object
}

// conditions tells those that no facet lifts from the others.
func conditions(q index.Query) (before []object, after []condition) {
	for _, f := range q.Filters {
		lifted := false
		for _, r := range q.Facets {
			lifted = lifted || r.Field == f.Field && !f.Held
		}
		if lifted {
			after = append(after, condition{f.Field, filter(f)})
		} else {
			before = append(before, filter(f))
		}
	}
	if q.Within != nil {
		before = append(before, overlaps(*q.Within))
	}
	if q.Date == nil {
		return before, after
	}
	for _, r := range q.Facets {
		if r.LiftDate {
			return before, append(after, condition{"", overlaps(*q.Date)})
		}
	}
	return append(before, overlaps(*q.Date)), after
}

// all joins conditions but for the one on a field, and the date when it is lifted, too.
func all(list []condition, lift string, liftDate bool) object {
	out := []object{matchAll}
	for _, c := range list {
		if c.field == "" && liftDate || c.field != "" && c.field == lift {
			continue
		}
		out = append(out, c.query)
	}
	return object{"bool": object{"filter": out}}
}

// facet counts a field's values. Each shard gives all that it has, so that the counts are exact.
func facet(f index.FacetRequest, after []condition) object {
	field := keywordFields + f.Field
	size := f.Limit
	if size == 0 {
		size = allValues
	}
	aggs := object{
		"values": object{"terms": object{"field": field, "size": size, "shard_size": max(size, facetValues),
			"order": []object{{"_count": "desc"}, {"_key": "asc"}}}},
		"missing": object{"missing": object{"field": field}},
	}
	if f.Limit > 0 {
		aggs["distinct"] = object{"cardinality": object{"field": field, "precision_threshold": exactDistinct}}
	}
	if len(f.Keep) > 0 {
		aggs["keep"] = object{"terms": object{"field": field, "include": f.Keep, "size": len(f.Keep), "min_doc_count": 1}}
	}
	return object{"filter": all(after, f.Field, f.LiftDate), "aggs": aggs}
}

// response is an answer to a search.
type response struct {
	TimedOut bool                        `json:"timed_out"`
	Shards   struct{ Total, Failed int } `json:"_shards"`
	Hits     struct {
		Total struct{ Value int }
		Hits  []hit
	}
	Aggregations map[string]aggregation
}

type hit struct {
	ID        string `json:"_id"`
	Sort      []json.RawMessage
	Fields    map[string][]json.RawMessage
	InnerHits map[string]struct {
		Hits struct{ Total struct{ Value int } }
	} `json:"inner_hits"`
	Explanation *explanation `json:"_explanation"`
}

type explanation struct {
	Value       float64
	Description string
	Details     []*explanation
}

type aggregation struct {
	N            struct{ Value int }
	Values, Keep terms
	Missing      struct {
		Count int `json:"doc_count"`
	}
	Distinct *struct{ Value int }
}

type terms struct {
	Other   int `json:"sum_other_doc_count"`
	Buckets []struct {
		Key   string
		Count int `json:"doc_count"`
	}
}

// result reads an answer.
func (r *response) result(q index.Query) (*index.Result, error) {
	out := &index.Result{Total: r.Hits.Total.Value, Groups: r.Hits.Total.Value}
	if q.Collapse != "" {
		out.Groups = r.Aggregations["groups"].N.Value
	}
	for _, h := range r.Hits.Hits {
		hit, err := h.hit(q)
		if err != nil {
			return nil, fmt.Errorf("OpenSearch, hit %s: %w", h.ID, err)
		}
		out.Hits = append(out.Hits, hit)
	}
	for i, f := range q.Facets {
		out.Facets = append(out.Facets, r.Aggregations["f"+strconv.Itoa(i)].facet(f))
	}
	return out, nil
}

func (h *hit) hit(q index.Query) (index.Hit, error) {
	out := index.Hit{ID: h.ID}
	read := func(field string, to any) error {
		if len(h.Fields[field]) == 0 {
			return nil
		}
		return json.Unmarshal(h.Fields[field][0], to)
	}
	if err := read("desc", &out.Date); err != nil {
		return out, err
	}
	if q.Sort == index.ByRelevance && len(h.Sort) > 0 {
		if err := json.Unmarshal(h.Sort[0], &out.Score); err != nil {
			return out, err
		}
	}
	if q.Collapse != "" {
		if err := read(groupFields+q.Collapse, &out.Group); err != nil {
			return out, err
		}
		if strings.HasPrefix(out.Group, alone) {
			out.Group = ""
		} else if others := h.InnerHits["group"].Hits.Total.Value; others > 0 {
			out.More = others - 1
		}
	}
	if h.Explanation != nil {
		out.Explain = h.Explanation.explain()
	}
	return out, nil
}

func (e *explanation) explain() *index.Explanation {
	out := &index.Explanation{Value: e.Value, Text: e.Description}
	for _, d := range e.Details {
		out.Parts = append(out.Parts, d.explain())
	}
	return out
}

// facet reads a facet's counts.
func (a aggregation) facet(r index.FacetRequest) index.Facet {
	f := index.Facet{Field: r.Field, Distinct: len(a.Values.Buckets), Missing: a.Missing.Count}
	if a.Distinct != nil && a.Values.Other > 0 {
		f.Distinct = a.Distinct.Value
	}
	listed := map[string]bool{}
	for _, b := range a.Values.Buckets {
		listed[b.Key] = true
		f.Values = append(f.Values, index.ValueCount{Value: b.Key, Count: b.Count})
	}
	kept := 0
	for _, b := range a.Keep.Buckets {
		if !listed[b.Key] {
			kept += b.Count
			f.Values = append(f.Values, index.ValueCount{Value: b.Key, Count: b.Count})
		}
	}
	f.Trim(r)
	f.Other += a.Values.Other - kept
	return f
}

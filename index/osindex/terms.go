package osindex

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"letopis/index"
)

// How many terms one request lists or counts.
const (
	listed  = 2_000
	counted = 500
)

// Terms implements index.Index. Terms of texts come from their list, which keeps those that no document has any more:
// they are counted.
func (x *Index) Terms(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	out, err := x.values(ctx, field, prefix, limit)
	if err != nil || len(out) > 0 {
		return out, err
	}
	size := listed
	if limit > 0 {
		size = min(size, limit+limit/4+10)
	}
	for after := ""; ; {
		page, err := x.listed(ctx, field, object{"prefix": object{"term": object{"value": prefix}}}, after, size)
		if err != nil {
			return nil, err
		}
		counts, err := x.Counts(ctx, field, page)
		if err != nil {
			return nil, err
		}
		for i, n := range counts {
			if n > 0 {
				out = append(out, index.TermCount{Term: page[i], Count: n})
			}
			if limit > 0 && len(out) == limit {
				return out, nil
			}
		}
		if len(page) < size {
			return out, nil
		}
		after = page[len(page)-1]
	}
}

// Neighbours implements index.Index.
func (x *Index) Neighbours(ctx context.Context, field, term string, edits int) ([]index.TermCount, error) {
	var out []index.TermCount
	near := object{"fuzzy": object{"term": object{"value": term, "fuzziness": edits, "prefix_length": 0,
		"transpositions": true, "rewrite": "constant_score"}}}
	for after := ""; ; {
		page, err := x.listed(ctx, field, near, after, listed)
		if err != nil {
			return nil, err
		}
		full := len(page) == listed
		if full {
			after = page[len(page)-1]
		}
		page = slices.DeleteFunc(page, func(t string) bool { return t == term })
		counts, err := x.Counts(ctx, field, page)
		if err != nil {
			return nil, err
		}
		for i, n := range counts {
			if n > 0 {
				out = append(out, index.TermCount{Term: page[i], Count: n})
			}
		}
		if !full {
			return out, nil
		}
	}
}

// listed returns the terms of a text field that a query finds in their list, by term.
func (x *Index) listed(ctx context.Context, field string, q object, after string, size int) ([]string, error) {
	body := object{"query": object{"bool": object{"filter": []object{{"term": object{"field": field}}, q}}},
		"sort": []object{{"term": "asc"}}, "size": size, "track_total_hits": false, "_source": false}
	if after != "" {
		body["search_after"] = []string{after}
	}
	var answer struct {
		Hits struct{ Hits []struct{ Sort []string } }
	}
	path := "/" + x.e.words(x.generation) + "/_search"
	if err := x.e.c.call(ctx, http.MethodPost, path, whole(), body, &answer); err != nil {
		return nil, err
	}
	out := make([]string, 0, len(answer.Hits.Hits))
	for _, h := range answer.Hits.Hits {
		out = append(out, h.Sort[0])
	}
	return out, nil
}

// values lists the values of a keyword field with their numbers of documents.
func (x *Index) values(ctx context.Context, field, prefix string, limit int) ([]index.TermCount, error) {
	name := keywordFields + field
	size := listed
	if limit > 0 {
		size = min(size, limit)
	}
	source := object{"size": size, "sources": []object{{"v": object{"terms": object{"field": name}}}}}
	body := object{"size": 0, "track_total_hits": false, "aggs": object{"values": object{"composite": source}}}
	var out []index.TermCount
	if prefix != "" {
		body["query"] = object{"prefix": object{name: object{"value": prefix}}}
		source["after"] = object{"v": prefix} // which is left out
		n, err := x.count(ctx, []object{{"term": object{name: prefix}}})
		if err != nil {
			return nil, err
		}
		if n[0] > 0 {
			out = append(out, index.TermCount{Term: prefix, Count: n[0]})
		}
	}
	for {
		var answer struct {
			Aggregations struct {
				Values struct {
					After   object `json:"after_key"`
					Buckets []struct {
						Key   struct{ V string }
						Count int `json:"doc_count"`
					}
				}
			}
		}
		path := "/" + x.e.docs(x.generation) + "/_search"
		if err := x.e.c.call(ctx, http.MethodPost, path, whole(), body, &answer); err != nil {
			return nil, err
		}
		got := answer.Aggregations.Values
		for _, b := range got.Buckets {
			if !strings.HasPrefix(b.Key.V, prefix) || limit > 0 && len(out) == limit {
				return out, nil
			}
			out = append(out, index.TermCount{Term: b.Key.V, Count: b.Count})
		}
		if len(got.Buckets) < size {
			return out, nil
		}
		source["after"] = got.After
	}
}

// Counts implements index.Index.
func (x *Index) Counts(ctx context.Context, field string, terms []string) ([]int, error) {
	out := make([]int, 0, len(terms))
	for part := range slices.Chunk(terms, counted) {
		queries := make([]object, len(part))
		for i, t := range part {
			queries[i] = object{"term": object{textFields + field: escaper.Replace(t)}}
		}
		n, err := x.count(ctx, queries)
		if err != nil {
			return nil, err
		}
		out = append(out, n...)
	}
	return out, nil
}

// count returns how many documents each of queries selects. Each is a search of its own, as counting one term takes
// Lucene no time where nothing was deleted.
func (x *Index) count(ctx context.Context, queries []object) ([]int, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, q := range queries {
		if err := enc.Encode(object{}); err != nil {
			return nil, err
		}
		if err := enc.Encode(object{"size": 0, "track_total_hits": true, "query": q}); err != nil {
			return nil, err
		}
	}
	var answer struct {
		Responses []struct {
			response
			Status int
			Error  failure
		}
	}
	err := x.e.c.send(ctx, http.MethodPost, "/"+x.e.docs(x.generation)+"/_msearch", nil, "application/x-ndjson", b.Bytes(),
		&answer)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(queries))
	if len(answer.Responses) != len(out) {
		return nil, fmt.Errorf("OpenSearch answered %d of %d counts", len(answer.Responses), len(out))
	}
	for i, r := range answer.Responses {
		if r.Status >= http.StatusBadRequest {
			r.Error.Status = r.Status
			return nil, x.e.c.kind(&r.Error)
		}
		if err := x.e.c.complete(&r.response); err != nil {
			return nil, err
		}
		out[i] = r.Hits.Total.Value
	}
	return out, nil
}

// Stats implements index.Index.
func (x *Index) Stats(ctx context.Context) (index.Stats, error) {
	var answer struct {
		All struct {
			Primaries struct {
				Docs struct{ Count, Deleted int }
			}
			Total struct {
				Store struct {
					Size int64 `json:"size_in_bytes"`
				}
				Segments struct{ Count int }
			}
		} `json:"_all"`
		Shards struct{ Total, Failed int } `json:"_shards"`
	}
	path := "/" + x.e.docs(x.generation) + "/_stats/docs,store,segments"
	if err := x.e.c.call(ctx, http.MethodGet, path, nil, nil, &answer); err != nil {
		return index.Stats{}, err
	}
	n, err := x.count(ctx, []object{matchAll})
	if err != nil {
		return index.Stats{}, err
	}
	return index.Stats{Docs: n[0], DiskBytes: answer.All.Total.Store.Size, Extra: map[string]float64{
		"segments": float64(answer.All.Total.Segments.Count), "deleted": float64(answer.All.Primaries.Docs.Deleted),
		"shards": float64(answer.Shards.Total)}}, nil
}

package query

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"letopis/index"
	"letopis/internal/query/words"
)

// SimilarRequest asks for documents about the same as one of the archive.
type SimilarRequest struct {
	ID          string
	Title, Text string // of that document
	Group       string // its group of near-duplicates, which are left out; "" for none
	Limit       int    // 0: 5
}

const (
	similarTerms = 25      // distinctive words looked for
	similarShare = 0.3     // of them that must be found
	similarBytes = 1 << 18 // of the text looked at: the beginning says what it is about
)

// Similar returns documents that share the most distinctive words: frequent in
// this one, rare in the archive. Near-duplicates are folded.
func (s *Service) Similar(ctx context.Context, r SimilarRequest) ([]index.Hit, error) {
	idx := s.idx()
	terms, err := s.distinctive(ctx, idx, r.Title+"\n"+r.Text[:min(len(r.Text), similarBytes)])
	if err != nil {
		return nil, fmt.Errorf("similar to %s: %w", r.ID, err)
	}
	if len(terms) == 0 {
		return nil, nil
	}
	need := index.AtLeast{Min: max(1, int(similarShare*float64(len(terms))))}
	for _, t := range terms {
		need.Exprs = append(need.Exprs, index.Term{Field: "body", Term: t, Boost: 1})
	}
	q := index.Query{
		Expr:     index.And{Exprs: []index.Expr{need, index.Not{Expr: index.IDs{IDs: []string{r.ID}}}}},
		Limit:    r.Limit,
		Collapse: "group",
	}
	if q.Limit == 0 {
		q.Limit = 5
	}
	if r.Group != "" {
		q.Filters = []index.Filter{{Field: "group", None: []string{r.Group}}}
	}
	res, err := idx.Search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("similar to %s: %w", r.ID, err)
	}
	return res.Hits, nil
}

// distinctive returns the stems of txt with the highest log tf × idf that other
// documents hold too.
func (s *Service) distinctive(ctx context.Context, idx index.Index, txt string) ([]string, error) {
	tf := map[string]int{}
	for _, p := range words.Places(s.text.Analyze(txt)) {
		if words.HasContent(p) && !words.HasDigit(p.Exact) && len(p.Exact) > 4 {
			tf[p.Stems[0]]++
		}
	}
	var terms []string
	for t := range tf {
		terms = append(terms, t)
	}
	slices.Sort(terms)
	df, err := idx.Counts(ctx, "body", terms)
	if err != nil {
		return nil, err
	}
	st, err := idx.Stats(ctx)
	if err != nil {
		return nil, err
	}
	weight := map[string]float64{}
	for i, t := range terms {
		if df[i] > 1 {
			weight[t] = math.Log1p(float64(tf[t])) * math.Log(float64(st.Docs+1)/float64(df[i]))
		}
	}
	terms = slices.DeleteFunc(terms, func(t string) bool { return weight[t] <= 0 })
	slices.SortStableFunc(terms, func(a, b string) int { return cmp.Compare(weight[b], weight[a]) })
	return terms[:min(len(terms), similarTerms)], nil
}

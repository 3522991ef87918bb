package plan

import (
	"context"
	"fmt"

	"letopis/index"
)

// Missing returns the words of the query that documents found at a level lack, by document.
// It asks for each word among these documents alone; nothing when all words are required.
func (p *Plan) Missing(ctx context.Context, hits []index.Hit, l Level) (map[string][]string, error) {
	if l.Required >= p.Size() || len(hits) == 0 {
		return nil, nil
	}
	ids := index.IDs{}
	for _, h := range hits {
		ids.IDs = append(ids.IDs, h.ID)
	}
	out := map[string][]string{}
	for _, w := range p.wants(l.Loose) {
		if w.name == "" {
			continue
		}
		res, err := p.v.Index.Search(ctx, index.Query{Expr: index.And{Exprs: []index.Expr{ids, w.need}}, Limit: len(hits)})
		if err != nil {
			return nil, fmt.Errorf("which documents have %q: %w", w.name, err)
		}
		has := map[string]bool{}
		for _, h := range res.Hits {
			has[h.ID] = true
		}
		for _, id := range ids.IDs {
			if !has[id] {
				out[id] = append(out[id], w.name)
			}
		}
	}
	return out, nil
}

package bleveindex

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"letopis/index"
)

var _ index.Compacter = (*Index)(nil)

// Leftovers implements index.Compacter.
func (x *Index) Leftovers(context.Context) (int, error) {
	v, err := x.view()
	if err != nil {
		return 0, err
	}
	defer v.release()
	n := 0
	for _, g := range v.segs {
		n += g.n
	}
	return n - v.live, nil
}

// Compact implements index.Compacter: all segments become one. scorch leaves a
// segment that is alone as it is, whatever was deleted in it.
func (x *Index) Compact(ctx context.Context) error {
	s, ok := x.views.scorch.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("index %s: an engine of type %T cannot be compacted", x.path, x.views.scorch)
	}
	if err := s.ForceMerge(ctx, nil); err != nil {
		return fmt.Errorf("index %s: compacting: %w", x.path, err)
	}
	return nil
}

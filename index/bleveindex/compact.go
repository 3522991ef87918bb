package bleveindex

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	bleveapi "github.com/blevesearch/bleve_index_api"

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
	for _, g := range v.Segments {
		n += g.Len()
	}
	return n - v.Live, nil
}

// Compact implements index.Compacter: all segments become one. scorch leaves a
// segment that is alone as it is, whatever was deleted in it.
func (x *Index) Compact(ctx context.Context) error {
	return x.merge(ctx, mergeplan.MaxSegmentSizeLimit)
}

// merge makes one segment of all that have less than half of size documents.
func (x *Index) merge(ctx context.Context, size int64) error {
	o := mergeplan.SingleSegmentMergePlanOptions
	o.SegmentsPerMergeTask, o.MaxSegmentSize = math.MaxInt, size
	o.CalcBudget = func(int64, int64, *mergeplan.MergePlanOptions) int { return 1 }
	if err := x.scorch.ForceMerge(ctx, &o); err != nil {
		return fmt.Errorf("index %s: compacting: %w", x.path, err)
	}
	// scorch deletes files that nothing needs any more after a write, and our view
	// must not need them: a write that changes nothing of the documents.
	v, err := x.view()
	if err != nil {
		return err
	}
	v.release()
	batch := bleveapi.NewBatch()
	batch.SetInternal([]byte("letopis.merged"), []byte{1})
	return x.commit(batch, nil, 0)
}

var _ index.Settler = (*Index)(nil)

// Settle implements index.Settler: a query looks at every segment, which costs
// some microseconds each, and counts of words are kept for each.
func (x *Index) Settle(ctx context.Context) error {
	v, err := x.view()
	if err != nil {
		return err
	}
	sizes := make([]int, 0, len(v.Segments))
	for _, g := range v.Segments {
		sizes = append(sizes, g.LiveLen())
	}
	v.release()
	if size, ok := settled(sizes); !ok {
		return x.merge(ctx, size)
	}
	return nil
}

// settled reports whether segments of these sizes may stay as they are. Else all
// with less than half of size are to become one, so that each is some times as
// large as all smaller ones together: then there are few, and a document is
// written again only when its segment grows to a multiple.
func settled(sizes []int) (size int64, ok bool) {
	const enough, times = 4, 4
	if len(sizes) <= enough {
		return 0, true
	}
	slices.Sort(sizes)
	sum, last := 0, 0
	for i, n := range sizes {
		if n < times*sum {
			last = i
		}
		sum += n
	}
	switch last {
	case 0:
		return 0, true
	case len(sizes) - 1:
		return mergeplan.MaxSegmentSizeLimit, false
	}
	return 2 * int64(sizes[last+1]), false
}

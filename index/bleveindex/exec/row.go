package exec

import (
	"cmp"
	"slices"

	"letopis/index"
	"letopis/index/bleveindex/postings"
)

// inRow finds the documents, of those that terms have in common, in which they stand in a row, "" standing for any;
// sources are of the others. It goes through some hundred documents at a time, term by term: the next one is read of
// those documents alone in which the ones before stand in a row.
func (ev *Evaluator) inRow(terms []string, sources []*postings.Source, common postings.Common) (*postings.List, error) {
	type part struct {
		source *postings.Source
		at     []uint32 // of the documents
		before uint32   // terms that follow it in the row, so that all parts of a row have one sum
	}
	var parts []part
	for i, t := range terms {
		if n := len(parts); t != "" {
			parts = append(parts, part{sources[n], common.At[n], uint32(len(terms) - 1 - i)})
		}
	}
	slices.SortStableFunc(parts[1:], func(a, b part) int { return cmp.Compare(a.source.Len(), b.source.Len()) })
	found := &postings.List{}
	const step = 256
	var rows, next row
	var at []uint32
	for from := 0; from < len(common.Docs); from += step {
		if err := index.Pace(ev.ctx); err != nil {
			return nil, err
		}
		to := min(from+step, len(common.Docs))
		rows.docs, rows.ends, rows.sums = rows.docs[:0], rows.ends[:0], rows.sums[:0]
		for n := from; n < to; n++ {
			rows.docs = append(rows.docs, uint32(n))
		}
		for n, p := range parts {
			at = at[:0]
			for _, d := range rows.docs {
				at = append(at, p.at[d])
			}
			if n == 0 {
				rows.read(p.source, at, p.before)
				continue
			}
			next.read(p.source, at, p.before)
			rows.keep(&next)
		}
		start := uint32(0)
		for i, end := range rows.ends {
			found.Docs = append(found.Docs, common.Docs[rows.docs[i]])
			found.Freqs = append(found.Freqs, end-start)
			start = end
		}
	}
	return found, nil
}

// row has where rows may stand in some documents: by document where its sums end. A sum is the position of a term and
// how many follow it in the row.
type row struct {
	docs, ends, sums []uint32
}

// read makes the sums those of a term.
func (r *row) read(s *postings.Source, at []uint32, before uint32) {
	r.sums, r.ends = s.AllPositions(at, r.sums[:0], r.ends[:0])
	for i := range r.sums {
		r.sums[i] += before
	}
}

// keep drops the sums that another term of the same documents does not have, and documents without any.
func (r *row) keep(other *row) {
	docs, from, otherFrom, kept := 0, uint32(0), uint32(0), 0
	for i, end := range r.ends {
		mine, others := r.sums[from:end], other.sums[otherFrom:other.ends[i]]
		from, otherFrom = end, other.ends[i]
		before := kept
		for _, sum := range mine {
			for len(others) > 0 && others[0] < sum {
				others = others[1:]
			}
			if len(others) > 0 && others[0] == sum {
				r.sums[kept] = sum
				kept++
			}
		}
		if kept > before {
			r.docs[docs], r.ends[docs] = r.docs[i], uint32(kept)
			docs++
		}
	}
	r.docs, r.ends, r.sums = r.docs[:docs], r.ends[:docs], r.sums[:kept]
}

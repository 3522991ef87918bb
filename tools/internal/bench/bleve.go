package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/custom" // for the mapping below, as the tokenizer
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	_ "github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace" // the same
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"

	"letopis/index"
)

// blevePeer is bleve as its manual sets it up for speed: a static mapping,
// nothing stored, doc values for facets only.
type blevePeer struct {
	dir string
	b   bleve.Index
}

func newBlevePeer(dir string) (*blevePeer, error) {
	const stems = "stems"
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer(stems, map[string]any{"type": "custom", "tokenizer": "whitespace"}); err != nil {
		return nil, fmt.Errorf("bench: bleve: %w", err)
	}
	doc := bleve.NewDocumentStaticMapping()
	text := bleve.NewTextFieldMapping()
	text.Analyzer, text.Store, text.IncludeInAll, text.DocValues = stems, false, false, false
	doc.AddFieldMappingsAt("body", text)
	for _, f := range facets {
		k := bleve.NewTextFieldMapping()
		k.Analyzer, k.Store, k.IncludeInAll, k.IncludeTermVectors = keyword.Name, false, false, false
		doc.AddFieldMappingsAt(f, k)
	}
	m.DefaultMapping = doc
	b, err := bleve.NewUsing(filepath.Join(dir, "bleve"), m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("bench: bleve: %w", err)
	}
	return &blevePeer{filepath.Join(dir, "bleve"), b}, nil
}

func (p *blevePeer) Add(_ context.Context, docs []*index.Doc) error {
	batch := p.b.NewBatch()
	for _, d := range docs {
		fields := map[string]any{"body": stream(d)}
		for _, f := range facets {
			if v := value(d, f); v != "" {
				fields[f] = v
			}
		}
		if err := batch.Index(d.ID, fields); err != nil {
			return fmt.Errorf("bench: bleve: %w", err)
		}
	}
	return p.b.Batch(batch)
}

func (p *blevePeer) Finish(context.Context) (int64, error) { return diskBytes(p.dir) }
func (p *blevePeer) Close() error                          { return p.b.Close() }

func (p *blevePeer) Reopen(context.Context) (err error) {
	if err := p.b.Close(); err != nil {
		return err
	}
	p.b, err = bleve.Open(p.dir)
	return err
}

func (p *blevePeer) Ask(ctx context.Context, q Query, withFacets bool) (Answer, bool, error) {
	start := time.Now()
	r := bleve.NewSearchRequestOptions(bleveQuery(q), 10, 0, false)
	if withFacets {
		for _, f := range facets {
			r.AddFacet(f, bleve.NewFacetRequest(f, 10))
		}
	}
	res, err := p.b.SearchInContext(ctx, r)
	if err != nil {
		return Answer{}, true, fmt.Errorf("bench: bleve: %w", err)
	}
	return Answer{int(res.Total), time.Since(start)}, true, nil
}

func bleveQuery(q Query) query.Query {
	var terms []query.Query
	for _, w := range q.Words {
		t := bleve.NewTermQuery(w)
		t.SetField("body")
		terms = append(terms, t)
	}
	switch q.Kind {
	case AllOf:
		if len(terms) == 1 {
			return terms[0]
		}
		return bleve.NewConjunctionQuery(terms...)
	case AnyOf:
		return bleve.NewDisjunctionQuery(terms...)
	case InRow:
		return bleve.NewPhraseQuery(q.Words, "body")
	case StartsWith:
		t := bleve.NewPrefixQuery(q.Words[0])
		t.SetField("body")
		return t
	case Typo:
		t := bleve.NewFuzzyQuery(q.Words[0])
		t.SetField("body")
		t.SetFuzziness(1)
		return t
	}
	return bleve.NewMatchAllQuery()
}

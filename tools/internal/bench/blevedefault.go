package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/registry"

	"letopis/internal/archive"
	"letopis/internal/text"
)

// BleveDefault is the name of a peer that is only asked to index: bleve as its
// manual begins, with the default mapping (everything stored, with doc values
// and term vectors, and once more in _all) and kljensen's Russian stemmer. It
// analyses the texts by itself.
const BleveDefault = "bleve-default"

const kljensen = "kljensen"

func init() {
	err := registry.RegisterTokenFilter(kljensen, func(map[string]any, *registry.Cache) (analysis.TokenFilter,
		error) {
		return stemFilter{}, nil
	})
	if err != nil {
		panic(err) // the name is taken
	}
}

// stemFilter makes words their Snowball stems, as bleve's own filters do.
type stemFilter struct{}

func (stemFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		t.Term = []byte(text.Stem(string(t.Term)))
	}
	return in
}

// bleveDefault measures indexing by the default mapping.
func (b *bench) bleveDefault(ctx context.Context) (err error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer(kljensen, map[string]any{"type": "custom", "tokenizer": unicode.Name,
		"token_filters": []string{lowercase.Name, kljensen}}); err != nil {
		return fmt.Errorf("bench: bleve: %w", err)
	}
	m.DefaultAnalyzer = kljensen
	dir := filepath.Join(b.o.Dir, "peer-"+BleveDefault)
	x, err := bleve.New(dir, m)
	if err != nil {
		return fmt.Errorf("bench: bleve: %w", err)
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	in, _, err := feed(ctx, b.o.Docs, b.corpusDocs, func(_ context.Context, docs []*archive.Document) error {
		batch := x.NewBatch()
		for _, d := range docs {
			f := &d.Facts
			fields := map[string]any{"title": f.Title.Text, "body": d.Text, "city": f.Cities[0].ID, "kind": f.Kind.Text,
				"year": fmt.Sprint(f.Date.Year)}
			if len(f.Programs) > 0 {
				fields["program"] = f.Programs[0].ID
			}
			if err := batch.Index(d.ID, fields); err != nil {
				return fmt.Errorf("bench: bleve: %w", err)
			}
		}
		return x.Batch(batch)
	})
	if err != nil {
		return err
	}
	if in.DiskBytes, err = diskBytes(dir); err != nil {
		return err
	}
	b.o.Log("%s: indexed in %.1f s", BleveDefault, in.Seconds)
	b.report.BleveDefault = &in
	return nil
}

// corpusDocs makes documents of a range on all cores and tells the bytes of
// their texts.
func (b *bench) corpusDocs(from, to int) ([]*archive.Document, int64) {
	docs := make([]*archive.Document, to-from)
	eachCore(len(docs), func(i int) { docs[i] = b.corpus.Doc(from + i) })
	raw := int64(0)
	for _, d := range docs {
		raw += int64(len(d.Text))
	}
	return docs, raw
}

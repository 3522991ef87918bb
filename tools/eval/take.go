package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/ingest"
	"letopis/internal/source"
	"letopis/internal/wiring"
	"letopis/tools/internal/eval"
	"letopis/tools/internal/tool"
)

// take takes a file or folder into an archive, as letopis ingest does but for the
// sandbox: judged files are trusted. The path is the name of the source.
func take(ctx context.Context, a *wiring.Archive, path string) error {
	src, err := source.Open(path, source.Options{Name: path})
	if err != nil {
		return err
	}
	sum, err := ingest.Run(ctx, ingest.Options{Source: src, Store: a.Store, Bucket: a.Bucket,
		Enrich: a.Enricher.EnrichWithin, Log: a.Log,
		Extract: func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			return extract.Extract(ctx, name, data, extract.Default()), nil
		}})
	for _, f := range sum.Failed {
		err = errors.Join(err, fmt.Errorf("%s: %s", f.URI, f.Reason))
	}
	return err
}

// taken takes files into an archive that is gone afterwards, and returns the documents
// of each by its path, in their order.
func taken(ctx context.Context, t *tool.Tool, paths []string) (_ map[string][]*archive.Document, err error) {
	dir, err := os.MkdirTemp("", "letopis-eval-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cfg := *t.Config
	cfg.Data = dir
	a, err := wiring.Open(ctx, &cfg, t.Log, true)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	for _, path := range paths {
		if err := take(ctx, a, path); err != nil {
			return nil, err
		}
	}
	docs := map[string][]*archive.Document{}
	err = a.Each(ctx, func(d *archive.Document) error {
		docs[d.Source] = append(docs[d.Source], d)
		return nil
	})
	return docs, err
}

// described reads labels and makes a judge for them.
func described(t *tool.Tool, path string) ([]eval.Described, *eval.Judge, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	labels, err := eval.ReadDescribed(f)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	g, err := wiring.Gazetteer(t.Config)
	if err != nil {
		return nil, nil, err
	}
	j, err := eval.NewJudge(g)
	return labels, j, err
}

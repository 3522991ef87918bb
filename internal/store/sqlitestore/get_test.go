package sqlitestore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/store/storetest"
)

// BenchmarkGet reads ten documents of 3 KB out of 20,000, as a page of results does.
func BenchmarkGet(b *testing.B) {
	ctx := context.Background()
	s, err := sqlitestore.Open(ctx, filepath.Join(b.TempDir(), "letopis.db"), options)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var ids []string
	for range 40 {
		var batch archive.Batch
		for range 500 {
			d := storetest.Doc(fmt.Sprint(len(ids)), strings.Repeat(fmt.Sprint("слово ", len(ids), " "), 200))
			ids = append(ids, d.ID)
			batch.Put = append(batch.Put, d)
		}
		if _, err := s.Commit(ctx, batch); err != nil {
			b.Fatal(err)
		}
	}
	i := 0
	for b.Loop() {
		var ask []string
		for range 10 {
			i = (i + 7919) % len(ids)
			ask = append(ask, ids[i])
		}
		if _, err := s.Get(ctx, ask...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCommit stores a document of 3 KB, durably.
func BenchmarkCommit(b *testing.B) {
	ctx := context.Background()
	s, err := sqlitestore.Open(ctx, filepath.Join(b.TempDir(), "letopis.db"), options)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for i := 0; b.Loop(); i++ {
		d := storetest.Doc(fmt.Sprint(i), strings.Repeat(fmt.Sprint("слово ", i, " "), 200))
		if _, err := s.Commit(ctx, archive.Batch{Put: []*archive.Document{d}}); err != nil {
			b.Fatal(err)
		}
	}
}

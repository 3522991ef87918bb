// Package peers ranks documents by other engines as they come, to compare the order of hits with: SQLite's FTS5 over
// Snowball stems, and Lucene with its RussianAnalyzer. Both look for any word of the query in two fields, title and
// text, and rank by BM25 as they set it.
package peers

import (
	"context"
	"fmt"
	"path/filepath"
)

// Doc is a document as engines get it.
type Doc struct{ ID, Title, Body string }

// Peer is an index that was filled. It is for one goroutine.
type Peer interface {
	// Ask returns the IDs of the first hits of a query as people type it.
	Ask(ctx context.Context, query string, limit int) ([]string, error)
	Close() error
}

// Names are the engines that Open knows.
var Names = []string{"sqlite", "lucene"}

// Open indexes documents with an engine, in a folder. Lucene is a process that ends with the context or with Close; it
// is started by scripts/peers/lucene/run.sh, from the top folder of the project.
func Open(ctx context.Context, name, dir string, docs []Doc) (Peer, error) {
	switch name {
	case "sqlite":
		return openSQLite(ctx, filepath.Join(dir, "peer.sqlite"), docs)
	case "lucene":
		return openLucene(ctx, filepath.Join(dir, "lucene"), docs)
	}
	return nil, fmt.Errorf("no engine %q to compare with; there are %v", name, Names)
}

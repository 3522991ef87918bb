package bench

import (
	"context"
	"fmt"
	"strings"

	"letopis/index"
)

// Peer is another engine that gets the same stems, joined by spaces, and the
// same four facets.
type Peer interface {
	// Add indexes documents.
	Add(ctx context.Context, docs []*index.Doc) error
	// Finish makes what was added durable and searchable and returns its size on
	// disk in bytes.
	Finish(ctx context.Context) (int64, error)
	// Ask returns the number of documents found. It reads ten hits and, when
	// asked to, the facets, and drops them. ok is false when the engine has no
	// such query.
	Ask(ctx context.Context, q Query, facets bool) (total int, ok bool, err error)
	Close() error
}

// facets are the keyword fields counted in every engine.
var facets = []string{"city", "program", "kind", "year"}

// OpenPeer makes an empty index of an engine in a folder: "bleve" is bleve's own
// Search with a static mapping, "sqlite" FTS5 by modernc.org/sqlite.
func OpenPeer(name, dir string) (Peer, error) {
	switch name {
	case "bleve":
		return newBlevePeer(dir)
	case "sqlite":
		return newSQLitePeer(dir)
	}
	return nil, fmt.Errorf("bench: no peer %q; there are bleve, sqlite and %s", name, BleveDefault)
}

// stream is the text that peers index.
func stream(d *index.Doc) string {
	var b strings.Builder
	for _, t := range d.Text["body"] {
		b.WriteString(t.Term)
		b.WriteByte(' ')
	}
	return b.String()
}

// value is the first value of a facet, "" for none.
func value(d *index.Doc, field string) string {
	if v := d.Keywords[field]; len(v) > 0 {
		return v[0]
	}
	return ""
}

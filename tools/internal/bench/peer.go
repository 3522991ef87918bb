package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"letopis/index"
)

// Answer is what a peer says to a query.
type Answer struct {
	Total int           // documents found
	Took  time.Duration // in the peer itself, however the question came to it
}

// Peer is another engine that gets the same stems and the same four facets.
type Peer interface {
	// Add indexes documents.
	Add(ctx context.Context, docs []*index.Doc) error
	// Finish makes what was added durable and searchable and returns its size on
	// disk in bytes.
	Finish(ctx context.Context) (int64, error)
	// Ask reads ten hits and, when asked to, the facets, and drops them. ok is
	// false when the engine has no such query.
	Ask(ctx context.Context, q Query, facets bool) (a Answer, ok bool, err error)
	// Reopen makes the engine forget what it has been asked.
	Reopen(ctx context.Context) error
	Close() error
}

// facets are the keyword fields counted in every engine.
var facets = []string{"city", "program", "kind", "year"}

// outside are the engines of programs of their own; each is built and started by scripts/peers/NAME/run.sh.
var outside = []string{"lucene", "tantivy"}

// OpenPeer makes an empty index of an engine in a folder: "bleve" is bleve's own
// Search with a static mapping, "sqlite" FTS5 by modernc.org/sqlite; "lucene" and
// "tantivy" are other processes, until the context ends or they are closed.
func OpenPeer(ctx context.Context, name, dir string) (Peer, error) {
	switch {
	case name == "bleve":
		return newBlevePeer(dir)
	case name == "sqlite":
		return newSQLitePeer(dir)
	case slices.Contains(outside, name):
		return startPeer(ctx, name, dir)
	}
	return nil, fmt.Errorf("bench: no peer %q; there are bleve, sqlite, %s and %s", name, strings.Join(outside, ", "),
		BleveDefault)
}

// stream is the text that peers in this process index: stems parted by spaces.
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

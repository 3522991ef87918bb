// Package territory reads the names of municipalities and finds those that are meant in the
// authority file: by the region and the district beside them, the towns and villages of them
// that a text names. What cannot be told from its namesakes stays open, with the reason.
//
// Read place.go first (Municipality: a name in a text), then authority.go (Located: what it is).
package territory

import (
	"sync"
	"sync/atomic"

	"letopis/internal/enrich/toponym"
)

// Finder finds municipalities. It is safe for concurrent use.
type Finder struct {
	*toponym.Names
	units unitCache
}

// New returns a Finder of the municipalities of names.Gazetteer.
func New(names *toponym.Names) *Finder { return &Finder{Names: names} }

// unitCache keeps what words of municipalities' names mean: the same few hundred come
// again in each document of a source. It is bounded, as texts may hold any word.
type unitCache struct {
	found sync.Map // word → []*gazetteer.Unit
	n     atomic.Int32
}

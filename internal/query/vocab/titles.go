package vocab

import (
	"context"
	"fmt"
	"maps"
	"sync"
)

// Title is a document's title for suggestions; Text is "" when it is gone.
type Title struct{ ID, Text string }

// TitleReader returns titles that changed after a point of its log, and the point it has
// come to; none when there are no more.
type TitleReader func(ctx context.Context, after uint64) (titles []Title, next uint64, err error)

// titleLog keeps the titles of the archive between vocabularies, so that only
// changes are read.
type titleLog struct {
	mu    sync.Mutex
	after uint64
	byID  map[string]string
}

// follow reads what changed and returns the titles by document. The map is the
// caller's.
func (l *titleLog) follow(ctx context.Context, read TitleReader) (map[string]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byID == nil {
		l.byID = map[string]string{}
	}
	for read != nil {
		titles, next, err := read(ctx, l.after)
		if err != nil {
			return nil, fmt.Errorf("titles: %w", err)
		}
		if len(titles) == 0 {
			break
		}
		for _, t := range titles {
			if t.Text == "" {
				delete(l.byID, t.ID)
			} else {
				l.byID[t.ID] = t.Text
			}
		}
		l.after = next
	}
	return maps.Clone(l.byID), nil
}

package label

import (
	"context"
	"fmt"

	"letopis/internal/archive"
)

// follow drops the names that may be others now: those that documents told which changed
// since, up to where the index has followed the log of changes, and those of programmes that
// have to do with a changed document. It returns that place of the log.
func (l *Labels) follow(ctx context.Context) (archive.Seq, error) {
	seq, err := l.idx().Seq(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the index's sequence number: %w", err)
	}
	end := archive.Seq(seq)
	if l.reached(end) {
		return end, nil
	}
	l.following.Lock()
	defer l.following.Unlock()
	for !l.reached(end) {
		if err := l.advance(ctx, end); err != nil {
			return end, err
		}
	}
	return end, nil
}

// reached reports whether the names are those of a place of the log.
func (l *Labels) reached(end archive.Seq) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.at == end
}

// changesAtOnce is how many documents are read from the log at a time.
const changesAtOnce = 500

// advance follows the log towards end by some changes.
func (l *Labels) advance(ctx context.Context, end archive.Seq) error {
	at := l.prepare(end)
	if at == end {
		return nil
	}
	changes, err := l.store.Programs(ctx, at, changesAtOnce)
	if err != nil {
		return fmt.Errorf("reading programmes of documents that changed: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range changes {
		if c.Seq > end {
			break
		}
		l.at = c.Seq
		for _, id := range l.told[c.ID] {
			delete(l.programs, id)
		}
		delete(l.told, c.ID)
		for _, id := range c.Programs {
			delete(l.programs, id)
		}
	}
	if len(changes) < changesAtOnce || changes[len(changes)-1].Seq > end {
		l.at = end
	}
	return nil
}

// prepare returns the place of the log to follow from. Where there is nothing to drop, or the
// index begins anew, that is the end.
func (l *Labels) prepare(end archive.Seq) archive.Seq {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.issuers) // which cost little
	if len(l.programs) == 0 || end < l.at {
		l.clear()
		l.at = end
	}
	return l.at
}

// keep remembers what was found when the index was at a place of the log, or later.
func (l *Labels) keep(p *labelled, at archive.Seq) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at != at || l.programs[p.ID] != nil { // it may be older than what was dropped since
		return
	}
	if len(l.programs) >= maxLabels {
		l.clear()
	}
	l.programs[p.ID] = p
	for _, doc := range p.by {
		l.told[doc] = append(l.told[doc], p.ID)
	}
}

func (l *Labels) clear() {
	clear(l.programs)
	clear(l.told)
}

package migrate

import (
	"cmp"
	"context"
	"slices"

	"letopis/internal/archive"
)

// Sizes of transactions and of reads from the log, with at most 5 MB of packed text per row.
const (
	partRows  = 200
	partBytes = 4 << 20
	readRows  = 16
	partOther = 1000 // corrections, items, failures
)

// copyCatalogue copies everything but the log first, because corrections must precede their documents.
func (m *Move) copyCatalogue(ctx context.Context, end archive.Seq) error {
	edits, err := m.From.Store.Edits(ctx, "")
	if err != nil {
		return err
	}
	for some := range slices.Chunk(edits, partOther) {
		if err := m.To.Store.Load(ctx, archive.Part{Edits: some}); err != nil {
			return err
		}
	}
	taken, err := m.From.Store.Takedowns(ctx)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(taken, partOther) {
		if err := m.To.Store.AddTakedowns(ctx, some...); err != nil {
			return err
		}
	}
	if err := m.copyFollows(ctx); err != nil {
		return err
	}
	if err := m.copyAudit(ctx); err != nil {
		return err
	}
	sources, err := m.From.Store.Sources(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if err := m.copySource(ctx, s); err != nil {
			return err
		}
	}
	return m.copyLog(ctx, end)
}

// copyFollows copies followed searches with their matches.
func (m *Move) copyFollows(ctx context.Context) error {
	at, err := m.From.Store.Followed(ctx)
	if err != nil {
		return err
	}
	follows, err := m.From.Store.ListFollows(ctx, archive.FollowKey{})
	if err != nil {
		return err
	}
	for _, f := range follows {
		if err := m.To.Store.AddFollow(ctx, f); err != nil {
			return err
		}
		found, err := m.From.Store.Matches(ctx, f.ID)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(found, partOther) {
			if err := m.To.Store.AddMatches(ctx, at, some...); err != nil {
				return err
			}
		}
	}
	return m.To.Store.AddMatches(ctx, at)
}

// copyAudit copies the audit log with its numbers.
func (m *Move) copyAudit(ctx context.Context) error {
	for before := int64(0); ; {
		some, err := m.From.Store.Audit(ctx, archive.AuditFilter{Before: before}, partOther)
		if err != nil || len(some) == 0 {
			return err
		}
		if err := m.To.Store.AddAudit(ctx, some...); err != nil {
			return err
		}
		before = some[len(some)-1].N
	}
}

// copySource copies the state of a source.
func (m *Move) copySource(ctx context.Context, s archive.SourceInfo) error {
	p := archive.Part{Source: s.Name, Updated: s.Updated}
	var err error
	if p.Cursor, err = m.From.Store.Cursor(ctx, s.Name); err != nil {
		return err
	}
	failed, err := m.From.Store.Failures(ctx, s.Name)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(failed, partOther) {
		p.Failed = some
		if err := m.To.Store.Load(ctx, p); err != nil {
			return err
		}
	}
	p.Failed = nil
	err = m.From.Store.Items(ctx, s.Name, func(it archive.Item) error {
		if p.Items = append(p.Items, it); len(p.Items) < partOther {
			return nil
		}
		err := m.To.Store.Load(ctx, p)
		p.Items = nil
		return err
	})
	if err != nil {
		return err
	}
	return m.To.Store.Load(ctx, p)
}

// copyLog copies the log entries that the target lacks.
func (m *Move) copyLog(ctx context.Context, end archive.Seq) error {
	at, err := m.To.Store.Seq(ctx)
	if err != nil {
		return err
	}
	if m.again > 0 {
		at = min(at, m.again-1)
	}
	for p, size, more := (archive.Part{}), 0, true; more; {
		rows, err := m.From.Store.Rows(ctx, at, readRows, true)
		if err != nil {
			return err
		}
		for _, r := range rows {
			at = r.Seq
			size += len(r.Meta) + len(r.Text) + len(r.Aside)
		}
		p.Rows = append(p.Rows, rows...)
		more = len(rows) > 0
		if more && len(p.Rows) < cmp.Or(m.rows, partRows) && size < partBytes {
			continue
		}
		if err := m.To.Store.Load(ctx, p); err != nil {
			return err
		}
		p.Rows, size = nil, 0
		m.Progress("catalogue", int(at), int(end))
	}
	return nil
}

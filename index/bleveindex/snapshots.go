package bleveindex

import (
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/facet"
	"letopis/index/bleveindex/scorchseg"
	"letopis/index/bleveindex/snapshot"
	"letopis/internal/cache"
)

// view is a snapshot as searches see it: with what is remembered for as long as it is
// the newest.
type view struct {
	*snapshot.Snapshot
	state   state
	facets  *facet.View
	answers *cache.Cache[string, *index.Result]

	owner *snapshots
	refs  int // under owner.mu
	from  *scorch.IndexSnapshot
}

// release gives back what snapshots.acquire returned.
func (v *view) release() {
	v.owner.mu.Lock()
	defer v.owner.mu.Unlock()
	v.owner.drop(v)
}

// snapshots hands out the newest snapshot of an index, counting who uses it: one is
// closed when it is neither the newest nor in use. Safe for concurrent use.
type snapshots struct {
	scorch  *scorch.Scorch
	columns *facet.Columns
	answers int64 // see Options.Answers

	mu      sync.Mutex
	current *view
	pinned  *scorch.IndexSnapshot
	closed  bool
}

var errClosed = errors.New("closed")

// pin keeps the newest snapshot the newest while a batch is being written:
// scorch closes the segment of a batch that fails while its own newest snapshot
// still has it.
func (s *snapshots) pin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if s.pinned != nil {
		return nil
	}
	newest, err := s.newest()
	s.pinned = newest
	return err
}

// unpin lets newer snapshots be seen.
func (s *snapshots) unpin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pinned != nil {
		_ = s.pinned.Close() // only a reference is given back
		s.pinned = nil
	}
}

// newest returns a reference to the snapshot to be seen.
func (s *snapshots) newest() (*scorch.IndexSnapshot, error) {
	if s.pinned != nil {
		s.pinned.AddRef()
		return s.pinned, nil
	}
	r, err := s.scorch.Reader()
	if err != nil {
		return nil, err
	}
	newest, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a reader of type %T", r), r.Close())
	}
	return newest, nil
}

// acquire returns a view of the newest snapshot, to be released after use; fresh reports
// whether it was made just now.
func (s *snapshots) acquire() (v *view, fresh bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, false, errClosed
	}
	newest, err := s.newest()
	if err != nil {
		return nil, false, err
	}
	if s.current != nil && s.current.from == newest {
		s.current.refs++
		return s.current, false, newest.Close()
	}
	v, err = s.newView(newest)
	if err != nil {
		return nil, false, errors.Join(err, newest.Close())
	}
	if s.current != nil {
		s.drop(s.current)
	}
	s.current = v
	v.refs = 2 // one of snapshots, one of the caller
	return v, true, nil
}

// drop gives back a reference, under the lock.
func (s *snapshots) drop(v *view) {
	if v.refs--; v.refs == 0 {
		_ = v.from.Close() // only a reference is given back
	}
}

func (s *snapshots) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.current != nil {
		s.drop(s.current)
		s.current = nil
	}
	if s.pinned != nil {
		_ = s.pinned.Close()
		s.pinned = nil
	}
}

// newView makes a view of one of scorch's snapshots.
func (s *snapshots) newView(from *scorch.IndexSnapshot) (*view, error) {
	raw, err := from.GetInternal(stateKey)
	if err != nil {
		return nil, err
	}
	st, err := readState(raw)
	if err != nil {
		return nil, err
	}
	var segs []*snapshot.Segment
	for _, x := range from.Segments() {
		data := scorchseg.Of(x.Segment())
		if data == nil {
			return nil, fmt.Errorf("a segment of type %T", x.Segment())
		}
		g := &snapshot.Segment{ID: x.Id(), Data: data}
		if except := x.Deleted(); except != nil && !except.IsEmpty() {
			g.Deleted = docset.NewBits(data.Len())
			for it := except.Iterator(); it.HasNext(); {
				g.Deleted.Set(it.Next())
			}
		}
		segs = append(segs, g)
	}
	snap := snapshot.New(st.seq, segs)
	return &view{
		Snapshot: snap,
		state:    st,
		facets:   s.columns.View(snap),
		answers:  cache.New[string, *index.Result](s.answers, nil),
		owner:    s,
		from:     from,
	}, nil
}

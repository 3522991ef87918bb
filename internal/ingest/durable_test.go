package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/ingest"
	"letopis/internal/source"
)

// watched is a catalogue that looks, when something is committed, whether its originals are in the bucket as others
// would find it if the process were killed then.
type watched struct {
	archive.Store
	bucket archive.Bucket
	seen   int
	t      *testing.T
}

func (w *watched) Commit(ctx context.Context, b archive.Batch) (archive.Result, error) {
	for _, d := range b.Put {
		w.seen++
		f, err := w.bucket.Open(ctx, d.Original.SHA256)
		if err != nil {
			w.t.Errorf("%s is committed: %v", d.URI, err)
			continue
		}
		if _, err := io.Copy(io.Discard, f); errors.Join(err, f.Close()) != nil {
			w.t.Errorf("%s is committed: %v", d.URI, err)
		}
	}
	return w.Store.Commit(ctx, b)
}

func TestOriginalsAreDurableBeforeTheirDocuments(t *testing.T) {
	f, s := setup(t), &shelf{}
	for i := range 450 { // more than two transactions
		s.put(fmt.Sprintf("%04d.txt", i), "1", fmt.Sprint("акт ", i%400))
	}
	w := &watched{Store: f.store, bucket: f.bucket, t: t}
	f.o.Store, f.o.Workers = w, 4
	f.run(s, false, "+450 ~0 =0 -0 !0")
	if w.seen != 450 {
		t.Errorf("%d documents were committed", w.seen)
	}
}

// forgetful is a bucket on a disk that loses what is written to it.
type forgetful struct{ archive.Bucket }

func (f forgetful) Batch() archive.BucketBatch { return losing{archive.BatchOf(f.Bucket)} }

type losing struct{ archive.BucketBatch }

var errLost = errors.New("the disk lost it")

func (losing) Sync(context.Context) error { return errLost }

func TestNothingIsCommittedWhoseOriginalsAreNotDurable(t *testing.T) {
	f, s := setup(t), &shelf{}
	for i := range 250 {
		s.put(fmt.Sprintf("%04d.txt", i), "1", fmt.Sprint("акт ", i))
	}
	o := f.o
	o.Source, o.Bucket = s, forgetful{f.bucket}
	if sum, err := ingest.Run(t.Context(), o); !errors.Is(err, errLost) || sum.Added != 0 || !sum.Partial {
		t.Errorf("%s %v", numbers(sum), err)
	}
	if held := f.held(); held != "" {
		t.Errorf("committed: %.100s", held)
	}
	f.run(s, false, "+250 ~0 =0 -0 !0")
}

// slow is a catalogue that commits a batch only when the next one has been collected, and fails once.
type slow struct {
	archive.Store
	next      <-chan struct{} // receives when another batch has been walked
	committed []string        // addresses of documents
	fails     int             // which commit
}

// announced is a shelf that announces batches of 200 items after the first one.
type announced struct {
	*shelf
	next chan struct{} // closed at the end of the walk
}

func (a announced) Walk(ctx context.Context, cursor string, fn func(source.Item) error,
	fail func(string, error)) (string, error) {
	defer close(a.next)
	n := 0
	return a.shelf.Walk(ctx, cursor, func(it source.Item) error {
		err := fn(it)
		if n++; n > 200 && n%200 == 0 {
			a.next <- struct{}{}
		}
		return err
	}, fail)
}

var errSlow = errors.New("the catalogue broke")

func (s *slow) Commit(ctx context.Context, b archive.Batch) (archive.Result, error) {
	<-s.next
	if s.fails--; s.fails == 0 {
		return archive.Result{}, errSlow
	}
	for _, d := range b.Put {
		s.committed = append(s.committed, d.URI)
	}
	return s.Store.Commit(ctx, b)
}

func TestNothingIsCommittedBehindWhatFailed(t *testing.T) {
	f, s := setup(t), &shelf{}
	for i := range 1000 {
		s.put(fmt.Sprintf("%04d.txt", i), "1", fmt.Sprint("акт ", i))
	}
	next := make(chan struct{}, 10)
	o, catalogue := f.o, &slow{Store: f.store, next: next, fails: 3}
	o.Source, o.Store = announced{s, next}, catalogue
	sum, err := ingest.Run(t.Context(), o)
	if !errors.Is(err, errSlow) || sum.Added != 400 || !sum.Partial {
		t.Errorf("%s %v", numbers(sum), err)
	}
	if n := len(catalogue.committed); n != 400 || !slices.IsSorted(catalogue.committed) {
		t.Errorf("%d were committed", n)
	}
	o.Source, o.Store = s, f.store
	if sum, err = ingest.Run(t.Context(), o); err != nil || sum.Added != 600 {
		t.Errorf("the run after: %s %v", numbers(sum), err)
	}
	if n := len(strings.Fields(f.held())); n != 1000 {
		t.Errorf("%d documents are there", n)
	}
}

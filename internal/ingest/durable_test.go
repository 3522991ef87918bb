package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/ingest"
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

// slow is a catalogue that takes its time, and fails once.
type slow struct {
	archive.Store
	committed []string // addresses of documents
	fails     int      // which commit
}

var errSlow = errors.New("the catalogue broke")

func (s *slow) Commit(ctx context.Context, b archive.Batch) (archive.Result, error) {
	time.Sleep(20 * time.Millisecond) // so that the next batch is gathered meanwhile
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
	o, catalogue := f.o, &slow{Store: f.store, fails: 3}
	o.Source, o.Store = s, catalogue
	sum, err := ingest.Run(t.Context(), o)
	if !errors.Is(err, errSlow) || sum.Added != 400 || !sum.Partial {
		t.Errorf("%s %v", numbers(sum), err)
	}
	if n := len(catalogue.committed); n != 400 || !slices.IsSorted(catalogue.committed) {
		t.Errorf("%d were committed", n)
	}
	o.Store = f.store
	if sum, err = ingest.Run(t.Context(), o); err != nil || sum.Added != 600 {
		t.Errorf("the run after: %s %v", numbers(sum), err)
	}
	if n := len(strings.Fields(f.held())); n != 1000 {
		t.Errorf("%d documents are there", n)
	}
}

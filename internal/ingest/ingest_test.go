package ingest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/extract"
	"letopis/internal/ingest"
	"letopis/internal/source"
	"letopis/internal/store/sqlitestore"
)

// shelf is a source in memory: items by name, in order, each with a cursor.
type shelf struct {
	items  []source.Item
	fails  map[string]error // told before the items
	ends   error            // what ends the walk after the items
	mu     sync.Mutex
	opened []string
}

func (s *shelf) Name() string { return "shelf" }

func (s *shelf) put(name, version, text string) {
	it := source.Item{URI: name, Name: filepath.Base(name), Version: version, Size: int64(len(text)), Cursor: name}
	it.Open = func() (io.ReadCloser, error) {
		s.mu.Lock()
		s.opened = append(s.opened, name)
		s.mu.Unlock()
		return io.NopCloser(strings.NewReader(text)), nil
	}
	s.items = slices.DeleteFunc(s.items, func(x source.Item) bool { return x.URI == name })
	s.items = append(s.items, it)
}

func (s *shelf) remove(name string) {
	s.items = slices.DeleteFunc(s.items, func(x source.Item) bool { return x.URI == name })
}

func (s *shelf) Walk(_ context.Context, cursor string, fn func(source.Item) error, fail func(string, error)) (string,
	error) {
	for uri, err := range s.fails {
		fail(uri, err)
	}
	for _, it := range s.items {
		if cursor != "" && it.URI <= cursor {
			continue
		}
		if err := fn(it); err != nil {
			return "", err
		}
	}
	return "", s.ends
}

// fixture is an archive without a program around it.
type fixture struct {
	t      *testing.T
	store  *sqlitestore.Store
	bucket archive.Bucket
	o      ingest.Options
}

func setup(t *testing.T) *fixture {
	t.Helper()
	dir := t.TempDir()
	s, err := sqlitestore.Open(context.Background(), filepath.Join(dir, "l.db"), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b, err := dirblob.Open(filepath.Join(dir, "originals"))
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{t: t, store: s, bucket: b, o: ingest.Options{Store: s, Bucket: b, Workers: 1,
		Extract: func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			return extract.Extract(ctx, name, data, extract.Options{}), nil
		},
		Enrich: func(_ context.Context, d *archive.Document) error {
			d.Facts.Title.Text = strings.SplitN(d.Text, "\n", 2)[0]
			return nil
		}}}
}

// run takes the source in and checks the numbers of documents added, changed,
// unchanged, removed, and of failures.
func (f *fixture) run(src source.Source, prune bool, want string) ingest.Summary {
	f.t.Helper()
	o := f.o
	o.Source, o.Prune = src, prune
	sum, err := ingest.Run(context.Background(), o)
	if err != nil {
		f.t.Fatal(err)
	}
	if got := numbers(sum); got != want {
		f.t.Errorf("took in %s, want %s", got, want)
	}
	return sum
}

func numbers(s ingest.Summary) string {
	return fmt.Sprintf("+%d ~%d =%d -%d !%d", s.Added, s.Changed, s.Unchanged, s.Removed, len(s.Failed))
}

// held lists the addresses of all documents.
func (f *fixture) held() string {
	f.t.Helper()
	changes, err := f.store.Changes(context.Background(), 0, 1000)
	if err != nil {
		f.t.Fatal(err)
	}
	var out []string
	for _, c := range changes {
		if c.Doc != nil {
			out = append(out, c.Doc.URI)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestUnchangedOriginalsAreNotRead(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("a.txt", "1", "о бюджете")
	s.put("b.txt", "1", "о дорогах")
	f.run(s, false, "+2 ~0 =0 -0 !0")
	s.put("b.txt", "2", "о дорогах") // touched
	s.opened = nil
	f.run(s, false, "+0 ~0 =2 -0 !0")
	f.run(s, false, "+0 ~0 =2 -0 !0")
	if fmt.Sprint(s.opened) != "[b.txt]" {
		t.Errorf("opened %v, want what was touched, once", s.opened)
	}
	s.put("b.txt", "3", "о мостах")
	f.run(s, false, "+0 ~1 =1 -0 !0")
}

func zipOf(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, "постановление "+name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWorkersBoundWhatIsExtractedAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := setup(t)
		src := &shelf{}
		for i := range 30 {
			src.put(fmt.Sprintf("%02d.txt", i), "1", fmt.Sprint("акт ", i))
		}
		const workers = 2
		f.o.Workers = workers
		var now, most atomic.Int32
		inner := f.o.Extract
		f.o.Extract = func(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
			n := now.Add(1)
			defer now.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(time.Second) // of the bubble: it passes when all that may begin has begun
			return inner(ctx, name, data)
		}
		f.run(src, false, "+30 ~0 =0 -0 !0")
		if most.Load() != workers {
			t.Errorf("%d originals were extracted at a time by %d workers", most.Load(), workers)
		}
	})
}

func TestPartsThatVanishAreRemoved(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("acts.zip", "1", zipOf(t, "1.txt", "2.txt", "3.txt"))
	f.run(s, false, "+3 ~0 =0 -0 !0")
	s.put("acts.zip", "2", zipOf(t, "1.txt", "3.txt", "4.txt"))
	f.run(s, false, "+1 ~0 =2 -1 !0")
	if got, want := f.held(), "acts.zip!/1.txt acts.zip!/3.txt acts.zip!/4.txt"; got != want {
		t.Errorf("held: %s, want %s", got, want)
	}
	docs, err := f.store.Get(context.Background(), archive.NewID("shelf", "acts.zip!/4.txt"))
	if err != nil || docs[0] == nil {
		t.Fatal(err)
	}
	r, err := f.bucket.Open(context.Background(), docs[0].Original.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "постановление 4.txt" {
		t.Errorf("the original of a part is %q, %v", b, err)
	}
	if sum := f.run(s, true, "+0 ~0 =3 -0 !0"); sum.Partial {
		t.Error("a complete run says that it is not")
	}
	s.remove("acts.zip")
	s.put("b.txt", "1", "второе")
	f.run(s, false, "+1 ~0 =0 -0 !0")
	f.run(s, true, "+0 ~0 =1 -3 !0")
}

func TestAFolderThatCannotBeReadIsNotPruned(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("2017/a.txt", "1", "первое")
	s.put("2018/b.txt", "1", "второе")
	f.run(s, false, "+2 ~0 =0 -0 !0")
	s.remove("2017/a.txt")
	s.remove("2018/b.txt")
	s.fails = map[string]error{"2017": errors.New("нет прав")}
	f.run(s, true, "+0 ~0 =0 -1 !1")
	if got := f.held(); got != "2017/a.txt" {
		t.Errorf("held: %s", got)
	}
	s.fails = nil
	f.run(s, false, "+0 ~0 =0 -0 !0")
	if left, err := f.store.Failures(context.Background(), "shelf"); err != nil || len(left) != 0 {
		t.Errorf("a failure that is over is still listed: %v %v", left, err)
	}
}

func TestABadOriginalDoesNotStopTheRest(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("a.txt", "1", "первое")
	s.put("b.txt", "1", "второе")
	s.put("c.txt", "1", strings.Repeat("много ", 1000))
	s.items[1].Open = func() (io.ReadCloser, error) { return nil, os.ErrPermission }
	f.o.MaxFile = 1000
	sum := f.run(s, false, "+1 ~0 =0 -0 !2")
	slices.SortFunc(sum.Failed, func(a, b archive.Failure) int { return strings.Compare(a.URI, b.URI) })
	if sum.Failed[0].URI != "b.txt" || !strings.Contains(sum.Failed[1].Reason, "ingest.max_file_mb") {
		t.Errorf("%+v", sum.Failed)
	}
	stored, err := f.store.Failures(context.Background(), "shelf")
	if err != nil || len(stored) != 2 {
		t.Errorf("remembered: %+v %v", stored, err)
	}
}

func TestASourceThatBreaksOffIsResumed(t *testing.T) {
	f, s := setup(t), &shelf{ends: errors.New("связь прервалась")}
	for i := range 5 {
		s.put(fmt.Sprintf("%d.txt", i), "1", fmt.Sprint("решение ", i))
	}
	o := f.o
	o.Source, o.Prune = s, true
	sum, err := ingest.Run(context.Background(), o)
	if !errors.Is(err, ingest.ErrSource) || !sum.Partial || sum.Added != 5 {
		t.Fatalf("%+v %v", sum, err)
	}
	cursor, err := f.store.Cursor(context.Background(), "shelf")
	if err != nil || cursor != "4.txt" {
		t.Errorf("cursor %q %v", cursor, err)
	}
	s.ends = nil
	s.put("5.txt", "1", "решение 5")
	s.opened = nil
	f.run(s, true, "+1 ~0 =0 -0 !0") // what came before the cursor is not seen, and not pruned
	if fmt.Sprint(s.opened) != "[5.txt]" {
		t.Errorf("opened %v", s.opened)
	}
	f.run(s, true, "+0 ~0 =6 -0 !0")
}

func TestAnInterruptedRunGoesOn(t *testing.T) {
	f, s := setup(t), &shelf{}
	for i := range 50 {
		s.put(fmt.Sprintf("%02d.txt", i), "1", fmt.Sprint("решение ", i))
	}
	ctx, interrupt := context.WithCancel(context.Background())
	o := f.o
	o.Source = s
	o.Progress = func(sum ingest.Summary) {
		if sum.Files == 20 {
			interrupt()
		}
	}
	sum, err := ingest.Run(ctx, o)
	if !errors.Is(err, context.Canceled) || !sum.Partial || sum.Added < 1 || sum.Added >= 50 {
		t.Fatalf("%s %v", numbers(sum), err)
	}
	f.run(s, false, fmt.Sprintf("+%d ~0 =0 -0 !0", 50-sum.Added))
	if n := len(strings.Fields(f.held())); n != 50 {
		t.Errorf("%d documents", n)
	}
}

// full is a bucket on a full disk.
type full struct{ archive.Bucket }

func (full) Put(context.Context, io.Reader) (string, int64, error) { return "", 0, archive.ErrFull }

func TestAFullDiskIsNotTheFilesFault(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("a.txt", "1", "первое")
	o := f.o
	o.Source, o.Bucket = s, full{f.bucket}
	if sum, err := ingest.Run(context.Background(), o); !errors.Is(err, archive.ErrFull) || len(sum.Failed) != 0 {
		t.Errorf("%+v %v", sum, err)
	}
	f.run(s, false, "+1 ~0 =0 -0 !0")
}

func TestOffsetsOfPagesSurviveCleaning(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("a.pdf", "1", "%PDF")
	f.o.Extract = func(context.Context, string, []byte) ([]extract.Part, error) {
		first, second := "Первая  стра\u00adница", "Вторая\u00a0страница"
		return []extract.Part{{Text: first + "\n" + second, Pages: []int{0, len(first) + 1}, Status: archive.StatusOK,
			MediaType: "application/pdf"}}, nil
	}
	f.run(s, false, "+1 ~0 =0 -0 !0")
	docs, err := f.store.Get(context.Background(), archive.NewID("shelf", "a.pdf"))
	if err != nil || docs[0] == nil || len(docs[0].Pages) != 2 || !strings.HasPrefix(docs[0].Text[docs[0].Pages[1]:],
		"Вторая страница") {
		t.Errorf("%+v %v", docs[0], err)
	}
	if time.Since(docs[0].Ingested) > time.Minute {
		t.Errorf("ingested %v", docs[0].Ingested)
	}
}

// A folder whose disk is not mounted looks empty.
func TestAnEmptySourceRemovesNothing(t *testing.T) {
	f, s := setup(t), &shelf{}
	s.put("a.txt", "1", "первое")
	s.put("b.txt", "1", "второе")
	f.run(s, true, "+2 ~0 =0 -0 !0")
	o := f.o
	o.Source, o.Prune = &shelf{}, true
	if sum, err := ingest.Run(context.Background(), o); !errors.Is(err, ingest.ErrSource) || sum.Removed != 0 ||
		!strings.Contains(err.Error(), "mounted") {
		t.Errorf("%+v %v", sum, err)
	}
	s.remove("a.txt")
	f.run(s, true, "+0 ~0 =1 -1 !0")
}

// What people removed does not come back by itself: not when its file is seen
// again, touched, or read again; only when the file changes.
func TestRemove(t *testing.T) {
	f, src, ctx := setup(t), &shelf{}, context.Background()
	src.put("a", "1", "О дорогах")
	src.put("b", "1", "О мостах")
	src.put("c.zip", "1", zipOf(t, "d.txt", "e.txt"))
	f.run(src, false, "+4 ~0 =0 -0 !0")
	id := map[string]string{}
	sha := map[string]string{}
	changes, err := f.store.Changes(ctx, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		id[c.Doc.URI], sha[c.Doc.URI] = c.ID, c.Doc.Original.SHA256
	}
	test := archive.Takedown{Reason: "test"}
	if _, err := ingest.Remove(ctx, f.store, test, id["a"], "nothing"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("an id that is none: %v", err)
	}
	if n, err := ingest.Remove(ctx, f.store, test, id["a"], id["c.zip!/d.txt"]); err != nil || n != 2 {
		t.Fatalf("%d removed, %v", n, err)
	}
	if _, err := ingest.Remove(ctx, f.store, test, id["a"]); !errors.Is(err, archive.ErrRemoved) {
		t.Errorf("removed twice: %v", err)
	}
	if held, err := f.store.Holds(ctx, sha["a"]); err != nil || held {
		t.Errorf("the original is kept, %v", err)
	}
	if held, err := f.store.Holds(ctx, sha["b"]); err != nil || !held {
		t.Errorf("another original is not kept, %v", err)
	}
	f.run(src, false, "+0 ~0 =3 -0 !0") // an archive counts as what it held
	src.put("a", "2", "О дорогах")
	f.run(src, true, "+0 ~0 =3 -0 !0")
	f.o.Again = true
	f.run(src, true, "+0 ~0 =2 -0 !0")
	f.o.Again = false
	src.put("a", "3", "О дорогах, без имён")
	src.put("c.zip", "2", zipOf(t, "d.txt", "e.txt", "f.txt"))
	f.run(src, false, "+3 ~0 =2 -0 !0")
	if gone, err := f.store.Removed(ctx, id["a"]); err != nil || gone {
		t.Errorf("what changed is not taken in, %v", err)
	}
}

package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/extract"
	"letopis/internal/ingest"
	"letopis/internal/intake"
	"letopis/internal/source"
	"letopis/internal/store/sqlitestore"
)

// fixture is an archive with an inbox, which can be opened anew as after a kill.
type fixture struct {
	*testing.T
	*intake.Inbox
	dir    string
	store  *sqlitestore.Store
	bucket archive.Bucket
	limits intake.Limits
	broken error // what the archive fails with
	taken  int   // times that a batch was taken in
}

func setup(t *testing.T, l intake.Limits) *fixture {
	t.Helper()
	f := &fixture{T: t, dir: filepath.Join(t.TempDir(), "uploads"), limits: l}
	var err error
	if f.store, err = sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"),
		sqlitestore.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.store.Close() })
	if f.bucket, err = dirblob.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	f.reopen()
	return f
}

func (f *fixture) reopen() {
	f.Helper()
	var err error
	if f.Inbox, err = intake.Open(f.dir, f.limits); err != nil {
		f.Fatal(err)
	}
}

// work reads files as texts, «bad» as one that cannot be taken in.
func (f *fixture) work() intake.Work {
	read := func(_ context.Context, _ string, data []byte) ([]extract.Part, error) {
		if bytes.Contains(data, []byte("bad")) {
			return nil, errors.New("не читается")
		}
		return []extract.Part{{Text: string(data), Status: archive.StatusOK}}, nil
	}
	return intake.Work{Store: f.store, Log: slog.New(slog.DiscardHandler),
		TakeIn: func(ctx context.Context, s source.Source) error {
			f.taken++
			if f.broken != nil {
				return f.broken
			}
			_, err := ingest.Run(ctx, ingest.Options{Source: s, Store: f.store, Bucket: f.bucket, Extract: read,
				Enrich: func(context.Context, *archive.Document) error { return nil }})
			return err
		}}
}

func (f *fixture) send(batch, name, content string) intake.File {
	f.Helper()
	file, err := f.Add(batch, name, int64(len(content)))
	if err != nil {
		f.Fatal(err)
	}
	if file, err = f.Receive(f.Context(), batch, file.Number, file.Got,
		strings.NewReader(content[file.Got:])); err != nil {
		f.Fatal(err)
	}
	return file
}

func (f *fixture) begin() string {
	f.Helper()
	b, err := f.New("О. Петрова")
	if err != nil {
		f.Fatal(err)
	}
	return b.ID
}

func (f *fixture) takeIn(batch string) intake.Batch {
	f.Helper()
	if err := f.Close(batch); err != nil {
		f.Fatal(err)
	}
	if err := f.RunOnce(f.Context(), f.work()); err != nil {
		f.Fatal(err)
	}
	b, err := f.Get(batch)
	if err != nil {
		f.Fatal(err)
	}
	return b
}

// bytesLeft counts what lies in the folder beside the notes.
func (f *fixture) bytesLeft() (n int64) {
	f.Helper()
	err := filepath.WalkDir(f.dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != "batch.json" {
			info, err := e.Info()
			n += info.Size()
			return err
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	return n
}

func TestWhatBecomesOfFiles(t *testing.T) {
	f := setup(t, intake.Limits{})
	first := f.begin()
	f.send(first, "Постановление 5.txt", "О ремонте моста")
	f.send(first, "папка/Thumbs.db", "x")
	f.send(first, "плохой.txt", "bad")
	f.send(first, "пустой.txt", "")
	half, err := f.Add(first, "оборван.txt", 100)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Receive(t.Context(), first, half.Number, 0, strings.NewReader("начало")); err != nil {
		t.Fatal(err)
	}
	b := f.takeIn(first)
	if b.State != intake.Done || b.By != "О. Петрова" || b.Ended.IsZero() || len(b.Files) != 5 {
		t.Fatalf("%+v", b)
	}
	for i, want := range []string{"", "служебный", "не читается", "", "не целиком"} {
		if got := b.Files[i]; want == "" && (got.Failure != "" || len(got.Docs) != 1 || got.Known) ||
			!strings.Contains(got.Failure, want) {
			t.Errorf("%+v, want %q", got, want)
		}
	}
	docs, err := f.store.Get(t.Context(), b.Files[0].Docs...)
	if err != nil || docs[0] == nil || docs[0].Text != "О ремонте моста" || docs[0].Source != intake.Source {
		t.Errorf("%+v %v", docs, err)
	}
	if n := f.bytesLeft(); n != 0 {
		t.Errorf("%d bytes stay behind", n)
	}

	// The same file again is known; another one of its name is another document.
	second := f.begin()
	f.send(second, "Постановление 5.txt", "О ремонте моста")
	f.send(second, "Постановление 5.txt", "О ремонте дороги")
	again := f.takeIn(second)
	if x := again.Files[0]; !x.Known || !slices.Equal(x.Docs, b.Files[0].Docs) {
		t.Errorf("the same file: %+v", x)
	}
	if x := again.Files[1]; x.Known || len(x.Docs) != 1 || x.Docs[0] == b.Files[0].Docs[0] {
		t.Errorf("another file: %+v", x)
	}
}

// A connection may break anywhere, and a server be killed: what is here stays, and the rest follows.
func TestGoesOnWhereItWas(t *testing.T) {
	f := setup(t, intake.Limits{})
	id := f.begin()
	const content = "Постановление о ремонте моста через реку"
	for cut := range len(content) {
		name := fmt.Sprintf("%d.txt", cut)
		file, err := f.Add(id, name, int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		broken := io.MultiReader(strings.NewReader(content[:cut]), failing{})
		if _, err := f.Receive(t.Context(), id, file.Number, 0, broken); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("broken at %d: %v", cut, err)
		}
		if cut%8 == 0 {
			f.reopen()
		}
		if _, err := f.Receive(t.Context(), id, file.Number, int64(cut+1), strings.NewReader("x")); !errors.Is(err,
			intake.ErrOffset) {
			t.Errorf("a gap at %d: %v", cut, err)
		}
		if file = f.send(id, name, content); !file.Complete() || file.Got != int64(len(content)) {
			t.Errorf("after %d: %+v", cut, file)
		}
		if again, err := f.Receive(t.Context(), id, file.Number, 0, strings.NewReader(content)); !errors.Is(err,
			intake.ErrOffset) {
			t.Errorf("complete, and taken again: %+v %v", again, err)
		}
	}
	b := f.takeIn(id)
	sums := map[string]bool{}
	for _, x := range b.Files {
		sums[x.SHA256] = true
	}
	if len(b.Files) != len(content) || len(sums) != 1 {
		t.Errorf("%d files, %d contents", len(b.Files), len(sums))
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Killed between any two steps of taking in, the end is the same.
func TestTakingInIsRepeated(t *testing.T) {
	var want []intake.File
	for stop := range 12 {
		f := setup(t, intake.Limits{})
		id := f.begin()
		for i := range 3 {
			f.send(id, fmt.Sprintf("%d.txt", i), fmt.Sprintf("Постановление %d", i))
		}
		f.send(id, "плохой.txt", "bad")
		if err := f.Close(id); err != nil {
			t.Fatal(err)
		}
		// The context ends at its n-th look.
		ctx := &countdown{Context: t.Context(), left: stop}
		killed := f.RunOnce(ctx, f.work()) != nil
		f.reopen()
		if err := f.RunOnce(t.Context(), f.work()); err != nil {
			t.Fatal(err)
		}
		b, err := f.Get(id)
		if err != nil || b.State != intake.Done || b.Error != "" || f.bytesLeft() != 0 {
			t.Fatalf("stopped at %d (%v): %+v %v", stop, killed, b, err)
		}
		if want == nil {
			want = b.Files
		}
		for i := range want {
			if x := b.Files[i]; !slices.Equal(x.Docs, want[i].Docs) || x.Known || x.Failure != want[i].Failure {
				t.Errorf("stopped at %d: %+v, want %+v", stop, x, want[i])
			}
		}
	}
}

// countdown is a context that ends when it was asked so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// What is not a file's fault is told, kept, and tried again.
func TestArchiveFails(t *testing.T) {
	f := setup(t, intake.Limits{})
	id := f.begin()
	f.send(id, "a.txt", "Постановление")
	if err := f.Close(id); err != nil {
		t.Fatal(err)
	}
	f.broken = archive.ErrFull
	if err := f.RunOnce(t.Context(), f.work()); !errors.Is(err, archive.ErrFull) {
		t.Fatal(err)
	}
	if b, err := f.Get(id); err != nil || b.State != intake.Waiting || b.Error == "" {
		t.Errorf("%+v %v", b, err)
	}
	f.broken = nil
	f.reopen()
	if err := f.RunOnce(t.Context(), f.work()); err != nil {
		t.Fatal(err)
	}
	if b, err := f.Get(id); err != nil || b.State != intake.Done || b.Error != "" || len(b.Files[0].Docs) != 1 {
		t.Errorf("%+v %v", b, err)
	}
}

func TestNames(t *testing.T) {
	f := setup(t, intake.Limits{})
	id := f.begin()
	for given, want := range map[string]string{
		"a.txt": "a.txt", "../../etc/passwd": "etc/passwd", `C:\Акты\1.doc`: "C:/Акты/1.doc", "/abs//b.txt": "abs/b.txt",
		"a\x00b\n\u202etxt": "abtxt", "<script>alert(1)</script>.txt": "<script>alert(1)<" + "/script>.txt",
		"\xcf\xee\xf1\xf2\xe0\xed\xee\xe2\xeb\xe5\xed\xe8\xe5.doc": "Постановление.doc", "": "", "..": "", "/": "",
		strings.Repeat("я", 1000): "",
	} {
		got, err := f.Add(id, given, 1)
		if (err != nil) != (want == "") || got.Name != want {
			t.Errorf("%q is %q: %v", given, got.Name, err)
		}
		var refused *intake.Refusal
		if err != nil && (!errors.As(err, &refused) || !errors.Is(err, archive.ErrInvalid)) {
			t.Errorf("%q: %v", given, err)
		}
	}
	entries, err := os.ReadDir(filepath.Join(f.dir, id))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v %v", entries, err)
	}
}

func TestLimits(t *testing.T) {
	f := setup(t, intake.Limits{FileBytes: 10, BatchBytes: 15, Files: 2, Open: 2})
	id := f.begin()
	add := func(name string, size int64, want string) {
		t.Helper()
		if _, err := f.Add(id, name, size); want == "" && err != nil || want != "" &&
			(err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s of %d: %v, want %q", name, size, err, want)
		}
	}
	add("a", 11, "server.upload_mb")
	add("a", -1, "Размер")
	add("a", 10, "")
	add("a", 10, "") // the same, which has not come
	add("b", 6, "партия")
	add("b", 5, "")
	add("c", 0, "не больше 2 файлов")
	if x, err := f.Receive(t.Context(), id, 2, 0, strings.NewReader("123456")); err == nil || x.Got != 0 {
		t.Errorf("more than announced: %+v %v", x, err)
	}
	f.send(id, "b", "12345")
	f.begin()
	if _, err := f.New("x"); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("a third batch: %v", err)
	}
	if err := f.Cancel(id); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(id); !errors.Is(err, archive.ErrNotFound) || f.bytesLeft() != 0 {
		t.Errorf("cancelled: %v, %d bytes", err, f.bytesLeft())
	}
	f.reopen()
	if n := len(f.List()); n != 1 {
		t.Errorf("%d batches", n)
	}
}

// A form does not tell the size of a file.
func TestReceiveWhole(t *testing.T) {
	f := setup(t, intake.Limits{FileBytes: 10, BatchBytes: 12})
	id := f.begin()
	if x, err := f.ReceiveWhole(t.Context(), id, "a", strings.NewReader("1234567")); err != nil || x.Size != 7 ||
		!x.Complete() {
		t.Errorf("%+v %v", x, err)
	}
	for content, want := range map[string]string{"12345678901": "server.upload_mb", "123456": "партия"} {
		if _, err := f.ReceiveWhole(t.Context(), id, content, strings.NewReader(content)); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", content, err)
		}
	}
	b := f.takeIn(id)
	if len(b.Files) != 3 || len(b.Files[0].Docs) != 1 || b.Files[1].Failure == "" || b.Files[2].Failure == "" {
		t.Errorf("%+v", b)
	}
}

// Nothing comes to a batch that is closed, and one that is broken is named with the way out.
func TestStates(t *testing.T) {
	f := setup(t, intake.Limits{})
	id := f.begin()
	f.send(id, "a.txt", "x")
	f.takeIn(id)
	if _, err := f.Add(id, "b.txt", 1); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("added: %v", err)
	}
	if err := f.Close(id); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("closed: %v", err)
	}
	if err := f.Cancel(id); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := f.Receive(t.Context(), "none", 1, 0, nil); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("received: %v", err)
	}
	if _, err := f.Progress(f.begin(), 1); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("progress: %v", err)
	}
	if err := os.WriteFile(filepath.Join(f.dir, id, "batch.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := intake.Open(f.dir, intake.Limits{}); err == nil || !strings.Contains(err.Error(), "move the folder") {
		t.Errorf("opened: %v", err)
	}
}

package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/testkit"
)

// walked is what one Walk reported: "uri" or "uri: text" for items, "! uri" for
// failures, "- uri" for what was passed over.
type walked struct {
	lines  []string
	items  []Item
	fails  map[string]error
	cursor string
}

func walk(t *testing.T, s Source, cursor string) walked {
	t.Helper()
	w := walked{fails: map[string]error{}}
	var err error
	w.cursor, err = s.Walk(context.Background(), cursor, func(it Item) error {
		w.items = append(w.items, it)
		w.lines = append(w.lines, it.URI)
		return nil
	}, func(uri string, err error) {
		w.fails[uri] = err
		mark := "! "
		if errors.Is(err, ErrSkipped) {
			mark = "- "
		}
		w.lines = append(w.lines, mark+uri)
	})
	if err != nil {
		t.Fatalf("walk of %s: %v", s.Name(), err)
	}
	return w
}

func content(t *testing.T, it Item) string {
	t.Helper()
	r, err := it.Open()
	if err != nil {
		t.Fatalf("open %s: %v", it.URI, err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, at string, o Options) Source {
	t.Helper()
	s, err := Open(at, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDir(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secret.txt"), "не для архива")
	at := t.TempDir()
	write(t, filepath.Join(at, "2017", "165.txt"), "постановление")
	write(t, filepath.Join(at, "устав.txt"), "устав")
	write(t, filepath.Join(at, "a.txt"), "первый")
	write(t, filepath.Join(at, ".git", "config"), "x")
	write(t, filepath.Join(at, "~$устав.docx"), "замок")
	write(t, filepath.Join(at, "пусто.txt"), "")
	for link, to := range map[string]string{"out": outside, "out.txt": filepath.Join(outside, "secret.txt"),
		"in.txt": "a.txt"} {
		if err := os.Symlink(to, filepath.Join(at, link)); err != nil {
			t.Fatal(err)
		}
	}
	got := walk(t, open(t, at, Options{}), "")
	want := []string{"- .git", "2017/165.txt", "a.txt", "- in.txt", "- out", "- out.txt", "- ~$устав.docx", "пусто.txt",
		"устав.txt"}
	if !slices.Equal(got.lines, want) {
		t.Errorf("got  %q\nwant %q", got.lines, want)
	}
	if it := got.items[0]; it.Name != "165.txt" || it.Size != 26 || it.Modified.IsZero() ||
		content(t, it) != "постановление" {
		t.Errorf("item %+v", it)
	}
	if got.cursor != "" {
		t.Errorf("a complete walk ends at cursor %q", got.cursor)
	}

	before := got.items[1].Version
	if again := walk(t, open(t, at, Options{}), "").items[1].Version; again != before {
		t.Errorf("version of an unchanged file went from %s to %s", before, again)
	}
	write(t, filepath.Join(at, "a.txt"), "первый, исправленный")
	if again := walk(t, open(t, at, Options{}), "").items[1].Version; again == before {
		t.Errorf("version of a changed file is still %s", again)
	}
}

func TestDirUnreadable(t *testing.T) {
	if os.Getuid() == 0 { // root reads everything: run as nobody
		cmd := exec.Command("/proc/self/exe", "-test.run=^TestDirUnreadable$", "-test.v")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		cmd.Env, cmd.Dir = []string{"TMPDIR=/tmp"}, "/"
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS: TestDirUnreadable") {
			t.Errorf("as nobody: %v\n%s", err, out)
		}
		return
	}
	at := t.TempDir()
	write(t, filepath.Join(at, "a.txt"), "x")
	write(t, filepath.Join(at, "закрыто.txt"), "x")
	write(t, filepath.Join(at, "папка", "b.txt"), "x")
	err := errors.Join(os.Chmod(filepath.Join(at, "закрыто.txt"), 0), os.Chmod(filepath.Join(at, "папка"), 0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(at, "папка"), 0o755) }) // so that it can be removed
	got := walk(t, open(t, at, Options{}), "")
	if want := []string{"a.txt", "! закрыто.txt", "! папка"}; !slices.Equal(got.lines, want) {
		t.Errorf("got %q, want %q", got.lines, want)
	}
	if err := got.fails["закрыто.txt"]; !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), "прав") {
		t.Errorf("error without a way out: %v", err)
	}
}

func TestDirSettles(t *testing.T) {
	at := t.TempDir()
	write(t, filepath.Join(at, "new.txt"), "x")
	write(t, filepath.Join(at, "old.txt"), "x")
	hourAgo := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(at, "old.txt"), hourAgo, hourAgo); err != nil {
		t.Fatal(err)
	}
	got := walk(t, open(t, at, Options{Settle: time.Minute}), "")
	if want := []string{"- new.txt", "old.txt"}; !slices.Equal(got.lines, want) {
		t.Errorf("got %q, want %q", got.lines, want)
	}
}

func TestFile(t *testing.T) {
	at := filepath.Join(t.TempDir(), "Решения за 2013.zip")
	write(t, at, "PK")
	s := open(t, at, Options{})
	got := walk(t, s, "")
	if s.Name() != open(t, filepath.Dir(at), Options{}).Name() || got.cursor == "" {
		t.Errorf("a file is not a part of its folder: name %q, cursor %q", s.Name(), got.cursor)
	}
	if len(got.items) != 1 || got.items[0].URI != "Решения за 2013.zip" || content(t, got.items[0]) != "PK" {
		t.Errorf("got %+v", got)
	}
}

func TestOpenOfNothing(t *testing.T) {
	at := filepath.Join(t.TempDir(), "нет такой")
	_, err := Open(at, Options{})
	if !errors.Is(err, archive.ErrNotFound) || !strings.Contains(err.Error(), at) {
		t.Errorf("error %v, want one that is ErrNotFound and names the path", err)
	}
	if _, err := Open("ftp://gorod.example/", Options{}); !errors.Is(err, archive.ErrInvalid) ||
		!strings.Contains(err.Error(), "https://") {
		t.Errorf("an address of another kind: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "a.urls")
	write(t, empty, "# ничего\n")
	if _, err := Open(empty, Options{}); !errors.Is(err, archive.ErrInvalid) {
		t.Errorf("an empty list: %v", err)
	}
	write(t, empty, "http://gorod.example/\nнет\n")
	if _, err := Open(empty, Options{}); !errors.Is(err, archive.ErrInvalid) ||
		!strings.Contains(err.Error(), "line 2") {
		t.Errorf("a bad list: %v", err)
	}
}

func TestWebArchive(t *testing.T) {
	for _, name := range []string{"crawl.warc.gz", "onemember.warc.gz"} {
		got := walk(t, open(t, testkit.Shared(t, "samples", "warc", name), Options{}), "")
		pages := 0
		for _, it := range got.items {
			if strings.HasPrefix(it.URI, "http://gorod.example/news/") && it.Hints["url"] == it.URI &&
				it.Fetched.Year() == 2012 {
				pages++
			}
		}
		if pages != 36 || len(got.items) != 37 || len(got.fails) != 2 {
			t.Errorf("%s: %d pages of %d items, failures %v", name, pages, len(got.items), got.fails)
		}
	}
	// A damaged archive gives what can be read and says that it is damaged.
	got := walk(t, open(t, testkit.Shared(t, "samples", "hostile", "trunc50.warc.gz"), Options{}), "")
	if len(got.items) == 0 || len(got.fails) == 0 {
		t.Errorf("half an archive: %d items, failures %v", len(got.items), got.fails)
	}
}

func TestWatch(t *testing.T) {
	at := t.TempDir()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s := open(t, at, Options{Settle: 20 * time.Millisecond})
	steps := []func(){
		func() { write(t, filepath.Join(at, "a.txt"), "x") },
		func() { write(t, filepath.Join(at, "новая", "папка", "b.txt"), "x") },
		func() { // written in pieces: seen only when whole
			f, err := os.Create(filepath.Join(at, "big.txt"))
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			for range 10 {
				fmt.Fprint(f, "0123456789")
				time.Sleep(10 * time.Millisecond)
			}
		},
		func() {
			outside := filepath.Join(t.TempDir(), "moved.txt")
			write(t, outside, "x")
			if err := os.Rename(outside, filepath.Join(at, "moved.txt")); err != nil {
				t.Error(err)
			}
		},
	}
	want := []string{"a.txt", "новая/папка/b.txt", "big.txt", "moved.txt"}
	seen := map[string]int64{}
	done := 0
	err := Watch(ctx, at, Watching{Quiet: 60 * time.Millisecond}, func(ctx context.Context) error {
		_, err := s.Walk(ctx, "", func(it Item) error { seen[it.URI] = it.Size; return nil }, func(string, error) {})
		if err != nil {
			return err
		}
		if done > 0 {
			if _, ok := seen[want[done-1]]; !ok {
				return nil // not yet settled
			}
		}
		if done == len(steps) {
			cancel()
			return nil
		}
		go steps[done]()
		done++
		return nil
	})
	if err != nil || done != len(steps) {
		t.Fatalf("%v after %d of %d steps; seen %v", err, done, len(steps), seen)
	}
	if seen["big.txt"] != 100 {
		t.Errorf("a file still being written was taken in at %d bytes", seen["big.txt"])
	}
}

package sqlitestore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/store/sqlitestore"
	"letopis/internal/store/storetest"
)

// files of a catalogue, by suffix.
type files map[string][]byte

func readFiles(t *testing.T, path string) files {
	t.Helper()
	out := files{}
	for _, suffix := range []string{"", "-wal", sqlitestore.HeadSuffix} {
		b, err := os.ReadFile(path + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if err == nil {
			out[suffix] = b
		}
	}
	return out
}

// put writes them to a new folder and returns the path of the catalogue there.
func (f files) put(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "letopis")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "letopis.db")
	for suffix, b := range f {
		if err := os.WriteFile(path+suffix, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// filled makes a catalogue of a server that was killed: its last changes are in the log.
func filled(t *testing.T) files {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "letopis.db")
	s := open(t, path)
	commit := func(from, to int) {
		b := archive.Batch{Source: "s", Cursor: fmt.Sprint(to)}
		for i := from; i < to; i++ {
			b.Put = append(b.Put, storetest.Doc(fmt.Sprint("d", i), strings.Repeat(fmt.Sprint("текст ", i, " "), 300)))
		}
		if _, err := s.Commit(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	commit(0, 30)
	if err := s.Purge(ctx); err != nil { // into the database
		t.Fatal(err)
	}
	for i := 30; i < 60; i += 3 {
		commit(i, i+3)
	}
	return readFiles(t, path)
}

// answers is all that a catalogue says, or an error.
func answers(path string, readOnly bool) (string, error) {
	ctx := context.Background()
	o := options
	o.ReadOnly = readOnly
	s, err := sqlitestore.Open(ctx, path, o)
	if err != nil {
		return "", err
	}
	defer s.Close()
	var out bytes.Buffer
	changes, err := s.Changes(ctx, 0, 1000)
	if err != nil {
		return "", err
	}
	for _, c := range changes {
		fmt.Fprintf(&out, "%d %s %v\n", c.Seq, c.ID, c.Doc)
	}
	titles, err := s.Titles(ctx, 0, 1000)
	if err != nil {
		return "", err
	}
	for _, t := range titles {
		fmt.Fprintf(&out, "%+v\n", t)
	}
	for i := range 60 {
		links, err := s.Links(ctx, storetest.Doc(fmt.Sprint("d", i), "").ID)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%+v\n", links)
	}
	sources, err := s.Sources(ctx)
	if err != nil {
		return "", err
	}
	cursor, err := s.Cursor(ctx, "s")
	fmt.Fprintln(&out, sources, cursor)
	return out.String(), err
}

// TestDamageIsNoAnswer damages each file of a catalogue in many places and ways: what
// it says afterwards is an error, or what it said before.
func TestDamageIsNoAnswer(t *testing.T) {
	whole := filled(t)
	if len(whole["-wal"]) == 0 || len(whole[sqlitestore.HeadSuffix]) == 0 {
		t.Fatal("no write-ahead log to damage, or no head")
	}
	want, err := answers(whole.put(t), false)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := answers(whole.put(t), true); err != nil || got != want {
		t.Fatalf("read only: %v, %d bytes of answers instead of %d", err, len(got), len(want))
	}
	r := rand.New(rand.NewPCG(3, 4))
	found := 0
	for _, suffix := range []string{"", "-wal", sqlitestore.HeadSuffix} {
		for i := range 60 {
			b := bytes.Clone(whole[suffix])
			at := r.IntN(len(b))
			how := []string{"flipped", "cut", "zeros", "gone"}[min(i%5, 3)]
			switch how {
			case "flipped":
				b[at] ^= 1 << r.IntN(8)
			case "cut":
				b = b[:at]
			case "zeros":
				at &^= 4095
				clear(b[at:min(at+4096, len(b))])
			}
			damaged := files{}
			for s, content := range whole {
				damaged[s] = content
			}
			damaged[suffix] = b
			if how == "gone" {
				delete(damaged, suffix)
			}
			got, err := answers(damaged.put(t), i%2 == 1)
			switch {
			case err == nil && got != want:
				t.Errorf("letopis.db%s %s at %d: answers are wrong", suffix, how, at)
			case err != nil && !errors.Is(err, archive.ErrCorrupt) && !errors.Is(err, archive.ErrInvalid) &&
				!errors.Is(err, os.ErrNotExist):
				t.Errorf("letopis.db%s %s at %d: %v", suffix, how, at, err)
			case err != nil:
				found++
			}
		}
	}
	// What is stored as it is read, such as the titles that Titles tells.
	closed := whole.put(t)
	if _, err := answers(closed, false); err != nil {
		t.Fatal(err)
	}
	whole = readFiles(t, closed)
	title, err := charmap.Windows1251.NewEncoder().Bytes([]byte(storetest.Doc("", "").Facts.Title.Text))
	if err != nil {
		t.Fatal(err)
	}
	wrong := bytes.ReplaceAll(whole[""], title, append([]byte{title[0] ^ 1}, title[1:]...))
	if bytes.Equal(wrong, whole[""]) {
		t.Fatalf("letopis.db has no title %q", title)
	}
	whole[""] = wrong
	if got, err := answers(whole.put(t), false); err == nil {
		t.Errorf("answers have titles that were not stored: %t", got != want)
	}
	if found < 60 {
		t.Errorf("only %d of 180 were found", found)
	}
}

// TestALostTailIsTold cuts the write-ahead log where a transaction ends, which is what
// SQLite makes of any damage in it.
func TestALostTailIsTold(t *testing.T) {
	ctx := context.Background()
	whole := filled(t)
	path := whole.put(t)
	if err := os.Truncate(path+"-wal", int64(len(whole["-wal"])*2/3)); err != nil {
		t.Fatal(err)
	}
	_, err := sqlitestore.Open(ctx, path, options)
	if !errors.Is(err, archive.ErrCorrupt) || !strings.Contains(err.Error(), "letopis repair") {
		t.Fatalf("%v", err)
	}
	if _, err := sqlitestore.Open(ctx, path, options); !errors.Is(err, archive.ErrCorrupt) {
		t.Errorf("the second time: %v", err)
	}
	if err := sqlitestore.Accept(path); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if err := s.Check(ctx, nil); err != nil {
		t.Error(err)
	}
	if _, err := s.Commit(ctx, archive.Batch{Put: []*archive.Document{storetest.Doc("new", "т")}}); err != nil {
		t.Error(err)
	}
}

// TestNoFalseAlarm takes the files as a kill leaves them between any two of the writes
// that the catalogue and its head are made by.
func TestNoFalseAlarm(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "letopis.db")
	s := open(t, path)
	var before files
	for i := range 20 {
		put := []*archive.Document{storetest.Doc(fmt.Sprint(i), "т")}
		if _, err := s.Commit(ctx, archive.Batch{Source: "s", Put: put}); err != nil {
			t.Fatal(err)
		}
		now := readFiles(t, path)
		if before == nil {
			before = files{"": now[""]}
		}
		old, fresh := before[sqlitestore.HeadSuffix], now[sqlitestore.HeadSuffix]
		half := slices.Concat(fresh[:30], old[min(30, len(old)):])
		for name, head := range map[string][]byte{"not written": old, "written": fresh, "half written": half} {
			killed := files{"": now[""], "-wal": now["-wal"], sqlitestore.HeadSuffix: head}
			if head == nil {
				delete(killed, sqlitestore.HeadSuffix)
			}
			again, err := sqlitestore.Open(ctx, killed.put(t), options)
			if err != nil {
				t.Errorf("commit %d, head %s: %v", i, name, err)
				continue
			}
			if err := again.Check(ctx, nil); err != nil {
				t.Errorf("commit %d, head %s: %v", i, name, err)
			}
			again.Close()
		}
		before = now
	}
}

// TestDamageBeneathAnOpenCatalogue damages files that are open, and reads on.
func TestDamageBeneathAnOpenCatalogue(t *testing.T) {
	ctx := context.Background()
	whole := filled(t)
	want, err := answers(whole.put(t), false)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 40 {
		suffix := []string{"", "-wal"}[i%2]
		path := whole.put(t)
		s := open(t, path)
		if _, err := s.Seq(ctx); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(path+suffix, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		size, err := f.Seek(0, io.SeekEnd)
		if err != nil {
			t.Fatal(err)
		}
		at := r.Int64N(size) &^ 4095
		switch i % 3 {
		case 0:
			_, err = f.WriteAt(make([]byte, 4096), at)
		case 1:
			err = f.Truncate(at)
		case 2:
			_, err = f.WriteAt([]byte{0xa5}, at+r.Int64N(min(4096, size-at)))
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		changes, err := s.Changes(ctx, 0, 1000)
		for _, c := range changes {
			fmt.Fprintf(&out, "%d %s %v\n", c.Seq, c.ID, c.Doc)
		}
		if err == nil && !strings.HasPrefix(want, out.String()) {
			t.Errorf("%d: letopis.db%s at %d: answers are wrong", i, suffix, at)
		}
		if err != nil && !errors.Is(err, archive.ErrCorrupt) {
			t.Errorf("%d: letopis.db%s at %d: %v", i, suffix, at, err)
		}
		s.Close()
	}
}

// TestPacedCheck holds that it reads every page, and documents, and lets itself be paced.
func TestPacedCheck(t *testing.T) {
	ctx := context.Background()
	whole := filled(t)
	closed := whole.put(t)
	if err := open(t, closed).Close(); err != nil { // all in the database
		t.Fatal(err)
	}
	whole = readFiles(t, closed)
	for at := 4096 + 50; at < len(whole[""]); at += 4096 * 7 {
		damaged := files{"": bytes.Clone(whole[""])}
		damaged[""][at] ^= 4
		s, err := sqlitestore.Open(ctx, damaged.put(t), options)
		if err == nil {
			err = s.Check(ctx, func(context.Context, int64) {})
			s.Close()
		}
		if !errors.Is(err, archive.ErrCorrupt) {
			t.Errorf("a damaged page at %d: %v", at, err)
		}
	}
	s := open(t, whole.put(t))
	read, size := int64(0), int64(len(whole[""]))
	if err := s.Check(ctx, func(_ context.Context, n int64) { read += n }); err != nil || read < size {
		t.Errorf("%d bytes of %d were paced: %v", read, size, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	if err := s.Check(ctx, func(context.Context, int64) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("an end meanwhile: %v", err)
	}
}

// seqUnlessCached returns the end of the log once the cached one, which stays valid for a millisecond, has expired.
func seqUnlessCached(ctx context.Context, s *sqlitestore.Store) (seq archive.Seq, err error) {
	for began := time.Now(); time.Since(began) <= time.Millisecond || err == nil && time.Since(began) < time.Second; {
		seq, err = s.Seq(ctx)
	}
	return seq, err
}

// TestFilesReplacedBeneathAnOpenCatalogue takes away what SQLite keeps beside it: nothing is
// written any more, and nothing acknowledged is lost.
func TestFilesReplacedBeneathAnOpenCatalogue(t *testing.T) {
	ctx := context.Background()
	for _, suffix := range []string{"-wal", "-shm"} {
		path := filled(t).put(t)
		s := open(t, path)
		seq, err := s.Seq(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path + suffix); err != nil {
			t.Fatal(err)
		}
		_, err = s.Commit(ctx, archive.Batch{Put: []*archive.Document{storetest.Doc("new", "т")}})
		if !errors.Is(err, archive.ErrCorrupt) || !strings.Contains(err.Error(), "start letopis again") {
			t.Errorf("%s: %v", suffix, err)
		}
		if _, err := seqUnlessCached(ctx, s); !errors.Is(err, archive.ErrCorrupt) {
			t.Errorf("%s: %v", suffix, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", suffix, err)
		}
		if now, err := open(t, path).Seq(ctx); err != nil || now != seq {
			t.Errorf("%s: started again at %d, not %d: %v", suffix, now, seq, err)
		}
	}
}

// TestALostTailMeanwhile damages the log and the header of its index beneath an open
// catalogue: SQLite makes the index anew, up to where the damage begins.
func TestALostTailMeanwhile(t *testing.T) {
	ctx := context.Background()
	path := filled(t).put(t)
	s := open(t, path)
	if _, err := s.Seq(ctx); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	for suffix, at := range map[string]int64{"-wal": info.Size() / 2, "-shm": 0} {
		f, err := os.OpenFile(path+suffix, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, 128), at) // no bytes that may be there
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if seq, err := seqUnlessCached(ctx, s); !errors.Is(err, archive.ErrCorrupt) {
			t.Errorf("at %d: %v", seq, err)
		}
	}
	s.Close()
	if _, err := sqlitestore.Open(ctx, path, options); !errors.Is(err, sqlitestore.ErrTail) {
		t.Errorf("opened again: %v", err)
	}
}

package rest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
)

// TestADamagedOriginalIsNotServed holds that no answer with a damaged original, or a
// range of it, ends as a whole one, and that each is counted.
func TestADamagedOriginalIsNotServed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bucket, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	f := servertest.New(t, func(o *server.Options) { o.Bucket = bucket })
	site := httptest.NewServer(f.Server.Public())
	defer site.Close()
	for _, size := range []int{100, 2_000_000} {
		content := bytes.Repeat([]byte("0123456789"), size/10)
		sha, n, err := bucket.Put(context.Background(), bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		uri := fmt.Sprintf("damaged/%d.txt", size)
		d := &archive.Document{ID: archive.NewID("test", uri), Source: "test", URI: uri, Status: archive.StatusOK,
			Text:     "текст",
			Original: archive.Original{SHA256: sha, Bytes: n, Name: "a.txt", MediaType: "text/plain"}}
		f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
		path := filepath.Join(dir, sha[:2], sha)
		damagedWhereCompressed(t, f, site.URL, path+".zst", d.ID)
		if err := os.Rename(path+".zst", path); err != nil { // as programs before 2026-12 keep it
			t.Fatal(err)
		}
		damaged := bytes.Clone(content)
		damaged[size-20] ^= 1
		for _, c := range []struct {
			name   string
			header http.Header
			want   []byte
		}{
			{"whole", nil, content},
			{"packed", http.Header{"Accept-Encoding": {"gzip"}}, content},
			{"end", http.Header{"Range": {fmt.Sprintf("bytes=%d-", size-30)}}, content[size-30:]},
			{"inside", http.Header{"Range": {"bytes=20-40"}}, content[20:41]},
			{"start", http.Header{"Range": {"bytes=0-40"}}, content[:41]},
		} {
			rewrite(t, path, content)
			if status, got, err := ask(site.URL+"/api/v1/documents/"+d.ID+"/original", c.header); err != nil || status >= 300 ||
				c.name != "packed" && !bytes.Equal(got, c.want) {
				t.Errorf("%d bytes, %s: whole: %d, %d bytes, %v", size, c.name, status, len(got), err)
			}
			rewrite(t, path, damaged)
			before := f.Metric("letopis_originals_damaged_total")
			status, got, err := ask(site.URL+"/api/v1/documents/"+d.ID+"/original", c.header)
			right := (c.name == "inside" || c.name == "start") && size > 512<<10 // that block is as it was
			if !right && err == nil && status < 300 {
				t.Errorf("%d bytes, %s: damaged: %d and %d bytes, as if it were whole", size, c.name, status, len(got))
			}
			if right && (err != nil || !bytes.Equal(got, c.want)) {
				t.Errorf("%d bytes, %s: %d, %v", size, c.name, status, err)
			}
			if after := f.Metric("letopis_originals_damaged_total"); !right && after == before {
				t.Errorf("%d bytes, %s: not counted: %s", size, c.name, after)
			}
		}
	}
	// A part that begins where the file does is not read in order to its end, and is verified nevertheless.
	content := bytes.Repeat([]byte("0123456789"), 200_000)
	sha, n, err := bucket.Put(context.Background(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	d := &archive.Document{ID: archive.NewID("test", "damaged/start"), Source: "test", URI: "damaged/start",
		Status: archive.StatusOK, Text: "текст", Original: archive.Original{SHA256: sha, Bytes: n, Name: "a.txt"}}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	content[5] ^= 1
	if err := os.Rename(filepath.Join(dir, sha[:2], sha+".zst"), filepath.Join(dir, sha[:2], sha)); err != nil {
		t.Fatal(err)
	}
	rewrite(t, filepath.Join(dir, sha[:2], sha), content)
	status, got, err := ask(site.URL+"/api/v1/documents/"+d.ID+"/original", http.Header{"Range": {"bytes=0-40"}})
	if err == nil && status < 300 {
		t.Errorf("a damaged beginning: %d and %d bytes, as if they were right", status, len(got))
	}
	if got := f.Metric(`letopis_errors_total{kind="damaged"}`); got == "" || got == "0" {
		t.Errorf("errors counted: %q", got)
	}
}

// damagedWhereCompressed damages the file of a compressed original, its table among it, and mends it again.
func damagedWhereCompressed(t *testing.T, f *servertest.Fixture, url, path, id string) {
	t.Helper()
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]int{"content": len(stored) / 3, "table": len(stored) - 3} {
		damaged := bytes.Clone(stored)
		damaged[at] ^= 4
		rewrite(t, path, damaged)
		before := f.Metric("letopis_originals_damaged_total")
		status, got, err := ask(url+"/api/v1/documents/"+id+"/original", nil)
		if err == nil && status < 300 {
			t.Errorf("%s: %d and %d bytes, as if it were whole", name, status, len(got))
		}
		if f.Metric("letopis_originals_damaged_total") == before {
			t.Errorf("%s: not counted", name)
		}
	}
	rewrite(t, path, stored)
}

// far is a bucket that answers only once all others may.
type far struct {
	archive.Bucket
	wait func()
}

type farFile struct {
	io.ReadSeekCloser
	wait func()
}

func (b far) Open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	b.wait()
	f, err := b.Bucket.Open(ctx, sha)
	return farFile{f, b.wait}, err
}

func (f farFile) Read(p []byte) (int, error) {
	f.wait()
	return f.ReadSeekCloser.Read(p)
}

// TestAFarBucketHoldsNoPlace holds that others are served while an original is waited for.
func TestAFarBucketHoldsNoPlace(t *testing.T) {
	t.Parallel()
	var running []string
	var f *servertest.Fixture
	f = servertest.New(t, func(o *server.Options) {
		o.Bucket = far{o.Bucket, func() { running = append(running, f.Metric("letopis_searches_running")) }}
	})
	content := bytes.Repeat([]byte("0123456789"), 200_000)
	sha, n, err := f.Bucket.Put(context.Background(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	d := &archive.Document{ID: archive.NewID("test", "far"), Source: "test", URI: "far", Status: archive.StatusOK,
		Text: "текст", Original: archive.Original{SHA256: sha, Bytes: n, Name: "a.txt"}}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	running = nil
	w := f.Get("/api/v1/documents/" + d.ID + "/original")
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), content) || len(running) < 3 {
		t.Errorf("%d with %d bytes, waited %d times", w.Code, w.Body.Len(), len(running))
	}
	for _, n := range running {
		if n != "0" {
			t.Fatalf("%q places are held while the bucket is waited for", n)
		}
	}
}

// unread is a bucket whose service fails while an original is read.
type unread struct{ archive.Bucket }

type unreadFile struct{ io.ReadSeekCloser }

func (b unread) Open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	f, err := b.Bucket.Open(ctx, sha)
	return unreadFile{f}, err
}

func (unreadFile) Read([]byte) (int, error) { return 0, archive.ErrUnavailable }

// TestAnOriginalThatCannotBeReadIsNotDamaged holds that what fails on the way is counted as what it is.
func TestAnOriginalThatCannotBeReadIsNotDamaged(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) { o.Bucket = unread{o.Bucket} })
	site := httptest.NewServer(f.Server.Public())
	defer site.Close()
	counted := func() int {
		n, _ := strconv.Atoi(f.Metric(`letopis_errors_total{kind="unavailable"}`))
		return n
	}
	for _, size := range []int{100, 2_000_000} {
		sha, bytes, err := f.Bucket.Put(t.Context(), bytes.NewReader(make([]byte, size)))
		if err != nil {
			t.Fatal(err)
		}
		uri := fmt.Sprintf("unread/%d.txt", size)
		d := &archive.Document{ID: servertest.ID(uri), Source: "test", URI: uri, Status: archive.StatusOK, Text: "текст",
			Original: archive.Original{SHA256: sha, Bytes: bytes, Name: "a.txt", MediaType: "text/plain"}}
		f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
		before := counted()
		status, _, err := ask(site.URL+"/api/v1/documents/"+d.ID+"/original", nil)
		if err == nil && status != http.StatusServiceUnavailable {
			t.Errorf("%d bytes: %d", size, status)
		}
		if counted() == before { // a client asks again when an answer is broken off
			t.Errorf("%d bytes: not counted as unavailable", size)
		}
	}
	if got := f.Metric("letopis_originals_damaged_total"); got != "0" {
		t.Errorf("counted as damaged: %s", got)
	}
}

func rewrite(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func ask(url string, header http.Header) (int, []byte, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, err
	}
	req.Header = header
	if header == nil {
		req.Header = http.Header{"Accept-Encoding": {"identity"}}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, b, err
}

package s3blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/blob/blobtest"
	"letopis/internal/blob/s3blob"
	"letopis/internal/testkit"
)

// options are those of a new bucket of the service.
func options(t *testing.T, s *testkit.S3, name string) s3blob.Options {
	t.Helper()
	s.MakeBucket(t, name)
	return s3blob.Options{Endpoint: s.Endpoint, Bucket: name, AccessKey: s.AccessKey, SecretKey: s.SecretKey}
}

func open(t *testing.T, o s3blob.Options) *s3blob.Bucket {
	t.Helper()
	b, err := s3blob.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBucket(t *testing.T) {
	s := testkit.StartS3(t)
	n := 0
	for _, prefix := range []string{"", "archives/one"} {
		t.Run(prefix, func(t *testing.T) {
			blobtest.Run(t, func(t *testing.T) archive.Bucket {
				n++
				o := options(t, s, fmt.Sprintf("test-%d", n))
				o.Prefix = prefix
				return open(t, o)
			})
		})
	}
}

// TestNothingIsLeftByTheKilled holds that a copy on its way has no name on the disk: who is killed leaves none.
func TestNothingIsLeftByTheKilled(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	b := open(t, options(t, testkit.StartS3(t), "killed"))
	looks := readerFunc(func([]byte) (int, error) {
		if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
			t.Errorf("on its way: %v %v", left, err)
		}
		return 0, io.EOF
	})
	content := strings.Repeat("акт", 1000)
	if sha, n, err := b.Put(t.Context(), io.MultiReader(strings.NewReader(content), looks)); err != nil || n == 0 {
		t.Errorf("%s %d %v", sha, n, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestPrefixesAreApart holds that archives of one bucket do not see each other's originals.
func TestPrefixesAreApart(t *testing.T) {
	s := testkit.StartS3(t)
	o := options(t, s, "shared")
	o.Prefix = "a"
	a := open(t, o)
	o.Prefix = "ab"
	b := open(t, o)
	if _, _, err := a.Put(t.Context(), strings.NewReader("акт")); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Sweep(t.Context(), -time.Hour, func(string) (bool, error) { return false, nil }); err != nil || n != 0 {
		t.Errorf("%d of another archive deleted, %v", n, err)
	}
	if err := b.List(t.Context(), func(sha string, _ int64) error { return errors.New(sha) }); err != nil {
		t.Errorf("lists %v", err)
	}
}

// TestSettingsThatAreWrong holds that each is named with the way out.
func TestSettingsThatAreWrong(t *testing.T) {
	s := testkit.StartS3(t)
	s.AddUser(t, "stranger", "another-secret")
	right := options(t, s, "bucket")
	for name, c := range map[string]struct {
		change func(*s3blob.Options)
		kind   error
		says   string
	}{
		"endpoint": {func(o *s3blob.Options) { o.Endpoint = "s3.example.org" }, archive.ErrInvalid, "blob.endpoint"},
		"no key":   {func(o *s3blob.Options) { o.SecretKey = "" }, archive.ErrInvalid, "blob.secret_key"},
		"bucket":   {func(o *s3blob.Options) { o.Bucket = "another" }, archive.ErrInvalid, `no bucket "another"`},
		"key":      {func(o *s3blob.Options) { o.AccessKey = "nobody" }, archive.ErrInvalid, "blob.access_key"},
		"secret":   {func(o *s3blob.Options) { o.SecretKey = "wrong" }, archive.ErrInvalid, "LETOPIS_BLOB_SECRET_KEY"},
		"rights": {func(o *s3blob.Options) { o.AccessKey, o.SecretKey = "stranger", "another-secret" },
			archive.ErrInvalid, "s3:PutObject"},
		"TLS": {func(o *s3blob.Options) { o.Endpoint = strings.Replace(o.Endpoint, "http", "https", 1) },
			archive.ErrInvalid, "write http://"},
		"nobody": {func(o *s3blob.Options) { o.Endpoint = "http://127.0.0.1:1" }, archive.ErrUnavailable,
			"http://127.0.0.1:1"},
		"not of S3's": {func(o *s3blob.Options) { o.Endpoint = page(t) }, archive.ErrInvalid, "http://127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			o := right
			c.change(&o)
			_, err := s3blob.Open(t.Context(), o)
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %v that says %q", err, c.kind, c.says)
			}
			if err != nil && strings.Contains(err.Error(), right.SecretKey) {
				t.Errorf("the secret is shown: %v", err)
			}
		})
	}
}

// page is the address of a web server that knows nothing of S3.
func page(t *testing.T) string {
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	return s.URL
}

// TestTheServiceEnds holds that what cannot be reached is said so.
func TestTheServiceEnds(t *testing.T) {
	s := testkit.StartS3(t)
	b := open(t, options(t, s, "bucket"))
	sha, _, err := b.Put(t.Context(), strings.NewReader("акт"))
	if err != nil {
		t.Fatal(err)
	}
	s.Kill()
	if _, err := b.Open(t.Context(), sha); !errors.Is(err, archive.ErrUnavailable) {
		t.Errorf("open: %v", err)
	}
	if _, _, err := b.Put(t.Context(), strings.NewReader("акт")); !errors.Is(err, archive.ErrUnavailable) {
		t.Errorf("put: %v", err)
	}
	if err := b.List(t.Context(), func(string, int64) error { return nil }); !errors.Is(err, archive.ErrUnavailable) {
		t.Errorf("list: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Open(ended, sha); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// TestDamageIsNotRead holds that an object which is not what was put is read as damaged,
// and that putting it again repairs it.
func TestDamageIsNotRead(t *testing.T) {
	s := testkit.StartS3(t)
	o := options(t, s, "bucket")
	b := open(t, o)
	content := random(300_000)
	sha, _, err := b.Put(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	file := s.File(o.Bucket, filepath.Join(sha[:2], sha))
	for name, damaged := range map[string][]byte{
		"cut":     content[:1000],
		"changed": append(bytes.Clone(content[:299_999]), 'x'),
		"longer":  append(bytes.Clone(content), 'x'),
	} {
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := b.Open(t.Context(), sha)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if !errors.Is(err, archive.ErrCorrupt) || len(got) >= len(damaged) {
			t.Errorf("%s: %d bytes read, %v", name, len(got), err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if _, _, err := b.Put(t.Context(), bytes.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := whole(t.Context(), b, sha); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s, put again: %d bytes, %v", name, len(got), err)
		}
	}
}

func random(n int) []byte {
	r := rand.NewChaCha8([32]byte{7})
	out := make([]byte, n)
	_, _ = r.Read(out) // never fails
	return out
}

func whole(ctx context.Context, b archive.Bucket, sha string) ([]byte, error) {
	f, err := b.Open(ctx, sha)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(f)
	return got, errors.Join(err, f.Close())
}

// TestConnectionsThatBreak reads and writes through a line that is cut again and again,
// and one that falls silent.
func TestConnectionsThatBreak(t *testing.T) {
	s := testkit.StartS3(t)
	o := options(t, s, "bucket")
	line := newLine(t, strings.TrimPrefix(o.Endpoint, "http://"))
	o.Endpoint, o.Timeout = "http://"+line.address, 300*time.Millisecond
	b := open(t, o)
	content := random(1 << 20)
	sha, _, err := b.Put(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	line.cutAfter.Store(200_000)
	if got, err := whole(t.Context(), b, sha); err != nil || !bytes.Equal(got, content) {
		t.Errorf("a line that is cut: %d bytes, %v", len(got), err)
	}
	if n := line.made.Load(); n < 5 {
		t.Errorf("%d connections: it was not cut", n)
	}
	line.cutAfter.Store(0)
	line.silent.Store(true)
	began := time.Now()
	if _, err := whole(t.Context(), b, sha); !errors.Is(err, archive.ErrUnavailable) {
		t.Errorf("a silent line: %v", err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("a silent line is given up after %v", took)
	}
	line.silent.Store(false)
	if got, err := whole(t.Context(), b, sha); err != nil || !bytes.Equal(got, content) {
		t.Errorf("after all: %d bytes, %v", len(got), err)
	}
}

// line passes bytes between a client and a service.
type line struct {
	address  string
	cutAfter atomic.Int64 // bytes of an answer; 0: never
	silent   atomic.Bool  // nothing passes
	made     atomic.Int64 // connections
}

func newLine(t *testing.T, to string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	x := &line{address: l.Addr().String()}
	var wg sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			x.made.Add(1)
			wg.Go(func() { x.pass(client, to) })
		}
	})
	return x
}

// pass passes one connection until either side closes it or it is cut.
func (x *line) pass(client net.Conn, to string) {
	defer client.Close()
	service, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer service.Close()
	go func() {
		_, _ = io.Copy(service, client) // it ends when either is closed
		_ = service.Close()
	}()
	buf := make([]byte, 32<<10)
	for passed := int64(0); ; {
		n, err := service.Read(buf)
		if err != nil {
			return
		}
		if x.silent.Load() {
			continue
		}
		if passed += int64(n); x.cutAfter.Load() > 0 && passed > x.cutAfter.Load() {
			return
		}
		if _, err := client.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestSeveralProcesses puts the same and other contents at once through several buckets,
// each with connections of its own, and sweeps meanwhile.
func TestSeveralProcesses(t *testing.T) {
	s := testkit.StartS3(t)
	o := options(t, s, "bucket")
	var wg sync.WaitGroup
	for p := range 4 {
		b := open(t, o)
		wg.Go(func() {
			for i := range 20 {
				content := fmt.Sprint("content ", i)
				if p%2 == 0 {
					content = fmt.Sprint(p, " content ", i)
				}
				sha, _, err := b.Put(t.Context(), strings.NewReader(content))
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := whole(t.Context(), b, sha); err != nil || string(got) != content {
					t.Errorf("%q read, %v", got, err)
				}
			}
		})
	}
	b := open(t, o)
	for range 3 {
		if n, err := b.Sweep(t.Context(), time.Hour, func(string) (bool, error) { return false, nil }); err != nil || n != 0 {
			t.Errorf("%d swept, %v", n, err)
		}
	}
	wg.Wait()
	n := 0
	if err := b.List(t.Context(), func(string, int64) error { n++; return nil }); err != nil || n != 60 {
		t.Errorf("%d originals, %v", n, err)
	}
}

// TestReplacedMeanwhile reads from a service that has an object at every second request
// only, as one that takes the old one away before it has the new one.
func TestReplacedMeanwhile(t *testing.T) {
	const content = "content"
	sum := sha256.Sum256([]byte(content))
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("list-type") {
			fmt.Fprint(w, "<ListBucketResult></ListBucketResult>")
			return
		}
		if asked++; asked%2 == 1 || !strings.HasSuffix(r.URL.Path, hex.EncodeToString(sum[:])) {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<Error><Code>NoSuchKey</Code></Error>")
			return
		}
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Now(), strings.NewReader(content))
	}))
	t.Cleanup(s.Close)
	b := open(t, s3blob.Options{Endpoint: s.URL, Bucket: "bucket", AccessKey: "k", SecretKey: "s"})
	if got, err := whole(t.Context(), b, hex.EncodeToString(sum[:])); err != nil || string(got) != content {
		t.Errorf("%q read, %v", got, err)
	}
	if _, err := b.Open(t.Context(), strings.Repeat("0", 64)); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("one that is never there: %v", err)
	}
}

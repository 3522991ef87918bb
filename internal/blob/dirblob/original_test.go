package dirblob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
)

// TestDamageIsNotRead damages originals of several sizes in several ways, and reads
// them whole and in part: what is read is what was put, and never all of it.
func TestDamageIsNotRead(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 100, 64 << 10, 64<<10 + 1, 300_000} {
		content := make([]byte, size)
		for i := range content {
			content[i] = byte(r.Uint32())
		}
		sha, _, err := b.Put(ctx, bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, sha[:2], sha)
		for name, damaged := range map[string][]byte{
			"flipped at the end":   flip(content, size-1),
			"flipped at the start": flip(content, 0),
			"flipped inside":       flip(content, size/2),
			"cut":                  content[:size/2],
			"empty":                nil,
			"longer":               append(bytes.Clone(content), 0),
			"zeros":                make([]byte, size),
		} {
			for _, known := range []bool{false, true} { // blocks whose sums are known from before the damage, too
				if !known {
					if b, err = dirblob.Open(dir); err != nil {
						t.Fatal(err)
					}
				}
				put(t, path, content)
				if known {
					if got, err := part(b, sha, int64(size/2), 1); err != nil || !bytes.Equal(got, content[size/2:size/2+1]) {
						t.Fatalf("%d bytes, whole: %d read from the middle, %v", size, len(got), err)
					}
				}
				put(t, path, damaged)
				f, err := b.Open(ctx, sha)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(f)
				f.Close()
				if !errors.Is(err, archive.ErrCorrupt) || len(got) >= max(1, len(damaged)) {
					t.Errorf("%d bytes, %s: %d read in order, error %v", size, name, len(got), err)
				}
				for range 10 {
					if size == 1 {
						break
					}
					at := 1 + r.Int64N(int64(size)-1) // from 0 it is in order
					n := 1 + r.Int64N(int64(size)-at)
					got, err := part(b, sha, at, n)
					if err == nil && !bytes.Equal(got, content[at:at+n]) || err != nil && !errors.Is(err, archive.ErrCorrupt) {
						t.Errorf("%d bytes, %s: from %d: %d read and not what was put, error %v", size, name, at, len(got), err)
					}
				}
			}
		}
		// Putting it again is a way out.
		if _, _, err := b.Put(ctx, bytes.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		f, err := b.Open(ctx, sha)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes, put again: %d read, %v", size, len(got), err)
		}
		f.Close()
	}
}

// part reads n bytes from a place, as a range is served.
func part(b archive.Bucket, sha string, at, n int64) ([]byte, error) {
	f, err := b.Open(context.Background(), sha)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = io.CopyN(&out, f, n)
	if errors.Is(err, io.EOF) { // of a file that was cut
		err = archive.ErrCorrupt
	}
	return out.Bytes(), err
}

func flip(b []byte, at int) []byte {
	out := bytes.Clone(b)
	out[at] ^= 0x10
	return out
}

func put(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, b, 0o600)); err != nil {
		t.Fatal(err)
	}
}

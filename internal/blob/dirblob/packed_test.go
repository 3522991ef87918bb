package dirblob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/blob/dirblob"
)

// page is a text that becomes smaller.
func page(size int) []byte {
	r := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	for b.Len() < size {
		fmt.Fprintf(&b, "<tr><td>%d</td><td>Ремонт дороги на улице %d</td></tr>\n", r.IntN(1000), r.IntN(100))
	}
	return b.Bytes()[:size]
}

// TestCompressed: texts take less room, and are read whole and in part.
func TestCompressed(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 4000, 64 << 10, 64<<10 + 1, 256 << 10, 700_001} {
		content := page(size)
		sha, n, err := b.Put(ctx, bytes.NewReader(content))
		if err != nil || n != int64(size) {
			t.Fatal(n, err)
		}
		if again, _, err := b.Put(ctx, bytes.NewReader(content)); err != nil || again != sha {
			t.Fatal(again, err)
		}
		plain := filepath.Join(dir, sha[:2], sha)
		_, noPlain := os.Stat(plain)
		info, noPacked := os.Stat(plain + ".zst")
		switch {
		case size < 100:
			if noPlain != nil || noPacked == nil {
				t.Errorf("%d bytes are compressed", size)
			}
			continue
		case noPlain == nil || noPacked != nil || info.Size() > int64(size)/2:
			t.Fatalf("%d bytes: %v %v %v", size, noPlain, noPacked, info)
		}
		f, err := b.Open(ctx, sha)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: %d read, %v", size, len(got), err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if got, err := part(b, sha, int64(size)/3, int64(size)/2); err != nil ||
			!bytes.Equal(got, content[size/3:size/3+size/2]) {
			t.Errorf("%d bytes: %d read of a part, %v", size, len(got), err)
		}
		var listed int64
		if err := b.List(ctx, func(s string, size int64) error {
			if s == sha {
				listed = size
			}
			return nil
		}); err != nil || listed != int64(size) {
			t.Errorf("listed as %d bytes, not %d: %v", listed, size, err)
		}
		if zstd, err := exec.LookPath("zstd"); err == nil { // what people have
			if out, err := exec.Command(zstd, "-dc", plain+".zst").Output(); err != nil || !bytes.Equal(out, content) {
				t.Errorf("zstd reads %d bytes of %d: %v", len(out), size, err)
			}
		}
		if err := b.Delete(ctx, sha); err != nil {
			t.Error(err)
		}
		if _, err := b.Open(ctx, sha); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
	}
}

// TestWhatDoesNotBecomeSmallerStays: neither pictures nor what is compressed already.
func TestWhatDoesNotBecomeSmallerStays(t *testing.T) {
	dir := t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	content := make([]byte, 300_000)
	for i := range content {
		content[i] = byte(r.Uint32())
	}
	sha, _, err := b.Put(context.Background(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, sha[:2], sha)); err != nil {
		t.Error(err)
	}
}

// TestDamageOfCompressedIsNotRead flips every byte of a small one and many of a large one, its table included, and cuts
// and lengthens them: never is anything else read than what was put, and putting it again mends it.
func TestDamageOfCompressedIsNotRead(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, 8))
	for _, size := range []int{600, 200_000} {
		content := page(size)
		sha, _, err := b.Put(ctx, bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, sha[:2], sha+".zst")
		stored, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		damaged := [][]byte{nil, stored[:1], stored[:len(stored)/2], stored[:len(stored)-1],
			append(bytes.Clone(stored), 0), make([]byte, len(stored))}
		for at := range stored {
			if size < 1000 || at < 50 || at > len(stored)-100 || r.IntN(len(stored)) < 200 {
				damaged = append(damaged, flip(stored, at))
			}
		}
		for i, d := range damaged {
			put(t, path, d)
			fresh, err := dirblob.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			got, err := whole(fresh, sha)
			switch {
			case err == nil && !bytes.Equal(got, content):
				t.Fatalf("%d bytes, damage %d: something else is read", size, i)
			case err != nil && (!errors.Is(err, archive.ErrCorrupt) || len(got) >= size || !bytes.HasPrefix(content, got)):
				t.Errorf("%d bytes, damage %d: %d read, %v", size, i, len(got), err)
			case err != nil && !strings.Contains(err.Error(), "letopis restore"):
				t.Errorf("no way out: %v", err)
			}
			at := 1 + r.Int64N(int64(size)-1)
			if got, err := part(fresh, sha, at, int64(size)-at); err == nil && !bytes.Equal(got, content[at:]) {
				t.Fatalf("%d bytes, damage %d: something else is read from %d on", size, i, at)
			}
		}
		if _, _, err := b.Put(ctx, bytes.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := whole(b, sha); err != nil || !bytes.Equal(got, content) {
			t.Errorf("put again: %d read, %v", len(got), err)
		}
	}
}

// TestDamagedOfOlderPrograms: one that is not compressed and damaged is replaced by one that is.
func TestDamagedOfOlderPrograms(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	b, err := dirblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	content := page(5000)
	sha, _, err := b.Put(ctx, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, sha[:2], sha)
	if err := os.Rename(path+".zst", path); err != nil {
		t.Fatal(err)
	}
	put(t, path, content) // as older programs keep it
	if got, err := whole(b, sha); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d read, %v", len(got), err)
	}
	put(t, path, flip(content, 100))
	if _, _, err := b.Put(ctx, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if got, err := whole(b, sha); err != nil || !bytes.Equal(got, content) {
		t.Errorf("put again: %d read, %v", len(got), err)
	}
}

func whole(b archive.Bucket, sha string) ([]byte, error) {
	f, err := b.Open(context.Background(), sha)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

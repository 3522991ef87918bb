package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/extract/extracttest"
	"letopis/internal/sandbox"
)

// scanOf is a TIFF of so many pages, of which nothing but the number is right.
func scanOf(pages int) []byte {
	const directory = 2 + 2*12 + 4
	scan := extracttest.LE("II*\x00", uint32(8))
	for i := range pages {
		next := uint32(0)
		if i+1 < pages {
			next = uint32(8 + (i+1)*directory)
		}
		scan = append(scan, extracttest.LE(uint16(2), uint16(256), uint16(4), uint32(1), uint32(9), uint16(257), uint16(4),
			uint32(1), uint32(9), next)...)
	}
	return scan
}

// tesseractAtHand puts a program to recognise with into the path, which is not started.
func tesseractAtHand(t *testing.T) {
	t.Helper()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "tesseract"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
}

// Pages of one scan are recognised by as many processes as there may be, and come in their order.
func TestPagesOfAScanAreReadSideBySide(t *testing.T) {
	tesseractAtHand(t)
	const pages = 4
	p, err := sandbox.New(sandbox.Options{Command: []string{os.Args[0]}, Env: []string{"SANDBOX_TEST=reads slowly"},
		Timeout: time.Minute, Workers: pages})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	parts, err := p.Extract(context.Background(), "a.tif", scanOf(pages))
	if err != nil || len(parts) != 1 || parts[0].Status != archive.StatusOK || len(parts[0].Pages) != pages {
		t.Fatalf("%+v %v", parts, err)
	}
	var ended []int
	for i, m := range regexp.MustCompile(`Страница (\d+), прочитана (\d+)`).FindAllStringSubmatch(parts[0].Text, -1) {
		if m[1] != fmt.Sprint(i+1) {
			t.Errorf("page %s is at place %d", m[1], i+1)
		}
		at, _ := strconv.Atoi(m[2])
		ended = append(ended, at)
	}
	// One after the other they take 4.5 seconds from the first to the last.
	if took := time.Duration(slices.Max(ended) - slices.Min(ended)); len(ended) != pages || took > 3*time.Second {
		t.Errorf("%d pages, %v from the first to the last", len(ended), took)
	}
}

// A page is drawn in a worker, in the same way as it is read.
func TestAPageIsDrawnInAWorker(t *testing.T) {
	p, err := sandbox.New(sandbox.Options{Command: []string{os.Args[0]}, Env: []string{"SANDBOX_TEST=honest"}, Files: 1,
		Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	for range 2 { // in a process each
		drawn, err := p.Draw(context.Background(), "a.png", data.Bytes(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if img, err := jpeg.DecodeConfig(bytes.NewReader(drawn)); err != nil || img.Width != 40 || img.Height != 30 {
			t.Errorf("%+v %v", img, err)
		}
	}
	if _, err := p.Draw(context.Background(), "a.txt", []byte("текст"), 0); !errors.Is(err, extract.ErrNotDrawn) {
		t.Errorf("a text: %v", err)
	}
	dead, err := sandbox.New(sandbox.Options{Command: []string{os.Args[0]}, Env: []string{"SANDBOX_TEST=crashes"}})
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	if _, err := dead.Draw(context.Background(), "a.png", data.Bytes(), 0); !errors.Is(err, extract.ErrNotDrawn) {
		t.Errorf("a worker that ended: %v", err)
	}
}

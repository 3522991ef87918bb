package ocr

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

func saying(text string, sure int) format.Options {
	return format.Options{Recognize: func(_ context.Context, p format.Picture) (format.Recognized, error) {
		return format.Recognized{Text: fmt.Sprintf("%s %d", text, len(p.Data)), Sure: sure}, nil
	}}
}

// What looks like a page is one, at the size that it is shown in.
func TestWhatIsAPastedPage(t *testing.T) {
	scan, photo := extracttest.Scan(t, 700, 900), extracttest.Photograph(t, 900, 700)
	var blank bytes.Buffer
	if err := png.Encode(&blank, image.NewGray(image.Rect(0, 0, 700, 900))); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		data          []byte
		width, height float64
		want          int
	}{
		"a scan": {scan, 0, 0, 1}, "a scan of a page's width": {scan, 450, 600, 1}, "a coat of arms": {scan, 60, 80, 0},
		"few pixels": {extracttest.Scan(t, 499, 900), 0, 0, 0}, "a photograph": {photo, 0, 0, 0},
		"an empty sheet": {blank.Bytes(), 0, 0, 0}, "no picture": {[]byte("text"), 0, 0, 0},
		"one that breaks off": {scan[:20], 0, 0, 0},
	} {
		p := NewPasted(format.NewBudget(t.Context(), format.Options{}))
		p.Add(tt.data, tt.width, tt.height)
		p.Add(tt.data, tt.width, tt.height) // the same is one
		if len(p.pages) != tt.want {
			t.Errorf("%s: %d pages, want %d", name, len(p.pages), tt.want)
		}
	}
	if scan := sampleScan(t); !looksWritten(scan) {
		t.Error("a page of the samples is none")
	}
}

// A page of few letters, or of wrong ones, leaves nothing behind; those beside it keep their numbers.
func TestPagesThatAreNoText(t *testing.T) {
	for _, o := range []format.Options{saying("Шум", 90), saying("Решение сельской думы о дорогах", 20)} {
		p := NewPasted(format.NewBudget(t.Context(), o))
		p.Add(extracttest.Scan(t, 700, 900), 0, 0)
		part := format.Part{Text: "Письмо"}
		p.Read(&part)
		if part.Text != "Письмо" || len(part.Pages) > 0 || part.Status != "" || len(part.Hints) > 0 {
			t.Errorf("%q %v %s %v", part.Text, part.Pages, part.Status, part.Hints)
		}
	}
}

// More scans than are read is said.
func TestManyPastedScans(t *testing.T) {
	p := NewPasted(format.NewBudget(t.Context(), saying("Решение сельской думы о дорогах", 90)))
	scan := extracttest.Scan(t, 500, 500)
	for i := range maxScans + 1 {
		p.Add(append(bytes.Clone(scan), byte(i), byte(i>>8)), 0, 0)
	}
	part := format.Part{Text: "Письмо"}
	p.Read(&part)
	if len(part.Pages) != maxScans || part.Status != archive.StatusPartial ||
		part.Causes[0].Code != reason.PastedMany.Code {
		t.Errorf("%d pages, %s %s", len(part.Pages), part.Status, part.Reason())
	}
	if n := strings.Count(part.Text, "Решение"); n != maxScans {
		t.Errorf("%d texts", n)
	}
}

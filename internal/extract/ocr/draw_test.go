package ocr

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"letopis/internal/extract/extracttest"
)

// A page of a picture is drawn no wider than it is shown; of several pages the one that is asked for.
func TestPagesOfPicturesAreDrawn(t *testing.T) {
	wide := image.NewGray(image.Rect(0, 0, 3200, 800))
	var data bytes.Buffer
	if err := png.Encode(&data, wide); err != nil {
		t.Fatal(err)
	}
	got := drawn(t, data.Bytes(), 0)
	if b := got.Bounds(); b.Dx() != drawnWidth || b.Dy() != drawnWidth/4 {
		t.Errorf("drawn %v", b)
	}
	// Two pages of 8 × 8, black and white: a strip each, of a byte a point, at 300 and 400.
	page := func(next, strip uint32) []byte {
		field := func(id, kind uint16, value uint32) []byte { return extracttest.LE(id, kind, uint32(1), value) }
		return extracttest.LE(uint16(8), field(256, 4, 8), field(257, 4, 8), field(258, 3, 8), field(259, 3, 1),
			field(262, 3, 1), field(273, 4, strip), field(277, 3, 1), field(279, 4, 64), next)
	}
	scan := extracttest.LE("II*\x00", uint32(8), page(110, 300), page(0, 400))
	scan = append(scan, make([]byte, 400-len(scan))...)
	scan = append(scan, bytes.Repeat([]byte{255}, 64)...)
	for number, want := range map[int]uint8{0: 0, 1: 255} {
		if c := color.GrayModel.Convert(drawn(t, scan, number).At(4, 4)).(color.Gray); c.Y/8 != want/8 {
			t.Errorf("page %d is %v", number, c)
		}
	}
	for name, c := range map[string]struct {
		data []byte
		page int
	}{"no such page": {scan, 2}, "before the first": {scan, -1}, "no picture": {[]byte("PK"), 0},
		"cut": {data.Bytes()[:60], 0}} {
		if got, err := Draw(c.data, c.page); err == nil {
			t.Errorf("%s: %d bytes", name, len(got))
		}
	}
}

func drawn(t *testing.T, data []byte, page int) image.Image {
	t.Helper()
	b, err := Draw(data, page)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

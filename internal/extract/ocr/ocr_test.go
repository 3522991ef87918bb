package ocr

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

var readFile = extracttest.Of(ReadImage)

// sampleScan is a page of the samples; without tesseract the test is skipped.
func sampleScan(t *testing.T) image.Image {
	t.Helper()
	if problem := Tools()[0].Problem; problem != "" {
		t.Skip(problem)
	}
	scan, err := png.Decode(bytes.NewReader(projectSample(t, "minusinsk/2009/postanovlenie-900-p-scan.png")))
	if err != nil {
		t.Fatal(err)
	}
	return scan
}

// A scan reads the same as a GIF and as a BMP.
func TestScansAsGIFAndBMP(t *testing.T) {
	scan := sampleScan(t)
	b := scan.Bounds()
	var asGIF bytes.Buffer
	if err := gif.Encode(&asGIF, scan, nil); err != nil {
		t.Fatal(err)
	}
	row := (3*b.Dx() + 3) &^ 3
	asBMP := extracttest.LE("BM", uint32(54+row*b.Dy()), uint32(0), uint32(54), uint32(40), uint32(b.Dx()), uint32(b.Dy()),
		uint16(1), uint16(24), make([]byte, 24))
	for y := b.Dy() - 1; y >= 0; y-- {
		line := make([]byte, row)
		for x := range b.Dx() {
			r, g, bl, _ := scan.At(b.Min.X+x, b.Min.Y+y).RGBA()
			line[3*x], line[3*x+1], line[3*x+2] = byte(bl>>8), byte(g>>8), byte(r>>8)
		}
		asBMP = append(asBMP, line...)
	}
	for name, data := range map[string][]byte{"image/gif": asGIF.Bytes(), "image/bmp": asBMP} {
		p := extracttest.One(t, readFile, "scan", data)
		if p.Status != archive.StatusOK || p.MediaType != name || !strings.Contains(strings.ToLower(p.Text), "постановл") {
			t.Errorf("%s: %s %s %s %.200q", name, p.MediaType, p.Status, p.Reason(), p.Text)
		}
	}
}

func projectSample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "samples", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestPicturesAreCheckedFirst(t *testing.T) {
	var blank bytes.Buffer
	if err := png.Encode(&blank, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	broken := bytes.Clone(blank.Bytes())
	broken[20] ^= 1 // a size that its sum does not know
	ifd := func(next, w, h uint32) []byte {
		return extracttest.LE("II*\x00", uint32(8), uint16(2), uint16(256), uint16(4), uint32(1), w, uint16(257), uint16(4),
			uint32(1), h, next)
	}
	for name, c := range map[string]struct {
		data []byte
		want archive.Status
	}{
		"png, wrong sum": {broken, archive.StatusCorrupt},
		"png, cut":       {blank.Bytes()[:blank.Len()-5], archive.StatusCorrupt},
		"gif, huge":      {extracttest.LE("GIF89a", uint16(60000), uint16(60000), make([]byte, 3)), archive.StatusLimit},
		"gif, cut":       {extracttest.LE("GIF89a", uint16(10), uint16(10), make([]byte, 3)), archive.StatusCorrupt},
		"bmp, huge": {extracttest.LE("BM", uint32(60), uint32(0), uint32(54), uint32(40), uint32(60000),
			int32(-60000), make([]byte, 40)), archive.StatusLimit},
		"tiff, a loop":       {ifd(8, 10, 10), archive.StatusLimit},
		"tiff, huge":         {ifd(0, 40000, 40000), archive.StatusLimit},
		"tiff, no directory": {[]byte("II*\x00\xff\xff\xff\x7f"), archive.StatusCorrupt},
		"tiff, no size":      {ifd(0, 0, 0), archive.StatusCorrupt},
	} {
		var p format.Part
		took := cost.Least(1, func() { p = extracttest.One(t, readFile, "a.png", c.data) })
		if p.Status != c.want || p.Reason() == "" || took > time.Second {
			t.Errorf("%s: %s %q after %v, want %s", name, p.Status, p.Reason(), took, c.want)
		}
	}
}

// A page that stands upside down is turned.
func TestPagesAreTurned(t *testing.T) {
	scan := sampleScan(t)
	b := scan.Bounds()
	turned := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()/2))
	for y := range turned.Rect.Dy() {
		for x := range b.Dx() {
			turned.Set(x, y, scan.At(b.Max.X-1-x, b.Min.Y+turned.Rect.Dy()-1-y))
		}
	}
	var data bytes.Buffer
	if err := png.Encode(&data, turned); err != nil {
		t.Fatal(err)
	}
	p := extracttest.One(t, readFile, "scan.png", data.Bytes())
	if p.Status != archive.StatusOK || !strings.Contains(strings.ToLower(p.Text), "постановл") {
		t.Errorf("%s %s %v %.200q", p.Status, p.Reason(), p.Hints, p.Text)
	}
}

func TestTablesOfTesseract(t *testing.T) {
	r := readTSV("level\tpage_num\tblock_num\n1\t1\t0\t0\t0\t0\t0\t0\t2000\t3000\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t200\t300\t20\t60\t96.5\tО\n5\t1\t1\t1\t1\t2\t1900\t-4\t900\t9\t90\tпоста-\n" +
		"5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t30\tновлении\n5\t1\t1\t2\t1\t1\t0\t0\t9\t9\t80\tГлава\n" +
		"5\t1\t2\t1\t1\t1\t0\t0\t9\t9\tx\t№ 5\n5\t1\n")
	if want := "О постановлении\n\nГлава\n\n№ 5"; r.Text != want || r.Sure != (96+90*6+30*8+80*5)/20 {
		t.Errorf("%q %d", r.Text, r.Sure)
	}
	if want := (format.Word{Text: "О", Left: 100, Top: 100, Width: 10, Height: 20, Sure: 96}); r.Ratio != 1500 ||
		len(r.Words) != 5 || r.Words[0] != want {
		t.Errorf("%d %+v", r.Ratio, r.Words)
	}
	if w := r.Words[1]; w.Text != "поста-" || w.Left != 950 || w.Width != 50 || w.Top != 0 { // within the page
		t.Errorf("%+v", w)
	}
}

func TestOCRTextJoinsWords(t *testing.T) {
	if got := ocrText(" О поста-\nновлении \n\nУсть-\nЦильма\f"); got != "О постановлении\n\nУсть-\nЦильма" {
		t.Errorf("%q", got)
	}
}

// A picture is measured before tesseract, which is not ours, gets it.
func FuzzPicture(f *testing.F) {
	f.Setenv("PATH", "")
	var seeds []string
	gray := image.NewGray(image.Rect(0, 0, 8, 8))
	for _, write := range []func(io.Writer) error{
		func(w io.Writer) error { return png.Encode(w, gray) },
		func(w io.Writer) error { return jpeg.Encode(w, gray, nil) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, b.String())
	}
	ifd := extracttest.LE("II*\x00", uint32(8), uint16(2), uint16(256), uint16(4), uint32(1), uint32(9), uint16(257),
		uint16(3), uint32(1), uint32(9), uint32(0))
	extracttest.Fuzz(f, readFile, "a.png", "", append(seeds, string(ifd), "MM\x00*\x00\x00\x00\x08\x00\x01", "")...)
}

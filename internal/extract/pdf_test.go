package extract

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
)

// pdfOf makes a PDF. A page is lines of Latin text, a JPEG over all of it, or both.
type pdfPage struct {
	lines []string
	jpeg  []byte
}

func pdfOf(pages ...pdfPage) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(at))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 4+3*i)
	}
	object("<< /Type /Pages /Kids [%s] /Count %d >>", kids, len(pages))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for i, p := range pages {
		n := 4 + 3*i
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> /XObject << /I %d 0 R >> >> >>", n+1, n+2)
		content := ""
		if p.jpeg != nil {
			content = "q 595 0 0 842 0 0 cm /I Do Q\n"
		}
		for j, l := range p.lines {
			content += fmt.Sprintf("BT /F 12 Tf 50 %d Td (%s) Tj ET\n", 780-20*j, l)
		}
		object("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
		img := p.jpeg
		var size image.Config
		if img != nil {
			size, _ = jpeg.DecodeConfig(bytes.NewReader(img)) // made by the tests
		}
		space := map[bool]string{true: "DeviceGray", false: "DeviceRGB"}[size.ColorModel == color.GrayModel]
		object("<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /%s /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream",
			size.Width, size.Height, space, len(img), img)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

func blankJPEG(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 300, 400))
	for i := range img.Pix {
		img.Pix[i] = 250
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPDFPages(t *testing.T) {
	p := read1(t, "a.pdf", pdfOf(pdfPage{lines: []string{"First page", "second line"}}, pdfPage{}, pdfPage{lines: []string{"Third page"}}))
	if p.Text != "First page\nsecond line\n\nThird page" || p.Status != archive.StatusOK || len(p.Pages) != 3 || p.Text[p.Pages[2]:] != "Third page" {
		t.Errorf("%q %v %s %s", p.Text, p.Pages, p.Status, p.Reason)
	}
	if p := read1(t, "a.pdf", pdfOf(pdfPage{})); p.Status != archive.StatusEmpty {
		t.Errorf("an empty page: %s %s", p.Status, p.Reason)
	}
}

func TestScansWithoutTesseract(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	scan := pdfPage{jpeg: blankJPEG(t)}
	for name, c := range map[string]struct {
		data []byte
		want archive.Status
	}{
		"a scan":        {pdfOf(scan), archive.StatusNeedsOCR},
		"half a scan":   {pdfOf(pdfPage{lines: []string{strings.Repeat("A page of text. ", 5)}}, scan), archive.StatusPartial},
		"stamp on scan": {pdfOf(pdfPage{lines: []string{"Signed electronically"}, jpeg: scan.jpeg}), archive.StatusPartial},
		"jpeg":          {scan.jpeg, archive.StatusNeedsOCR},
	} {
		p := read1(t, "a.pdf", c.data)
		if p.Status != c.want || !strings.Contains(p.Reason, "apt-get install tesseract-ocr tesseract-ocr-rus") {
			t.Errorf("%s: %s %q %q, want %s", name, p.Status, p.Reason, p.Text, c.want)
		}
	}
	if tools := Tools(); tools[0].Path != "" || tools[0].Problem == "" {
		t.Errorf("%+v", tools)
	}
}

func TestScannedPDF(t *testing.T) {
	if problem := Tools()[0].Problem; problem != "" {
		t.Skip(problem)
	}
	want := string(readSample(t, "expected/d02.200.p1.txt"))
	data := pdfOf(pdfPage{lines: []string{"Signed electronically"}, jpeg: readSample(t, "scan/d02.200.jpg")})
	p := read1(t, "a.pdf", data)
	recall, _ := overlap(p.Text, want)
	t.Logf("recall %.4f", recall)
	if p.Status != archive.StatusOK || recall < 0.85 || !strings.HasSuffix(p.Text, "Signed electronically") {
		t.Errorf("%s %s, recall %.4f, %q", p.Status, p.Reason, recall, p.Text)
	}
	// Without time for a page nothing is begun.
	parts := Extract(context.Background(), "a.pdf", data, Options{Time: ocrReserve / 2})
	if p := parts[0]; p.Status != archive.StatusPartial || !strings.Contains(p.Reason, "ingest.timeout") {
		t.Errorf("%s %s", p.Status, p.Reason)
	}
}

// A scan reads the same as a GIF and as a BMP.
func TestScansAsGIFAndBMP(t *testing.T) {
	if problem := Tools()[0].Problem; problem != "" {
		t.Skip(problem)
	}
	scan, err := png.Decode(bytes.NewReader(projectSample(t, "minusinsk/2009/postanovlenie-900-p-scan.png")))
	if err != nil {
		t.Fatal(err)
	}
	b := scan.Bounds()
	var asGIF bytes.Buffer
	if err := gif.Encode(&asGIF, scan, nil); err != nil {
		t.Fatal(err)
	}
	row := (3*b.Dx() + 3) &^ 3
	asBMP := le("BM", uint32(54+row*b.Dy()), uint32(0), uint32(54), uint32(40), uint32(b.Dx()), uint32(b.Dy()), uint16(1), uint16(24), make([]byte, 24))
	for y := b.Dy() - 1; y >= 0; y-- {
		line := make([]byte, row)
		for x := range b.Dx() {
			r, g, bl, _ := scan.At(b.Min.X+x, b.Min.Y+y).RGBA()
			line[3*x], line[3*x+1], line[3*x+2] = byte(bl>>8), byte(g>>8), byte(r>>8)
		}
		asBMP = append(asBMP, line...)
	}
	for name, data := range map[string][]byte{"image/gif": asGIF.Bytes(), "image/bmp": asBMP} {
		p := read1(t, "scan", data)
		if p.Status != archive.StatusOK || p.MediaType != name || !strings.Contains(strings.ToLower(p.Text), "постановл") {
			t.Errorf("%s: %s %s %s %.200q", name, p.MediaType, p.Status, p.Reason, p.Text)
		}
	}
}

func projectSample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "samples", filepath.FromSlash(name)))
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
		return le("II*\x00", uint32(8), uint16(2), uint16(256), uint16(4), uint32(1), w, uint16(257), uint16(4), uint32(1), h, next)
	}
	for name, c := range map[string]struct {
		data []byte
		want archive.Status
	}{
		"png, wrong sum":     {broken, archive.StatusCorrupt},
		"png, cut":           {blank.Bytes()[:blank.Len()-5], archive.StatusCorrupt},
		"gif, huge":          {le("GIF89a", uint16(60000), uint16(60000), make([]byte, 3)), archive.StatusLimit},
		"gif, cut":           {le("GIF89a", uint16(10), uint16(10), make([]byte, 3)), archive.StatusCorrupt},
		"bmp, huge":          {le("BM", uint32(60), uint32(0), uint32(54), uint32(40), uint32(60000), int32(-60000), make([]byte, 40)), archive.StatusLimit},
		"tiff, a loop":       {ifd(8, 10, 10), archive.StatusLimit},
		"tiff, huge":         {ifd(0, 40000, 40000), archive.StatusLimit},
		"tiff, no directory": {[]byte("II*\x00\xff\xff\xff\x7f"), archive.StatusCorrupt},
		"tiff, no size":      {ifd(0, 0, 0), archive.StatusCorrupt},
	} {
		start := time.Now()
		if p := read1(t, "a.png", c.data); p.Status != c.want || p.Reason == "" || time.Since(start) > time.Second {
			t.Errorf("%s: %s %q, want %s", name, p.Status, p.Reason, c.want)
		}
	}
}

func TestOCRTextJoinsWords(t *testing.T) {
	if got := ocrText(" О поста-\nновлении \n\nУсть-\nЦильма\f"); got != "О постановлении\n\nУсть-\nЦильма" {
		t.Errorf("%q", got)
	}
}

func TestPagesBeyondTheLimit(t *testing.T) {
	text, pages := joinPages([]string{"один", "два", "три", "четыре"})
	p := Part{Text: text, Pages: pages}
	(&extractor{opts: Options{MaxText: len("один\nдва")}}).finish(&p)
	if p.Status != archive.StatusPartial || len(p.Pages) != 2 {
		t.Errorf("%s, pages at %v of %d bytes", p.Status, p.Pages, len(p.Text))
	}
	checkParts(t, []Part{p})
}

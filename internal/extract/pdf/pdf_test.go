package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
)

var readFile = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
	if Is(f.Data) {
		return Read(f, budget, func(f format.File, _ *format.Budget) []format.Part {
			return []format.Part{{Text: string(f.Data)}}
		})
	}
	return ocr.ReadImage(f, budget)
})

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
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> "+
			"/XObject << /I %d 0 R >> >> >>", n+1, n+2)
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
		object("<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /%s /Filter "+
			"/DCTDecode /Length %d >>\nstream\n%s\nendstream",
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
	p := extracttest.One(t, readFile, "a.pdf", pdfOf(pdfPage{lines: []string{"First page", "second line"}}, pdfPage{},
		pdfPage{lines: []string{"Third page"}}))
	if p.Text != "First page\nsecond line\n\nThird page" || p.Status != archive.StatusOK || len(p.Pages) != 3 ||
		p.Text[p.Pages[2]:] != "Third page" {
		t.Errorf("%q %v %s %s", p.Text, p.Pages, p.Status, p.Reason())
	}
	if p := extracttest.One(t, readFile, "a.pdf", pdfOf(pdfPage{})); p.Status != archive.StatusEmpty {
		t.Errorf("an empty page: %s %s", p.Status, p.Reason())
	}
}

func TestScansWithoutTesseract(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	scan := pdfPage{jpeg: blankJPEG(t)}
	for name, c := range map[string]struct {
		data []byte
		want archive.Status
	}{
		"a scan": {pdfOf(scan), archive.StatusNeedsOCR},
		"half a scan": {pdfOf(pdfPage{lines: []string{strings.Repeat("A page of text. ", 5)}}, scan),
			archive.StatusPartial},
		"stamp on scan": {pdfOf(pdfPage{lines: []string{"Signed electronically"}, jpeg: scan.jpeg}), archive.StatusPartial},
		"jpeg":          {scan.jpeg, archive.StatusNeedsOCR},
	} {
		p := extracttest.One(t, readFile, "a.pdf", c.data)
		if p.Status != c.want || !strings.Contains(p.Reason(), "apt-get install tesseract-ocr tesseract-ocr-rus") {
			t.Errorf("%s: %s %q %q, want %s", name, p.Status, p.Reason(), p.Text, c.want)
		}
	}
	if tools := ocr.Tools(); tools[0].Path != "" || tools[0].Problem == "" {
		t.Errorf("%+v", tools)
	}
}

func TestScannedPDF(t *testing.T) {
	if problem := ocr.Tools()[0].Problem; problem != "" {
		t.Skip(problem)
	}
	want := string(extracttest.Sample(t, "expected/d02.200.p1.txt"))
	data := pdfOf(pdfPage{lines: []string{"Signed electronically"}, jpeg: extracttest.Sample(t, "scan/d02.200.jpg")})
	p := extracttest.One(t, readFile, "a.pdf", data)
	recall, _ := extracttest.Overlap(p.Text, want)
	t.Logf("recall %.4f", recall)
	if p.Status != archive.StatusOK || recall < 0.85 || !strings.HasSuffix(p.Text, "Signed electronically") {
		t.Errorf("%s %s, recall %.4f, %q", p.Status, p.Reason(), recall, p.Text)
	}
	// Without time for a page nothing is begun.
	parts := readFile("a.pdf", data, format.Options{Time: 2 * time.Second})
	if p := parts[0]; p.Status != archive.StatusPartial || !strings.Contains(p.Reason(), "ingest.timeout") {
		t.Errorf("%s %s", p.Status, p.Reason())
	}
}

// PDFium finds the text of a PDF; what is made of it is ours.
func FuzzPDFText(f *testing.F) {
	f.Add("Ïðèëîæåíèå ê ïîñòàíîâëåíèþ", "поста\x02\r\nновление", "D:20170131120000+03'00'")
	f.Fuzz(func(t *testing.T, one, two, date string) {
		file := &pdfFile{pages: []string{pdfText(one), pdfText(two)}}
		file.repair()
		text, pages := format.JoinPages(file.pages)
		extracttest.Check(t, []format.Part{{Text: text, Pages: pages, Status: archive.StatusOK}})
		if d := pdfDate(date); d != "" && len(d) != len("2017-01-31") {
			t.Errorf("%q is the date %q", date, d)
		}
		isLegible(one)
	})
}

// Where nothing is found of a file that is encrypted, that is what is wrong with it: another program may open it.
func TestPDFWithoutPages(t *testing.T) {
	for addition, want := range map[string]archive.Status{"": archive.StatusCorrupt,
		"\n% /Encrypt": archive.StatusEncrypted} {
		data := append(pdfOf(), addition...)
		if p := extracttest.One(t, readFile, "a.pdf", data); p.Status != want || p.Reason() == "" {
			t.Errorf("%q: %s %s, want %s", addition, p.Status, p.Reason(), want)
		}
	}
}

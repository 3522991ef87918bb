package pdf

import (
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

// What the annotations of a page show is read once: the stamp of a signature, a value that is none of the choices of
// its field, a value that goes over two lines; not the marks of boxes, nor what is hidden.
func TestLooksOfAnnotations(t *testing.T) {
	font := "/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> " +
		"/Z << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >> >> >>"
	look := func(content string) string {
		return streamOf("/Type /XObject /Subtype /Form /BBox [0 0 200 60] "+font, content)
	}
	p := extracttest.One(t, readFile, "a.pdf", rawPDF(
		"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R 8 0 R 9 0 R] /DA (/F 10 Tf) >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "+font+
			" /Annots [5 0 R 6 0 R 7 0 R 8 0 R 9 0 R 15 0 R] >>",
		streamOf("", "BT /F 12 Tf 50 780 Td (Order of the town) Tj ET"),
		"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [300 100 500 160] /AP << /N 10 0 R >> >>",
		"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /F 4 /Rect [50 100 250 160] /P 3 0 R /AP << /N 11 0 R >> >>",
		"<< /Type /Annot /Subtype /Widget /FT /Ch /T (c) /V (Ples) /Opt [(Totma)] /Ff 393216 /F 4 /Rect [50 300 250 360] "+
			"/P 3 0 R /AP << /N 12 0 R >> >>",
		"<< /Type /Annot /Subtype /Widget /FT /Tx /T (t) /V (two long lines) /F 4 /Rect [50 400 250 460] /P 3 0 R "+
			"/AP << /N 13 0 R >> >>",
		"<< /Type /Annot /Subtype /Widget /FT /Btn /T (b) /V /On /AS /On /F 4 /Rect [50 500 60 510] /P 3 0 R "+
			"/AP << /N << /On 14 0 R >> >> >>",
		look("BT /F 10 Tf 5 40 Td (Signed electronically) Tj 0 -20 Td (Certificate 00A1) Tj ET"),
		look("BT /F 10 Tf 5 40 Td (Owner Ivanov) Tj ET"),
		look("BT /F 10 Tf 5 40 Td (Ples) Tj ET"),
		look("BT /F 10 Tf 5 40 Td (two long) Tj 0 -20 Td (lines) Tj ET"),
		look("BT /Z 10 Tf 5 40 Td (4) Tj ET"),
		"<< /Type /Annot /Subtype /Stamp /F 2 /Rect [300 200 500 260] /AP << /N 16 0 R >> >>",
		look("BT /F 10 Tf 5 40 Td (Hidden) Tj ET")))
	want := "Order of the town\ntwo long lines\nSigned electronically\nCertificate 00A1\nOwner Ivanov\nPles"
	if p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("%s %q, want %q", p.Status, p.Text, want)
	}
}

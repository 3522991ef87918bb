package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// objectStream writes a stream of objects, which begin at first.
func objectStream(t testing.TB, n, first int, content string) string {
	t.Helper()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n",
		n, first, packed.Len(), packed.Bytes())
}

// packedPDF makes a PDF whose page and font lie in a stream of objects, without a table.
func packedPDF(t testing.TB) []byte {
	t.Helper()
	objects := []string{"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<</Font<</F 4 0 R>>>>>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
	heads, bodies := "", ""
	for i, o := range objects {
		heads += fmt.Sprintf("%d %d ", i+2, len(bodies))
		bodies += o + " "
	}
	content := "BT /F 12 Tf 50 700 Td (Packed page) Tj ET"
	return fmt.Appendf(nil, "%%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"+
		"5 0 obj\n%s6 0 obj\n<</Length %d>>\nstream\n%s",
		objectStream(t, len(objects), len(heads), heads+bodies), len(content), content)
}

func TestMend(t *testing.T) {
	whole := pdfOf(pdfPage{lines: []string{"First page"}}, pdfPage{lines: []string{"Second page"}})
	at := func(s string) int { return bytes.Index(whole, []byte(s)) }
	for name, c := range map[string]struct {
		data []byte
		text string
		code *reason.Reason
	}{
		"no table":          {whole[:at("xref")], "First page\nSecond page", reason.DamagedPartly},
		"second page cut":   {whole[:at("(Second")+len("(Second page) Tj")], "First page\nSecond page", reason.DamagedPartly},
		"one page":          {whole[:at("7 0 obj")], "First page", reason.DamagedPartly},
		"no page":           {whole[:at("4 0 obj")], "", reason.Damaged},
		"pages without ink": {bytes.ReplaceAll(whole[:at("xref")], []byte("Tj"), []byte("  ")), "", reason.DamagedEmpty},
		"packed":            {packedPDF(t), "Packed page", reason.DamagedPartly},
		"encrypted":         {append(whole[:at("xref"):at("xref")], "<</Encrypt 9 0 R>>"...), "", reason.Damaged},
	} {
		p := extracttest.One(t, readFile, "a.pdf", c.data)
		if p.Text != c.text || len(p.Causes) != 1 || p.Causes[0].Code != c.code.Code {
			t.Errorf("%s: %q %s %v", name, p.Text, p.Status, p.Causes)
		}
	}
	if p := extracttest.One(t, readFile, "a.pdf", whole); p.Status != archive.StatusOK {
		t.Errorf("nothing to mend: %s %s", p.Status, p.Reason())
	}
}

func TestMendIsLinear(t *testing.T) {
	units := []string{"1 0 obj<</Type/Page>>", "1 0 obj ", "obj", "1 0 obj stream ", "1 0 obj stream endstream ",
		"1 0 obj<</Type/ObjStm/First 9>>stream\n", "endobj ", "9 ", "<</Type/Page/Type /Page "}
	cost.Test{Small: 64 << 10, Large: 512 << 10}.Linear(t, units, func(body string) {
		mend([]byte("%PDF-1.4\n"+body), format.NewBudget(context.Background(), format.Options{}))
	})
}

// Offsets of a stream of objects may go back and forth: each object spans the whole of it.
func TestMendOfOverlaps(t *testing.T) {
	budget := func() *format.Budget { return format.NewBudget(context.Background(), format.Options{}) }
	cost.Test{Small: 64 << 10, Large: 256 << 10}.Linear(t, []string{"7 0 8 9999999 "}, func(heads string) {
		mend([]byte("1 0 obj"+objectStream(t, 9, len(heads), heads+heads)), budget())
	})
	heads := ""
	for n := range 1000 {
		heads += fmt.Sprintf("%d 0 %d 9999999 ", n+7, n+7)
	}
	content := heads + "<</Type/Page>>" + strings.Repeat(" ", 64<<10)
	whole := mend([]byte("1 0 obj"+objectStream(t, 9, len(heads), content)), budget())
	if len(whole) == 0 || len(whole) > 4*len(content) {
		t.Errorf("%d bytes of %d", len(whole), len(content))
	}
}

// What is mended opens or not; it is for PDFium to say.
func FuzzMend(f *testing.F) {
	f.Add(packedPDF(f))
	f.Add(pdfOf(pdfPage{lines: []string{"First page"}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		budget := format.NewBudget(context.Background(), format.Options{MaxBytes: 4 << 20})
		if whole := mend(data, budget); whole != nil && !strings.HasPrefix(string(whole), string(data)) {
			t.Error("what was there is changed")
		}
	})
}

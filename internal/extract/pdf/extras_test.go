package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// rawPDF makes a PDF of objects, the first of them the catalogue.
func rawPDF(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.6\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func streamOf(dict, s string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(s), s)
}

// What lies on a page or in the file, and is not of a page's text, is read, too.
func TestBesideThePages(t *testing.T) {
	data := rawPDF("<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R 6 0 R] /DR << >> /DA (/F 10 Tf) >> "+
		"/Names << /EmbeddedFiles << /Names [(a) 9 0 R] >> >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font "+
			"/Subtype /Type1 /BaseFont /Helvetica >> >> >> /Annots [5 0 R 6 0 R 7 0 R 8 0 R 11 0 R 12 0 R] >>",
		streamOf("", "BT /F 12 Tf 50 780 Td (Form) Tj ET"),
		"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ivanov) /Rect [50 700 150 720] /P 3 0 R >>",
		"<< /Type /Annot /Subtype /Widget /FT /Ch /T (town) /V (Totma) /Opt [(Totma) (Ples)] /Ff 131072 /Rect [50 600 "+
			"150 620] /P 3 0 R >>",
		"<< /Type /Annot /Subtype /Text /T (Petrov) /Contents (check) /Rect [1 1 9 9] >>",
		"<< /Type /Annot /Subtype /FreeText /Contents (typed) /Rect [1 1 9 9] >>",
		"<< /Type /Filespec /F (act.txt) /UF (act.txt) /EF << /F 10 0 R >> >>",
		streamOf("/Type /EmbeddedFile", "attached words"),
		"<< /Type /Annot /Subtype /FileAttachment /FS 9 0 R /Rect [1 1 9 9] >>", // the same file
		"<< /Type /Annot /Subtype /FileAttachment /FS 13 0 R /Rect [1 1 9 9] >>",
		"<< /Type /Filespec /F (map.txt) /EF << /F 14 0 R >> >>", streamOf("/Type /EmbeddedFile", "pinned words"))
	parts := readFile("a.pdf", data, format.Options{})
	extracttest.Check(t, parts)
	want := "|ok|Form/Комментарий: Petrov: check/typed/Iv\nact.txt|ok|attached words\nmap.txt|ok|pinned words\n"
	if got := extracttest.Summary(parts); got != want || !strings.HasSuffix(parts[0].Text, "typed\nIvanov\nTotma") {
		t.Errorf("%s%s, want\n%s", got, parts[0].Text, want)
	}
	for name, junk := range map[string]string{"a header": "HTTP/1.1 200 OK\r\n\r\n", "a mark": "\xef\xbb\xbf",
		"lines": "\n\n \n"} {
		if p := readFile("a.pdf", append([]byte(junk), data...), format.Options{})[0]; !strings.HasPrefix(p.Text, "Form") ||
			p.Status != archive.StatusOK {
			t.Errorf("%s: %s %s %q", name, p.Status, p.Reason(), p.Text)
		}
	}
	if Is([]byte("A PDF begins with %PDF-1.4\n and so on")) {
		t.Error("a text about PDF is no PDF")
	}
}

func TestNumbersOfPages(t *testing.T) {
	for name, c := range map[string]struct{ pages, want []string }{
		"at the foot":      {[]string{"a\n1", "b\n2", "c\n3"}, []string{"a", "b", "c"}},
		"from the second":  {[]string{"a", "- 2 -\nb", "- 3 -\nc", "- 4 -\nd"}, []string{"a", "b", "c", "d"}},
		"of how many":      {[]string{"a\nСтраница 1 из 2", "b\nСтраница 2 из 2"}, []string{"a", "b"}},
		"no numbers":       {[]string{"a\n12", "b\n40", "c\n7"}, []string{"a\n12", "b\n40", "c\n7"}},
		"too few to say":   {[]string{"a\n1", "b"}, []string{"a\n1", "b"}},
		"in the middle":    {[]string{"a\n1\nx", "b\n2\nx", "c\n3\nx"}, []string{"a\n1\nx", "b\n2\nx", "c\n3\nx"}},
		"another total":    {[]string{"a\nстр. 1 из 9"}, []string{"a\nстр. 1 из 9"}},
		"nothing but them": {[]string{"1", "2", "3"}, []string{"", "", ""}},
	} {
		if dropNumbers(c.pages); strings.Join(c.pages, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q", name, c.pages)
		}
	}
	if v := illegible("\uf0b7 аб\ufffd"); v < 0.24 || v > 0.26 {
		t.Error(v)
	}
}

// A form whose pages are made by the program that opens it has the texts of its template, and what was filled in.
func TestFormsWithoutPages(t *testing.T) {
	template := `<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="a">` +
		`<draw><value><text>ЗАЯВЛЕНИЕ</text></value></draw>` +
		`<field name="b"><caption><value><exData contentType="text/html"><body><p>Кому:<br/>главе</p></body>` +
		`</exData></value></caption><event><script>var скрипт</script></event><items><text>выбор</text></items></field>` +
		`<draw presence="hidden"><value><text>скрыто</text></value></draw></subform></template>`
	datasets := `<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data>` +
		`<a><b>Иванову</b><c>о ремонте</c></a></xfa:data></xfa:datasets>`
	form := func(rendering string) []byte {
		return rawPDF("<< /Type /Catalog /Pages 2 0 R "+rendering+
			" /AcroForm << /Fields [] /XFA [(template) 5 0 R (datasets) 6 0 R] >> >>",
			"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
			"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font "+
				"/Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
			streamOf("", "BT /F 12 Tf 50 780 Td (Please wait) Tj ET"), streamOf("", template), streamOf("", datasets))
	}
	for rendering, want := range map[string]string{
		"/NeedsRendering true": "Please wait\nЗАЯВЛЕНИЕ\nКому:\nглаве\nИванову\nо ремонте",
		"":                     "Please wait", // its pages have all
	} {
		if p := extracttest.One(t, readFile, "a.pdf", form(rendering)); p.Text != want {
			t.Errorf("%q: %q, want %q", rendering, p.Text, want)
		}
	}
}

// Titles of the contents that are not in the text are beside it; contents that go round in a circle end.
func TestBookmarks(t *testing.T) {
	p := extracttest.One(t, readFile, "a.pdf", rawPDF("<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font "+
			"/Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
		streamOf("", "BT /F 12 Tf 50 780 Td (Chapter 1) Tj ET"),
		"<< /Type /Outlines /First 6 0 R /Last 7 0 R /Count 2 >>",
		"<< /Title (Chapter  1) /Parent 5 0 R /Next 7 0 R /First 8 0 R /Last 8 0 R >>",
		"<< /Title (Annex) /Parent 5 0 R /Next 6 0 R >>",
		"<< /Title (Roads) /Parent 6 0 R /First 6 0 R >>"))
	if p.Text != "Chapter 1" || p.Aside != "Roads\nAnnex" || p.Status != archive.StatusOK {
		t.Errorf("%q, beside it %q, %s", p.Text, p.Aside, p.Status)
	}
}

package extract

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image/jpeg"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

const scanned = "Решение сельской думы о ремонте дорог"

// recognizes reads one picture, and no other one.
func recognizes(t *testing.T, scan []byte) func(context.Context, Picture) (Recognized, error) {
	return func(_ context.Context, p Picture) (Recognized, error) {
		if !bytes.Equal(p.Data, scan) {
			t.Errorf("a picture of %d bytes is recognised", len(p.Data))
		}
		return Recognized{Text: scanned, Sure: 90, Ratio: 1414, Words: []Word{{Text: "Решение", Width: 100, Height: 10}}}, nil
	}
}

// withPictures are documents with the act as their text, and with pictures: a scan, the same once more, a coat of arms
// that is shown small, a photograph.
func withPictures(t *testing.T, scan []byte) map[string]string {
	arms, photo := string(extracttest.Scan(t, 600, 600)), string(extracttest.Photograph(t, 900, 700))
	rels := func(names ...string) string {
		var b strings.Builder
		for i, n := range names {
			kind, target, _ := strings.Cut(n, " ")
			fmt.Fprintf(&b, `<Relationship Id="r%d" Type="http://x/%s" Target="%s"/>`, i, kind, target)
		}
		return `<Relationships>` + b.String() + `</Relationships>`
	}
	media := func(folder string) []string {
		return []string{folder + "/media/scan.png", string(scan), folder + "/media/arms.png", arms,
			folder + "/media/photo.jpg", photo}
	}
	drawn := func(id, cx, cy int) string {
		return fmt.Sprintf(`<w:p><w:r><w:drawing><wp:inline><wp:extent cx="%d" cy="%d"/><a:graphic><pic:pic><pic:blipFill>`+
			`<a:blip r:embed="r%d"/></pic:blipFill></pic:pic></a:graphic></wp:inline></w:drawing></w:r></w:p>`, cx, cy, id)
	}
	pic := func(id int) string {
		return fmt.Sprintf(`<p:pic><p:blipFill><a:blip r:embed="r%d"/></p:blipFill><p:spPr><a:xfrm>`+
			`<a:ext cx="%d" cy="%[2]d"/></a:xfrm></p:spPr></p:pic>`, id, []int{6e6, 9e5, 6e6}[id])
	}
	pics := pic(0) + pic(1) + pic(2)
	frame := func(file, size string) string {
		return `<text:p><draw:frame svg:width="` + size + `" svg:height="` + size + `"><draw:image xlink:href="media/` +
			file + `"/></draw:frame></text:p>`
	}
	zip := func(files []string, more ...string) string {
		return string(extracttest.ZIP(t, append(files, more...)...))
	}
	pict := func(kind string, data []byte, goal int) string {
		return fmt.Sprintf(`{\pict{\*\picprop{\sp{\sn a}{\sv b}}}\%s\picwgoal%d\pichgoal%[2]d %s}`, kind, goal,
			hex.EncodeToString(data))
	}
	return map[string]string{
		"a.docx": zip(media("word"), "[Content_Types].xml", "<Types/>", "word/document.xml",
			`<w:document><w:body><w:p><w:r><w:t>`+act+`</w:t></w:r></w:p>`+drawn(0, 6e6, 8e6)+drawn(0, 6e6, 8e6)+
				drawn(1, 9e5, 9e5)+drawn(2, 6e6, 6e6)+
				`<w:p><w:r><w:pict><v:shape style="width:450pt;height:600pt"><v:imagedata r:id="r0"/></v:shape></w:pict>`+
				`</w:r></w:p>`+
				`</w:body></w:document>`,
			"word/_rels/document.xml.rels", rels("image media/scan.png", "image media/arms.png", "image media/photo.jpg")),
		"a.pptx": zip(media("ppt"), "[Content_Types].xml", "<Types/>", "ppt/presentation.xml", `<p:presentation/>`,
			"ppt/slides/slide1.xml", `<p:sld><a:p><a:t>`+act+`</a:t></a:p>`+pics+`</p:sld>`,
			"ppt/slides/_rels/slide1.xml.rels", rels("image ../media/scan.png", "image ../media/arms.png",
				"image ../media/photo.jpg")),
		"a.xlsx": zip(media("xl"), "[Content_Types].xml", "<Types/>", "xl/workbook.xml", `<workbook/>`,
			"xl/worksheets/sheet1.xml", `<worksheet><row><c t="inlineStr"><is><t>`+act+`</t></is></c></row></worksheet>`,
			"xl/worksheets/_rels/sheet1.xml.rels", rels("drawing ../drawings/drawing1.xml"),
			"xl/drawings/drawing1.xml", `<xdr:wsDr>`+pics+`</xdr:wsDr>`,
			"xl/drawings/_rels/drawing1.xml.rels", rels("image ../media/scan.png", "image ../media/arms.png",
				"image ../media/photo.jpg")),
		"a.odt": string(extracttest.ZIP(t, "mimetype", "application/vnd.oasis.opendocument.text",
			"media/scan.png", string(scan), "media/arms.png", arms, "media/photo.jpg", photo, "content.xml",
			`<office:document-content><office:body><office:text><text:p>`+act+`</text:p>`+frame("scan.png", "16cm")+
				frame("arms.png", "2cm")+frame("photo.jpg", "160mm")+`</office:text></office:body></office:document-content>`)),
		"a.rtf": `{\rtf1\ansi\ansicpg1251 ` + rtfLetters(act) + `\par{\*\shppict` + pict("pngblip", scan, 9000) +
			`}{\nonshppict` + pict("pngblip", []byte(arms), 9000) + `}` + pict("pngblip", []byte(arms), 900) +
			pict("jpegblip", []byte(photo), 9000) + `}`,
	}
}

func rtfLetters(s string) string {
	var b strings.Builder
	for _, c := range s {
		fmt.Fprintf(&b, `\u%d?`, c)
	}
	return b.String()
}

// A scan that was pasted into a document is a page behind its text, and is drawn.
func TestPastedScansAreRead(t *testing.T) {
	scan := extracttest.Scan(t, 700, 900)
	for name, data := range withPictures(t, scan) {
		p := Extract(t.Context(), name, []byte(data), Options{Recognize: recognizes(t, scan)})[0]
		if p.Status != archive.StatusOK || len(p.Pages) != 1 || p.Text[p.Pages[0]:] != scanned ||
			strings.TrimSpace(p.Text[:p.Pages[0]]) != act || len(p.Scans) != 1 || p.Scans[0].Page != 0 ||
			p.Hints["recognized"] == "" {
			t.Errorf("%s: %s %s %v %v %q", name, p.Status, p.Reason(), p.Pages, p.Scans, p.Text)
		}
		picture, err := Draw(t.Context(), name, []byte(data), 0, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if size, err := jpeg.DecodeConfig(bytes.NewReader(picture)); err != nil || size.Width != 700 || size.Height != 900 {
			t.Errorf("%s is drawn as %v: %v", name, size, err)
		}
		if _, err := Draw(t.Context(), name, []byte(data), 1, Options{}); err == nil {
			t.Errorf("%s: a page that is not there is drawn", name)
		}
	}
}

// What is said of pasted scans that are not read, or that are no text.
func TestPastedScansThatAreNotRead(t *testing.T) {
	scan := extracttest.Scan(t, 700, 900)
	data := []byte(withPictures(t, scan)["a.docx"])
	for name, tt := range map[string]struct {
		o      Options
		status archive.Status
		cause  string
	}{
		"without OCR": {Options{NoOCR: true}, archive.StatusPartial, "pasted-scans"},
		"broken":      {Options{Recognize: broken}, archive.StatusPartial, "scan-damaged-partly"},
		"a drawing":   {Options{Recognize: reads("| — .")}, archive.StatusOK, ""},
	} {
		p := Extract(t.Context(), "a.docx", data, tt.o)[0]
		cause := ""
		for _, c := range p.Causes {
			cause += c.Code
		}
		if p.Status != tt.status || cause != tt.cause || strings.TrimSpace(p.Text) != act || len(p.Pages) > 0 {
			t.Errorf("%s: %s %s %v %q", name, p.Status, cause, p.Pages, p.Text)
		}
	}
}

// A document of scans alone is what its scans say.
func TestDocumentOfScans(t *testing.T) {
	scan := extracttest.Scan(t, 700, 900)
	data := []byte(strings.Replace(withPictures(t, scan)["a.rtf"], rtfLetters(act), "", 1))
	p := Extract(t.Context(), "a.rtf", data, Options{Recognize: reads(scanned)})[0]
	if p.Status != archive.StatusOK || p.Text != scanned || len(p.Pages) != 1 || p.Pages[0] != 0 {
		t.Errorf("%s %v %q", p.Status, p.Pages, p.Text)
	}
	if p = Extract(t.Context(), "a.rtf", data, Options{NoOCR: true})[0]; p.Status != archive.StatusNeedsOCR {
		t.Errorf("without OCR: %s %s", p.Status, p.Reason())
	}
}

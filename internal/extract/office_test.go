package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"letopis/internal/archive"
)

// packOf makes a ZIP of files.
func packOf(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func docxOf(t testing.TB, body string) []byte {
	return packOf(t, map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`,
		"docProps/core.xml":  `<cp:coreProperties><dc:title>О дорогах</dc:title></cp:coreProperties>`,
		"word/footnotes.xml": `<w:footnotes><w:footnote w:type="separator"><w:p><w:r><w:t>--</w:t></w:r></w:p></w:footnote><w:footnote><w:p><w:r><w:t>Сноска.</w:t></w:r></w:p></w:footnote></w:footnotes>`})
}

func read1(t testing.TB, name string, data []byte) Part {
	t.Helper()
	parts := Extract(context.Background(), name, data, Options{})
	if len(parts) != 1 {
		t.Fatalf("%d parts", len(parts))
	}
	return parts[0]
}

func TestDOCX(t *testing.T) {
	p := read1(t, "a.docx", docxOf(t, `<w:p><w:r><w:t>Ремонт </w:t></w:r><w:del><w:r><w:delText>старое</w:delText></w:r></w:del><w:r><w:t>дорог</w:t><w:tab/><w:t>2017</w:t></w:r></w:p>`+
		`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Показатель</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2014</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>Конец.</w:t></w:r></w:p>`))
	if want := "Ремонт дорог\t2017\nПоказатель\t2014\nКонец.\nСноска."; p.Text != want || p.Status != archive.StatusOK || p.Hints["title"] != "О дорогах" {
		t.Errorf("%q %+v", p.Text, p)
	}
}

func TestHostilePackages(t *testing.T) {
	deep := strings.Repeat("<w:p>", 1000)
	bomb := docxOf(t, "<w:p><w:r><w:t>"+strings.Repeat("а", 1<<20)+"</w:t></w:r></w:p>")
	for name, c := range map[string]struct {
		data []byte
		opts Options
		want archive.Status
	}{
		"doctype":   {packOf(t, map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY a "b">]><w:document>&a;</w:document>`}), Options{}, archive.StatusCorrupt},
		"deep":      {docxOf(t, deep), Options{}, archive.StatusCorrupt},
		"cut":       {docxOf(t, "<w:p><w:r><w:t>Начало</w:t></w:r></w:p><w:p>"), Options{}, archive.StatusPartial},
		"bomb":      {bomb, Options{MaxBytes: 1 << 16}, archive.StatusLimit},
		"encrypted": {packOf(t, map[string]string{"mimetype": odfType + "text", "content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}), Options{}, archive.StatusEncrypted},
	} {
		parts := Extract(context.Background(), "a.docx", c.data, c.opts)
		if len(parts) != 1 || parts[0].Status != c.want || parts[0].Reason == "" {
			t.Errorf("%s: %+.200v, want %s", name, parts, c.want)
		}
	}
}

// TestUnseenText holds that hidden text is left out, whatever says so.
func TestUnseenText(t *testing.T) {
	if p := read1(t, "a.docx", docxOf(t, `<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>План </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>тайный</w:t><w:tab/></w:r>`+
		`<w:r><w:rPr><w:vanish w:val="0"/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>работ</w:t></w:r></w:p>`)); p.Text != "План работ\nСноска." {
		t.Errorf("DOCX: %q", p.Text)
	}
	p := read1(t, "a.odt", packOf(t, map[string]string{"mimetype": odfType + "text", "content.xml": `<office:document-content><office:automatic-styles><style:style style:name="T1"><style:text-properties text:display="none"/></style:style>` +
		`<style:style style:name="T2"><style:text-properties fo:color="red"/></style:style><number:number-style style:name="N1"><number:text>руб.</number:text></number:number-style></office:automatic-styles><office:body><office:text>` +
		`<text:p>План <text:span text:style-name="T1">тайный </text:span><text:span text:style-name="T2">работ</text:span></text:p><text:p text:style-name="T1">строка</text:p>` +
		`<text:section text:display="none"><text:p>раздел</text:p></text:section></office:text></office:body></office:document-content>`}))
	if p.Text != "План работ" {
		t.Errorf("ODT: %q", p.Text)
	}
}

func TestODT(t *testing.T) {
	p := read1(t, "a.odt", packOf(t, map[string]string{"mimetype": odfType + "text", "content.xml": `<office:document-content><office:body><office:text>` +
		`<text:h>Решение</text:h><text:p>О<text:s text:c="2"/>бюджете<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Сноска</text:p></text:note-body></text:note> города</text:p>` +
		`<table:table><table:table-row><table:table-cell><text:p>Доходы</text:p></table:table-cell><table:table-cell><text:p>5</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>`}))
	if want := "Решение\nО  бюджете города\nДоходы\t5\nСноска"; p.Text != want {
		t.Errorf("%q", p.Text)
	}
}

func TestXLSX(t *testing.T) {
	p := read1(t, "a.xlsx", packOf(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"xl/workbook.xml": `<workbook><sheets><sheet name="План" r:id="r1"/></sheets></workbook>`, "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml": `<sst><si><t>Сумма</t></si></sst>`, "xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c t="s"><v>0</v></c><c s="1"><v>42936</v></c><c><v>0.30000000000000004</v></c></row></sheetData></worksheet>`}))
	if want := "План\nСумма\t20.07.2017\t0.3"; p.Text != want {
		t.Errorf("%q", p.Text)
	}
}

func TestOffice2003XML(t *testing.T) {
	word := `<?xml version="1.0" encoding="windows-1251"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="` + word2003 + `"><o:DocumentProperties><o:Title>t</o:Title></o:DocumentProperties><w:body><wx:sect>` +
		`<w:p><w:r><w:t>Ремонт дорог</w:t></w:r><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:t>старое</w:t></w:r></aml:content></aml:annotation></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Год</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2017</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` +
		`<w:sectPr><w:hdr><w:p><w:r><w:t>вверху</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>`
	if p := read1(t, "a.doc", []byte(cp1251(word))); p.Text != "Ремонт дорог\nГод\t2017" || p.Status != archive.StatusOK || p.MediaType != docType {
		t.Errorf("%q %+v", p.Text, p)
	}
	sheet := `<?xml version="1.0"?><Workbook xmlns="` + xls2003 + `"><Styles><Style/></Styles><Worksheet ss:Name="План"><Table><Row><Cell><Data ss:Type="String">Итого</Data></Cell><Cell><Data ss:Type="Number">5</Data></Cell></Row></Table></Worksheet></Workbook>`
	if p := read1(t, "a.xls", []byte(sheet)); p.Text != "План\nИтого\t5" || p.Status != archive.StatusOK || p.MediaType != xlsType {
		t.Errorf("%q %+v", p.Text, p)
	}
	if p := read1(t, "a.xls", []byte(sheet[:len(sheet)-40])); p.Status != archive.StatusPartial || !strings.Contains(p.Text, "Итого") {
		t.Errorf("%q %+v", p.Text, p)
	}
}

func TestRTF(t *testing.T) {
	cp1251 := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			switch {
			case r >= 'А' && r <= 'я':
				fmt.Fprintf(&b, `\'%02x`, r-'А'+0xc0)
			default:
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	for in, want := range map[string]string{
		`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 Times;}}\f0 ` + cp1251("Город") + `\par 2017}`: "Город\n2017",
		`{\rtf1\ansi\uc1 \u1044?\u1072?\par{\*\generator x;}\u8212-}`:                                    "Да\n—",
		`{\rtf1{\info{\title t}}\trowd ` + cp1251("а") + `\cell ` + cp1251("б") + `\cell\row}`:           "а\tб",
		`{\rtf1{\header h}{\pict 00ff}{\field{\*\fldinst PAGE}{\fldrslt 5}}\bin3 }}} x}`:                 "5 x",
		`{\rtf1 one{\v  hidden}{\deleted  old}\v  more\v0  two\deleted\u1072?\plain  three}`:             "one two three",
	} {
		if p := read1(t, "a.rtf", []byte(in)); strings.TrimSpace(p.Text) != want {
			t.Errorf("%s: %q, want %q", in, p.Text, want)
		}
	}
}

func FuzzOffice(f *testing.F) {
	fuzz(f, "a.docx", "", string(docxOf(f, "<w:p><w:r><w:t>а</w:t></w:r></w:p>")))
}

// officeFuzz are the files around the one that FuzzOfficeXML changes.
var officeFuzz = []struct {
	changed string
	others  map[string]string
}{
	{"word/document.xml", nil},
	{"word/footnotes.xml", map[string]string{"word/document.xml": "<w:document><w:body><w:p><w:t>а</w:t></w:p></w:body></w:document>"}},
	{"xl/worksheets/sheet1.xml", map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="а" r:id="r"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r" Target="worksheets/sheet1.xml"/></Relationships>`, "xl/sharedStrings.xml": "<sst><si><t>а</t></si></sst>"}},
	{"xl/styles.xml", map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="а" r:id="r"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r" Target="/xl/sheet.xml"/></Relationships>`, "xl/sheet.xml": `<worksheet><sheetData><row><c s="1"><v>1</v></c></row></sheetData></worksheet>`}},
	{"xl/sharedStrings.xml", map[string]string{"xl/workbook.xml": "<workbook/>"}},
	{"xl/workbook.xml", nil},
	{"ppt/slides/slide1.xml", map[string]string{"ppt/presentation.xml": "<p:presentation/>"}},
	{"docProps/core.xml", map[string]string{"word/document.xml": "<w:document/>"}},
	{"content.xml", map[string]string{"mimetype": odfType + "text"}},
	{"content.xml", map[string]string{"mimetype": odfType + "spreadsheet"}},
	{"meta.xml", map[string]string{"mimetype": odfType + "presentation", "content.xml": "<a/>"}},
}

// FuzzOfficeXML changes one file of a document; in FuzzOffice the checksum of
// the ZIP stops nearly every change.
func FuzzOfficeXML(f *testing.F) {
	for i, s := range []string{
		"<w:document><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>а</w:t><w:tab/></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
		`<w:footnotes><w:footnote w:type="separator"><w:t>-</w:t></w:footnote><w:footnote><w:p><w:r><w:t>Сноска</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		`<worksheet><sheetData><row><c r="C1" t="s"><v>0</v></c><c s="1"><v>42936.5</v></c><c t="inlineStr"><is><t>б</t></is></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`,
		`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
		`<sst><si><r><t>а</t></r><rPh><t>б</t></rPh></si></sst>`,
		`<workbook><sheets><sheet name="а" r:id="r"/><sheet r:id="../x"/></sheets></workbook>`,
		`<p:sld><p:txBody><a:p><a:r><a:t>а</a:t></a:r><a:br/></a:p></p:txBody><a:tbl><a:tr><a:tc><a:t>б</a:t></a:tc></a:tr></a:tbl></p:sld>`,
		`<cp:coreProperties><dc:title>а</dc:title><dcterms:created>2010-01-02T00:00:00Z</dcterms:created></cp:coreProperties>`,
		`<office:document-content><office:body><text:h>а</text:h><text:p>б<text:s text:c="2"/><text:note><text:note-body><text:p>в</text:p></text:note-body></text:note></text:p></office:body></office:document-content>`,
		`<office:document-content><table:table table:name="а"><table:table-row table:number-rows-repeated="9999999"><table:table-cell table:number-columns-repeated="99999999"><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:document-content>`,
		`<office:document-meta><dc:title>а</dc:title></office:document-meta>`,
	} {
		f.Add(uint8(i), s)
	}
	f.Fuzz(func(t *testing.T, which uint8, xml string) {
		c := officeFuzz[int(which)%len(officeFuzz)]
		files := map[string]string{"[Content_Types].xml": "<Types/>", c.changed: xml}
		maps.Copy(files, c.others)
		fuzzExtract(t, "a.docx", packOf(t, files))
	})
}

func FuzzOffice2003(f *testing.F) {
	fuzz(f, "a.doc", "", `<?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="`+word2003+`"><w:body><w:p><w:r><w:t>а</w:t></w:r></w:p></w:body></w:wordDocument>`,
		`<Workbook xmlns="`+xls2003+`"><Worksheet ss:Name="а"><Table><Row><Cell ss:Index="3"><Data ss:Type="Number">5</Data></Cell></Row></Table></Worksheet></Workbook>`)
}

func FuzzRTF(f *testing.F) {
	fuzz(f, "a.rtf", "", `{\rtf1\ansi\uc1 \u1044?\'e0\par{\fonttbl{\f0\fcharset204 T;}}\bin3 abc}`, `{\rtf1\trowd \'e0\cell\row{\*\generator x;}{\pict 00ff}\ansicpg1251\u-1?}`)
}

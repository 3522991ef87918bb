package openxml

import (
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

// rec makes a record of a binary workbook.
func rec(id int, values ...any) string {
	body := extracttest.LE(values...)
	head := []byte{byte(id)}
	if id > 0x7f {
		head = []byte{byte(id) | 0x80, byte(id >> 7)}
	}
	return string(head) + string([]byte{byte(len(body))}) + string(body)
}

func wide(s string) []byte {
	units := utf16.Encode([]rune(s))
	return extracttest.LE(uint32(len(units)), units)
}

func TestXLSB(t *testing.T) {
	cell := func(id, column, style int, v ...any) string {
		return rec(id, append([]any{uint32(column), uint32(style)}, v...)...)
	}
	files := map[string]string{"[Content_Types].xml": "<Types/>", "_rels/.rels": relsOf("r", "officeDocument",
		"xl/workbook.bin"),
		"xl/workbook.bin": rec(xlsbBook, uint32(0)) + rec(xlsbSheet, uint32(0), uint32(1), wide("r1"), wide("План")),
		"xl/_rels/workbook.bin.rels": relsOf("r1", "worksheet", "worksheets/sheet1.bin", "r2", "styles", "styles.bin",
			"r3", "sharedStrings", "sharedStrings.bin"),
		"xl/sharedStrings.bin": rec(xlsbItem, byte(0), wide("Показатель")),
		"xl/styles.bin": rec(xlsbXF, uint16(0), uint16(1)) + rec(xlsbFormat, uint16(164),
			wide("0.0%")) + rec(xlsbCellXFs, uint32(3)) +
			rec(xlsbXF, uint16(0), uint16(0)) + rec(xlsbXF, uint16(0), uint16(14)) + rec(xlsbXF, uint16(0), uint16(164)) +
			rec(xlsbEndOfCellXF),
		"xl/worksheets/sheet1.bin": rec(xlsbRow, uint32(0)) + cell(xlsbShared, 0, 0, uint32(0)) + cell(xlsbString, 1, 0,
			wide("Дата")) +
			rec(xlsbRow, uint32(1)) + cell(xlsbRK, 0, 0, uint32(5<<2|2)) + cell(xlsbReal, 1, 1, math.Float64bits(42936)) +
			rec(xlsbRow, uint32(2)) + cell(xlsbBool, 0, 0, byte(1)) + cell(xlsbFmlaNumber, 2, 2, math.Float64bits(0.175),
			uint16(0))}
	p := extracttest.One(t, readFile, "a.xlsb", extracttest.Pack(t, files))
	if want := "План\nПоказатель\tДата\n5\t20.07.2017\nИСТИНА\t—\t17,5%"; p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("%s %s %q", p.Status, p.Reason(), p.Text)
	}
	files["xl/worksheets/sheet1.bin"] += "\x07\xff\xff\xff\x7f"
	if p := extracttest.One(t, readFile, "a.xlsb", extracttest.Pack(t, files)); p.Status != archive.StatusPartial ||
		!strings.Contains(p.Text, "17,5%") {
		t.Errorf("cut: %s %q", p.Status, p.Text)
	}
}

func TestXPSAndVisio(t *testing.T) {
	p := extracttest.One(t, readFile, "a.xps", extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"_rels/.rels": relsOf("r", "fixedrepresentation", "/FixedDocSeq.fdseq"),
		"FixedDocSeq.fdseq": `<FixedDocumentSequence><DocumentReference Source="/Documents/1/FixedDoc.fdoc"/>` +
			`</FixedDocumentSequence>`,
		"Documents/1/FixedDoc.fdoc": `<FixedDocument><PageContent Source="Pages/2.fpage"/><PageContent ` +
			`Source="Pages/1.fpage"/>` +
			`</FixedDocument>`,
		"Documents/1/Pages/2.fpage": `<FixedPage><Glyphs OriginY="10" UnicodeString="Постановление"/><Glyphs OriginY="10" ` +
			`UnicodeString="главы"/><Glyphs OriginY="20" UnicodeString="{}{1}"/></FixedPage>`,
		"Documents/1/Pages/1.fpage": `<FixedPage><Glyphs OriginY="10" UnicodeString="Приложение"/></FixedPage>`}))
	if p.Text != "Постановление главы\n{1}\nПриложение" || len(p.Pages) != 2 || p.MediaType != mediaXPS {
		t.Errorf("XPS: %+v", p)
	}
	p = extracttest.One(t, readFile, "a.vsdx", extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"_rels/.rels": relsOf("r", "document", "visio/document.xml"), "visio/document.xml": "<VisioDocument/>",
		"visio/pages/page1.xml": `<PageContents><Shapes><Shape><Cell V="1"/><Text><cp IX="0"/>Схема</Text></Shape>` +
			`</Shapes></PageContents>`}))
	if p.Text != "Схема" || p.MediaType != mediaVSDX {
		t.Errorf("VSDX: %+v", p)
	}
}

func TestOtherPackages(t *testing.T) {
	p := extracttest.One(t, readFile, "a.sxw", extracttest.Pack(t,
		map[string]string{"mimetype": "application/vnd.sun.xml.writer",
			"content.xml": `<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" ` +
				`"office.dtd">` +
				`<office:document-content><office:body><text:p>Решение<text:tab-stop/>Думы</text:p></office:body>` +
				`</office:document-content>`}))
	if p.Text != "Решение\tДумы" || p.Status != archive.StatusOK {
		t.Errorf("OpenOffice 1: %s %s %q", p.Status, p.Reason(), p.Text)
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  archive.Status
	}{
		"another program": {map[string]string{"[Content_Types].xml": "<Types/>", "a.nuspec": "x"},
			archive.StatusUnsupported},
		"main part is gone": {map[string]string{"[Content_Types].xml": "<Types>openxmlformats-officedocument</Types>"},
			archive.StatusCorrupt},
		"a drawing program": {map[string]string{"mimetype": "image/openraster"}, archive.StatusUnsupported},
	} {
		p := extracttest.One(t, readFile, "a", extracttest.Pack(t, c.files))
		if p.Status != c.want || p.Reason() == "" {
			t.Errorf("%s: %s %s", name, p.Status, p.Reason())
		}
	}
}

func FuzzXLSB(f *testing.F) {
	f.Add(rec(xlsbRow, uint32(0)) + rec(xlsbString, uint32(0), uint32(0), wide("а")))
	f.Fuzz(func(t *testing.T, sheet string) {
		extracttest.FuzzOne(t, readFile, "a.xlsb", extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
			"xl/workbook.bin":            rec(xlsbSheet, uint32(0), uint32(1), wide("r1"), wide("а")),
			"xl/_rels/workbook.bin.rels": relsOf("r1", "worksheet", "worksheets/sheet1.bin"),
			"xl/sharedStrings.bin":       sheet, "xl/styles.bin": sheet, "xl/worksheets/sheet1.bin": sheet}))
	})
}

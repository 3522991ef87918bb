package openxml

import (
	"maps"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

func FuzzOffice(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.docx", "", string(docxOf(f, "<w:p><w:r><w:t>а</w:t></w:r></w:p>")))
}

// officeFuzz are the files around the one that FuzzOfficeXML changes.
var officeFuzz = []struct {
	changed string
	others  map[string]string
}{
	{"word/document.xml", nil},
	{"word/footnotes.xml", map[string]string{"word/document.xml": "" +
		"<w:document><w:body><w:p><w:t>а</w:t></w:p></w:body></w:document>"}},
	{"xl/worksheets/sheet1.xml", map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="а" r:id="r"/>` +
		`</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       "<sst><si><t>а</t></si></sst>"}},
	{"xl/styles.xml", map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="а" r:id="r"/></sheets>` +
		`</workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r" Target="/xl/sheet.xml"/></Relationships>`,
		"xl/sheet.xml":               `<worksheet><sheetData><row><c s="1"><v>1</v></c></row></sheetData></worksheet>`}},
	{"xl/sharedStrings.xml", map[string]string{"xl/workbook.xml": "<workbook/>"}},
	{"xl/workbook.xml", nil},
	{"ppt/slides/slide1.xml", map[string]string{"ppt/presentation.xml": "<p:presentation/>"}},
	{"docProps/core.xml", map[string]string{"word/document.xml": "<w:document/>"}},
	{"content.xml", map[string]string{"mimetype": format.MediaODF + "text"}},
	{"content.xml", map[string]string{"mimetype": format.MediaODF + "spreadsheet"}},
	{"word/numbering.xml", map[string]string{"word/document.xml": `<w:document><w:body><w:p><w:pPr><w:pStyle w:val="A"/>` +
		`</w:pPr><w:t>а</w:t></w:p></w:body></w:document>`, "word/styles.xml": `<w:styles><w:style w:styleId="A"><w:numId ` +
		`w:val="1"/></w:style></w:styles>`}},
	{"styles.xml", map[string]string{"mimetype": format.MediaODF + "text", "content.xml": `<office:text>` +
		`<text:list text:style-name="L"><text:list-item><text:p>а</text:p></text:list-item></text:list></office:text>`}},
	{"meta.xml", map[string]string{"mimetype": format.MediaODF + "presentation", "content.xml": "<a/>"}},
}

// FuzzOfficeXML changes one file of a document; in FuzzOffice the checksum of
// the ZIP stops nearly every change.
func FuzzOfficeXML(f *testing.F) {
	for i, s := range []string{
		"<w:document><w:body><w:tbl>" +
			"<w:tr><w:tc><w:p><w:r><w:t>а</w:t><w:tab/></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
		`<w:footnotes><w:footnote w:type="separator"><w:t>-</w:t></w:footnote><w:footnote><w:p><w:r><w:t>Сноска</w:t></w:r>` +
			`</w:p></w:footnote></w:footnotes>`,
		`<worksheet><sheetData><row><c r="C1" t="s"><v>0</v></c><c s="1"><v>42936.5</v></c><c t="inlineStr"><is><t>б</t>` +
			`</is></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`,
		`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf ` +
			`numFmtId="164"/></cellXfs></styleSheet>`,
		`<sst><si><r><t>а</t></r><rPh><t>б</t></rPh></si></sst>`,
		`<workbook><sheets><sheet name="а" r:id="r"/><sheet r:id="../x"/></sheets></workbook>`,
		`<p:sld><p:txBody><a:p><a:r><a:t>а</a:t></a:r><a:br/></a:p></p:txBody><a:tbl><a:tr><a:tc><a:t>б</a:t></a:tc></a:tr>` +
			`</a:tbl></p:sld>`,
		`<cp:coreProperties><dc:title>а</dc:title><dcterms:created>2010-01-02T00:00:00Z</dcterms:created>` +
			`</cp:coreProperties>`,
		`<office:document-content><office:body><text:h>а</text:h><text:p>б<text:s text:c="2"/><text:note><text:note-body>` +
			`<text:p>в</text:p></text:note-body></text:note></text:p></office:body></office:document-content>`,
		`<office:document-content><table:table table:name="а"><table:table-row table:number-rows-repeated="9999999">` +
			`<table:table-cell table:number-columns-repeated="99999999"><text:p>1</text:p></table:table-cell>` +
			`</table:table-row></table:table></office:document-content>`,
		`<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText ` +
			`w:val="%1.%2"/></w:lvl>` +
			`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
		`<office:styles><text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="а"/>` +
			`</text:list-style></office:styles>`,
		`<office:document-meta><dc:title>а</dc:title></office:document-meta>`,
	} {
		f.Add(uint8(i), s)
	}
	f.Fuzz(func(t *testing.T, which uint8, xml string) {
		c := officeFuzz[int(which)%len(officeFuzz)]
		files := map[string]string{"[Content_Types].xml": "<Types/>", c.changed: xml}
		maps.Copy(files, c.others)
		extracttest.FuzzOne(t, readFile, "a.docx", extracttest.Pack(t, files))
	})
}

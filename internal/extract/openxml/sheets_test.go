package openxml

import (
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

func TestColumnsOfSheets(t *testing.T) {
	p := extracttest.One(t, readFile, "a.xlsx", extracttest.Pack(t,
		map[string]string{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>",
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="B1"><v>2014</v></c><c r="C1"><v>2015</v></c></row>` +
				`<row><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row>` +
				`<row><c r="A3"><v>4</v></c><c r="B3"><v>5</v></c></row></sheetData></worksheet>`}))
	if want := "—\t2014\t2015\n1\t—\t3\n4\t5"; p.Text != want {
		t.Errorf("XLSX: %q", p.Text)
	}
	row := func(cells string) string { return "<table:table-row>" + cells + "</table:table-row>" }
	cell := func(s string) string { return "<table:table-cell><text:p>" + s + "</text:p></table:table-cell>" }
	p = extracttest.One(t, readFile, "a.ods", extracttest.Pack(t,
		map[string]string{"mimetype": format.MediaODF + "spreadsheet", "content.xml": `<office:body><table:table>` +
			row(cell("Год")+cell("Км")+cell("Мосты")+`<table:table-cell table:number-columns-repeated="1021"/>`) +
			row(cell("2014")+`<table:table-cell/>`+cell("3")) +
			row(`<table:table-cell table:number-columns-repeated="2"><text:p>5</text:p></table:table-cell>`+cell("6")) +
			`</table:table></office:body>`}))
	if want := "Год\tКм\tМосты\n2014\t—\t3\n5\t5\t6"; p.Text != want {
		t.Errorf("ODS: %q", p.Text)
	}
}

// TestFormatsOfSheets holds that each kind of spreadsheet shows numbers by the
// styles of its cells.
func TestFormatsOfSheets(t *testing.T) {
	const want = "План\n31.01.2024\t17,5%\t1\u00a0234,50\t31.01.2024"
	xlsx := map[string]string{"[Content_Types].xml": "<Types/>",
		"xl/workbook.xml": `<workbook><workbookPr date1904="1"/><sheets><sheet name="План" r:id="r1"/></sheets>` +
			`</workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><cellStyleXfs><xf ` +
			`numFmtId="2"/></cellStyleXfs>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="4"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c s="1"><v>43860</v></c><c s="2"><v>0.175</v></c><c s="3">` +
			`<v>1234.5</v></c><c t="d"><v>2024-01-31T00:00:00</v></c></row></sheetData></worksheet>`}
	if p := extracttest.One(t, readFile, "a.xlsx", extracttest.Pack(t, xlsx)); p.Text != want ||
		p.Status != archive.StatusOK {
		t.Errorf("XLSX: %q %s", p.Text, p.Reason())
	}
	old := `<?xml version="1.0"?><Workbook xmlns="` + xls2003 +
		`"><Styles><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="p"><NumberFormat ` +
		`ss:Format="0.0%"/></Style>` +
		`<Style ss:ID="s"><NumberFormat ss:Format="Standard"/></Style></Styles><Worksheet ss:Name="План"><Table><Row><Cell ` +
		`ss:StyleID="d"><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell>` +
		`<Cell ss:StyleID="p"><Data ss:Type="Number">0.175</Data></Cell><Cell ss:StyleID="s"><Data ss:Type="Number">` +
		`1234.5</Data></Cell><Cell><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell></Row></Table></Worksheet>` +
		`</Workbook>`
	if p := extracttest.One(t, readFile, "a.xls", []byte(old)); p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("Excel 2003: %q %s", p.Text, p.Reason())
	}
	ods := map[string]string{"mimetype": format.MediaODF + "spreadsheet",
		"content.xml": `<office:body><table:table table:name="План"><table:table-row><table:table-cell ` +
			`office:value-type="date" office:date-value="2024-01-31"/>` +
			`<table:table-cell office:value-type="percentage" office:value="0.175"><text:p>17,5%</text:p></table:table-cell>` +
			`<table:table-cell office:value-type="float" office:value="1234.5"><text:p>1` + "\u00a0" +
			`234,50</text:p></table:table-cell>` +
			`<table:table-cell office:value-type="date" office:date-value="2024-01-31"><text:p>31.01.2024</text:p>` +
			`</table:table-cell></table:table-row></table:table></office:body>`}
	if p := extracttest.One(t, readFile, "a.ods", extracttest.Pack(t, ods)); p.Text != want ||
		p.Status != archive.StatusOK {
		t.Errorf("ODS: %q %s", p.Text, p.Reason())
	}
}

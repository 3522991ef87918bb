package extract

import (
	"strings"
	"testing"

	"letopis/internal/archive"
)

// TestNumberFormats holds what Excel with Russian settings shows.
func TestNumberFormats(t *testing.T) {
	const nbsp = "\u00a0"
	for _, c := range []struct {
		code string
		v    float64
		want string
	}{
		{"", 0.1 + 0.2, "0.3"}, {"General", 1023600935962, "1023600935962"}, {"General", -2.5, "-2.5"}, {`General" шт."`, 5, "5 шт."},
		{"0", 1.5, "2"}, {"0.00", 1.005, "1,01"}, {"0.0##", 2.5, "2,5"}, {"000000", 123, "000123"}, {"#.##", 0.5, ",5"},
		{"#,##0.00", 1234567.891, "1" + nbsp + "234" + nbsp + "567,89"}, {"#,##0", 999, "999"}, {"#,##0,", 1234567, "1" + nbsp + "235"},
		{"0%", 0.175, "18%"}, {"0.0%", 0.175, "17,5%"}, {"0.00E+00", 12345, "1,23E+04"},
		{`#,##0.00"р."`, -1234.5, "-1" + nbsp + "234,50р."}, {`#,##0\ [$₽-419];[Red]\-#,##0\ [$₽-419]`, -5, "-5 ₽"},
		{`_-* #,##0.00\ _₽_-;\-* #,##0.00\ _₽_-;_-* "-"??\ _₽_-;_-@_-`, 0, "-"}, {`0;-0;;@`, 0, ""}, {";;;", 7, ""},
		{`[<=9999999]###\-####;\(###\)\ ###\-####`, 4951234567, "(495) 123-4567"}, {`[>=1000]#,##0," тыс.";0`, 5000, "5 тыс."}, {`[>=1000]#,##0," тыс.";0`, -50, "-50"},
		{"# ?/?", 0.5, "0.5"}, {"@", 12.5, "12.5"},
		{"dd.mm.yyyy", 45292, "01.01.2024"}, {"dd.mm.yyyy;@", 45292, "01.01.2024"}, {"m/d/yy", 45322, "31.01.2024"}, {"yyyy\\-mm\\-dd", 45322, "31.01.2024"},
		{`dd.mm.yy h:mm`, 45322.5, "31.01.2024 12:00"}, {`[$-FC19]dd\ mmmm\ yyyy\ "г.";@`, 45322, "31 января 2024 г."}, {"mmmm yyyy", 45322, "Январь 2024"},
		{"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", 45292, "1 января 2024 г."}, {"dddd", 45292, "понедельник"}, {"d mmm", 45322, "31 янв"}, {"yyyy", 45322, "2024"},
		{"h:mm:ss AM/PM", 0.75, "6:00:00 PM"}, {"[h]:mm:ss", 1.5, "36:00:00"}, {"mm:ss.0", 0.0003515, "00:30,4"}, {"hh:mm", 0.999999999, "00:00"},
		{"dd.mm.yyyy", 59, "28.02.1900"}, {"dd.mm.yyyy", 60, "60"}, {"dd.mm.yyyy", -5, "-5"}, {"dd.mm.yyyy", 1e15, "1E+15"},
		{strings.Repeat("0", 256), 5, "5"}, {`"`, 5, ""}, {`\`, 5, ""}, {"[", 5, "["},
	} {
		if got := parseFormat(c.code).show(c.v, false); got != c.want {
			t.Errorf("%s of %v: %q, want %q", c.code, c.v, got, c.want)
		}
	}
	for id, want := range map[int]string{0: "45322.25", 2: "45322,25", 3: "45" + nbsp + "322", 9: "4532225%", 14: "31.01.2024", 15: "31.янв.24", 17: "янв.24",
		22: "31.01.2024 6:00", 30: "31.01.2024", 57: "31.01.2024", 20: "6:00", 45: "00:00", 46: "1087734:00:00", 49: "45322.25", 44: "45" + nbsp + "322,25 ₽", 999: "45322.25"} {
		if got := builtinFormat(id).show(45322.25, false); got != want {
			t.Errorf("built-in %d: %q, want %q", id, got, want)
		}
	}
	if got := builtinFormat(14).show(43860, true); got != "31.01.2024" {
		t.Errorf("since 1904: %q", got)
	}
}

// TestFormatsOfSheets holds that each kind of spreadsheet shows numbers by the
// styles of its cells.
func TestFormatsOfSheets(t *testing.T) {
	const want = "План\n31.01.2024\t17,5%\t1\u00a0234,50\t31.01.2024"
	xlsx := map[string]string{"[Content_Types].xml": "<Types/>",
		"xl/workbook.xml":            `<workbook><workbookPr date1904="1"/><sheets><sheet name="План" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><cellStyleXfs><xf numFmtId="2"/></cellStyleXfs>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="4"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c s="1"><v>43860</v></c><c s="2"><v>0.175</v></c><c s="3"><v>1234.5</v></c><c t="d"><v>2024-01-31T00:00:00</v></c></row></sheetData></worksheet>`}
	if p := read1(t, "a.xlsx", packOf(t, xlsx)); p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("XLSX: %q %s", p.Text, p.Reason)
	}
	old := `<?xml version="1.0"?><Workbook xmlns="` + xls2003 + `"><Styles><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>` +
		`<Style ss:ID="s"><NumberFormat ss:Format="Standard"/></Style></Styles><Worksheet ss:Name="План"><Table><Row><Cell ss:StyleID="d"><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell>` +
		`<Cell ss:StyleID="p"><Data ss:Type="Number">0.175</Data></Cell><Cell ss:StyleID="s"><Data ss:Type="Number">1234.5</Data></Cell><Cell><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>`
	if p := read1(t, "a.xls", []byte(old)); p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("Excel 2003: %q %s", p.Text, p.Reason)
	}
	ods := map[string]string{"mimetype": odfType + "spreadsheet", "content.xml": `<office:body><table:table table:name="План"><table:table-row><table:table-cell office:value-type="date" office:date-value="2024-01-31"/>` +
		`<table:table-cell office:value-type="percentage" office:value="0.175"><text:p>17,5%</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1` + "\u00a0" + `234,50</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="date" office:date-value="2024-01-31"><text:p>31.01.2024</text:p></table:table-cell></table:table-row></table:table></office:body>`}
	if p := read1(t, "a.ods", packOf(t, ods)); p.Text != want || p.Status != archive.StatusOK {
		t.Errorf("ODS: %q %s", p.Text, p.Reason)
	}
}

// FuzzNumberFormat holds that any code shows any number, and not at length.
func FuzzNumberFormat(f *testing.F) {
	f.Add(`[>=1000]#,##0," тыс.";-0.0#;"-"??\ _₽_-;@`, 12.5)
	f.Add(`[$-FC19]dddd dd mmmm yy "г." [h]:mm:ss.000 AM/PM`, 45322.25)
	f.Add("0.0E+0%%", -1e300)
	f.Fuzz(func(t *testing.T, code string, v float64) {
		if got := parseFormat(code).show(v, v > 1000); len(got) > 8000 {
			t.Errorf("%d bytes of %q", len(got), code)
		}
	})
}

package extract

import (
	"strings"
	"testing"
)

// Empty cells keep the columns of a table of data, and are nothing in a layout.
func TestTableLines(t *testing.T) {
	for in, want := range map[string]string{
		"Показатель|2014||2015;Дороги|||5;Мосты|1||2;Вода|7":     "Показатель|2014|2015;Дороги|—|5;Мосты|1|2;Вода|7",
		"|2014|2015;Дороги|1|2;Мосты||2":                         "—|2014|2015;Дороги|1|2;Мосты|—|2",
		"Глава района||А. Иванов;;":                              "Глава района|А. Иванов",
		"|Приложение;Дороги|1;Мосты|2;Вода|3":                    "Приложение;Дороги|1;Мосты|2;Вода|3",
		"а|||||б;|в||||||||||г;д||||||||||||||е;||ж|||||||||з|и": "а|б;в|г;д|е;ж|з|и",
	} {
		var rows [][]string
		for row := range strings.SplitSeq(in, ";") {
			rows = append(rows, strings.Split(row, "|"))
		}
		if got := strings.ReplaceAll(strings.Join(tableLines(rows), ";"), "\t", "|"); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestColumnsOfSheets(t *testing.T) {
	p := read1(t, "a.xlsx", packOf(t, map[string]string{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>",
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="B1"><v>2014</v></c><c r="C1"><v>2015</v></c></row><row><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row>` +
			`<row><c r="A3"><v>4</v></c><c r="B3"><v>5</v></c></row></sheetData></worksheet>`}))
	if want := "—\t2014\t2015\n1\t—\t3\n4\t5"; p.Text != want {
		t.Errorf("XLSX: %q", p.Text)
	}
	row := func(cells string) string { return "<table:table-row>" + cells + "</table:table-row>" }
	cell := func(s string) string { return "<table:table-cell><text:p>" + s + "</text:p></table:table-cell>" }
	p = read1(t, "a.ods", packOf(t, map[string]string{"mimetype": odfType + "spreadsheet", "content.xml": `<office:body><table:table>` +
		row(cell("Год")+cell("Км")+cell("Мосты")+`<table:table-cell table:number-columns-repeated="1021"/>`) +
		row(cell("2014")+`<table:table-cell/>`+cell("3")) +
		row(`<table:table-cell table:number-columns-repeated="2"><text:p>5</text:p></table:table-cell>`+cell("6")) + `</table:table></office:body>`}))
	if want := "Год\tКм\tМосты\n2014\t—\t3\n5\t5\t6"; p.Text != want {
		t.Errorf("ODS: %q", p.Text)
	}
}

// TestGapsOfPages holds the same of CSV and of the tables of pages, where cells
// may reach over several columns and rows; a layout stays as it is.
func TestGapsOfPages(t *testing.T) {
	const want = "Показатель\t2014\t2015\nДороги\t—\t5\nМосты\t1\n—\t2\t3"
	p := read1(t, "a.csv", []byte("Показатель;2014;2015\nДороги;;5\nМосты;1;\n;2;3\n"))
	if p.Text != want {
		t.Errorf("CSV: %q", p.Text)
	}
	text := "<p>" + strings.Repeat("Отчёт о ремонте дорог и мостов города. ", 5) + "</p>"
	for name, c := range map[string]struct{ table, want string }{
		"plain": {"<tr><th>Показатель<th>2014<th>2015<tr><td>Дороги<td><td>5<tr><td>Мосты<td>1<td>&nbsp;<tr><td><td>2<td>3", want},
		"reaching": {"<tr><th rowspan=2>Показатель<th colspan=2>Годы<th rowspan=2>Всего<tr><th>2014<th>2015<tr><td>Дороги<td>1<td>2<td>3<tr><td>Мосты<td colspan=2>4<td>5",
			"Показатель\tГоды\t—\tВсего\n—\t2014\t2015\nДороги\t1\t2\t3\nМосты\t4\t—\t5"},
		"layout": {"<tr><td><td>Глава района<td><td>А. Иванов<tr><td><td>Тел.<td><td>2-15-17", "Глава района\tА. Иванов\nТел.\t2-15-17"},
	} {
		p := read1(t, "a.html", []byte("<html><body>"+text+"<table>"+c.table+"</table>"+text+"</body></html>"))
		if !strings.Contains(p.Text, "\n"+c.want+"\n") {
			t.Errorf("%s: %q, want %q", name, p.Text, c.want)
		}
	}
}

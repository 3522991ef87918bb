package openxml

import (
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// chartOf is a chart of two series over three years.
const chartOf = `<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Бюджет города</a:t></a:r></a:p>` +
	`</c:rich></c:tx>` +
	`</c:title><c:plotArea><c:barChart>` +
	`<c:ser><c:tx><c:strRef><c:f>Лист1!$B$1</c:f><c:strCache><c:pt idx="0"><c:v>Доходы</c:v></c:pt></c:strCache>` +
	`</c:strRef></c:tx>` +
	`<c:dLbls><c:dLbl><c:tx><c:rich><a:p><a:r><a:t>оценка</a:t></a:r></a:p></c:rich></c:tx></c:dLbl></c:dLbls>` +
	`<c:cat><c:strRef><c:f>Лист1!$A$2:$A$4</c:f><c:strCache><c:ptCount val="3"/><c:pt idx="0"><c:v>2015 год</c:v>` +
	`</c:pt>` +
	`<c:pt idx="1"><c:v>2016 год</c:v></c:pt><c:pt idx="2"><c:v>2017 год</c:v></c:pt></c:strCache></c:strRef></c:cat>` +
	`<c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode><c:pt idx="0"><c:v>0.5</c:v></c:pt>` +
	`<c:pt idx="2"><c:v>0.25</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>` +
	`<c:ser><c:tx><c:v>Расходы</c:v></c:tx><c:val><c:numLit><c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="1">` +
	`<c:v>2</c:v></c:pt>` +
	`<c:pt idx="2"><c:v>3</c:v></c:pt></c:numLit></c:val></c:ser></c:barChart>` +
	`<c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>млн руб.</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx>` +
	`</c:plotArea></c:chart></c:chartSpace>`

const chartText = "Бюджет города\nоценка\nмлн руб.\n" +
	"—\tДоходы\tРасходы\n2015 год\t50,0%\t1\n2016 год\t—\t2\n2017 год\t25,0%\t3"

// What charts say is in documents, slides and sheets alike.
func TestCharts(t *testing.T) {
	docx := docxFiles(wordPara("", "Отчёт"))
	docx["word/_rels/document.xml.rels"] = relsOf("c", "chart", "charts/chart1.xml")
	docx["word/charts/chart1.xml"] = chartOf
	if got := docxText(t, docx); got != "Отчёт\n"+chartText {
		t.Errorf("DOCX: %q", got)
	}
	pptx := map[string]string{"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<presentation/>",
		"ppt/slides/slide1.xml": "<p:sld><a:p><a:r><a:t>Отчёт</a:t></a:r></a:p></p:sld>",
		"ppt/slides/_rels/slide1.xml.rels": relsOf("c", "chart", "../charts/chart1.xml", "m", "comments",
			"../comments/1.xml"),
		"ppt/_rels/presentation.xml.rels": relsOf("a", "commentAuthors", "commentAuthors.xml"),
		"ppt/commentAuthors.xml":          `<p:cmAuthorLst><p:cmAuthor id="0" name="Иванов И. И."/></p:cmAuthorLst>`,
		"ppt/comments/1.xml":              `<p:cmLst><p:cm authorId="0"><p:text>Сверить</p:text></p:cm></p:cmLst>`,
		"ppt/charts/chart1.xml":           chartOf}
	if p := extracttest.One(t, readFile, "a.pptx", extracttest.Pack(t, pptx)); p.Text != "Отчёт\n"+chartText+
		"\n\nКомментарий: Иванов И. И.: Сверить" {
		t.Errorf("PPTX: %q %s", p.Text, p.Reason())
	}
}

// Charts of points have categories of their own, and categories may have levels.
func TestSeriesOfCharts(t *testing.T) {
	points := func(element string, values ...string) string {
		var b strings.Builder
		for i, v := range values {
			b.WriteString(`<c:pt idx="` + string(rune('0'+i)) + `"><c:v>` + v + `</c:v></c:pt>`)
		}
		return "<c:" + element + "><c:numCache>" + b.String() + "</c:numCache></c:" + element + ">"
	}
	files := docxFiles(wordPara("", "а"))
	files["word/_rels/document.xml.rels"] = relsOf("c", "chart", "c1.xml", "d", "chart", "c2.xml", "e", "chart", "c3.xml")
	files["word/c1.xml"] = `<c:chart><c:ser>` + points("xVal", "1", "2") + points("yVal", "3", "4") + `</c:ser><c:ser>` +
		points("xVal", "5") + points("yVal", "6") + `</c:ser></c:chart>`
	files["word/c2.xml"] = `<c:chart><c:ser><c:cat><c:multiLvlStrCache><c:lvl><c:pt idx="0"><c:v>январь</c:v></c:pt>` +
		`<c:pt idx="1"><c:v>февраль</c:v></c:pt></c:lvl><c:lvl><c:pt idx="0"><c:v>2017</c:v></c:pt></c:lvl>` +
		`<c:lvl><c:pt idx="0"><c:v>план</c:v></c:pt><c:pt idx="1"><c:v>февраль</c:v></c:pt></c:lvl>` +
		`</c:multiLvlStrCache></c:cat>` + points("val", "7", "8") + `</c:ser></c:chart>`
	files["word/c3.xml"] = `<c:chart><c:ser><c:tx><c:v>обрыв`
	if got, want := docxText(t, files), "а\n1\t3\n2\t4\n5\t6\nплан 2017 январь\t7\nфевраль\t8"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestLevelsOfCharts holds that a point may be told of again and again.
func TestLevelsOfCharts(t *testing.T) {
	cost.Test{Small: 16 << 10, Large: 256 << 10}.Linear(t, []string{"план ", "а б в г д "}, func(s string) {
		c := &chart{series: []series{{row{}, row{}, row{}}}}
		c.points = c.series[0].categories
		for level := range strings.FieldsSeq(s) {
			c.point(level)
		}
		if got := c.points.at(0); len(got) > len(s) {
			t.Errorf("%d bytes of %d", len(got), len(s))
		}
	})
}

// What lies on the cells of a sheet comes after them, headers and footers aside.
func TestAroundTheCellsOfXLSX(t *testing.T) {
	parts := readFile("a.xlsx", extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="A1"><v>5</v>` +
			`</c></row>` +
			`</sheetData><headerFooter><oddHeader>&amp;LПриложение 2&amp;C&amp;P</oddHeader>` +
			`<evenFooter>Черновик</evenFooter>` +
			`</headerFooter></worksheet>`,
		"xl/worksheets/_rels/sheet1.xml.rels": relsOf("d", "drawing", "../drawings/drawing1.xml", "v", "vmlDrawing",
			"../v.vml",
			"c", "comments", "../comments1.xml", "t", "threadedComment", "../threadedComments/t.xml",
			"p", "package", "../embeddings/a.docx"),
		"xl/drawings/drawing1.xml": `<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>Проект</a:t></a:r></a:p>` +
			`</xdr:txBody></xdr:sp>` +
			`</xdr:wsDr>`,
		"xl/drawings/_rels/drawing1.xml.rels": relsOf("c", "chart", "../charts/chart1.xml"),
		"xl/charts/chart1.xml":                chartOf,
		"xl/v.vml": `<xml><v:shape><v:textbox><div><font>Согласен</font></div></v:textbox><x:ClientData>1</x:ClientData>` +
			`</v:shape></xml>`,
		"xl/comments1.xml": `<comments><authors><author>Иванов</author><author>tc={1}</author></authors><commentList>` +
			`<comment ref="A1" authorId="0"><text><r><t>Иванов:</t></r><r><t xml:space="preserve">&#10;сверить</t></r>` +
			`</text></comment>` +
			`<comment ref="A2" authorId="0"><text><t>срок?</t></text></comment>` +
			`<comment ref="A3" authorId="1"><text><t>[Цепочка] уточнить</t></text></comment></commentList></comments>`,
		"xl/threadedComments/t.xml": `<ThreadedComments><threadedComment ref="A3"><text>уточнить</text></threadedComment>` +
			`</ThreadedComments>`,
		"xl/embeddings/a.docx": "x"}), format.Options{})
	extracttest.Check(t, parts)
	if len(parts) != 2 || parts[1].Path != "a.docx" {
		t.Fatalf("what is embedded: %s", extracttest.Summary(parts))
	}
	p := parts[0]
	if want := "5\nПроект\n" + chartText + "\nСогласен\nКомментарий: Иванов: сверить\nКомментарий: Иванов: срок?\n" +
		"Комментарий: уточнить"; p.Text != want {
		t.Errorf("%q, want\n%q", p.Text, want)
	}
	if p.Aside != "Приложение 2\nЧерновик" {
		t.Errorf("aside %q", p.Aside)
	}
}

// A form field says its value once, also where the program writes it behind the field.
func TestFormFieldsOfDOCX(t *testing.T) {
	field := func(data, result string) string {
		return `<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData>` + data + `</w:ffData></w:fldChar></w:r><w:r>` +
			`<w:instrText>X` +
			`</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>` + result + `</w:t></w:r><w:r>` +
			`<w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> дом</w:t></w:r></w:p>`
	}
	files := docxFiles(field(`<w:ddList><w:listEntry w:val="жилой"/></w:ddList>`, "жилой") +
		field(`<w:textInput/>`, "пятый"))
	if got, want := docxText(t, files), "жилой дом\nпятый дом"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

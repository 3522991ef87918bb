package openxml

import (
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// relsOf are the relations of a file: id, kind, target, one after another.
func relsOf(triples ...string) string {
	var b strings.Builder
	for i := 0; i < len(triples); i += 3 {
		b.WriteString(`<Relationship Id="` + triples[i] + `" Type="http://x/relationships/` + triples[i+1] + `" Target="` +
			triples[i+2] + `"/>`)
	}
	return `<Relationships>` + b.String() + `</Relationships>`
}

func docxFiles(body string) map[string]string {
	return map[string]string{"[Content_Types].xml": "<Types/>",
		"_rels/.rels":       relsOf("r1", "officeDocument", "word/document.xml"),
		"word/document.xml": `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`}
}

func docxText(t *testing.T, files map[string]string) string {
	t.Helper()
	p := extracttest.One(t, readFile, "a.docx", extracttest.Pack(t, files))
	if p.Status != archive.StatusOK || p.MediaType != format.MediaDOCX {
		t.Errorf("%s %s %s", p.Status, p.Reason(), p.MediaType)
	}
	return p.Text
}

func wordPara(num, text string) string {
	return `<w:p><w:pPr>` + num + `</w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

func numPr(num, level string) string {
	return `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr>`
}

// The main part is what the package says it is, however it is called.
func TestMainPartByRelationship(t *testing.T) {
	const body = `<w:document><w:body><w:p><w:r><w:t>Решение</w:t></w:r></w:p></w:body></w:document>`
	for name, files := range map[string]map[string]string{
		"another name": {"[Content_Types].xml": "<Types/>", "_rels/.rels": relsOf("a", "officeDocument",
			"word/document2.xml"),
			"word/document2.xml": body},
		"from the root": {"[Content_Types].xml": "<Types/>", "_rels/.rels": relsOf("a", "officeDocument", "/doc.xml"),
			"doc.xml": body},
		"backslashes": {"[Content_Types].xml": "<Types/>", `_rels\.rels`: relsOf("a", "officeDocument", `word\document.xml`),
			`word\document.xml`: body},
		"capitals":     {"[Content_Types].XML": "<Types/>", "Word/Document.xml": body},
		"no relations": {"[Content_Types].xml": "<Types/>", "word/document.xml": body},
		"UTF-16": {"[Content_Types].xml": "<Types/>", "word/document.xml": "\xff\xfe" +
			utf16LE(`<?xml version="1.0" encoding="UTF-16"?>`+body)},
		"windows-1251": {"[Content_Types].xml": "<Types/>", "word/document.xml": `<?xml version="1.0" ` +
			`encoding="windows-1251"?>` +
			strings.Replace(body, "Решение", "\xd0\xe5\xf8\xe5\xed\xe8\xe5", 1)},
	} {
		if got := docxText(t, files); got != "Решение" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func utf16LE(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// Numbers of paragraphs are those that people see, and cite.
func TestNumbersOfDOCX(t *testing.T) {
	const numbers = `<w:numbering><w:abstractNum w:abstractNumId="0">` +
		`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2)"/></w:lvl>` +
		`<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="russianLower"/><w:lvlText w:val="%3)"/></w:lvl>` +
		`</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/>` +
		`<w:pStyle w:val="Article"/><w:lvlText w:val="Статья %1."/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>` +
		`</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="3"><w:numStyleLink w:val="Own"/></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="0"/>` +
		`<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>` +
		`<w:num w:numId="5"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>` +
		`<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl></w:lvlOverride></w:num>` +
		`<w:num w:numId="6"><w:abstractNumId w:val="3"/></w:num></w:numbering>`
	const styles = `<w:styles><w:style w:type="paragraph" w:styleId="Article"><w:pPr><w:numPr><w:numId w:val="2"/>` +
		`</w:numPr></w:pPr>` +
		`</w:style><w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Article"/></w:style>` +
		`<w:style w:type="numbering" w:styleId="Own"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
		`</w:styles>`
	style := func(name string) string { return `<w:pStyle w:val="` + name + `"/>` }
	for name, c := range map[string]struct{ body, want string }{
		"points": {wordPara(numPr("1", "0"), "Утвердить") + wordPara("", "смету") + wordPara(numPr("1", "1"), "дорог") +
			wordPara(numPr("1", "2"), "щебень") + wordPara(numPr("1", "2"), "песок") + wordPara(numPr("1", "0"), "Опубликовать"),
			"1. Утвердить\nсмету\n1.1) дорог\nа) щебень\nб) песок\n2. Опубликовать"},
		"articles": {wordPara(style("Article"), "Общее") + wordPara(style("Child"), "Частное"), "Статья 3. " +
			"Общее\nСтатья 4. Частное"},
		"style without number": {wordPara(style("Article")+numPr("0", "0"), "Общее") + wordPara(style("None"), "Частное"),
			"Общее\nЧастное"},
		"dashes": {wordPara(numPr("3", "0"), "щебень"), "– щебень"},
		"restart": {wordPara(numPr("1", "0"), "а") + wordPara(numPr("1", "0"), "б") + wordPara(numPr("4", "0"), "в") +
			wordPara(numPr("4", "0"), "г"), "1. а\n2. б\n1. в\n2. г"},
		"shared count": {wordPara(numPr("1", "0"), "а") + wordPara(numPr("5", "0"), "б"), "1. а\nII б"},
		"linked style": {wordPara(numPr("6", "0"), "а") + wordPara(numPr("1", "0"), "б"), "1. а\n2. б"},
		"what was before the change": {`<w:p><w:pPr><w:pPrChange><w:pPr>` + numPr("1", "0") +
			`</w:pPr></w:pPrChange></w:pPr><w:r><w:t>а</w:t></w:r></w:p>`, "а"},
		"numbers of rows": {`<w:tbl><w:tr><w:tc><w:p><w:pPr>` + numPr("1", "0") + `</w:pPr></w:p></w:tc><w:tc>` +
			`` + wordPara("", "Мост") +
			`</w:tc></w:tr></w:tbl>`, "1.\tМост"},
		"no text, no dash": {`<w:p><w:pPr>` + numPr("3", "0") + `</w:pPr></w:p>` + wordPara("", "а"), "а"},
		"no such list":     {wordPara(numPr("77", "99"), "а"), "а"},
	} {
		files := docxFiles(c.body)
		files["word/numbering.xml"], files["word/styles.xml"] = numbers, styles
		if got := docxText(t, files); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Letters that are drawn are text; a picture in the line parts words.
func TestDrawingsOfDOCX(t *testing.T) {
	picture := `<w:r><w:drawing><wp:inline><a:graphic/></wp:inline></w:drawing></w:r>`
	p := extracttest.One(t, readFile, "a.docx", extracttest.Pack(t, docxFiles(`<w:p><w:r><w:t>Герб</w:t></w:r>`+picture+
		`<w:r><w:t>города</w:t></w:r>`+picture+`</w:p><w:p><w:r><w:t>до</w:t></w:r><w:r><w:pict><v:shape>`+
		`<v:textpath string="ПРОЕКТ  решения"/></v:shape></w:pict></w:r><w:r><w:t>мов</w:t></w:r></w:p>`)))
	if want := "Герб города\nдомов\nПРОЕКТ решения"; p.Text != want {
		t.Errorf("%q, want %q", p.Text, want)
	}
}

// What is in no paragraph of the body is read once, and where it does not break one.
func TestAroundTheBodyOfDOCX(t *testing.T) {
	box := func(s string) string {
		return `<mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>` + wordPara("", s) + `</w:txbxContent>` +
			`</wps:txbx></mc:Choice>` +
			`<mc:Fallback><w:pict><v:textbox><w:txbxContent>` + wordPara("", s) + `</w:txbxContent></v:textbox></w:pict>` +
			`</mc:Fallback>` +
			`</mc:AlternateContent>`
	}
	part := func(text string) string { return `<w:hdr>` + wordPara("", text) + `</w:hdr>` }
	files := docxFiles(`<w:p><w:r><w:t>О ремонте </w:t></w:r><w:r>` + box("Проект") + `</w:r><w:r><w:t>дорог</w:t>` +
		`</w:r></w:p>` +
		`<w:p><w:r><w:pict><v:textbox><w:txbxContent>` + wordPara("", "Старая надпись") + `</w:txbxContent></v:textbox>` +
		`</w:pict></w:r></w:p>` +
		`<w:sdt><w:sdtPr><w:alias w:val="x"/><w:checkBox/></w:sdtPr><w:sdtContent>` + wordPara("",
		"Поле") + `</w:sdtContent></w:sdt>` +
		`<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>` +
		`</w:checkBox></w:ffData>` +
		`</w:fldChar></w:r><w:r><w:t> да </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>` +
		`<w:result w:val="1"/>` +
		`<w:listEntry w:val="село"/><w:listEntry w:val="город"/></w:ddList></w:ffData></w:fldChar></w:r></w:p>` +
		`<w:sectPr><w:headerReference w:type="first" r:id="h1"/><w:headerReference w:type="default" r:id="h2"/>` +
		`<w:titlePg/></w:sectPr>`)
	files["word/_rels/document.xml.rels"] = relsOf("h1", "header", "header1.xml", "h2", "header", "header2.xml",
		"f1", "footer", "footer1.xml", "f2", "footer", "footer2.xml", "c", "comments", "comments.xml")
	files["word/header1.xml"], files["word/header2.xml"] = part("АДМИНИСТРАЦИЯ ГОРОДА"), part("2")
	files["word/footer1.xml"], files["word/footer2.xml"] = part("О ремонте дорог, 2017"), part("О ремонте дорог, 2017")
	files["word/comments.xml"] = `<w:comments><w:comment w:author="Иванов И. И.">` + wordPara("",
		"Уточнить") + `</w:comment></w:comments>`
	p := extracttest.One(t, readFile, "a.docx", extracttest.Pack(t, files))
	if want := "АДМИНИСТРАЦИЯ ГОРОДА\nО ремонте дорог\nПроект\n\nСтарая надпись\nПоле\n☒ да город\nКомментарий: " +
		"Иванов И. И.: Уточнить"; p.Text != want {
		t.Errorf("%q, want\n%q", p.Text, want)
	}
	if p.Aside != "О ремонте дорог, 2017" {
		t.Errorf("aside %q", p.Aside)
	}
}

// Documents in a document go to the reader of all formats.
func TestDocumentsInDOCX(t *testing.T) {
	files := docxFiles(wordPara("", "Начало") + `<w:altChunk r:id="c1"/>` + wordPara("", "Конец") +
		`<w:p><w:r><w:object><o:OLEObject ProgID="Equation.3" r:id="e1"/></w:object><w:object><o:OLEObject ` +
		`ProgID="Excel.Sheet.12" ` +
		`r:id="x1"/></w:object></w:r></w:p>`)
	files["word/_rels/document.xml.rels"] = relsOf("c1", "aFChunk", "chunk.html", "e1", "oleObject",
		"embeddings/oleObject1.bin",
		"x1", "package", "embeddings/смета.xlsx")
	files["word/chunk.html"], files["word/embeddings/oleObject1.bin"] = "кусок", "формула"
	files["word/embeddings/смета.xlsx"] = "таблица"
	data := extracttest.Pack(t, files)
	parts := readFile("a.docx", data, format.Options{})
	extracttest.Check(t, parts)
	if got, want := extracttest.Summary(parts), "|ok|Начало/<chunk.html: кусок>/Конец\n"+
		"смета.xlsx|ok|<смета.xlsx: таблица>\n"; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	parts = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
		f.Depth = 2
		return ReadPackage(f, budget, readInner)
	})("a.docx", data, format.Options{})
	if len(parts) != 1 || parts[0].Status != archive.StatusLimit || !strings.Contains(parts[0].Text, "Начало\nКонец") {
		t.Errorf("too deep: %+v", parts)
	}
}

// Fields that show words of their code, and readings beside words.
func TestWordsOfFieldsInDOCX(t *testing.T) {
	mark := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	code := func(s string) string { return `<w:r><w:instrText>` + s + `</w:instrText></w:r>` }
	text := func(s string) string { return `<w:r><w:t>` + s + `</w:t></w:r>` }
	button := code(" MACROBUTTON NoMacro ") + code("[введите тему]")
	page := mark("begin") + code("PAGE") + mark("separate") + text("1") + mark("end")
	for body, want := range map[string]string{
		text("Тема: ") + mark("begin") + button + mark("end"):                            "Тема: [введите тему]",
		mark("begin") + button + mark("separate") + text("о мостах") + mark("end"):       "о мостах",
		mark("begin") + code("EQ \\f(а;б)") + mark("separate") + mark("end") + text("."): "а б.",
		mark("begin") + code("IF ") + page + mark("separate") + text("да") + mark("end"): "да",
		mark("end") + text("а") + mark("begin"):                                          "а",
		`<w:r><w:ruby><w:rt>` + text("чтение") + `</w:rt><w:rubyBase>` + text("слово") +
			`</w:rubyBase></w:ruby></w:r>`: "слово (чтение)",
	} {
		if got := docxText(t, docxFiles("<w:p>"+body+"</w:p>")); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

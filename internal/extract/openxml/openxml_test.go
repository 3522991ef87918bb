package openxml

import (
	"bytes"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

var readFile = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
	switch {
	case Is2003(f.Data):
		return Read2003(f, budget)
	case IsSingle(f.Data):
		return ReadSingle(f, budget, readInner)
	case IsFlatODF(f.Data):
		return ReadFlatODF(f, budget)
	}
	return ReadPackage(f, budget, readInner)
})

// readInner stands for the reader of all formats.
func readInner(f format.File, _ *format.Budget) []format.Part {
	return []format.Part{{Text: "<" + f.Name + ": " + string(f.Data) + ">", Status: archive.StatusOK}}
}

func docxOf(t testing.TB, body string) []byte {
	return extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"word/document.xml": `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`,
		"docProps/core.xml": `<cp:coreProperties><dc:title>О дорогах</dc:title></cp:coreProperties>`,
		"word/footnotes.xml": `<w:footnotes><w:footnote w:type="separator"><w:p><w:r><w:t>--</w:t></w:r></w:p></w:footnote>` +
			`<w:footnote><w:p><w:r><w:t>Сноска.</w:t></w:r></w:p></w:footnote></w:footnotes>`})
}

func TestDOCX(t *testing.T) {
	p := extracttest.One(t, readFile, "a.docx", docxOf(t,
		`<w:p><w:r><w:t>Ремонт </w:t></w:r><w:del><w:r><w:delText>старое</w:delText></w:r></w:del><w:r><w:t>дорог</w:t>`+
			`<w:tab/><w:t>2017</w:t></w:r></w:p>`+
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Показатель</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2014</w:t></w:r></w:p>`+
			`</w:tc></w:tr></w:tbl><w:p><w:r><w:t>Конец.</w:t></w:r></w:p>`))
	if want := "Ремонт дорог\t2017\nПоказатель\t2014\nКонец.\nСноска."; p.Text != want || p.Status != archive.StatusOK ||
		p.Hints["title"] != "О дорогах" {
		t.Errorf("%q %+v", p.Text, p)
	}
}

func TestHostilePackages(t *testing.T) {
	deep := strings.Repeat("<w:p>", 1000)
	bomb := docxOf(t, "<w:p><w:r><w:t>"+strings.Repeat("а", 1<<20)+"</w:t></w:r></w:p>")
	for name, c := range map[string]struct {
		data []byte
		opts format.Options
		want archive.Status
	}{
		"doctype": {extracttest.Pack(t, map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY a "b">]>` +
			`<w:document>&a;</w:document>`}), format.Options{}, archive.StatusCorrupt},
		"deep": {docxOf(t, deep), format.Options{}, archive.StatusCorrupt},
		"cut":  {docxOf(t, "<w:p><w:r><w:t>Начало</w:t></w:r></w:p><w:p>"), format.Options{}, archive.StatusPartial},
		"bomb": {bomb, format.Options{MaxBytes: 1 << 16}, archive.StatusLimit},
		"encrypted": {extracttest.Pack(t, map[string]string{"mimetype": format.MediaODF + "text", "content.xml": "x",
			"META-INF/manifest.xml": "<manifest:encryption-data/>"}), format.Options{}, archive.StatusEncrypted},
	} {
		parts := readFile("a.docx", c.data, c.opts)
		if len(parts) != 1 || parts[0].Status != c.want || parts[0].Reason() == "" {
			t.Errorf("%s: %+.200v, want %s", name, parts, c.want)
		}
	}
}

// A package whose list of files is lost, and whose text has another checksum than was written down, is read in part.
func TestPackageThatIsSpoilt(t *testing.T) {
	data, list, _ := bytes.Cut(docxOf(t, "<w:p><w:r><w:t>Ремонт дорог</w:t></w:r></w:p>"), []byte("PK\x01\x02"))
	for name, data := range map[string][]byte{"no list": data,
		"checksum": append(data, bytes.Replace(append([]byte("PK\x01\x02"), list...),
			sumOf(t, list, "word/document.xml"), []byte("\x01\x02\x03\x04"), 1)...)} {
		p := extracttest.One(t, readFile, "a.docx", data)
		if p.Text != "Ремонт дорог\nСноска." || p.Status != archive.StatusPartial || p.Causes[0].Code != "damaged-partly" {
			t.Errorf("%s: %q %s %v", name, p.Text, p.Status, p.Causes)
		}
	}
}

// sumOf is the checksum of a file in the list of a ZIP.
func sumOf(t testing.TB, list []byte, name string) []byte {
	at := bytes.Index(list, []byte(name))
	if at < 30 {
		t.Fatal(name)
	}
	return bytes.Clone(list[at-30:][:4])
}

// TestUnseenText holds that hidden text is left out, whatever says so.
func TestUnseenText(t *testing.T) {
	if p := extracttest.One(t, readFile, "a.docx", docxOf(t,
		`<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>План </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>`+
			`тайный</w:t><w:tab/></w:r>`+
			`<w:r><w:rPr><w:vanish w:val="0"/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>работ</w:t>`+
			`</w:r></w:p>`)); p.Text != "План работ\nСноска." {
		t.Errorf("DOCX: %q", p.Text)
	}
	p := extracttest.One(t, readFile, "a.odt", extracttest.Pack(t,
		map[string]string{"mimetype": format.MediaODF + "text",
			"content.xml": `<office:document-content><office:automatic-styles><style:style style:name="T1">` +
				`<style:text-properties text:display="none"/></style:style>` +
				`<style:style style:name="T2"><style:text-properties fo:color="red"/></style:style><number:number-style ` +
				`style:name="N1"><number:text>руб.</number:text></number:number-style></office:automatic-styles><office:body>` +
				`<office:text>` +
				`<text:p>План <text:span text:style-name="T1">тайный </text:span><text:span text:style-name="T2">` +
				`работ</text:span></text:p><text:p text:style-name="T1">строка</text:p>` +
				`<text:section text:display="none"><text:p>раздел</text:p></text:section></office:text></office:body>` +
				`</office:document-content>`}))
	if p.Text != "План работ" {
		t.Errorf("ODT: %q", p.Text)
	}
}

func TestODT(t *testing.T) {
	p := extracttest.One(t, readFile, "a.odt", extracttest.Pack(t,
		map[string]string{"mimetype": format.MediaODF + "text",
			"content.xml": `<office:document-content><office:body><office:text>` +
				`<text:h>Решение</text:h><text:p>О<text:s text:c="2"/>бюджете<text:note><text:note-citation>` +
				`1</text:note-citation><text:note-body><text:p>Сноска</text:p></text:note-body></text:note> города</text:p>` +
				`<table:table><table:table-row><table:table-cell><text:p>Доходы</text:p></table:table-cell><table:table-cell>` +
				`<text:p>5</text:p></table:table-cell></table:table-row></table:table></office:text></office:body>` +
				`</office:document-content>`}))
	if want := "Решение\nО  бюджете города\nДоходы\t5\nСноска"; p.Text != want {
		t.Errorf("%q", p.Text)
	}
}

func TestXLSX(t *testing.T) {
	p := extracttest.One(t, readFile, "a.xlsx", extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"xl/workbook.xml":            `<workbook><sheets><sheet name="План" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>Сумма</t></si></sst>`,
		"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c t="s"><v>0</v></c><c s="1"><v>42936</v></c><c><v>` +
			`0.30000000000000004</v></c></row></sheetData></worksheet>`}))
	if want := "План\nСумма\t20.07.2017\t0.3"; p.Text != want {
		t.Errorf("%q", p.Text)
	}
}

// Slides come in the order they are shown in, whatever their files are called,
// with their diagrams, and notes after all slides.
func TestPPTX(t *testing.T) {
	slide := func(s string) string { return `<p:sld><a:p><a:r><a:t>` + s + `</a:t></a:r></a:p></p:sld>` }
	rels := func(s ...string) string { return `<Relationships>` + strings.Join(s, "") + `</Relationships>` }
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="http://x/relationships/` + kind + `" Target="` + target + `"/>`
	}
	p := extracttest.One(t, readFile, "a.pptx", extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
		"ppt/presentation.xml": `<p:presentation><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" ` +
			`r:id="r1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels": rels(rel("r1", "slide", "slides/slide1.xml"),
			rel("r2", "slide", "slides/slide2.xml")),
		"ppt/slides/slide1.xml": slide("Итоги"),
		"ppt/slides/slide2.xml": slide("Отчёт главы"),
		"ppt/slides/_rels/slide2.xml.rels": rels(rel("r1", "diagramData", "../diagrams/data1.xml"),
			rel("r2", "notesSlide", "../notesSlides/notesSlide1.xml")),
		"ppt/diagrams/data1.xml":          slide("Дума"),
		"ppt/notesSlides/notesSlide1.xml": slide("Говорить тише"),
		"docProps/core.xml": `<cp:coreProperties><dc:title>Презентация PowerPoint</dc:title>` +
			`</cp:coreProperties>`,
	}))
	if want := "Отчёт главы\nДума\n\nИтоги\n\nГоворить тише"; p.Text != want || p.Title != "Отчёт главы" ||
		p.Hints["title"] != "" {
		t.Errorf("%q %q %v", p.Text, p.Title, p.Hints)
	}
}

// What stands behind slides, on their layouts and masters, is read once; what only says where to write is not.
func TestMastersOfSlides(t *testing.T) {
	shape := func(placeholder, s string) string {
		return `<p:sp><p:nvSpPr><p:nvPr>` + placeholder + `</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>` + s +
			`</a:t></a:r></a:p></p:txBody></p:sp>`
	}
	root := func(name, body string) string {
		return `<p:` + name + ` xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" ` +
			`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">` + body + `</p:` + name + `>`
	}
	rels := func(kind, target string) string {
		return `<Relationships><Relationship Id="r1" Type="http://x/` + kind + `" Target="` + target + `"/></Relationships>`
	}
	p := extracttest.One(t, readFile, "a.pptx", extracttest.Pack(t, map[string]string{
		"_rels/.rels":                                  rels("officeDocument", "ppt/presentation.xml"),
		"ppt/presentation.xml":                         root("presentation", ""),
		"ppt/slides/slide1.xml":                        root("sld", shape("", "Дороги")),
		"ppt/slides/slide2.xml":                        root("sld", shape("<p:ph/>", "Мосты")),
		"ppt/slides/_rels/slide1.xml.rels":             rels("slideLayout", "../slideLayouts/slideLayout1.xml"),
		"ppt/slides/_rels/slide2.xml.rels":             rels("slideLayout", "../slideLayouts/slideLayout1.xml"),
		"ppt/slideLayouts/slideLayout1.xml":            root("sldLayout", shape("<p:ph/>", "Где")+shape("", "Отдел дорог")),
		"ppt/slideLayouts/_rels/slideLayout1.xml.rels": rels("slideMaster", "../slideMasters/slideMaster1.xml"),
		"ppt/slideMasters/slideMaster1.xml":            root("sldMaster", shape("", "Для служебного пользования")),
	}))
	if p.Text != "Дороги\n\nМосты" || p.Aside != "Отдел дорог\nДля служебного пользования" {
		t.Errorf("%q, beside it %q", p.Text, p.Aside)
	}
}

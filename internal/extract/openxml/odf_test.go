package openxml

import (
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

const (
	odfListStyles = `<text:list-style style:name="L1"><text:list-level-style-number text:level="1" ` +
		`style:num-format="1" style:num-suffix="."/>` +
		`<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix=")" text:display-levels="2"/>` +
		`<text:list-level-style-number text:level="3" style:num-format="а, б, .., аа" style:num-suffix=")"/>` +
		`</text:list-style>` +
		`<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-format="I" ` +
		`loext:num-list-format="Глава %1%"/>` +
		`</text:list-style><text:list-style style:name="L3"><text:list-level-style-bullet text:level="1" ` +
		`text:bullet-char="-"/></text:list-style>`
	odfOutline = `<text:outline-style><text:outline-level-style text:level="1" style:num-format="1" ` +
		`style:num-prefix="Статья " ` +
		`style:num-suffix="." text:start-value="3"/></text:outline-style>`
)

func odtOf(t *testing.T, styles, body string) []byte {
	return extracttest.Pack(t, map[string]string{"mimetype": format.MediaODF + "text",
		"styles.xml": `<office:document-styles><office:styles>` + odfOutline + `</office:styles>` +
			`` + styles + `</office:document-styles>`,
		"content.xml": `<office:document-content><office:automatic-styles>` +
			`` + odfListStyles + `</office:automatic-styles><office:body>` +
			`<office:text>` + body + `</office:text></office:body></office:document-content>`})
}

// A picture may be a document of its own; a picture of it, for programs that do not draw it, is none.
func TestPicturesOfODT(t *testing.T) {
	picture := `<draw:frame><draw:image xlink:href="Pictures/a.pdf"/>` +
		`<draw:image xlink:href="Pictures/a.png"/></draw:frame>`
	parts := readFile("a.odt", extracttest.Pack(t, map[string]string{"mimetype": format.MediaODF + "text",
		"content.xml": `<office:document-content><office:body><office:text><text:p>Смета` + picture + picture +
			`</text:p></office:text></office:body></office:document-content>`,
		"Pictures/a.pdf": "страница", "Pictures/a.png": "точки"}), format.Options{})
	extracttest.Check(t, parts)
	if got, want := extracttest.Summary(parts), "|ok|Смета\na.pdf|ok|<a.pdf: страница>\n"; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

func TestNumbersOfODT(t *testing.T) {
	p := func(s string) string { return "<text:p>" + s + "</text:p>" }
	item := func(s ...string) string { return "<text:list-item>" + strings.Join(s, "") + "</text:list-item>" }
	list := func(attr string, s ...string) string {
		return "<text:list " + attr + ">" + strings.Join(s, "") + "</text:list>"
	}
	const l1 = `text:style-name="L1"`
	for name, c := range map[string]struct{ body, want string }{
		"points": {list(l1, item(p("Утвердить"), p("смету"), list("", item(p("дорог"), list("", item(p("щебень")),
			item(p("песок")))))),
			item(p("Опубликовать"))), "1. Утвердить\nсмету\n1.1) дорог\nа) щебень\nб) песок\n2. Опубликовать"},
		"only a list in an item": {list(l1, item(p("а")), item(list("", item(p("б")))), item(p("в"))), "1. а\n1.1) б\n2. в"},
		"a new list":             {list(l1, item(p("а"))) + p("б") + list(l1, item(p("в"))), "1. а\nб\n1. в"},
		"goes on": {list(l1, item(p("а"))) + p("б") + list(l1+` text:continue-numbering="true"`,
			item(p("в"))), "1. а\nб\n2. в"},
		"goes on by name": {list(l1+` xml:id="x"`, item(p("а"))) + list(l1,
			item(p("б"))) + list(l1+` text:continue-list="x"`, item(p("в"))),
			"1. а\n1. б\n2. в"},
		"begins elsewhere": {list(l1, `<text:list-item text:start-value="7">`+p("а")+`</text:list-item>`, item(p("б"))),
			"7. а\n8. б"},
		"heading of a list": {list(l1, "<text:list-header>"+p("Надо")+"</text:list-header>", item(p("а"))),
			"Надо\n1. а"},
		"LibreOffice": {list(`text:style-name="L2"`, item(p("О дорогах"))), "Глава I О дорогах"},
		"dashes":      {list(`text:style-name="L3"`, item(p("а"))), "– а"},
		"headings": {`<text:h text:outline-level="1">Общее</text:h><text:h text:outline-level="2">Иное</text:h>`,
			"Статья 3. Общее\nИное"},
		"written number": {list(l1, item("<text:number>1.</text:number>", p("а"))), "1. а"},
		"unknown style":  {list(`text:style-name="none"`, item(p("а"))), "а"},
	} {
		if got := extracttest.One(t, readFile, "a.odt", odtOf(t, "", c.body)); got.Text != c.want ||
			got.Status != archive.StatusOK {
			t.Errorf("%s: %q %s, want %q", name, got.Text, got.Reason(), c.want)
		}
	}
}

func TestAroundTheBodyOfODT(t *testing.T) {
	got := extracttest.One(t, readFile, "a.odt", odtOf(t, `<office:master-styles><style:master-page><style:header>`+
		`<text:p>Дума города</text:p>`+
		`</style:header><style:footer><text:p><text:page-number>2</text:page-number></text:p></style:footer>`+
		`</style:master-page>`+
		`</office:master-styles>`, `<text:p>О ремонте <draw:frame><svg:title>План</svg:title>`+
		`<svg:desc>схема</svg:desc><draw:text-box><text:p>Проект</text:p></draw:text-box>`+
		`</draw:frame>дорог`+
		`<office:annotation><dc:creator>Иванов</dc:creator><dc:date>2017-01-01</dc:date><text:p>Уточнить</text:p>`+
		`</office:annotation></text:p>`))
	if want := "О ремонте  План  схема дорог\nПроект\nКомментарий: Иванов: Уточнить"; got.Text != want ||
		got.Aside != "Дума города" {
		t.Errorf("%q %q", got.Text, got.Aside)
	}
}

// A document without its mimetype is told by its manifest.
func TestODFWithoutType(t *testing.T) {
	for media, want := range map[string]string{mediaSXW + "calc": "Лист\nСмета", format.MediaODF + "text": "Смета"} {
		p := extracttest.One(t, readFile, "a.bin", extracttest.Pack(t, map[string]string{
			"content.xml": `<office:document-content><office:body><table:table table:name="Лист"><table:table-row>` +
				`<table:table-cell><text:p>Смета</text:p></table:table-cell></table:table-row></table:table></office:body>` +
				`</office:document-content>`,
			"META-INF/manifest.xml": `<manifest:manifest><manifest:file-entry manifest:media-type="` + media +
				`" manifest:full-path="/"/></manifest:manifest>`}))
		if p.Text != want || p.MediaType != media {
			t.Errorf("%s: %s %q", media, p.MediaType, p.Text)
		}
	}
}

// A picture in the line parts words, one beside it does not.
func TestPicturesBetweenWords(t *testing.T) {
	picture := func(anchor string) string {
		return `<draw:frame text:anchor-type="` + anchor + `"><draw:image/></draw:frame>`
	}
	got := extracttest.One(t, readFile, "a.odt", odtOf(t, "", `<text:p>Герб`+picture("as-char")+`города `+
		picture("as-char")+`до`+picture("char")+`мов</text:p>`))
	if want := "Герб города домов"; got.Text != want {
		t.Errorf("%q, want %q", got.Text, want)
	}
}

func TestFlatODF(t *testing.T) {
	got := extracttest.One(t, readFile, "a.fodt", []byte(`<?xml version="1.0" encoding="UTF-8"?><office:document `+
		`xmlns:office=`+
		`"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.text">`+
		`<office:meta>`+
		`<dc:title>О дорогах</dc:title></office:meta><office:automatic-styles>`+
		``+odfListStyles+`</office:automatic-styles><office:body>`+
		`<office:text><text:list text:style-name="L1"><text:list-item><text:p>Утвердить</text:p></text:list-item>`+
		`</text:list>`+
		`<draw:image><office:binary-data>QUJD</office:binary-data></draw:image></office:text></office:body>`+
		`</office:document>`))
	if got.Text != "1. Утвердить" || got.Hints["title"] != "О дорогах" || got.MediaType != format.MediaODF+"text" {
		t.Errorf("%+v", got)
	}
	got = extracttest.One(t, readFile, "a.odt", extracttest.Pack(t, map[string]string{"mimetype": format.MediaODF + "text",
		"META-INF/manifest.xml": "<a/>", "encrypted-package": "x"}))
	if got.Status != archive.StatusEncrypted {
		t.Errorf("the encryption of LibreOffice 24.8: %s", got.Status)
	}
}

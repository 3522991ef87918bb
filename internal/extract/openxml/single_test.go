package openxml

import (
	"testing"

	"letopis/internal/extract/extracttest"
)

func TestBooks(t *testing.T) {
	p := extracttest.One(t, readFile, "a.fb2", []byte(`<?xml version="1.0" encoding="windows-1251"?><FictionBook>`+
		`<description>`+
		"<title-info><author><first-name>\xc8\xe2\xe0\xed</first-name><last-name>\xcf\xe5\xf2\xf0\xee\xe2</last-name>"+
		"</author>"+
		"<book-title>\xce \xe3\xee\xf0\xee\xe4\xe5</book-title></title-info></description><body><section><title><p>"+
		"\xc3\xeb\xe0\xe2\xe0</p>"+
		"</title>\n<p><strong>\xd2\xe5\xea\xf1\xf2</strong> <emphasis>\xea\xed\xe8\xe3\xe8</emphasis></p>\n"+
		"</section></body><binary>"+
		"QUJD</binary></FictionBook>"))
	if p.Text != "Глава\nТекст книги" || p.Title != "О городе" || p.Hints["author"] != "Иван Петров" ||
		p.MediaType != mediaFB2 {
		t.Errorf("FB2: %+v", p)
	}
	p = extracttest.One(t, readFile, "b.fb2", []byte(`<FictionBook><description><title-info>`+
		`<author><first-name>Анна</first-name><last-name>Белова</last-name></author>`+
		`<author><nickname>Краевед</nickname></author><book-title>Мосты</book-title>`+
		`<date value="1911-05-01">1911</date></title-info><document-info><date>2020</date></document-info><publish-info>`+
		`<book-name>Мосты губернии</book-name><publisher>Типография</publisher><city>Пенза</city>`+
		`<year>1912</year></publish-info>`+
		`</description><body><p>Вид: <image alt="мост" title="Старый"/> с берега</p></body></FictionBook>`))
	if p.Text != "Вид:  Старый мост  с берега" || p.Title != "Мосты" || p.Hints["author"] != "Анна Белова, Краевед" ||
		p.Hints["date"] != "1911" || p.Hints["publisher"] != "Типография, Пенза, 1912" {
		t.Errorf("FB2: %q %v", p.Text, p.Hints)
	}
	p = extracttest.One(t, readFile, "a.kml", []byte(`<?xml version="1.0"?><kml `+
		`xmlns="http://www.opengis.net/kml/2.2"><Document>`+
		`<Style><name>s</name></Style><Placemark><name>Мост</name><description><![CDATA[<b>ремонт</b>]]></description>`+
		`<Point><coordinates>`+
		`1,2</coordinates></Point></Placemark></Document></kml>`))
	if p.Text != "Мост\n<description.html: <b>ремонт</b>>" || p.MediaType != mediaKML {
		t.Errorf("KML: %+v", p)
	}
	p = extracttest.One(t, readFile, "a.epub", extracttest.Pack(t, map[string]string{"mimetype": mediaEPUB,
		"META-INF/container.xml": `<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`,
		"OEBPS/book.opf": `<package><metadata><dc:title>О городе</dc:title></metadata><manifest><item id="b" ` +
			`href="b%20.xhtml"/>` +
			`<item id="a" href="a.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>`,
		"OEBPS/a.xhtml": "второе", "OEBPS/b .xhtml": "первое"}))
	if p.Text != "<chapter.xhtml: первое>\n<chapter.xhtml: второе>" || p.Title != "О городе" {
		t.Errorf("EPUB: %+v", p)
	}
}

func FuzzSingle(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.xml", "", `<FictionBook><body><p>а</p></body></FictionBook>`,
		`<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>а</name></Placemark></kml>`)
}

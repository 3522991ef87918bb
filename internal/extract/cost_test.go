package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"letopis/internal/testkit/cost"
)

// medium is a format whose text path is tested: how a text is put into a file of it.
type medium struct {
	name   string
	tokens []string // beside cost.Tokens
	file   func(body string) []byte
}

// around puts a text between two others.
func around(before, after string) func(string) []byte {
	return func(body string) []byte { return []byte(before + body + after) }
}

// within puts a text into a file of a package.
func within(path, before, after string, others ...string) func(string) []byte {
	return func(body string) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for i := 0; i < len(others)+2; i += 2 {
			pair := append(slices.Clone(others), path, before+body+after)[i : i+2]
			w, err := z.CreateHeader(&zip.FileHeader{Name: pair[0], Method: zip.Store})
			if err == nil {
				_, err = w.Write([]byte(pair[1]))
			}
			if err != nil {
				panic(err) // of the test: it writes to memory
			}
		}
		if err := z.Close(); err != nil {
			panic(err)
		}
		return out.Bytes()
	}
}

const (
	wordML  = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	sheetML = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	slideML = ` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`
	officeML = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"`
	newsLine = "31.12.2017 О бюджете\nСовет утвердил бюджет города на три года, в нём есть деньги на дороги и на школы.\n"
)

var media = []medium{
	{"a.txt", []string{newsLine, "ПОСТАНОВЛЕНИЕ\n", "Новости\n", "а\tб\n"}, around("", "")},
	{"news.txt", []string{newsLine, "[31.12.2017] ", "Новости\n", "Подробнее...\n", "Просмотров: 5\n", "а\tб\n",
		"1) а\n"},
		around("Новости\n"+newsLine, "")},
	{"a.csv", []string{"а;", ";", "а;б\n", "\"а\"\"", "\";", "\t", "|"}, around("а;б\n1;2\n", "")},
	{"a.xml", cost.Markup, around(`<?xml version="1.0"?><a>`, "</a>")},
	{"a.html", cost.Markup, around("<html><body><p>Текст</p>", "")},
	{"news.html", []string{"<h2>О бюджете</h2>", "<p>31.12.2017</p>", "<div class=news-item>", "<b>31.12.2017</b> ",
		"<a href=/1>Далее</a>",
		"<p>Совет утвердил бюджет города на три года, в нём есть деньги на дороги и на школы.</p>"},
		around("<html><title>Новости</title><body><h1>Новости</h1>", "")},
	{"a.rtf", []string{`\par `, `\b `, `{`, `}`, `{\*\x `, `\u1072?`, `\'e0`, `\cell `, `\row `, `\trowd `, `\f1`,
		`{\fonttbl `,
		`{\listtext `, `{\field `, `{\*\fldinst `, `{\fldrslt `, `\ls1 `, `\bin5 `, `\uc9 `, `\pict `, `{\footnote `,
		`\v `, `\line `},
		around(`{\rtf1\ansi\ansicpg1251 `, "")},
	{"head.eml", []string{"a: b\n", " a", "\n a", "=?utf-8?b?0LA=?=", "=?utf-8?q?a?= ", "a@b.ru, ", ";a*0*=", "\"",
		"<", "a=b; "},
		around("From: a@b.ru\nSubject: ", "\n\nText")},
	{"body.eml", []string{"=D0", "=\n", "--b\n", "--b--\n", "\n--b\n\n", "Content-Type: text/html\n\n", "> "},
		around("From: a@b.ru\nSubject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"+
			"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n", "\n--b--\n")},
	{"base64.eml", nil, func(body string) []byte {
		return []byte("From: a@b.ru\nSubject: a\nMIME-Version: 1.0\nContent-Type: text/html\n" +
			"Content-Transfer-Encoding: base64\n\n" +
			base64.StdEncoding.EncodeToString([]byte(body)))
	}},
	{"a.mbox", []string{"From a\n", "\n\nFrom a@b.ru Sat Jan  3 01:05:34 2009\n", "Subject: a\n", ">From "},
		around("From a@b.ru Sat Jan  3 01:05:34 2009\nFrom: a@b.ru\nSubject: a\n\n", "")},
	{"a.rss", []string{"<item>", "</item>", "<title>а</title>", "<description>", "</description>", "<![CDATA[<p>а",
		"]]>", "&lt;p&gt;",
		"<guid>1</guid>", "<item><title>а</title></item>", "<category>а</category>"},
		around(`<?xml version="1.0"?><rss version="2.0"><channel><title>а</title>`, "</channel></rss>")},
	{"a.jsonl", []string{"{\"text\":\"а\"}\n", "{", "}", "[", "\\u0430", "\\\"", "\",\"",
		"\"id\":\"1\","}, around(`{"text":"а"}`+"\n", "")},
	{"text.jsonl", nil, func(body string) []byte {
		b, err := json.Marshal(map[string]string{"text": body, "title": "а"})
		if err != nil {
			panic(err) // of the test: every string can be marshalled
		}
		return b
	}},
	{"a.docx", []string{"<w:p>", "</w:p>", "<w:p><w:r><w:t>а</w:t></w:r></w:p>", "<w:r>", "<w:t>", "<w:tbl>", "<w:tr>",
		"<w:tc>",
		"<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "<w:tab/>", "<w:br/>",
		`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>`,
		"<w:del>", `<w:footnoteReference w:id="1"/>`, "<w:sdt>", `<w:gridSpan w:val="9"/>`, "<w:txbxContent>",
		"<w:instrText>"},
		within("word/document.xml", "<w:document"+wordML+"><w:body><w:p><w:r><w:t>",
			"</w:t></w:r></w:p></w:body></w:document>",
			"[Content_Types].xml", "<Types/>")},
	{"a.xlsx", []string{"<row>", "</row>", "<c><v>1</v></c>", `<c t="inlineStr"><is><t>а</t></is></c>`,
		"<row><c><v>1</v></c></row>",
		`<row r="5"><c r="ZZ5"><v>1</v></c></row>`, `<mergeCell ref="A1:B2"/>`, "<v>", "</v>"},
		within("xl/worksheets/sheet1.xml", "<worksheet"+sheetML+"><sheetData>", "</sheetData></worksheet>",
			"[Content_Types].xml", "<Types/>",
			"xl/workbook.xml", "<workbook"+sheetML+"><sheets><sheet name=\"а\" sheetId=\"1\"/></sheets></workbook>")},
	{"strings.xlsx", []string{"<si>", "</si>", "<si><t>а</t></si>", "<t>", "<rPh>", "<r><t>а</t></r>"},
		within("xl/sharedStrings.xml", "<sst"+sheetML+">", "</sst>", "[Content_Types].xml", "<Types/>",
			"xl/workbook.xml", "<workbook"+sheetML+"/>", "xl/worksheets/sheet1.xml",
			"<worksheet"+sheetML+"><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>")},
	{"a.pptx", []string{"<p:sp>", "</p:sp>", "<a:p><a:r><a:t>а</a:t></a:r></a:p>", "<a:t>", "</a:t>", "<a:tbl>",
		"<a:tr>", "<a:tc>",
		`<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr></p:sp>`, "<a:br/>"},
		within("ppt/slides/slide1.xml", "<p:sld"+slideML+">", "</p:sld>", "[Content_Types].xml", "<Types/>",
			"ppt/presentation.xml", "<p:presentation"+slideML+"/>")},
	{"a.odt", []string{"<text:p>", "</text:p>", "<text:p>а</text:p>", "<text:s text:c=\"9\"/>",
		"<text:list><text:list-item>", "<text:h>",
		"<table:table><table:table-row><table:table-cell>", `<table:table-cell table:number-columns-repeated="9"/>`,
		"<text:tab/>",
		"<text:note>", "<text:tracked-changes>"},
		within("content.xml", "<office:document-content"+officeML+"><office:body><office:text>",
			"</office:text></office:body></office:document-content>", "mimetype", "application/vnd.oasis.opendocument.text")},
	{"a.fb2", []string{"<section>", "</section>", "<p>а</p>", "<title>", "<binary id=\"a\">", "<a>"},
		around(`<?xml version="1.0" encoding="utf-8"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body>`,
			"</body></FictionBook>")},
}

// units are the tokens of a medium with pairs and triples of them and pairs of them and others, which are no more
// than text beside them; where whole, those others by themselves and among each other, too.
func (m medium) units(whole bool) []string {
	units := m.tokens
	if len(m.tokens) > 0 {
		units = slices.Concat(units, cost.Pick(m.tokens, 6, 3), cost.Mixed(m.tokens, cost.Tokens, 10))
	}
	if whole {
		return slices.Concat(units, cost.Units(cost.Tokens, 6, 3))
	}
	return slices.Concat(units, cost.Mixed(cost.Tokens, cost.Tokens, 3))
}

// TestCostIsLinear holds it of every format that is made of characters.
func TestCostIsLinear(t *testing.T) {
	for _, m := range media {
		t.Run(m.name, func(t *testing.T) {
			whole := m.name == "a.txt" || m.name == "news.txt" || m.name == "a.html"
			cost.Test{Small: 16 << 10, Large: 128 << 10}.Linear(t, m.units(whole), func(body string) {
				Extract(t.Context(), m.name, m.file(body), Options{})
			})
		})
	}
}

// TestExtractStops: with the time of a file over, reading it ends after a small part of the
// work for the whole.
func TestExtractStops(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	for _, m := range media {
		for _, unit := range append([]string{"слово ", "слово\n"}, m.tokens[:min(3, len(m.tokens))]...) {
			data := m.file(strings.Repeat(unit, (256<<10)/len(unit)))
			read := func(ctx context.Context) func() { return func() { Extract(ctx, m.name, data, Options{}) } }
			whole, stopped := cost.Least(1, read(t.Context())), cost.Least(2, read(over))
			// Finding the charset and the ends of lines is not broken off.
			late := func() bool { return stopped > 15*time.Millisecond && stopped > whole/4 }
			for try := 2; late() && try < 6; try++ { // measured again before it complains
				whole, stopped = max(whole, cost.Least(1, read(t.Context()))), min(stopped, cost.Least(try, read(over)))
			}
			if late() {
				t.Errorf("%s, %q: %v of %v", m.name, unit, stopped, whole)
			}
		}
	}
}

package openxml

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

func TestOffice2003XML(t *testing.T) {
	word := `<?xml version="1.0" encoding="windows-1251"?><?mso-application progid="Word.Document"?><w:wordDocument ` +
		`xmlns:w="` + word2003 + `"><o:DocumentProperties><o:Title>t</o:Title></o:DocumentProperties><w:body><wx:sect>` +
		`<w:p><w:r><w:t>Ремонт дорог</w:t></w:r><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:t>старое</w:t>` +
		`</w:r></aml:content></aml:annotation></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Год</w:t></w:r></w:p></w:tc><w:tc>` +
		`<w:p><w:r><w:t>2017</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` +
		`<w:sectPr><w:hdr><w:p><w:r><w:t>вверху</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>`
	if p := extracttest.One(t, readFile, "a.doc", testkit.Encode(word, charmap.Windows1251)); p.Text != "Ремонт "+
		"дорог\nГод\t2017" || p.Status != archive.StatusOK || p.MediaType != format.MediaDOC {
		t.Errorf("%q %+v", p.Text, p)
	}
	sheet := `<?xml version="1.0"?><Workbook xmlns="` + xls2003 +
		`"><Styles><Style/></Styles><Worksheet ss:Name="План"><Table><Row><Cell><Data ss:Type="String">Итого</Data></Cell>` +
		`<Cell><Data ss:Type="Number">5</Data></Cell></Row></Table></Worksheet></Workbook>`
	if p := extracttest.One(t, readFile, "a.xls", []byte(sheet)); p.Text != "План\nИтого\t5" ||
		p.Status != archive.StatusOK || p.MediaType != format.MediaXLS {
		t.Errorf("%q %+v", p.Text, p)
	}
	if p := extracttest.One(t, readFile, "a.xls", []byte(sheet[:len(sheet)-40])); p.Status != archive.StatusPartial ||
		!strings.Contains(p.Text, "Итого") {
		t.Errorf("%q %+v", p.Text, p)
	}
}

func FuzzOffice2003(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.doc", "", `<?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="`+
		word2003+`"><w:body><w:p><w:r><w:t>а</w:t></w:r></w:p></w:body></w:wordDocument>`,
		`<Workbook xmlns="`+xls2003+`"><Worksheet ss:Name="а"><Table><Row><Cell ss:Index="3"><Data ss:Type="Number">`+
			`5</Data></Cell></Row></Table></Worksheet></Workbook>`)
}

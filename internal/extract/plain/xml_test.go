package plain

import (
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
)

var readXML = extracttest.Of(ReadXML)

// TestXML holds that the text of an XML file of any kind is what it says, not its tags.
func TestXML(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"an extract": {`<?xml version="1.0" encoding="UTF-8"?><e:Extract xmlns:e="urn:x" xsi:schemaLocation="a b">` +
			`<Address Region="35" Note="ул. Мира, 5"><Name>Участок</Name></Address>` + "\n\t<Area>\n 120,5 \n</Area>" +
			`<Signature>` + strings.Repeat(strings.Repeat("QUJD", 16)+"\n", 3) + `</Signature></e:Extract>`,
			"35 ул. Мира, 5\nУчасток\n120,5"},
		"marks of words": {`<?xml version="1.0"?><doc><p>текст <b>важный</b>, и ещё<br/> строка</p><p>второй</p></doc>`,
			"текст важный, и ещё строка\nвторой"},
		"a drawing": {`<svg xmlns="http://www.w3.org/2000/svg" width="9"><path d="M1 2"/><text x="1">Котельная` +
			`<tspan>№ 1</tspan></text></svg>`, "Котельная № 1"},
		"CDATA and entities": {`<?xml version="1.0"?><a><b><![CDATA[A & Б]]></b><c>&lt;в&gt;</c></a>`, "A & Б\n<в>"},
		"no XML":             {`<?xml version="1.0"?> Отчёт <за май & июнь`, `<?xml version="1.0"?> Отчёт <за май & июнь`},
	} {
		p := extracttest.One(t, readXML, "a.xml", []byte(c.in))
		if p.Text != c.want || p.Status != archive.StatusOK {
			t.Errorf("%s: %s %q, want %q", name, p.Status, p.Text, c.want)
		}
	}
	cut := extracttest.One(t, readXML, "a.xml", []byte(`<?xml version="1.0"?><a><b>начало</b><b>дальше`))
	if cut.Text != "начало\nдальше" || cut.Status != archive.StatusPartial {
		t.Errorf("cut: %s %q", cut.Status, cut.Text)
	}
	in := []byte(`<?xml version="1.0" encoding="windows-1251"?><a>` +
		"\xcc\xee\xf1\xf2\xfb \xf7\xe5\xf0\xe5\xe7 \xf0\xe5\xea\xf3</a>")
	if p := extracttest.One(t, readXML, "a.xml", in); !IsXML(in) || p.Text != "Мосты через реку" {
		t.Errorf("windows-1251: %q", p.Text)
	}
}

func FuzzXML(f *testing.F) {
	extracttest.Fuzz(f, readXML, "a.xml", "", `<?xml version="1.0"?><a b="в"><c>г</c> д</a>`, `<svg><text>е</text></svg>`)
}

package rtf

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

var readFile = extracttest.Of(func(f format.File, budget *format.Budget) []format.Part {
	return Read(f, budget, func(f format.File, _ *format.Budget) []format.Part {
		if strings.HasPrefix(string(f.Data), "nothing") {
			return format.Refuse("", reason.KindCompound.With())
		}
		return []format.Part{{Text: "<" + string(f.Data) + ">"}}
	})
})

func TestRTF(t *testing.T) {
	cp1251 := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			switch {
			case r >= 'А' && r <= 'я':
				fmt.Fprintf(&b, `\'%02x`, r-'А'+0xc0)
			default:
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	for in, want := range map[string]string{
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell \'f6}`:                                  "ä\tö",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell\lang1049 \'f6}`:                         "д\tц",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'cc\'ee\'f1\'f2 \'f3 \'f0}`:                      "Мост у р",
		`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 Times;}}\f0 ` + cp1251("Город") + `\par 2017}`: "Город\n2017",
		`{\rtf1\ansi\uc1 \u1044?\u1072?\par{\*\generator x;}\u8212-}`:                                    "Да\n—",
		`{\rtf1{\info{\title t}}\trowd ` + cp1251("а") + `\cell ` + cp1251("б") + `\cell\row}`:           "а\tб",
		`{\rtf1{\list{\listlevel{\leveltext \'02\'00.}}{\listname List1;}}a}`:                            "a",
		`{\rtf1{\header h}{\pict 00ff}{\field{\*\fldinst PAGE}{\fldrslt 5}}\bin3 }}} x}`:                 "5 x",
		`{\rtf1\ansicpg1252 introducci\'f3n}`:                                                            "introducción",
		`{\rtf1 d\'e9l\'e9gu\'e9e \'e9lue \'ff\'ff\'ff}`:                                                 "déléguée élue ÿÿÿ",
		`{\rtf1\ansicpg1252 ` + cp1251("в 2017 и ") + `x}`:                                               "в 2017 и x",
		`{\rtf1{\fonttbl{\f3\fcharset128 Gothic;}{\f4\fcharset136 Ming;}}\f3 \'82\'b1\'84M\f4 \'bc\'d0}`: "こМ標",
		`{\rtf1{\field{\*\fldinst HYPERLINK "x"}{\fldrslt \*\cs12 link}}{ \*\cs12 y}{\*\xyz z}}`:         "link y",
		`{\rtf1 one{\v  hidden}{\deleted  old}\v  more\v0  two\deleted\u1072?\plain  three}`:             "one two three",
	} {
		if p := extracttest.One(t, readFile, "a.rtf", []byte(in)); strings.TrimSpace(p.Text) != want {
			t.Errorf("%s: %q, want %q", in, p.Text, want)
		}
	}
}

// Fields that show words of their code, where they have no result.
func TestFieldsOfRTF(t *testing.T) {
	for in, want := range map[string]string{
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell \'f6}`:                           "ä\tö",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell\lang1049 \'f6}`:                  "д\tц",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'cc\'ee\'f1\'f2 \'f3 \'f0}`:               "Мост у р",
		`{\rtf1 a {\field{\*\fldinst MACROBUTTON NoMacro [name]}{\fldrslt }} b}`:                  "a [name] b",
		`{\rtf1 a {\field{\*\fldinst {MACROBUTTON A }{\b [name]}}{\fldrslt{\i Oslo}}}}`:           "a Oslo",
		`{\rtf1{\field{\fldinst EQ \\f(a;b)}}.}`:                                                  "a b.",
		`{\rtf1{\field{\*\fldinst IF {\field{\*\fldinst PAGE}{\fldrslt 7}}}{\fldrslt yes}}}`:      "yes",
		`{\rtf1{\v{\field{\*\fldinst MACROBUTTON A [hidden]}}}x}`:                                 "x",
		`{\rtf1{\object\objemb{\*\objclass X}{\*\objdata 00}{\result shown {\pict 00ff}}} after}`: "shown  after",
	} {
		if p := extracttest.One(t, readFile, "a.rtf", []byte(in)); strings.TrimSpace(p.Text) != want {
			t.Errorf("%s: %q, want %q", in, p.Text, want)
		}
	}
}

// What forms show by their data, letters that are drawn, and words on both sides of a picture.
func TestFormsAndDrawingsOfRTF(t *testing.T) {
	list := `{\field{\*\fldinst { FORMDROPDOWN }{{\*\formfield{\fftype2\ffres%d{\*\ffname D}\ffdefres0` +
		`{\*\ffl Oslo}{\*\ffl R{\b iga}}}}}}{\fldrslt }}`
	box := `{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres%d\ffdefres1}}}{\fldrslt }}`
	mark := `{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 255}}{\sp{\sn gtextUNICODE}{\sv DRAFT}}` +
		`{\sp{\sn pib}{\sv {\pict 00}}}}` +
		`{\shprslt{\*\do{\dptxbxtext DRAFT}}}}`
	for in, want := range map[string]string{
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell \'f6}`:                             "ä\tö",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell\lang1049 \'f6}`:                    "д\tц",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'cc\'ee\'f1\'f2 \'f3 \'f0}`:                 "Мост у р",
		"Town: " + fmt.Sprintf(list, 1) + ".":                                                       "Town: Riga.",
		"Town: " + fmt.Sprintf(list, 25) + ".":                                                      "Town: Oslo.",
		"Town: " + fmt.Sprintf(list, 9) + ".":                                                       "Town: .",
		fmt.Sprintf(box, 0) + " a " + fmt.Sprintf(box, 1) + " b " + fmt.Sprintf(box, 25):            "☐ a ☒ b ☒",
		`{\field{\*\fldinst FORMTEXT {\*\formfield{\fftype0}}}{\fldrslt typed}}`:                    "typed",
		`text` + mark + `\par end`:                                                                  "text\nDRAFT\nend",
		`{\header head` + mark + `}text`:                                                            "text|head DRAFT",
		`one{\pict\pngblip 00}two{\*\shppict{\pict 00}}{\nonshppict{\pict 00}}three {\pict 00}four`: "one two three four",
		`{\v{\pict 00}}on{\deleted{\*\shppict{\pict 00}}}e`:                                         "one",
		`{\*\fldinst{\*\formfield{\*\ffl{\pict{\*\fldinst x}}y}\ffres1}}z`:                          "z",
	} {
		p := extracttest.One(t, readFile, "a.rtf", []byte(`{\rtf1 `+in+`}`))
		if got := strings.TrimSuffix(p.Text+"|"+strings.ReplaceAll(p.Aside, "\n", " "), "|"); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// Objects are documents of their own; what is no document is passed over.
func TestObjectsOfRTF(t *testing.T) {
	name := func(s string) []byte { return append(extracttest.LE(uint32(len(s)+1)), s+"\x00"...) }
	object := func(class string, kind uint32, data []byte) string {
		b := append(extracttest.LE(uint32(0x501), kind), name(class)...)
		b = append(append(b, make([]byte, 8)...), extracttest.LE(uint32(len(data)), data)...)
		digits := fmt.Sprintf("%x", b)
		return `{\object\objemb{\*\objclass ` + class + `}{\*\objdata ` + digits[:8] + "\r\n" + digits[8:] +
			`}{\result{\pict 00}}}`
	}
	file := extracttest.LE(uint16(2), "estimate.txt\x00", "c:\\estimate.txt\x00", uint32(3), uint32(1), byte(0),
		uint32(5), "costs")
	in := `{\rtf1 Act` + object("Package", 2, file) + object("Word.Document.8", 2, []byte("annex")) +
		object("Equation.3", 2, []byte("formula")) + object("Excel.Sheet.8", 1, []byte("link")) +
		object("PBrush", 2, []byte("nothing")) + `{\*\objdata 01}{\*\objdata zz}}`
	parts := readFile("a.rtf", []byte(in), format.Options{})
	extracttest.Check(t, parts)
	if got, want := extracttest.Summary(parts), "|ok|Act\nestimate.txt|ok|<costs>\noleObject2.bin|ok|<annex>\n"; want !=
		got {
		t.Errorf("%s, want\n%s", got, want)
	}
}

// A file that ends as RTF does is whole, whatever groups are open; one that breaks off without a word is damaged.
func TestEndOfRTF(t *testing.T) {
	for in, want := range map[string]archive.Status{
		"{\\rtf1{\\pict 00}}":       archive.StatusEmpty,
		"{\\rtf1{\\par}{\\pict 00}": archive.StatusEmpty,
		"{\\rtf1{\\pict 0":          archive.StatusCorrupt,
		"{\\rtf1{\\b a}":            archive.StatusOK,
	} {
		if p := extracttest.One(t, readFile, "a.rtf", []byte(in)); p.Status != want {
			t.Errorf("%s: %s %s, want %s", in, p.Status, p.Reason(), want)
		}
	}
}

// What does not belong to the sentence is read after it, and numbers as they are seen.
func TestRTFAround(t *testing.T) {
	const table = `{\*\listtable{\list{\listlevel\levelnfc0\levelstartat1{\leveltext\'02\'00.;}{\levelnumbers\'01;}}` +
		`{\listlevel\levelnfc58\levelstartat1{\leveltext\'04\'00.\'01);}{\levelnumbers\'01\'03;}}\listid5}}` +
		`{\*\listoverridetable{\listoverride\listid5\listoverridecount0\ls1}` +
		`{\listoverride\listid5\listoverridecount1{\lfolevel\listoverridestartat\levelstartat7}\ls2}}`
	for in, want := range map[string]string{
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell \'f6}`:             "ä\tö",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'e4\cell\lang1049 \'f6}`:    "д\tц",
		`{\rtf1\ansi\ansicpg1252\deflang1033 \lang1031 \'cc\'ee\'f1\'f2 \'f3 \'f0}`: "Мост у р",
		`{\rtf1 before{\footnote note} after\par end}`:                              "before after\nend\nnote",
		`{\rtf1 a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt in a box\par}}{\shprslt{\*\do{\dptxbxtext again}}}} b\par ` +
			`c}`: "a b\n" +
			"in a box\nc",
		`{\rtf1{\*\do{\dptxbxtext Word 95}}a\par}`:                                                 "a\nWord 95",
		`{\rtf1{\headerf Town hall\par}{\header 2}{\footer Foot\par}{\footerl Foot}\titlepg text}`: "Town hall\ntext|Foot",
		`{\rtf1 a{\*\atnauthor Ivan}{\*\annotation{\*\atnref 1}check}b}`: "ab\nКомментарий: " +
			"Ivan: check",
		`{\rtf1{\listtext\pard\plain 1.\tab}\pard\ls1 one\par{\pntext\f1\'b7\tab}two}`: "1. one\n· two",
		`{\rtf1` + table + `\pard\ls1 a\par b\par\ilvl1 c\par d\par\pard e\par\ls1 f\par\ls2 g}`: "1. a\n2. b\n2.а) " +
			"c\n2.б) d\ne\n3. f\n7. g",
		`{\rtf1` + table + `{\listtext 4.\tab}\pard\ls1 a}`:             "4. a",
		`{\rtf1\trowd\pard\intbl a\par b\cell c\cell\row\pard d\par e}`: "a b\tc\nd\ne",
	} {
		p := extracttest.One(t, readFile, "a.rtf", []byte(in))
		text, aside, _ := strings.Cut(want, "|")
		if strings.TrimSpace(p.Text) != text || p.Aside != aside || len(p.Hints) > 0 {
			t.Errorf("%s: %q %q %v, want %q", in, p.Text, p.Aside, p.Hints, want)
		}
	}
}

func FuzzRTF(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.rtf", "", `{\rtf1\ansi\uc1 \u1044?\'e0\par{\fonttbl{\f0\fcharset204 T;}}\bin3 abc}`,
		`{\rtf1\trowd \'e0\cell\row{\*\generator x;}{\pict 00ff}\ansicpg1251\u-1?}`,
		`{\rtf1{\*\listtable{\list{\listlevel{\leveltext\'02\'00.;}}\listid5}}`+
			`{\*\listoverridetable{\listoverride\listid5\ls1}}`+
			`\ls1 a\par{\shp{\*\shpinst{\shptxt b}}}{\footnote c}{\headerf d}}`,
		`{\rtf1{\field{\*\fldinst FORMDROPDOWN{\*\formfield{\fftype2\ffres0{\*\ffl a}{\*\ffl b}}}}{\fldrslt }}`+
			`{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv c}}}}d{\pict 00}e}`)
}

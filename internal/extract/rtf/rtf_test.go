package rtf

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
)

var readFile = extracttest.Of(Read)

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

// What does not belong to the sentence is read after it, and numbers as they are seen.
func TestRTFAround(t *testing.T) {
	const table = `{\*\listtable{\list{\listlevel\levelnfc0\levelstartat1{\leveltext\'02\'00.;}{\levelnumbers\'01;}}` +
		`{\listlevel\levelnfc58\levelstartat1{\leveltext\'04\'00.\'01);}{\levelnumbers\'01\'03;}}\listid5}}` +
		`{\*\listoverridetable{\listoverride\listid5\listoverridecount0\ls1}` +
		`{\listoverride\listid5\listoverridecount1{\lfolevel\listoverridestartat\levelstartat7}\ls2}}`
	for in, want := range map[string]string{
		`{\rtf1 before{\footnote note} after\par end}`: "before after\nend\nnote",
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
			`\ls1 a\par{\shp{\*\shpinst{\shptxt b}}}{\footnote c}{\headerf d}}`)
}

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
		`{\rtf1{\header h}{\pict 00ff}{\field{\*\fldinst PAGE}{\fldrslt 5}}\bin3 }}} x}`:                 "5 x",
		`{\rtf1 one{\v  hidden}{\deleted  old}\v  more\v0  two\deleted\u1072?\plain  three}`:             "one two three",
	} {
		if p := extracttest.One(t, readFile, "a.rtf", []byte(in)); strings.TrimSpace(p.Text) != want {
			t.Errorf("%s: %q, want %q", in, p.Text, want)
		}
	}
}

func FuzzRTF(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.rtf", "", `{\rtf1\ansi\uc1 \u1044?\'e0\par{\fonttbl{\f0\fcharset204 T;}}\bin3 abc}`,
		`{\rtf1\trowd \'e0\cell\row{\*\generator x;}{\pict 00ff}\ansicpg1251\u-1?}`)
}

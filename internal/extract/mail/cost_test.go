package mail_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// letterOf makes a letter of Outlook with other streams beside its own.
func letterOf(t testing.TB, others map[string]string) []byte {
	streams := map[string]string{"__nameid_version1.0/x": "", "__properties_version1.0": fixedProps(32),
		"__substg1.0_0037001F": units("Тема"), "__substg1.0_1000001F": units("Текст письма")}
	for name, data := range others {
		streams[name] = data
	}
	return extracttest.Compound(t, streams)
}

// sharing makes all streams of a kind of a compound file begin in one place and be as long as one another: their
// directory entries are found by the name.
func sharing(data []byte, name string) []byte {
	entry := units(name)
	var first []byte // start and size
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte(entry))
		if i < 0 {
			return data
		}
		at += i
		if place := data[at+116 : at+128]; first == nil {
			first = bytes.Clone(place)
		} else {
			copy(place, first)
		}
		at += 128
	}
}

var outlook = []struct {
	name   string
	tokens []string
	file   func(t testing.TB, body string) []byte
}{
	{"winmail.dat", []string{attribute(1, 0x00018004, "a\x00"), attribute(1, 0x0002800c, "text\x00"),
		attribute(2, 0x00069002, "x"),
		attribute(2, 0x00018010, "a.txt\x00"), attribute(2, 0x0006800f, "data"), attribute(1, 0, ""),
		attribute(2, 0x00069005, string(extracttest.LE(uint32(1), uint16(0x1f), uint16(0x3707), uint32(1), uint32(4),
			"a\x00b\x00"))),
		attribute(1, 0x00069003, string(extracttest.LE(uint32(1), uint16(0x102), uint16(0x1009), uint32(1),
			uint32(len(helloRTF)), helloRTF)))},
		func(_ testing.TB, body string) []byte {
			return []byte("\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00018004, "a\x00") + body)
		}},
	{"properties.dat", []string{string(extracttest.LE(uint16(3), uint16(1), uint32(1))),
		string(extracttest.LE(uint16(0x1003), uint16(1), uint32(1000))),
		string(extracttest.LE(uint16(0x101f), uint16(0x3707), uint32(1000), uint32(0))),
		string(extracttest.LE(uint16(0x1f), uint16(0x1000), uint32(1), uint32(4), "a\x00b\x00")),
		string(extracttest.LE(uint16(0x102), uint16(0x1013), uint32(1), uint32(4), "<p>a")),
		string(extracttest.LE(uint16(3), uint16(0x8001), make([]byte, 16), uint32(1), uint32(4), "a\x00b\x00", uint32(1)))},
		func(_ testing.TB, body string) []byte {
			list := string(extracttest.LE(uint32(1<<30))) + body
			return []byte("\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00069003, list) + attribute(2, 0x00069002, "x") +
				attribute(2, 0x00069005, list))
		}},
	{"files.msg", []string{strings.Repeat("а", 128), strings.Repeat("Текст. ", 32)}, func(
		t testing.TB, body string,
	) []byte {
		files := map[string]string{}
		for i := range len(body) / 512 {
			at := fmt.Sprintf("__attach_version1.0_#%08X/", i)
			files[at+"__substg1.0_3707001F"], files[at+"__substg1.0_37010102"] = units("a.txt"), body[512*i:512*(i+1)]
		}
		return letterOf(t, files)
	}},
	{"letters.msg", []string{"x"}, func(t testing.TB, body string) []byte {
		files := map[string]string{}
		for i := range len(body) / 512 {
			at := fmt.Sprintf("__attach_version1.0_#%08X/__substg1.0_3701000D/", i)
			files[at+"__properties_version1.0"], files[at+"__substg1.0_0037001F"] = fixedProps(24), units("a")
		}
		return letterOf(t, files)
	}},
	{"shared.msg", []string{"а ", "a\x00"}, func(t testing.TB, body string) []byte { // one long name for all files
		files := map[string]string{}
		for i := range len(body) / 1024 {
			at := fmt.Sprintf("__attach_version1.0_#%08X/", i)
			files[at+"__substg1.0_3707001F"], files[at+"__substg1.0_37010102"] = "a", "text"
		}
		files["__attach_version1.0_#00000000/__substg1.0_3707001F"] = body
		return sharing(letterOf(t, files), "__substg1.0_3707001F")
	}},
	{"deep.msg", []string{"x"}, func(t testing.TB, body string) []byte {
		// The library keeps a path of each storage: in a file of more, the limit of memory ends it.
		depth := min(len(body), 256<<10) / 128
		return letterOf(t, map[string]string{strings.Repeat("s/", depth) + "x": "x"})
	}},
	{"properties.msg", []string{string(extracttest.LE(uint32(3), uint16(1), uint16(0), uint64(0)))},
		func(t testing.TB, body string) []byte {
			return letterOf(t, map[string]string{"__properties_version1.0": fixedProps(32) + body})
		}},
	{"rtf.msg", []string{"\xff\x00\x10", "\x00abcdefgh", "\xff" + strings.Repeat("\x00\x1f", 8), "\x55\x0c\xf0"},
		func(t testing.TB, body string) []byte {
			return letterOf(t, map[string]string{"__substg1.0_1000001F": "", "__substg1.0_10090102": string(extracttest.LE(
				uint32(len(body)+12), uint32(1<<28), "LZFu", uint32(0))) + body})
		}},
}

// TestOutlookCostIsLinear holds it of the letters of Outlook and the compound files that they are.
func TestOutlookCostIsLinear(t *testing.T) {
	for _, o := range outlook {
		t.Run(o.name, func(t *testing.T) {
			bodies := o.tokens
			if len(bodies) > 2 {
				bodies = append(cost.Pick(o.tokens, 6, 3), o.tokens...)
			}
			cost.Test{Small: 32 << 10, Large: 256 << 10}.Prepared(t, bodies, func(body string) func() {
				data := o.file(t, body)
				return func() { readFile(o.name, data, format.Options{}) }
			})
		})
	}
}

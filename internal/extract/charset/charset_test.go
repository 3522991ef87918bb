package charset

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/testkit"
)

// encode writes s in a charset of Decode; runes it does not have become "?".
func encode(t testing.TB, s, charset string) []byte {
	t.Helper()
	switch charset {
	case "utf-8":
		return []byte(s)
	case "utf-16le", "utf-16be":
		var out []byte
		for _, u := range utf16.Encode([]rune(s)) {
			if charset == "utf-16le" {
				out = append(out, byte(u), byte(u>>8))
			} else {
				out = append(out, byte(u>>8), byte(u))
			}
		}
		return out
	}
	for _, e := range singleByte {
		if e.name == charset {
			return testkit.Encode(s, e.cm)
		}
	}
	t.Fatalf("no charset %q", charset)
	return nil
}

// misread returns what the bytes of s look like read in cm.
func misread(s string, cm *charmap.Charmap) string {
	var out strings.Builder
	for _, b := range []byte(s) {
		if r := cm.DecodeByte(b); r != utf8.RuneError {
			out.WriteRune(r)
		} else {
			out.WriteRune(rune(b))
		}
	}
	return out.String()
}

var russian = []string{"utf-8", "windows-1251", "koi8-r", "cp866", "iso-8859-5", "x-mac-cyrillic", "utf-16le",
	"utf-16be"}

// The share of random passages of real acts whose charset is found, for each
// length: at least 99 % from 200 characters. A passage counts as found when
// its text is, since some passages are the same bytes in two charsets.
func TestDetectOnCorpus(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(testkit.Shared(t, "corpus"), "*.txt"))
	if len(files) == 0 {
		t.Fatal("the corpus is empty")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	floor := map[int]float64{20: 0.80, 50: 0.92, 100: 0.97, 200: 0.99, 500: 0.99}
	for _, n := range []int{20, 50, 100, 200, 500} {
		row := ""
		for _, cs := range russian {
			right, total := 0, 0
			for i := 0; i < len(files); i++ {
				data, err := os.ReadFile(files[i])
				if err != nil {
					t.Fatal(err)
				}
				runes := []rune(string(data))
				if len(runes) < n {
					continue
				}
				at := rng.IntN(len(runes) - n + 1)
				passage := encode(t, string(runes[at:at+n]), cs)
				if !strings.ContainsFunc(string(runes[at:at+n]), func(r rune) bool { return r >= 'А' && r <= 'я' }) {
					continue // nothing to tell a charset by
				}
				want, _ := decodeAs(passage, cs)
				total++
				if got := Decode(passage, ""); got.Text == want {
					right++
				} else if testing.Verbose() && n >= 200 {
					t.Logf("%s %d: %s at %d: got %s mixed %q garbage %v", cs, n, filepath.Base(files[i]), at, got.Charset,
						got.Mixed, got.Garbage)
				}
			}
			share := float64(right) / float64(total)
			row += fmt.Sprintf(" %s %.3f", cs, share)
			if share < floor[n] {
				t.Errorf("%s at %d characters: %.3f of %d passages, want at least %.2f", cs, n, share, total, floor[n])
			}
		}
		t.Logf("%3d characters:%s", n, row)
	}
}

func decodeAs(data []byte, cs string) (string, bool) {
	switch cs {
	case "utf-8":
		return string(data), true
	case "utf-16le":
		return utf16Text(data, 1), true
	case "utf-16be":
		return utf16Text(data, 0), true
	}
	for i, e := range singleByte {
		if e.name == cs {
			return decodeSingle(data, i), true
		}
	}
	return "", false
}

func TestDecodeText(t *testing.T) {
	const act = "О внесении изменений в решение Совета депутатов от 14.03.2012 N 27 \"О дорожном фонде\"\n" +
		"Во исполнение протеста прокурора района Совет депутатов решил изложить пункт 3 в новой редакции.\n"
	long := strings.Repeat(act, 8)
	rng := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, 4000)
	for i := range noise {
		noise[i] = byte(0x20 + rng.IntN(0xe0))
	}
	tests := []struct {
		name     string
		data     []byte
		declared string
		want     string // charset
		text     string
	}{
		{"empty", nil, "", "utf-8", ""},
		{"ASCII", []byte("N 15\n"), "windows-1251", "utf-8", "N 15\n"},
		{"a declared charset that lies", encode(t, act, "koi8-r"), "windows-1251", "koi8-r", act},
		{"UTF-8 declared as windows-1251", []byte(act), "windows-1251", "utf-8", act},
		{"a name of one word", encode(t, "Устав", "cp866"), "", "cp866", "Устав"},
		{"two letters: the declared charset decides", encode(t, "на", "koi8-r"), "KOI8-R", "koi8-r", "на"},
		{"typographic signs", encode(t, "«О бюджете» — № 5 … „так“", "x-mac-cyrillic"), "", "x-mac-cyrillic",
			"«О бюджете» — № 5 … „так“"},
		{"UTF-8 with a mark", []byte("\ufeff" + act), "", "utf-8", act},
		{"UTF-16 with a mark", append([]byte("\xff\xfe"), encode(t, act, "utf-16le")...), "", "utf-16le", act},
		{"windows-1251 that starts like a mark", encode(t, "яют депутаты. "+act, "windows-1251"), "", "windows-1251",
			"яют депутаты. " + act},
		{"UTF-8 stored as if windows-1251", []byte(misread(act, charmap.Windows1251)), "", "utf-8", act},
		{"windows-1251 stored as if Latin", []byte(misread(string(encode(t, act, "windows-1251")), charmap.Windows1252)), "",
			"utf-8", act},
		{"Р and С in plenty", []byte("РСФСР, РСФСР, РСФСР, РСФСР, РСФСР"), "", "utf-8", "РСФСР, РСФСР, РСФСР, РСФСР, РСФСР"},
		{"capitals", encode(t, strings.ToUpper(act), "koi8-r"), "", "koi8-r", strings.ToUpper(act)},
		{"German", encode(t, "Die Städte Löbau und Görlitz grüßen", "windows-1252"), "", "windows-1252",
			"Die Städte Löbau und Görlitz grüßen"},
		{"a table drawn under DOS", encode(t, strings.Repeat("│ Показатель │ 2014 │ 2015 │\n├────────────┼──────┼──────┤\n",
			20), "cp866"), "", "cp866",
			strings.Repeat("│ Показатель │ 2014 │ 2015 │\n├────────────┼──────┼──────┤\n", 20)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Decode(tt.data, tt.declared)
			if got.Charset != tt.want || got.Text != tt.text || got.Mixed != "" {
				t.Errorf("got %s %q (mixed: %q)\nwant %s %q", got.Charset, got.Text, got.Mixed, tt.want, tt.text)
			}
		})
	}
	t.Run("another language in the charset that it names", func(t *testing.T) {
		arabic := strings.Repeat("المجلس البلدي يقرر إصلاح الطرق والجسور في المدينة. ", 8)
		data := testkit.Encode(arabic, charmap.ISO8859_6)
		if got := Decode(data, "ISO-8859-6"); got.Text != arabic || got.Charset != "iso-8859-6" {
			t.Errorf("got %+v", got)
		}
		for _, declared := range []string{"", "utf-8", "no-such-charset", "windows-1251"} {
			if got := Decode(data, declared); !got.Garbage {
				t.Errorf("%q: got %+v, want garbage", declared, got)
			}
		}
		if got := Decode(noise, "iso-8859-6"); !got.Garbage {
			t.Errorf("noise: got %+v, want garbage", got)
		}
	})
	t.Run("random bytes are no text", func(t *testing.T) {
		if got := Decode(noise, ""); !got.Garbage {
			t.Errorf("got %+v, want garbage", got)
		}
	})
	t.Run("control bytes are no text", func(t *testing.T) {
		if got := Decode([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00>\x00"), ""); !got.Binary {
			t.Errorf("got %+v, want binary", got)
		}
	})
	t.Run("two charsets in one file", func(t *testing.T) {
		got := Decode(append(encode(t, long, "windows-1251"), encode(t, long, "koi8-r")...), "")
		if got.Text != long+long || got.Mixed == "" {
			t.Errorf("got %q mixed %q", got.Text, got.Mixed)
		}
	})
	t.Run("half noise", func(t *testing.T) {
		got := Decode(append(encode(t, strings.Repeat(long, 6), "windows-1251"), noise...), "")
		if !strings.HasPrefix(got.Text, long) || !got.Noisy {
			t.Errorf("got charset %q", got.Charset)
		}
	})
	t.Run("UTF-8 with a bad byte", func(t *testing.T) {
		got := Decode([]byte(act+"\xff"+act), "")
		if got.Text != act+"\ufffd"+act || got.Charset != "utf-8" || got.Lost != "3" {
			t.Errorf("got %+v", got)
		}
	})
}

func FuzzDecodeText(f *testing.F) {
	f.Add([]byte("Решение № 5"), "windows-1251")
	f.Add(encode(f, "Решение", "koi8-r"), "")
	f.Add([]byte("\xff\xfe\x1f\x04"), "")
	f.Fuzz(func(t *testing.T, data []byte, declared string) {
		if got := Decode(data, declared); !utf8.ValidString(got.Text) {
			t.Errorf("text is not UTF-8: %q", got.Text)
		}
	})
}

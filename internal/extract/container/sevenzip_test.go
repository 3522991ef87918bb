package container_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The archives of testdata hold two files of the same text, by each method; py7zr made them.
func Test7z(t *testing.T) {
	const whole = "acts/1.txt|ok|Решение Совета депутатов города Углича о\n" +
		"2.txt|ok|Постановление администрации города Мышки\n"
	for _, name := range []string{"lzma", "lzma2", "ppmd", "bcj", "bzip2", "deflate", "copy", "zstd"} {
		parts := readFile("a.doc", testdata(t, name+".7z"), format.Options{})
		extracttest.Check(t, parts)
		if got := extracttest.Summary(parts); got != whole {
			t.Errorf("%s:\n%swant\n%s", name, got, whole)
		}
	}
	stored, packed := testdata(t, "copy.7z"), testdata(t, "lzma2.7z")
	spoilt := func(data []byte, at int) []byte {
		data = bytes.Clone(data)
		data[at] ^= 0x55
		return data
	}
	method := bytes.Clone(stored) // of a number that nobody has
	for name, c := range map[string]struct {
		file string
		data []byte
		o    format.Options
		want string // codes of the parts
	}{
		"files under a password": {"a.7z", testdata(t, "password.7z"), format.Options{}, "entry-password entry-password"},
		"names under a password": {"a.7z", testdata(t, "names.7z"), format.Options{}, "archive-password"},
		"much memory":            {"a.7z", testdata(t, "ppmd-large.7z"), format.Options{}, "archive-memory archive-memory"},
		"cut":                    {"a.7z", packed[:200], format.Options{}, "archive-damaged"},
		"its head only":          {"a.7z", packed[:20], format.Options{}, "archive-damaged"},
		"a volume":               {"a.7z.001", packed[:200], format.Options{}, "archive-volumes"},
		"a file spoilt":          {"a.7z", spoilt(stored, 40), format.Options{}, "entry-damaged "},
		"the list spoilt":        {"a.7z", spoilt(method, len(method)-9), format.Options{}, "archive-damaged"},
		"a stream spoilt":        {"a.7z", spoilt(packed, 60), format.Options{}, "archive-damaged archive-damaged"},
		"more than it may":       {"a.7z", packed, format.Options{MaxBytes: 200}, "unpacked-size"},
		"deep":                   {"a.7z", packed, format.Options{MaxDepth: -1}, "too-deep"},
	} {
		parts := readFile(c.file, c.data, c.o)
		extracttest.Check(t, parts)
		var got []string
		for _, p := range parts {
			code := ""
			if len(p.Causes) > 0 {
				code = p.Causes[0].Code
			}
			got = append(got, code)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", name, s, c.want)
		}
	}
}

func TestPacked(t *testing.T) {
	const act = "Решение Совета депутатов города Углича о бюджете на 2018 год."
	var zst bytes.Buffer
	w, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(act)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	bz, xz := testdata(t, "act.txt.bz2"), testdata(t, "act.txt.xz")
	for name, data := range map[string][]byte{"act.txt.bz2": bz, "act.txt.xz": xz, "act.txt.zst": zst.Bytes()} {
		p := extracttest.One(t, readFile, name, data)
		if p.Status != archive.StatusOK || !strings.HasPrefix(p.Text, act) || p.Path != "" {
			t.Errorf("%s: %s %s %q", name, p.Status, p.Reason(), p.Text)
		}
		cut := data[:len(data)*2/3]
		if p := extracttest.One(t, readFile, name, cut); p.Causes == nil || p.Status == archive.StatusOK {
			t.Errorf("%s that breaks off: %s %q", name, p.Status, p.Text)
		}
	}
	large := bytes.Clone(xz)
	large[bytes.Index(large, []byte{0x21, 1})+2] = 40 // 4 GB
	if p := extracttest.One(t, readFile, "a.xz", large); p.Causes[0].Code != reason.ArchiveMemory.Code {
		t.Errorf("%s %s", p.Status, p.Reason())
	}
	// A packed archive is one level, not two.
	if p := readFile("a.tgz", gzipOf(t, tarOf(t, "1.txt", act)), format.Options{MaxDepth: 1})[0]; p.Text != act ||
		p.Path != "1.txt" {
		t.Errorf("%+v", p)
	}
}

func FuzzPacked(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.bin", "testdata/act.txt.*")
}

// Archives whose lists claim more files than memory holds are for the sandbox: they end as
// memory does. So what is fuzzed is what stands before the list.
func Fuzz7z(f *testing.F) {
	var archives [][]byte
	for i, name := range []string{"lzma", "lzma2", "ppmd", "bcj", "copy", "password"} {
		archives = append(archives, testdata(f, name+".7z"))
		f.Add(uint8(i), uint16(1), byte(1), byte(2))
	}
	f.Fuzz(func(t *testing.T, which uint8, at uint16, one, two byte) {
		data := bytes.Clone(archives[int(which)%len(archives)])
		const head = 32
		streams := int(data[12]) | int(data[13])<<8
		data[head+int(at)%streams] = one
		data[head+(int(at)+1)%streams] = two
		extracttest.FuzzOne(t, readFile, "a.7z", data)
	})
}

package container_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
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
	// A packed archive is one level, not two.
	if p := readFile("a.tgz", gzipOf(t, tarOf(t, "1.txt", act)), format.Options{MaxDepth: 1})[0]; p.Text != act ||
		p.Path != "1.txt" {
		t.Errorf("%+v", p)
	}
}

// xzBlock is the head of a block of an XZ and its end, without anything in it.
func xzBlock(flags byte, fields ...byte) []byte {
	head := append([]byte{0, flags}, fields...)
	head = append(head, make([]byte, -len(head)&3)...)
	head[0] = byte(len(head) / 4)
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(head))
	return append(head, 0, 0, 0, 0)
}

func TestMemoryOfXZ(t *testing.T) {
	xz := testdata(t, "act.txt.xz")
	const head = 12 // of a stream
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"one stream":    {xz, ""},
		"two":           {slices.Concat(xz, xz), ""},
		"a large block": {slices.Concat(xz[:head], xzBlock(0, 0x21, 1, 37)), reason.ArchiveMemory.Code},
		"in a second stream": {slices.Concat(xz, xz[:head], xzBlock(0, 0x21, 1, 37)),
			reason.ArchiveMemory.Code},
		"in a second block": {slices.Concat(xz[:head], xzBlock(0, 0x21, 1, 0), xzBlock(0, 0x21, 1, 40)),
			reason.ArchiveMemory.Code},
		"behind sizes": {slices.Concat(xz[:head], xzBlock(0xc0, 0x80, 1, 0xa1, 1, 0x21, 1, 40)),
			reason.ArchiveMemory.Code},
		"sizes like a filter": {slices.Concat(xz[:head], xzBlock(0xc0, 0x21, 1, 0x21, 1, 0)),
			reason.PackedBroken.Code},
		"many blocks": {slices.Concat(xz[:head], bytes.Repeat(xzBlock(0, 0x21, 1, 30), 1000)),
			reason.ArchiveMemory.Code},
	} {
		p, code := extracttest.One(t, readFile, "a.txt.xz", c.data), ""
		if len(p.Causes) > 0 {
			code = p.Causes[0].Code
		}
		if code != c.code {
			t.Errorf("%s: %q, want %q", name, code, c.code)
		}
	}
	block := string(xzBlock(0, 0x21, 1, 0))
	cost.Test{Small: 32 << 10, Large: 256 << 10}.Linear(t, []string{block, "\xff\x00\x21\x01\x00", "\x01\xc0\x80"},
		func(body string) { readFile("a.xz", append(xz[:head:head], body...), format.Options{}) })
}

// link7z writes a 7z of a link and a text in one stream, which is not packed.
func link7z(link, text string) []byte {
	number := func(n int) string { return "\xff" + string(binary.LittleEndian.AppendUint64(nil, uint64(n))) }
	size, mode := len(link)+len(text), binary.LittleEndian.AppendUint32(nil, 0o120777<<16|0x8000)
	list := "\x01\x04" +
		"\x06" + number(0) + "\x01\x09" + number(size) + "\x00" +
		"\x07\x0b\x01\x00" + "\x01\x01\x00" + "\x0c" + number(size) + "\x00" +
		"\x08\x0d\x02\x09" + number(len(link)) + "\x00\x00" +
		"\x05\x02" + "\x11\x11\x00l\x00\x00\x00a\x00.\x00t\x00x\x00t\x00\x00\x00" +
		"\x15\x0a\x01\x00" + string(mode) + "\x00\x00\x00\x00" + "\x00\x00"
	next := binary.LittleEndian.AppendUint64(nil, uint64(size))
	next = binary.LittleEndian.AppendUint64(next, uint64(len(list)))
	next = binary.LittleEndian.AppendUint32(next, crc32.ChecksumIEEE([]byte(list)))
	head := binary.LittleEndian.AppendUint32([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), crc32.ChecksumIEEE(next))
	return slices.Concat(head, next, []byte(link+text+list))
}

// What is no file is unpacked, too, where a file stands behind it.
func TestLinksIn7z(t *testing.T) {
	data := link7z(strings.Repeat("/", 1<<20), "Решение о паводке")
	parts := readFile("a.7z", data, format.Options{MaxBytes: 2 << 20})
	if len(parts) != 2 || parts[0].Text != "Решение о паводке" || parts[1].Causes[0].Code != reason.EntryLink.Code {
		t.Errorf("%+v", parts)
	}
	parts = readFile("a.7z", data, format.Options{MaxBytes: 1 << 19})
	if len(parts) != 1 || parts[0].Text != "" || !slices.ContainsFunc(parts[0].Causes, func(c archive.Cause) bool {
		return c.Code == reason.Unpacked.Code
	}) {
		t.Errorf("beyond the limit: %+v", parts)
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

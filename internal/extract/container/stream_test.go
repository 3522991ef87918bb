package container_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

func tarOf(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		head := &tar.Header{Name: pairs[i], Mode: 0o644, Size: int64(len(pairs[i+1])), ModTime: time.Unix(1300000000, 0)}
		switch pairs[i+1] {
		case "link":
			head.Typeflag, head.Linkname, head.Size = tar.TypeSymlink, "/etc/passwd", 0
		case "hard link":
			head.Typeflag, head.Linkname, head.Size = tar.TypeLink, pairs[0], 0
		}
		if err := w.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if head.Size > 0 {
			if _, err := w.Write([]byte(pairs[i+1])); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rarOf makes a RAR 1.5 of files that are stored as they are.
func rarOf(flags uint16, pairs ...string) []byte {
	block := func(kind byte, flags uint16, body []byte) []byte {
		head := extracttest.LE(kind, flags, uint16(7+len(body)), body)
		return append(extracttest.LE(uint16(crc32.ChecksumIEEE(head))), head...)
	}
	out := append([]byte("Rar!\x1a\x07\x00"), block(0x73, 0, make([]byte, 6))...)
	for i := 0; i < len(pairs); i += 2 {
		name, data := pairs[i], pairs[i+1]
		out = append(out, block(0x74, 0x8000|flags, extracttest.LE(uint32(len(data)), uint32(len(data)), byte(3),
			crc32.ChecksumIEEE([]byte(data)), uint32(0x3e6d8a00), byte(20), byte(0x30), uint16(len(name)), uint32(0x81a4),
			name))...)
		out = append(out, data...)
	}
	return append(out, block(0x7b, 0x4000, nil)...)
}

func gzipOf(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTARAndRAR(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"tar": {"a.tar", tarOf(t, "2017/1.txt", "Решение", "2.txt", "Постановление"),
			"2017/1.txt|ok|Решение\n2.txt|ok|Постановление\n"},
		"tar.gz": {"a.tgz", gzipOf(t, tarOf(t, "1.txt", "Решение")), "1.txt|ok|Решение\n"},
		"leaves": {"a.tar", tarOf(t, "../../1.txt", "Решение"), "1.txt|ok|Решение\n|partial|имя «../../1.txt» " +
			"ведёт за пределы архив\n"},
		"link": {"a.tar", tarOf(t, "a", "link"), "|partial|«a» — ссылка на другой файл, она пропуще\n"},
		"hard link": {"a.tar", tarOf(t, "1.txt", "Решение", "b.txt", "hard link"), "1.txt|ok|Решение\n" +
			"|partial|«b.txt» — ссылка на другой файл, она про\n"},
		"cut": {"a.tar", tarOf(t, "1.txt", "Решение")[:515], "1.txt|corrupt|архив повреждён или обрезан: " +
			"найдите исх\n|corrupt|архив повреждён или обрезан: найдите исх\n"},
		"rar": {"a.doc", rarOf(0, "acts\\1.txt", "Решение", "2.txt", "Постановление"),
			"acts/1.txt|ok|Решение\n2.txt|ok|Постановление\n"},
		"password":   {"a.rar", rarOf(4, "1.txt", "Решение"), "1.txt|encrypted|файл в архиве под паролем: распакуйте ар\n"},
		"broken rar": {"a.rar", []byte("Rar!\x1a\x07\x00abc"), "|corrupt|архив повреждён или обрезан: найдите исх\n"},
		"broken file": {"a.rar", bytes.Replace(rarOf(0, "1.txt", "Решение", "2.txt", "Да"), []byte("Решение"),
			[]byte("Решенье"), 1), "1.txt|corrupt|архив повреждён или обрезан: найдите исх\n2.txt|ok|Да\n"},
	} {
		parts := readFile(c.file, c.data, format.Options{})
		extracttest.Check(t, parts)
		if got := extracttest.Summary(parts); got != c.want {
			t.Errorf("%s:\n%swant\n%s", name, got, c.want)
		}
	}
	bomb := tarOf(t, "1.txt", strings.Repeat("а", 1<<20))
	for _, data := range [][]byte{bomb, rarOf(0, "1.txt", strings.Repeat("а", 1<<20))} {
		if p := readFile("a", data, format.Options{MaxBytes: 1 << 16})[0]; p.Status != archive.StatusLimit {
			t.Errorf("%+.100v", p)
		}
	}
}

func FuzzRAR(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.rar", "", string(rarOf(0, "1.txt", "abc")))
}

func FuzzTAR(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.tar", "", string(tarOf(f, "1.txt", "abc")))
}

package container_test

import (
	"archive/zip"
	"bytes"
	"context"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"testing"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/container"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// zipOf makes a ZIP of files: by streaming, with their sizes behind them, or with their sizes
// before; packed or not.
func zipOf(t testing.TB, streamed bool, method uint16, pairs ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(pairs); i += 2 {
		head := &zip.FileHeader{Name: pairs[i], Method: method}
		var err error
		if streamed {
			f, errOpen := w.CreateHeader(head)
			if err = errOpen; err == nil {
				_, err = f.Write([]byte(pairs[i+1]))
			}
		} else {
			head.UncompressedSize64, head.CompressedSize64 = uint64(len(pairs[i+1])), uint64(len(pairs[i+1]))
			head.CRC32 = crc32.ChecksumIEEE([]byte(pairs[i+1]))
			f, errOpen := w.CreateRaw(head)
			if err = errOpen; err == nil {
				_, err = f.Write([]byte(pairs[i+1]))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A ZIP whose list is lost gives the files before a damaged head and those behind it.
func TestZIPWithDamagedHeads(t *testing.T) {
	data := zipOf(t, false, zip.Store, "1.txt", "Решение", "2.txt", "Постановление", "3.txt", "Распоряжение",
		"1.txt", "another one")
	data, _, _ = bytes.Cut(data, []byte("PK\x01\x02"))
	second := bytes.Index(data, []byte("2.txt")) - 30
	data[second+26] = 0 // the length of its name
	data = append(data[:second:second], append([]byte("rubbish"), data[second:]...)...)
	z, mended, _, err := container.OpenZIP(data, format.NewBudget(context.Background(), format.Options{}))
	if err != nil || !mended || len(z.File) != 2 || z.File[0].Name != "1.txt" || z.File[1].Name != "3.txt" ||
		z.File[0].UncompressedSize64 != uint64(len("Решение")) {
		t.Errorf("%+v %v %v", z, mended, err)
	}
}

func TestZIPThatBreaksOff(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	long := ""
	for range 4000 {
		long += string(rune('а' + r.IntN(32)))
		if r.IntN(6) == 0 {
			long += " "
		}
	}
	pairs := []string{"1.txt", "Решение", "acts/2.txt", "Постановление", "3.txt", long}
	for name, data := range map[string][]byte{"streamed": zipOf(t, true, zip.Deflate, pairs...),
		"sizes before": zipOf(t, false, zip.Store, pairs...)} {
		list := bytes.Index(data, []byte("PK\x01\x02"))
		for at, want := range map[string]struct {
			cut  int
			last string // the beginning of what is left of the last file
		}{"the list": {list, long}, "half of a file": {list - 3000, long[:1000]}} {
			parts := readFile("a.zip", data[:want.cut], format.Options{})
			extracttest.Check(t, parts)
			last := parts[len(parts)-1]
			if len(parts) != 4 || parts[0].Text != "Решение" || parts[1].Path != "acts/2.txt" ||
				!strings.HasPrefix(parts[2].Text, want.last) || last.Causes[0].Code != reason.ArchiveCut.Code {
				t.Errorf("%s without %s: %s", name, at, extracttest.Summary(parts))
			}
		}
	}
	for name, data := range map[string][]byte{"its first head": []byte("PK\x03\x04abc"),
		"no files": append([]byte("PK\x03\x04"), make([]byte, 50)...)} {
		if p := readFile("a.zip", data, format.Options{})[0]; p.Text != "" || p.Causes[0].Code != reason.ArchiveBroken.Code {
			t.Errorf("%s: %+v", name, p)
		}
	}
	volume := zipOf(t, true, zip.Deflate, pairs...)
	volume[bytes.LastIndex(volume, []byte("PK\x05\x06"))+4] = 1
	if p := readFile("a.zip", volume, format.Options{})[0]; p.Causes[0].Code != reason.ArchiveVolumes.Code {
		t.Errorf("the last of two volumes: %+v", p)
	}
}

func TestMendingZIPIsLinear(t *testing.T) {
	head := "PK\x03\x04" + strings.Repeat("\x00", 26)
	streamed := "PK\x03\x04\x14\x00\x08\x00\x08\x00" + strings.Repeat("\x00", 20)
	units := []string{head, streamed, streamed + "\x03\x00", "PK\x03\x04", "PK", "\x00", head + "PK\x07\x08"}
	cost.Test{Small: 32 << 10, Large: 256 << 10}.Linear(t, units, func(body string) {
		budget := format.NewBudget(context.Background(), format.Options{})
		if _, _, _, err := container.OpenZIP([]byte(head+body), budget); err != nil {
			return
		}
	})
}

func FuzzCutZIP(f *testing.F) {
	data := zipOf(f, true, zip.Deflate, "1.txt", "Решение", "2.txt", "Постановление")
	files, _, _ := bytes.Cut(data, []byte("PK\x01\x02"))
	extracttest.Fuzz(f, readFile, "a.zip", "", string(files))
}

package container_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

var readFile = extracttest.Extract(func(name string, data []byte, o format.Options) []format.Part {
	return extract.Extract(context.Background(), name, data, o)
})

func TestZIP(t *testing.T) {
	dos := func(s string) string { return string(testkit.Encode(s, charmap.CodePage866)) }
	inner := extracttest.ZIP(t, "б.txt", "устав")
	tests := []struct {
		name string
		data []byte
		opts format.Options
		want string
	}{
		{"names of DOS, folders, one name twice", extracttest.ZIP(t, dos("Решения/"), "", dos("Решения/27 от 14.03.2012.txt"),
			"решение", dos("мэр.txt"), "мэр", dos("мэр.txt"), "мэр снова"), format.Options{},
			"Решения/27 от 14.03.2012.txt|ok|решение\nмэр.txt|ok|мэр\nмэр.txt (2)|ok|мэр снова\n"},
		{"archives in archives", extracttest.ZIP(t, "а.zip",
			string(extracttest.ZIP(t, "б.zip", string(extracttest.ZIP(t, "в.zip", string(inner), "г.txt", "дно"))))),
			format.Options{},
			"а.zip!/б.zip!/в.zip|limit|файл вложен в другие глубже 2 уровней: р\nа.zip!/б.zip!/г.txt|ok|дно\n"},
		{"names that lead out", extracttest.ZIP(t, "../../etc/passwd", "x", `C:\boot.ini`, "y"), format.Options{},
			"etc/passwd|ok|x\nboot.ini|ok|y\n|partial|имя «../../etc/passwd» ведёт за пределы \n"},
		{"a bomb", extracttest.ZIP(t, "a.txt", "да", "b.txt", strings.Repeat("нет ", 1<<18)),
			format.Options{MaxBytes: 100_000},
			"a.txt|ok|да\n|limit|при распаковке больше 0 МБ, остальное не\n"},
		{"too many files", extracttest.ZIP(t, "a.txt", "1", "b.txt", "2", "c.txt", "3"), format.Options{MaxParts: 2},
			"a.txt|ok|1\nb.txt|ok|2\n|limit|в файле больше 2 документов, остальные н\n"},
		{"a page of several posts in an archive", extracttest.ZIP(t, "n.html",
			"<h2>Лента</h2><h3>02.03.2011 Первая</h3><p>"+strings.Repeat("Слово за словом. ", 9)+"<h3>01.03.2011 Вторая</h3><p>"+
				strings.Repeat("Дело за делом. ", 9)), format.Options{},
			"n.html#post-1|ok|02.03.2011 Первая/Слово за словом. Слово\nn.html#post-2|ok|01.03.2011 Вторая/Дело за делом. " +
				"Дело за\n"},
		{"nothing", extracttest.ZIP(t), format.Options{}, "|empty|в файле нет текста: откройте подлинник; \n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := extracttest.Summary(readFile("x.zip", tt.data, tt.opts)); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestZIPDamage(t *testing.T) {
	whole := extracttest.ZIP(t, "a.txt", strings.Repeat("правда ", 200), "b.txt", "цела")
	bent := bytes.Clone(whole)
	bent[len("a.txt")+30+20] ^= 0xff // in the packed bytes of a.txt
	locked := bytes.Clone(whole)
	locked[6] |= 1 // the flag of encryption, in both headers of a.txt
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	shared := bytes.Clone(whole) // both entries point at the same bytes
	second := bytes.LastIndex(shared, []byte("PK\x01\x02"))
	copy(shared[second+42:second+46], []byte{0, 0, 0, 0})
	var link bytes.Buffer
	z := zip.NewWriter(&link)
	h := &zip.FileHeader{Name: "ссылка"}
	h.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, "/etc/passwd")
	z.Close()
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"a damaged file":     {bent, "a.txt|corrupt|"},
		"a locked file":      {locked, "a.txt|encrypted|"},
		"entries that share": {shared, "|corrupt|записи архива накладываются"},
		"cut in half":        {whole[:len(whole)/2], "a.txt|ok|правда"},
		"a symbolic link":    {link.Bytes(), "|partial|«ссылка» — ссылка на другой файл"},
	} {
		got := extracttest.Summary(readFile("x.zip", tt.data, format.Options{}))
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: got\n%swant %s", name, got, tt.want)
		}
		if strings.HasPrefix(name, "a ") && name != "a symbolic link" && !strings.Contains(got, "b.txt|ok|цела") {
			t.Errorf("%s: the other file is lost:\n%s", name, got)
		}
	}
}

func FuzzZIP(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.zip", "", string(extracttest.ZIP(f, "a.txt", "а", "../b", "б")),
		string(extracttest.ZIP(f, "c.zip", string(extracttest.ZIP(f, "\x80\x81.txt", "x")))),
		string(extracttest.ZIP(f, "datapackage.json", "{}", "archive/a.warc",
			"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: u\r\nContent-Length: 1\r\n\r\na\r\n\r\n")))
}

// Names of files in a ZIP, in whatever charset, become paths that lead nowhere
// else.
func FuzzZIPNames(f *testing.F) {
	f.Add("a.txt", "../../etc/b", "а")
	f.Add("\x80\x81.txt", "\xef\xe0.html", "<p>а")
	f.Add("con", "a\\b.txt", "WARC/1.0\r\n")
	f.Fuzz(func(t *testing.T, one, two, text string) {
		if strings.HasSuffix(one, "/") || strings.HasSuffix(two, "/") {
			return // folders, which zipOf cannot write into
		}
		for _, p := range readFile("a.zip", extracttest.ZIP(t, one, text, two, text),
			format.Options{MaxText: 1 << 20, MaxBytes: 4 << 20}) {
			if rest := strings.Split(p.Path, "/"); strings.HasPrefix(p.Path, "/") || slices.Contains(rest, "..") ||
				strings.ContainsAny(p.Path, "\\\x00\n") {
				t.Errorf("%q, %q: the path %q", one, two, p.Path)
			}
		}
	})
}

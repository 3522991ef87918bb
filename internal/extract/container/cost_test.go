package container_test

import (
	"strings"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// TestCostIsLinear holds it of the number of files in an archive, however they are called.
func TestCostIsLinear(t *testing.T) {
	names := []string{"a.txt", "dir/a.txt", "a", "a.html", "../../a.txt", "C:\\a.txt", "CON", "\xcf\xf0\xe8.txt",
		"\x8f\xe0.txt", "__MACOSX/a", "dir/", "/", "", "a.eml", "a.csv", "a.rtf", strings.Repeat("d/", 40) + "a",
		"а\u202e.txt", "a\x00b", "a.zip"}
	for kind, pack := range map[string]func(pairs []string) []byte{
		"zip": func(pairs []string) []byte { return extracttest.ZIP(t, pairs...) },
		"tar": func(pairs []string) []byte { return tarOf(t, pairs...) },
		"rar": func(pairs []string) []byte { return rarOf(0, pairs...) },
	} {
		t.Run(kind, func(t *testing.T) {
			units := make([]string, len(names))
			for i, name := range names { // a file of 256 bytes with its head
				units[i] = name + "\x01" + strings.Repeat("x", max(1, 255-len(name)))
			}
			cost.Test{Small: 32 << 10, Large: 256 << 10}.Prepared(t, units, func(body string) func() {
				name, text, _ := strings.Cut(body, "\x01")
				if kind == "tar" {
					name = strings.ToValidUTF8(strings.ReplaceAll(name, "\x00", ""), "x")
				}
				content := text[:64]
				if strings.HasSuffix(name, "/") {
					content = ""
				}
				pairs := make([]string, 0, len(body)/128)
				for range len(body) / 256 {
					pairs = append(pairs, name, content) // all are called alike
				}
				data := pack(pairs)
				return func() { readFile("a."+kind, data, format.Options{}) }
			})
		})
	}
}

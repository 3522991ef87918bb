package source

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/testkit"
)

// Names in the charsets of old systems are shown in their letters, files and folders of
// theirs are read, and one that is called as another already is keeps apart from it.
func TestNamesInOldCharsets(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("file systems of other systems refuse such names")
	}
	dir := t.TempDir()
	for _, c := range []struct {
		folder, name string
		charset      *charmap.Charmap
	}{
		{"Постановления главы", "Постановление о бюджете города.txt", charmap.Windows1251},
		{"Решения совета депутатов", "Решение о ремонте дорог.txt", charmap.KOI8R},
		{"Распоряжения администрации", "Распоряжение о субботнике.txt", charmap.CodePage866},
	} {
		folder := filepath.Join(dir, string(testkit.Encode(c.folder, c.charset)))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, string(testkit.Encode(c.name, c.charset)))
		if err := os.WriteFile(file, []byte(c.name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Устав.txt", string(testkit.Encode("Устав.txt", charmap.Windows1251)),
		string(testkit.Encode("отчёт.txt", charmap.Windows1251)), string(testkit.Encode("отчёт.txt", charmap.CodePage866))} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("устав"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	_, err = s.Walk(context.Background(), "", func(it Item) error {
		f, err := it.Open()
		if err != nil {
			return err
		}
		defer f.Close()
		if b, err := io.ReadAll(f); err != nil || len(b) == 0 {
			t.Errorf("%s: %q %v", it.URI, b, err)
		}
		got = append(got, it.URI)
		return nil
	}, func(uri string, err error) { t.Errorf("%s: %v", uri, err) })
	slices.Sort(got)
	want := []string{"Постановления главы/Постановление о бюджете города.txt",
		"Распоряжения администрации/Распоряжение о субботнике.txt", "Решения совета депутатов/Решение о ремонте дорог.txt",
		"Устав (ec688711).txt", "Устав.txt", "отчёт (6f9c95c8).txt", "отчёт.txt"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %q", err, got)
	}
}

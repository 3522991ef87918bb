package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// packedText is all that a copy holds, unpacked.
func packedText(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if z, bad := gzip.NewReader(bytes.NewReader(b)); bad == nil {
			b, err = io.ReadAll(z)
		}
		out.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A copy has the documents of the place, as people see them, and the command says what went wrong with others.
func TestPack(t *testing.T) {
	from, dir := acts(t, 9), t.TempDir()
	data, to := filepath.Join(dir, "d"), filepath.Join(dir, "copy")
	write(t, filepath.Join(from, "snils.txt"), "АДМИНИСТРАЦИЯ ГОРОДА УГЛИЧА ЯРОСЛАВСКОЙ ОБЛАСТИ\nПОСТАНОВЛЕНИЕ\n"+
		"от 02.04.2017 № 900\nО наградах\nНаградить: СНИЛС 087-654-303 00.")
	write(t, filepath.Join(from, "kungur.txt"), "АДМИНИСТРАЦИЯ ГОРОДА КУНГУРА ПЕРМСКОГО КРАЯ\nПОСТАНОВЛЕНИЕ\n"+
		"от 02.04.2017 № 901\nО кунгурских пещерах\n1. Открыть пещеры.")
	must(t, "ingest", "--data", data, from)
	if out := must(t, "pack", "--data", data, "--city", "Углич", "--to", to); !strings.HasPrefix(out, "10 documents") {
		t.Error(out)
	}
	if out := must(t, "pack", "--verify", to); !strings.Contains(out, "as they were made") {
		t.Error(out)
	}
	var all string
	for _, part := range []string{"d", "text", "index"} { // originals are as they came, as on the site
		all += packedText(t, filepath.Join(to, part))
	}
	for _, secret := range []string{"087-654-303", "087654303", "пещер"} {
		if strings.Contains(all, secret) {
			t.Errorf("the copy has %q: personal data, or another town's document", secret)
		}
	}
	if !strings.Contains(all, "наград") {
		t.Error("the copy lacks a document of the town")
	}
	foreign := filepath.Join(dir, "foreign")
	write(t, filepath.Join(foreign, "a.txt"), "a")
	write(t, filepath.Join(to, "index.html"), "changed")
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"--data " + data + " --to " + to, exitUsage, "--city"},
		{"--data " + data + " --city uglich", exitUsage, "--to"},
		{"--data " + data + " --city uglich --to x --verify y", exitUsage, "--verify"},
		{"--data " + data + " --city uglichh --to x", exitUsage, "did you mean"},
		{"--data " + data + " --city uglich --lang fr --to x", exitUsage, "ru or en"},
		{"--data " + data + " --city kirillov --to " + filepath.Join(dir, "none"), exitError, "no documents of that place"},
		{"--data " + data + " --city uglich --to " + foreign, exitData, "name another folder"},
		{"--verify " + foreign, exitData, "no copy"},
		{"--verify " + to, exitData, "index.html: changed"},
	} {
		if r := letopis(t, append([]string{"pack"}, strings.Fields(c.args)...)...); r.code != c.code ||
			!strings.Contains(r.err, c.says) {
			t.Errorf("pack %s: code %d, want %d: %s", c.args, r.code, c.code, r.err)
		}
	}
	if b, err := os.ReadFile(filepath.Join(foreign, "a.txt")); err != nil || string(b) != "a" {
		t.Errorf("the foreign folder is changed: %v", err)
	}
	must(t, "pack", "--data", data, "--city", "uglich", "--to", to, "--lang", "en")
	if page := packedText(t, filepath.Join(to, "search.html")); !strings.Contains(page, "Search") {
		t.Error("the copy is not English")
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/datadir"
)

// damage flips a byte of a file, or does to it what change says.
func damage(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if change == nil {
		b[len(b)/2] ^= 0x40
	} else {
		b = change(b)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// one returns the first file that a pattern below a data folder names.
func one(t *testing.T, parts ...string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(parts...))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v: %v %v", parts, files, err)
	}
	return files[0]
}

// damaged runs a command that must find damage and name the way out.
func damaged(t *testing.T, remedy string, args ...string) {
	t.Helper()
	r := letopis(t, args...)
	if r.code != exitData || !strings.Contains(r.out+r.err, remedy) {
		t.Errorf("letopis %s: code %d, want %d and %q named:\n%s%s", strings.Join(args, " "), r.code, exitData, remedy, r.out,
			r.err)
	}
}

// TestDamagedOriginals holds that the two ways out of damaged originals work, and that
// a backup beside them keeps what is whole.
func TestDamagedOriginals(t *testing.T) {
	tmp := t.TempDir()
	dir, data, copied := acts(t, 4), filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, dir)
	must(t, "backup", "--data", data, copied)
	for name, change := range map[string]func([]byte) []byte{
		"flipped": nil, "cut": func(b []byte) []byte { return b[:len(b)/2] }, "empty": func([]byte) []byte { return nil },
	} {
		original := one(t, data, datadir.OriginalsDir, "??", "*")
		damage(t, original, change)
		damaged(t, "letopis restore", "check", "--data", data)
		must(t, "restore", "--data", data, copied)
		must(t, "check", "--data", data)
		damage(t, original, change)
		damaged(t, "letopis ingest --again", "check", "--data", data)
		damaged(t, "not copied", "backup", "--data", data, filepath.Join(tmp, "of damaged "+name))
		must(t, "ingest", "--data", data, "--again", dir)
		must(t, "check", "--data", data)
	}
	if err := os.Remove(one(t, data, datadir.OriginalsDir, "??", "*")); err != nil {
		t.Fatal(err)
	}
	damaged(t, "letopis restore", "check", "--data", data)
	must(t, "restore", "--data", data, copied)
	must(t, "check", "--data", data)
}

// TestADamagedFormatFile holds that the file's damage is told from a foreign and from a
// newer folder, and that repair makes it anew.
func TestADamagedFormatFile(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 2))
	format := filepath.Join(data, datadir.FormatFile)
	for name, change := range map[string]func([]byte) []byte{
		"flipped": nil, "empty": func([]byte) []byte { return nil }, "cut": func(b []byte) []byte { return b[:5] },
		"zeros":            func(b []byte) []byte { return make([]byte, len(b)) },
		"another number":   func(b []byte) []byte { b[13] ^= 2; return b },
		"a number cut off": func(b []byte) []byte { return b[:13] },
	} {
		damage(t, format, change)
		for _, command := range []string{"check", "export"} {
			r := letopis(t, command, "--data", data)
			if r.code != exitData || !strings.Contains(r.err, "letopis repair --data "+data) {
				t.Errorf("%s, %s: %d %s", name, command, r.code, r.err)
			}
		}
		if out := must(t, "repair", "--data", data); !strings.Contains(out, "2 documents") {
			t.Errorf("%s: %s", name, out)
		}
		must(t, "check", "--data", data)
	}
	if err := os.Remove(format); err != nil {
		t.Fatal(err)
	}
	damaged(t, "letopis repair", "check", "--data", data)
	must(t, "repair", "--data", data)
	damage(t, format, func([]byte) []byte { return []byte("letopis data 2 sum ace83b3c\n") })
	damaged(t, "use a newer letopis", "repair", "--data", data)
	foreign := t.TempDir()
	write(t, filepath.Join(foreign, "x.txt"), "x")
	damaged(t, "holds other files", "repair", "--data", foreign)
}

// TestADamagedCatalogue holds that the ways out of a damaged catalogue work.
func TestADamagedCatalogue(t *testing.T) {
	tmp := t.TempDir()
	dir, data, copied := acts(t, 6), filepath.Join(tmp, "d"), filepath.Join(tmp, "b")
	must(t, "ingest", "--data", data, dir)
	must(t, "backup", "--data", data, copied)
	before := dump(t, data, dir)
	db := filepath.Join(data, datadir.StoreFile)
	for name, change := range map[string]func([]byte) []byte{
		"flipped": nil, "cut": func(b []byte) []byte { return b[:len(b)/2] }, "empty": func([]byte) []byte { return nil },
		"its first byte": func(b []byte) []byte { b[0] ^= 1; return b },
		"its first page": func(b []byte) []byte { b[20] ^= 9; return b },
	} {
		damage(t, db, change)
		damaged(t, "letopis restore --replace", "check", "--data", data)
		damaged(t, "letopis restore", "repair", "--data", data)
		if out := must(t, "restore", "--data", data, "--replace", copied); !strings.Contains(out, "6 documents restored") {
			t.Errorf("%s: %s", name, out)
		}
	}
	must(t, "check", "--data", data)
	if got := dump(t, data, dir); got != before {
		t.Errorf("restored:\n%.800s\nwant\n%.800s", got, before)
	}
}

// TestALostTail takes the catalogue as it was before the last documents, which is what
// is left of one whose write-ahead log was lost.
func TestALostTail(t *testing.T) {
	dir, data := acts(t, 6), filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, filepath.Join(dir, "00"), filepath.Join(dir, "01"))
	db := filepath.Join(data, datadir.StoreFile)
	old, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--data", data, dir)
	before := dump(t, data, dir)
	damage(t, db, func([]byte) []byte { return old })
	for _, command := range []string{"check", "serve", "export"} {
		damaged(t, "letopis repair", command, "--data", data)
	}
	// What is damaged, too, needs a backup, and loses nothing more.
	head, index := db+"-head", filepath.Join(data, datadir.IndexDir, "CURRENT")
	damage(t, db, func(b []byte) []byte { b[len(b)-2000] ^= 1; return b })
	damaged(t, "letopis restore --replace", "repair", "--data", data)
	for _, path := range []string{head, index} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	damage(t, db, func([]byte) []byte { return old })
	out := must(t, "repair", "--data", data)
	if !strings.Contains(out, "are lost") || !strings.Contains(out, "2 documents") {
		t.Errorf("%s", out)
	}
	must(t, "check", "--data", data)
	must(t, "ingest", "--data", data, dir)
	if got := dump(t, data, dir); got != before {
		t.Errorf("taken in again:\n%.800s\nwant\n%.800s", got, before)
	}
}

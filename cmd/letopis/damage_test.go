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

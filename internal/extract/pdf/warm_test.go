package pdf

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWhatIsCompiledIsNotCompiledAgain, unless something of it is gone or differs.
func TestWhatIsCompiledIsNotCompiledAgain(t *testing.T) {
	if err := Warm(); err != nil {
		t.Fatal(err)
	}
	if dir := CodeCache(); dir != "" && !marked(dir) {
		t.Errorf("%s has no mark, or another one", dir)
	}
	dir := t.TempDir()
	code := filepath.Join(dir, "wazero", "code")
	write := func(path, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mark := func() { write(filepath.Join(dir, markName()), string(inventory(dir))) }
	if mark(); marked(dir) {
		t.Error("nothing is there, and it is marked")
	}
	write(code, "code")
	if marked(dir) {
		t.Error("what came is marked")
	}
	if mark(); !marked(dir) {
		t.Error("what is as it was is not marked")
	}
	if write(code, "coda"); marked(dir) {
		t.Error("what differs is marked")
	}
	if mark(); !marked(dir) {
		t.Error("what was compiled anew is not marked")
	}
	if err := os.Remove(code); err != nil {
		t.Fatal(err)
	}
	if marked(dir) {
		t.Error("what is gone is marked")
	}
}

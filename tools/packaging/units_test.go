package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var units = []string{"letopis.service", "letopis-ingest.service", "letopis-ingest.timer"}

// systemd itself takes the units, and finds their exposure low.
func TestUnits(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("systemd-analyze is missing: install systemd")
		}
		t.Skip("systemd-analyze is not here (Debian: apt-get install systemd)")
	}
	dir := t.TempDir()
	for _, name := range units {
		b, err := os.ReadFile(filepath.Join(root, "deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(string(b)) {
			if !strings.HasPrefix(line, "Documentation=") { // the pages are not installed here
				lines = append(lines, strings.Replace(line, "/usr/bin/letopis", build(t), 1))
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range units {
		// It exits with 0 after warnings, too.
		out, err := exec.Command("systemd-analyze", "verify", "--man=no", filepath.Join(dir, name)).CombinedOutput()
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, dir) || strings.Contains(line, "letopis") {
				t.Errorf("%s: %s", name, line)
			}
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	// Of 100 at most; systemd says 17 of the server.
	for _, name := range units[:2] {
		out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=25",
			filepath.Join(dir, name)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

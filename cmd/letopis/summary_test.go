package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/ingest"
)

// The summary counts what was not read, and why; --strict makes the exit code tell.
func TestWhatWasNotReadIsCounted(t *testing.T) {
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "d")
	write(t, filepath.Join(dir, "act.txt"), "Постановление о ремонте моста через реку")
	write(t, filepath.Join(dir, "a.cab"), "MSCF\x00\x00\x00\x00"+strings.Repeat("\x00", 90))
	write(t, filepath.Join(dir, "b.pdf"), "%PDF-1.4\nnothing")
	r := letopis(t, "ingest", "--data", data, "--strict", dir)
	if r.code != exitUnread || !strings.Contains(r.err, "2 files were not read, or not in full") {
		t.Errorf("code %d: %s", r.code, r.err)
	}
	for _, want := range []string{"0 failed", "2 not read, 0 read in part, 0 without text", "1 kind-cab", "1 damaged ",
		"letopis check"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("the summary lacks %q:\n%s", want, r.out)
		}
	}
	if out := must(t, "check", "--data", data); !strings.Contains(out, "not read, or not in full: 2") ||
		!strings.Contains(out, "1 kind-cab") {
		t.Errorf("check:\n%s", out)
	}
	var sum ingest.Summary
	out := must(t, "ingest", "--data", data, "--json", "--again", dir)
	if err := json.Unmarshal([]byte(out), &sum); err != nil || sum.Unread != 2 || sum.Reasons["damaged"] != 1 ||
		sum.Statuses["unsupported"] != 1 {
		t.Errorf("%v %s", err, out)
	}
	if r := letopis(t, "ingest", "--data", data, "--strict", dir); r.code != exitOK {
		t.Errorf("nothing was read, and the code is %d: %s", r.code, r.err)
	}
}

package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/datadir"
	"letopis/internal/store/sqlitestore"
)

// The audit log is shown the newest first, across the pages in which it is read, and no more than is asked for.
func TestTheAuditLogIsShown(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 1))
	store, err := sqlitestore.Open(t.Context(), filepath.Join(data, datadir.StoreFile), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]archive.AuditEntry, auditPage+2)
	for i := range entries {
		entries[i] = archive.AuditEntry{At: time.Now(), By: "Петрова", Did: archive.DidCorrect, Doc: "a", Detail: "kind"}
	}
	entries[len(entries)-1].Detail = "title, date"
	if err := store.AddAudit(t.Context(), entries...); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[string]int{"0": len(entries), "1001": auditPage + 1, "1": 1} {
		lines := strings.Split(strings.TrimSpace(must(t, "audit", "--data", data, "--limit", limit)), "\n")
		if len(lines) != want || !strings.HasSuffix(lines[0], "correct  a: title, date") {
			t.Errorf("--limit %s: %d lines, want %d; %q", limit, len(lines), want, lines[0])
		}
	}
	today := time.Now().Format(time.DateOnly)
	for _, c := range []struct {
		want string
		args []string
	}{{"correct", []string{"--by", "Петрова", "--did", "correct", "--from", today, "--to", today}},
		{"", []string{"--by", "Иванов"}},
		{"", []string{"--to", "2020-01-31"}}} {
		out := must(t, append([]string{"audit", "--data", data, "--limit", "1"}, c.args...)...)
		if (out == "") != (c.want == "") || !strings.Contains(out, c.want) {
			t.Errorf("%v: %q, want %q", c.args, out, c.want)
		}
	}
	if r := letopis(t, "audit", "--data", data, "--from", "вчера"); r.code != exitUsage {
		t.Errorf("no day: code %d, %s", r.code, r.err)
	}
	if r := letopis(t, "audit", "--data", data, "--limit", "-1"); r.code != exitUsage {
		t.Errorf("a limit below 0: code %d, %s", r.code, r.err)
	}
}

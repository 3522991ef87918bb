package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

// older makes an archive, without originals, whose documents older rules have
// enriched, otherwise.
func older(t *testing.T, n int) (data, id string) {
	t.Helper()
	tmp := t.TempDir()
	first, file := filepath.Join(tmp, "first"), filepath.Join(tmp, "a.jsonl")
	data = filepath.Join(tmp, "d")
	must(t, "ingest", "--data", first, acts(t, n))
	var lines strings.Builder
	for line := range strings.Lines(must(t, "export", "--data", first)) {
		var m map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		delete(m["document"], "rules")
		m["document"]["facts"].(map[string]any)["number"] = map[string]any{"text": "старый"}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(b, '\n'))
	}
	write(t, file, lines.String())
	must(t, "import", "--data", data, file)
	id = find(t, data, "номер 2")
	must(t, "edit", "--data", data, id, "--number", "исправлен")
	return data, id
}

func TestAServerEnrichesAnewAfterAnUpgrade(t *testing.T) {
	const n = 70
	data, id := older(t, n)
	if out := letopis(t, "check", "--data", data).out; !strings.Contains(out,
		"70 documents were enriched by older rules") {
		t.Errorf("check: %s", out)
	}
	url, _ := start(t, data)
	status := func() (s struct{ Outdated, Behind int }) {
		res, err := http.Get(url + "/api/v1/status")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		if err := json.Unmarshal(b, &s); err != nil || !strings.Contains(string(b), `"outdated":`) {
			t.Fatalf("%s %v", b, err)
		}
		return s
	}
	testkit.Eventually(t, func() string {
		if s := status(); s.Outdated+s.Behind > 0 {
			return fmt.Sprintf("%+v", s)
		}
		return ""
	})
	if out := must(t, "search", "--json", "--data", data, "number:старый"); !strings.Contains(out, `"total":0`) {
		t.Errorf("found by what older rules said: %.300s", out)
	}
	if out := must(t, "show", "--json", "--data", data, id); !strings.Contains(out, "исправлен") {
		t.Errorf("a correction is lost: %.300s", out)
	}
}

func TestIngestEnrichesAnewAfterAnUpgrade(t *testing.T) {
	data, id := older(t, 5)
	must(t, "ingest", "--data", data, acts(t, 1))
	if out := letopis(t, "check", "--data", data).out; strings.Contains(out, "older rules") {
		t.Errorf("check: %s", out)
	}
	if out := must(t, "search", "--json", "--data", data, "number:старый"); !strings.Contains(out, `"total":0`) {
		t.Errorf("found by what older rules said: %.300s", out)
	}
	if out := must(t, "show", "--json", "--data", data, id); !strings.Contains(out, "исправлен") {
		t.Errorf("a correction is lost: %.300s", out)
	}
}

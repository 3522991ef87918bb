package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"letopis/tools/internal/bench"
)

// TestMain is the command itself where a test starts it as a crowd.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == crowdName {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestBenchOverHTTP(t *testing.T) {
	program := filepath.Join(t.TempDir(), "letopis")
	if out, err := exec.Command("go", "build", "-o", program, "letopis/cmd/letopis").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := newRoot()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(t.Output())
	cmd.SetArgs([]string{"--docs", "1000", "--size", "600", "--from", "../../samples",
		"--queries", "2", "--during", "50ms", "--http", "--json",
		"--program", program})
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	var r bench.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil || r.Site == nil {
		t.Fatal(err, out.String())
	}
	if len(r.Site.Classes) != len(r.Classes) {
		t.Errorf("%d classes over HTTP, %d in process", len(r.Site.Classes), len(r.Classes))
	}
	for _, c := range r.Site.Classes {
		if c.Hits == 0 || c.API.P50 <= 0 || c.Page.P99 < c.Page.P50 || c.APIBytes < 1000 || c.PageBytes < 5000 {
			t.Errorf("%+v", c)
		}
	}
	for _, rate := range append(r.Site.Fresh, r.Site.Again...) {
		if rate.API <= 0 || rate.Page <= 0 || rate.PageBrotli <= 0 {
			t.Errorf("%+v", rate)
		}
	}
	for _, n := range []*bench.Neighbours{r.Site.Neighbours, r.Site.Attacked} {
		if n.Alone.P50 <= 0 || n.Beside.P50 <= 0 || n.HeavyRate <= 0 || n.Refused > 0 {
			t.Errorf("%+v", n)
		}
	}
}

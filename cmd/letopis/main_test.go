package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/encoding/charmap"

	"letopis/internal/datadir"
	"letopis/internal/testkit"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestMain lets the test binary be the program, for tests that kill it; the others
// run commands within the test. Both have the same settings.
func TestMain(m *testing.M) {
	if os.Getenv("LETOPIS_TEST_MAIN") != "" || len(os.Args) > 1 && slices.Contains([]string{"extract-worker", "serve"},
		os.Args[1]) {
		os.Unsetenv("LETOPIS_TEST_MAIN")
		main()
		return
	}
	for name, value := range settings {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// result of a run of the program.
type result struct {
	out, err string
	code     int
}

// settings of all commands that tests run.
var settings = map[string]string{"LETOPIS_LOG_LEVEL": "warn", "LETOPIS_SERVER_PRIVATE": "localhost:0"}

// program is a process of its own, to be killed.
func program(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "LETOPIS_TEST_MAIN=1")
	return cmd
}

// letopis runs a command within the test.
func letopis(t *testing.T, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := execute(t.Context(), args, &out, &errs)
	return result{out.String(), errs.String(), code}
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	r := letopis(t, args...)
	if r.code != 0 {
		t.Fatalf("letopis %s: code %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// acts makes a folder of n acts.
func acts(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		write(t, filepath.Join(dir, fmt.Sprintf("%02d", i%7), fmt.Sprintf("act-%03d.txt", i)),
			fmt.Sprintf("АДМИНИСТРАЦИЯ ГОРОДА УГЛИЧА ЯРОСЛАВСКОЙ ОБЛАСТИ\nПОСТАНОВЛЕНИЕ\nот %02d.03.2017 № %d\nг. Углич\nО "+
				"ремонте дороги номер %d\n"+
				"1. Отремонтировать участок %d до осени.\n2. Контроль оставляю за собой.\n%s", i%28+1, 100+i, i, i*31,
				strings.Repeat("Текст постановления о дорогах и мостах. ", i%40)))
	}
	return dir
}

func TestIngestIsIncremental(t *testing.T) {
	dir, data := acts(t, 12), filepath.Join(t.TempDir(), "d")
	summary := func(args ...string) map[string]any {
		t.Helper()
		var m map[string]any
		if err := json.Unmarshal([]byte(must(t, append([]string{"ingest", "--json", "--data", data}, args...)...)),
			&m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	expect := func(m map[string]any, want map[string]int) {
		t.Helper()
		for k, n := range want {
			if m[k] != float64(n) {
				t.Errorf("%s is %v, want %d: %v", k, m[k], n, m)
			}
		}
	}
	expect(summary(dir), map[string]int{"files": 12, "added": 12})
	expect(summary(dir), map[string]int{"added": 0, "unchanged": 12, "changed": 0})
	write(t, filepath.Join(dir, "00", "act-000.txt"), "ПОСТАНОВЛЕНИЕ\nО библиотеках\n")
	if err := os.Remove(filepath.Join(dir, "01", "act-001.txt")); err != nil {
		t.Fatal(err)
	}
	expect(summary(dir), map[string]int{"changed": 1, "unchanged": 10, "removed": 0})
	expect(summary(dir, "--prune"), map[string]int{"removed": 1, "unchanged": 11})
	for q, n := range map[string]int{"библиотека": 1, "дорога": 10} {
		var found struct{ Total int }
		if err := json.Unmarshal([]byte(must(t, "search", "--json", "--data", data, "--raw", q)), &found); err != nil {
			t.Fatal(err)
		}
		if found.Total != n {
			t.Errorf("%s: %d, want %d", q, found.Total, n)
		}
	}
	out := must(t, "check", "--data", data)
	if strings.Count(out, "ok\n") != 3 || !strings.Contains(out, "\nsandbox ") {
		t.Errorf("check: %s", out)
	}
}

func TestBadInput(t *testing.T) {
	good := acts(t, 2)
	tmp := t.TempDir()
	foreign, newer, busy := filepath.Join(tmp, "foreign"), filepath.Join(tmp, "newer"), filepath.Join(tmp, "busy")
	write(t, filepath.Join(foreign, "letter.txt"), "x")
	write(t, filepath.Join(newer, datadir.FormatFile), "letopis data 99 sum 41302af2\n")
	must(t, "ingest", "--data", busy, good)
	unlock, err := datadir.Lock(context.Background(), busy, "serve")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	port, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	settings := filepath.Join(tmp, "s.yaml")
	write(t, settings, "server:\n  lisen: x\n")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"missing path": {[]string{"ingest", "--data", filepath.Join(tmp, "a"), filepath.Join(tmp, "nothing-here")},
			exitSource, "nothing-here"},
		"foreign folder": {[]string{"ingest", "--data", foreign, good}, exitData, "letter.txt"},
		"newer folder":   {[]string{"serve", "--data", newer, "--listen", "localhost:0"}, exitData, "newer letopis"},
		"no folder to serve": {[]string{"serve", "--data", filepath.Join(tmp, "none"), "--listen", "localhost:0"}, exitData,
			"serve an empty archive with --create"},
		"no folder":   {[]string{"search", "--data", filepath.Join(tmp, "none"), "x"}, exitData, "letopis ingest"},
		"busy folder": {[]string{"ingest", "--data", busy, good}, exitLocked, "serve, process"},
		"port in use": {[]string{"serve", "--data", filepath.Join(tmp, "b"), "--listen", port.Addr().String()},
			exitError, "--listen"},
		"unknown key": {[]string{"serve", "--config", settings}, exitUsage, `did you mean "server.listen"`},
		"unknown flag": {[]string{"serve", "--lisen", "x"}, exitUsage,
			"unknown flag: --lisen; did you mean --listen? See letopis serve --help"},
		"unknown command":        {[]string{"ingst"}, exitUsage, `"ingst" for "letopis"; did you mean ingest?`},
		"nothing like a command": {[]string{"zzz"}, exitUsage, `unknown command "zzz" for "letopis"; see letopis --help`},
		"a flag begun":           {[]string{"search", "--date", "2012"}, exitUsage, "did you mean --date-from or --date-to"},
		"a command of a group":   {[]string{"config", "prnt"}, exitUsage, `did you mean print? See letopis config --help`},
		"flag with a way out": {[]string{"config", "print", "--fil"}, exitUsage,
			"did you mean --file? See letopis config print --help"},
		"no backup":       {[]string{"restore", "--data", busy, "/nowhere"}, exitData, "that letopis backup has made"},
		"nothing to move": {[]string{"migrate", "--data", busy, "--from", "/nowhere"}, exitData, "with --from"},
		"no data": {[]string{"check", "--data", "/nowhere"}, exitData,
			"letopis ingest --data /nowhere PATH…\n"},
		"an empty path": {[]string{"ingest", "--data", busy, good, ""}, exitUsage, "empty"},
		"its own data":  {[]string{"ingest", "--data", busy, busy}, exitUsage, "the archive itself"},
		"its originals": {[]string{"serve", "--data", busy, "--watch", filepath.Join(busy, datadir.OriginalsDir)},
			exitUsage, "the archive itself"},
		"no argument":  {[]string{"ingest"}, exitUsage, "letopis ingest --help"},
		"unknown kind": {[]string{"search", "--data", busy, "--kind", "resolution", "x"}, exitUsage, "постановление"},
		"unknown town": {[]string{"export", "--data", busy, "--format", "csv", "--city", "uglitch"}, exitUsage,
			`did you mean "uglich"`},
		"unknown document": {[]string{"show", "--data", filepath.Join(tmp, "c"), "x"}, exitData, "does not exist"},
	} {
		r := letopis(t, c.args...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || strings.Contains(r.err, "panic") {
			t.Errorf("%s: code %d, want %d; %q does not say %q", name, r.code, c.code, r.err, c.says)
		}
	}
}

func TestBadFilesDoNotStopTheRest(t *testing.T) {
	dir, data := acts(t, 3), filepath.Join(t.TempDir(), "d")
	write(t, filepath.Join(dir, "empty.txt"), "")
	write(t, filepath.Join(dir, "binary.txt"), "\x7fELF\x02\x01\x01"+strings.Repeat("\x00\x01\xfe\x80", 500))
	write(t, filepath.Join(dir, "broken.zip"), "PK\x03\x04 не архив")
	huge, err := os.Create(filepath.Join(dir, "huge.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := huge.Truncate(300 << 20); err != nil { // sparse
		t.Fatal(err)
	}
	huge.Close()
	locked := filepath.Join(dir, "locked.txt")
	write(t, locked, "x")
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	koi8, err := charmap.KOI8R.NewEncoder().String("Распоряжение о кодировке: постановление о ремонте кровли школы и " +
		"детского сада")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "koi8.html"),
		`<html><head><meta charset="utf-8"></head><body><p>`+koi8+"</p></body></html>")
	write(t, filepath.Join(dir, "large.txt"), strings.Repeat("Список объектов благоустройства на летний сезон.\n",
		8<<20/88))
	climbing := filepath.Join(dir, "climbing.zip")
	packed, err := os.Create(climbing)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(packed)
	for _, name := range []string{"../../escaped.txt", "/absolute.txt", "inside.txt"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, "Положение о кладбищах"); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	r := letopis(t, "ingest", "--data", data, "--ingest-max-text-mb", "6", dir)
	if r.code != 0 {
		t.Fatalf("code %d: %s", r.code, r.err)
	}
	for _, path := range []string{"/absolute.txt", filepath.Join(dir, "escaped.txt"),
		filepath.Join(dir, "..", "escaped.txt"), filepath.Join(dir, "..", "..", "escaped.txt"),
		filepath.Join(data, "escaped.txt")} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("a ZIP wrote %s", path)
		}
	}
	for query, name := range map[string]string{"кровля школы": "koi8.html", "кладбища": "climbing.zip",
		"благоустройство": "large.txt"} {
		if out := must(t, "search", "--json", "--data", data, query); !strings.Contains(out, name) {
			t.Errorf("%s is not found by %q: %.300s", name, query, out)
		}
	}
	for _, name := range []string{"empty.txt", "binary.txt", "broken.zip", "huge.txt", "large.txt"} {
		if !strings.Contains(r.out, name) {
			t.Errorf("%s is dropped in silence:\n%s", name, r.out)
		}
	}
	if out := must(t, "check", "--data", data); !strings.Contains(out, "huge.txt") || !strings.Contains(out, "empty.txt") {
		t.Errorf("check does not list them:\n%s", out)
	}
	var found struct{ Total int }
	if err := json.Unmarshal([]byte(must(t, "search", "--json", "--strict", "--data", data, "ремонт дороги")),
		&found); err != nil || found.Total != 3 {
		t.Errorf("%d acts found, %v", found.Total, err)
	}
}

// start runs a server and returns its address.
func start(t *testing.T, data string, more ...string) (url string, stop func()) {
	t.Helper()
	cmd := program(append([]string{"serve", "--data", data, "--listen", "localhost:0"}, more...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			_ = cmd.Process.Signal(os.Interrupt)
			if err := cmd.Wait(); err != nil {
				t.Errorf("the server stopped with %v\n%s", err, errs.String())
			}
		}
	}
	t.Cleanup(stop)
	testkit.Eventually(t, func() string {
		if url = datadir.LiveServer(t.Context(), data); url == "" {
			return "the server does not answer"
		}
		return ""
	})
	return url, stop
}

func TestIngestBesideAServer(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 2))
	url, stop := start(t, data)
	must(t, "ingest", "--data", data, acts(t, 5))
	get := func() (total int) {
		res, err := http.Get(url + "/api/v1/search?q=%D0%B4%D0%BE%D1%80%D0%BE%D0%B3%D0%B0&limit=1")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		var m struct{ Total int }
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatalf("%s %v", b, err)
		}
		return m.Total
	}
	if n := get(); n != 7 {
		t.Errorf("ingest ended, %d documents are searchable, want 7", n)
	}
	if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":7`) {
		t.Errorf("search through the server: %.200s", out)
	}
	stop()
	if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":7`) {
		t.Errorf("search without a server: %.200s", out)
	}
}

func TestAnInterruptedIngestGoesOn(t *testing.T) {
	dir := acts(t, 150)
	for delay := time.Second; ; delay /= 2 {
		data := filepath.Join(t.TempDir(), "d")
		cmd := program("ingest", "--data", data, dir)
		var out bytes.Buffer
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(delay)
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // the code is looked at
		if cmd.ProcessState.ExitCode() == exitOK && delay > time.Millisecond {
			continue // it was done
		}
		if cmd.ProcessState.ExitCode() != exitInterrupted {
			t.Fatalf("code %d: %s", cmd.ProcessState.ExitCode(), out.String())
		}
		must(t, "ingest", "--data", data, dir)
		if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":150`) {
			t.Errorf("after an interruption: %.200s", out)
		}
		return
	}
}

func TestSearchesBesideEachOther(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 3))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if r := letopis(t, "search", "--json", "--data", data, "дорога"); r.code != 0 ||
				!strings.Contains(r.out, `"total":3`) {
				t.Errorf("code %d: %s %.200s", r.code, r.err, r.out)
			}
		})
	}
	wg.Wait()
}

// TestKilledAtAnyMoment kills ingest and index with -9 at random moments, runs
// again, and compares with a fresh build.
func TestKilledAtAnyMoment(t *testing.T) {
	dir := acts(t, 60)
	fresh := filepath.Join(t.TempDir(), "fresh")
	began := time.Now()
	must(t, "ingest", "--data", fresh, dir)
	whole := time.Since(began)
	want := dump(t, fresh, dir)
	data := filepath.Join(t.TempDir(), "killed")
	for i := range 20 {
		args := []string{"ingest", "--data", data, dir}
		if _, err := os.Stat(data); err == nil && i%3 == 2 {
			args = []string{"index", "--data", data}
		}
		cmd := program(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(whole))))
		_ = cmd.Process.Kill() // it may have ended
		if err := cmd.Wait(); err == nil && args[0] == "ingest" && i < 19 {
			if err := os.RemoveAll(data); err != nil { // it has ended: from nothing again
				t.Fatal(err)
			}
		}
	}
	must(t, "ingest", "--data", data, dir)
	if got := dump(t, data, dir); got != want {
		t.Errorf("after 20 kills the archive differs from a fresh one:\n%.2000s\nwant\n%.2000s", got, want)
	}
	must(t, "check", "--data", data)
}

// TestKilledWhileMakingTheFolder: only a process that dies between two system
// calls leaves this, so that random kills hardly ever meet it.
func TestKilledWhileMakingTheFolder(t *testing.T) {
	data := t.TempDir()
	write(t, filepath.Join(data, datadir.FormatFile+".tmp"), "letopis")
	must(t, "ingest", "--data", data, acts(t, 1))
	must(t, "check", "--data", data)
}

// find returns the ID of the first document found.
func find(t *testing.T, data, query string) string {
	t.Helper()
	var m struct{ Hits []struct{ ID string } }
	if err := json.Unmarshal([]byte(must(t, "search", "--json", "--raw", "--data", data, query)), &m); err != nil ||
		len(m.Hits) == 0 {
		t.Fatalf("%s: nothing found, %v", query, err)
	}
	return m.Hits[0].ID
}

// dump is everything that an archive answers, without what is of the run: times
// and the order of arrival.
func dump(t *testing.T, data, dir string) string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(must(t, "export", "--data", data)) {
		var m map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		delete(m["document"], "ingested")
		b, _ := json.Marshal(m)
		lines = append(lines, string(b))
	}
	slices.Sort(lines)
	for _, q := range []string{"", "дорога", "участок -мост", `"до осени"`, "номер 17"} {
		var m map[string]any
		if err := json.Unmarshal([]byte(must(t, "search", "--json", "--data", data, "--limit", "100", "--facets",
			"city,kind,year", q)), &m); err != nil {
			t.Fatal(err)
		}
		delete(m, "took_ms")
		delete(m, "next")
		b, _ := json.Marshal(m)
		lines = append(lines, string(b))
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), dir, "DIR")
}

// TestHelp holds the help texts, so that documentation cannot rot.
func TestHelp(t *testing.T) {
	var b strings.Builder
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Hidden || c.Name() == "completion" || c.Name() == "help" {
			return
		}
		fmt.Fprintf(&b, "$ %s --help\n%s\n", c.CommandPath(), usage(c))
		if c.Runnable() && c.Example == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
	const golden = "testdata/help.txt"
	if *update {
		write(t, golden, b.String())
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Error("help texts changed: look at them and run go test ./cmd/letopis -update")
	}
}

func usage(c *cobra.Command) string {
	var b bytes.Buffer
	c.SetOut(&b)
	_ = c.Help()
	return b.String()
}

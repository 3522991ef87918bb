//go:build cluster

package cluster

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"letopis/internal/testkit"
	"letopis/internal/testkit/footprint"
	"letopis/internal/text"
	"letopis/tools/internal/bench"
)

var (
	docs    = flag.Int("docs", 5000, "documents that are measured")
	from    = flag.String("from", "../../samples", "folder of documents to take paragraphs of")
	queries = flag.Int("queries", 20, "queries of each class")
	during  = flag.Duration("during", 10*time.Second, "time of each measurement of answers a second")
)

// figures are what was measured of one set of engines.
type figures struct {
	name    string
	ingest  time.Duration // until all can be found
	reindex time.Duration
	bytes   map[string]int64 // on disks, by part
	memory  map[string]int64 // at the most, by process
	classes []bench.SiteTimes
	rates   map[string]float64
}

// TestFigures takes the same documents in by both sets of engines and measures them: the time, the bytes, the memory,
// and answers over HTTP, of which nothing is remembered; then what a second server and a second data node add.
func TestFigures(t *testing.T) {
	ctx := t.Context()
	corpus, err := bench.NewCorpus(ctx, []string{*from}, 1, 4000)
	if err != nil {
		t.Fatal(err)
	}
	files := t.TempDir()
	if err := corpus.WriteFiles(ctx, files, *docs); err != nil {
		t.Fatal(err)
	}
	analyzer, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	asked, err := corpus.Typed(analyzer, *queries)
	if err != nil {
		t.Fatal(err)
	}
	m := &measure{program: build(t), files: files, asked: asked}
	load, _ := os.ReadFile("/proc/loadavg") // "" where there is none
	t.Logf("%d documents of about 4 kB, load before: %s", *docs, load)
	m.embedded(t)
	m.past(t)
	m.print(t)
}

// measure is one run.
type measure struct {
	program, files string
	asked          []bench.Typed
	all            []figures
}

// quiet are settings of an archive of which nothing is remembered, and whose searches may take long: a machine may be
// busy.
func quiet(env ...string) []string {
	return append(slices.Concat(env, common), "LETOPIS_INDEX_ANSWERS=-2", "LETOPIS_SERVER_SEARCH_TIME=1m")
}

// embedded measures an archive in a folder.
func (m *measure) embedded(t *testing.T) {
	a := &place{program: m.program, data: filepath.Join(t.TempDir(), "alone"), env: quiet()}
	f := figures{name: "in a folder", memory: map[string]int64{}, rates: map[string]float64{}}
	f.ingest = f.timed(t, a, "ingest", m.files)
	f.reindex = f.timed(t, a, "index")
	f.bytes = map[string]int64{"catalogue": size(t, filepath.Join(a.data, "letopis.db")),
		"originals": size(t, filepath.Join(a.data, "originals")), "index": size(t, filepath.Join(a.data, "index"))}
	s := a.serve(t)
	m.answers(t, &f, s)
	f.rate(t, m, "one server", s)
	f.note(t, "serve", s.pid())
	s.kill()
	m.all = append(m.all, f)
}

// past measures an archive in services: with one data node, then with two servers, then with two data nodes.
func (m *measure) past(t *testing.T) {
	t.Setenv("HEAP", "1g")
	t.Setenv("JIT", " ") // as servers run it, not as short tests do
	p := startParts(t, 1)
	env := p.env(t, 2, 0)
	a := &place{program: m.program, data: filepath.Join(t.TempDir(), "one"), env: quiet(env...)}
	f := figures{name: "in services", memory: map[string]int64{}, rates: map[string]float64{}}
	f.ingest = f.timed(t, a, "ingest", m.files)
	f.reindex = f.timed(t, a, "index")
	f.bytes = map[string]int64{"catalogue": databaseBytes(t, p.dsn), "originals": size(t, p.bucket.File("originals", "")),
		"index": indexBytes(t, p.search.URLs[0])}
	s := a.serve(t)
	m.answers(t, &f, s)
	f.rate(t, m, "one server", s)
	second := (&place{program: m.program, data: filepath.Join(t.TempDir(), "two"), env: a.env}).serve(t)
	f.rate(t, m, "two servers", s, second)
	for name, pid := range map[string]int{"serve": s.pid(), "PostgreSQL": p.database.PID(), "S3 service": p.bucket.PID(),
		"OpenSearch node": p.search.PID(0)} {
		f.note(t, name, pid)
	}
	s.kill()
	second.kill()
	p.search.Kill(0)
	m.grown(t, a.data, env, &f)
	m.all = append(m.all, f)
}

// grown builds the index anew in a cluster of two data nodes, each with one of its two shards.
func (m *measure) grown(t *testing.T, data string, env []string, f *figures) {
	search := testkit.StartOpenSearch(t, 2)
	env = append(env, "LETOPIS_INDEX_URLS="+joined(search.URLs)) // the last one counts
	a := &place{program: m.program, data: data, env: quiet(env...)}
	f.rates["documents/s indexed anew, two data nodes"] = float64(*docs) / f.timed(t, a, "index").Seconds()
	s := a.serve(t)
	f.rate(t, m, "one server, two data nodes", s)
	second := (&place{program: m.program, data: filepath.Join(t.TempDir(), "grown2"), env: a.env}).serve(t)
	f.rate(t, m, "two servers, two data nodes", s, second)
}

// timed runs a command to its end, and notes the most memory that it and its workers take.
func (f *figures) timed(t *testing.T, a *place, args ...string) time.Duration {
	t.Helper()
	cmd := a.command(context.Background(), args...)
	var said testkit.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("letopis %s: %v %s", strings.Join(args, " "), err, &said)
			}
			took := time.Since(begin)
			t.Logf("%s: %s in %v", f.name, args[0], took.Round(time.Second))
			return took
		case <-time.After(time.Second):
			f.note(t, args[0], cmd.Process.Pid)
		}
	}
}

// note keeps the most memory of a process.
func (f *figures) note(t *testing.T, name string, pid int) {
	t.Helper()
	m, err := footprint.Of(pid)
	if err != nil {
		t.Fatal(err)
	}
	f.memory[name] = max(f.memory[name], m.Total)
}

// answers measures the classes of queries.
func (m *measure) answers(t *testing.T, f *figures, s *server) {
	t.Helper()
	for _, c := range m.asked {
		times, err := c.Ask(t.Context(), s.address())
		if err != nil {
			t.Fatal(err, &s.log)
		}
		f.classes = append(f.classes, times)
	}
}

// rate measures answers a second of servers.
func (f *figures) rate(t *testing.T, m *measure, name string, servers ...*server) {
	t.Helper()
	var urls []string
	for _, s := range servers {
		urls = append(urls, s.address())
	}
	r, err := bench.Rate(t.Context(), urls, 8, *during, m.asked)
	if err != nil {
		t.Fatal(err)
	}
	f.rates["answers/s, "+name] = r
}

func (s *server) pid() int { return s.cmd.Process.Pid }

// size is what a file or the files of a folder have, in bytes.
func size(t *testing.T, path string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func databaseBytes(t *testing.T, dsn string) (n int64) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if err := c.QueryRow(t.Context(), "SELECT pg_database_size(current_database())").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// indexBytes is what the index takes, its lists of terms included, without copies.
func indexBytes(t *testing.T, node string) int64 {
	t.Helper()
	var stats struct {
		All struct {
			Primaries struct {
				Store struct {
					Bytes int64 `json:"size_in_bytes"`
				}
			}
		} `json:"_all"`
	}
	a := ask(t.Context(), "GET", node+"/letopis-*/_stats/store", "", "")
	if err := json.Unmarshal(a.body, &stats); err != nil || stats.All.Primaries.Store.Bytes == 0 {
		t.Fatalf("%v %s", err, a.body)
	}
	return stats.All.Primaries.Store.Bytes
}

// print prints both sets of engines beside each other.
func (m *measure) print(t *testing.T) {
	var b strings.Builder
	row := func(name string, of func(figures) string) {
		fmt.Fprintf(&b, "| %s |", name)
		for _, f := range m.all {
			fmt.Fprintf(&b, " %s |", of(f))
		}
		b.WriteByte('\n')
	}
	row("", func(f figures) string { return f.name })
	b.WriteString("|---|--:|--:|\n")
	perSecond := func(d time.Duration) string { return fmt.Sprintf("%.0f", float64(*docs)/d.Seconds()) }
	row("documents/s, from files to found", func(f figures) string { return perSecond(f.ingest) })
	row("documents/s, index built anew", func(f figures) string { return perSecond(f.reindex) })
	for _, part := range []string{"catalogue", "originals", "index"} {
		row("bytes a document, "+part, func(f figures) string { return fmt.Sprint(f.bytes[part] / int64(*docs)) })
	}
	for _, process := range []string{"ingest", "index", "serve", "PostgreSQL", "S3 service", "OpenSearch node"} {
		row("memory, MB, "+process, func(f figures) string { return fmt.Sprint(f.memory[process] >> 20) })
	}
	for i, c := range m.asked {
		row("p50/p99, ms, "+c.Name, func(f figures) string { return f.classes[i].API.String() })
	}
	for _, name := range []string{"one server", "two servers", "one server, two data nodes",
		"two servers, two data nodes"} {
		row("answers/s, "+name, func(f figures) string { return fmt.Sprintf("%.1f", f.rates["answers/s, "+name]) })
	}
	const anew = "documents/s indexed anew, two data nodes"
	row(anew, func(f figures) string { return fmt.Sprintf("%.0f", f.rates[anew]) })
	t.Log("\n" + b.String())
}

//go:build cluster

package cluster

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"letopis/internal/testkit"
)

var rounds = flag.Int("rounds", 3, "how many times each part is killed")

// samples are documents of towns, which stay as they are while others come and go.
const samples = "../../samples"

// TestKills has two servers take turns with the death of their parts while documents are taken in, corrected and
// removed, and people search. Nothing that was acknowledged may be lost, no answer wrong, and an error must say when to
// come again. What is right is told by an archive in a folder, over the same documents.
func TestKills(t *testing.T) {
	program := build(t)
	alone := &place{program: program, data: filepath.Join(t.TempDir(), "alone"), env: common}
	alone.must(t, "ingest", samples)
	reference := alone.serve(t)
	truth := expect(t, reference.url)

	parts := startParts(t, 3)
	env := append(parts.env(t, 3, 1), common...)
	var servers []*server
	for i := range 2 { // each as on a machine of its own
		a := &place{program: program, data: filepath.Join(t.TempDir(), fmt.Sprint("server", i+1)), env: env}
		if i == 0 {
			a.must(t, "ingest", samples)
		}
		servers = append(servers, a.serve(t))
	}
	c := &crowd{t: t, program: program, env: env, servers: servers, truth: truth, dir: t.TempDir()}
	c.tally.log = t.Logf
	c.calm(t)
	trials := c.under(t, func(c *crowd) (out []trial) {
		for range *rounds {
			for _, k := range kills(parts) {
				out = append(out, c.trial(t, k))
			}
		}
		return out
	})
	c.calm(t)
	c.replay(t, alone, reference)
	report(t, c, trials)
}

// common are settings of all archives.
var common = []string{"LETOPIS_SERVER_PUBLIC_URL=https://archive.example.org", "LETOPIS_SERVER_RATE=-1",
	"LETOPIS_LOG_LEVEL=warn", "LETOPIS_SERVER_KEYS=" + clerk, "LETOPIS_SERVER_SEARCHES=8"}

// parts are the services that keep an archive.
type parts struct {
	database *testkit.Postgres
	bucket   *testkit.S3
	search   *testkit.OpenSearch
	dsn      string
}

// startParts runs the services until the test ends, with so many OpenSearch nodes.
func startParts(t *testing.T, nodes int) *parts {
	t.Helper()
	if os.Getenv("HEAP") == "" {
		t.Setenv("HEAP", "400m")
	}
	p := &parts{database: testkit.StartPostgres(t), bucket: testkit.StartS3(t), search: testkit.StartOpenSearch(t, nodes)}
	p.dsn = p.database.Database(t)
	p.bucket.MakeBucket(t, "originals")
	return p
}

// env are the settings of an archive that the services keep. Secrets come by files.
func (p *parts) env(t *testing.T, shards, replicas int) []string {
	t.Helper()
	secret := func(name, value string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(value+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var out []string
	for name, value := range map[string]string{
		"STORE_DRIVER": "postgres", "STORE_DSN_FILE": secret("dsn", p.dsn),
		"BLOB_DRIVER": "s3", "BLOB_ENDPOINT": p.bucket.Endpoint, "BLOB_BUCKET": "originals",
		"BLOB_ACCESS_KEY": p.bucket.AccessKey, "BLOB_SECRET_KEY_FILE": secret("s3", p.bucket.SecretKey),
		"INDEX_DRIVER": "opensearch", "INDEX_URLS": joined(p.search.URLs),
		"INDEX_SHARDS": fmt.Sprint(shards), "INDEX_REPLICAS": fmt.Sprint(replicas),
	} {
		out = append(out, "LETOPIS_"+name+"="+value)
	}
	return out
}

// build makes the program.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "letopis")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", path, "letopis/cmd/letopis")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// under runs f while the crowd is at work.
func (c *crowd) under(t *testing.T, f func(*crowd) []trial) []trial {
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	defer func() { stop(); all.Wait() }()
	for n := range writers {
		w := &writer{crowd: c, n: n, dir: filepath.Join(c.dir, fmt.Sprint("acts", n))}
		c.writers = append(c.writers, w)
		all.Go(func() { w.work(ctx) })
	}
	for n := range searchers {
		all.Go(func() { c.search(ctx, n) })
	}
	time.Sleep(10 * time.Second) // what it is like when nothing dies
	return f(c)
}

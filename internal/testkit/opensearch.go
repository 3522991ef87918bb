package testkit

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// OpenSearch is a node, or a cluster of several, of a test's own.
type OpenSearch struct {
	URLs  []string // of the nodes
	nodes []*service
}

// StartOpenSearch runs an OpenSearch cluster of n nodes on loopback until the test ends, each a process of Java.
func StartOpenSearch(t testing.TB, n int) *OpenSearch {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	script := filepath.Join(filepath.Dir(here), "..", "..", "scripts", "opensearch", "run.sh")
	if out, err := exec.Command(script, "--fetch").CombinedOutput(); err != nil {
		Absent(t, "OpenSearch: %v\n%s", err, out)
	}
	dir, err := os.MkdirTemp("", "letopis-opensearch-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	peers := make([]string, n)
	for i := range peers {
		peers[i] = freePort(t)
	}
	c := &OpenSearch{}
	for i, transport := range peers {
		port := freePort(t)
		args := []string{filepath.Join(dir, fmt.Sprint(i)), fmt.Sprint("n", i+1), port, transport}
		if n > 1 {
			args = append(args, strings.Join(peers, ","))
		}
		cmd := exec.Command(script, args...)
		in, err := cmd.StdinPipe() // never written: its end is that of the node
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { in.Close() })
		c.nodes = append(c.nodes, start(t, cmd))
		c.URLs = append(c.URLs, "http://127.0.0.1:"+port)
	}
	client := &http.Client{Timeout: 10 * time.Second}
	for i, s := range c.nodes {
		s.ready(t, func() error {
			res, err := client.Get(c.URLs[i] + fmt.Sprintf("/_cluster/health?wait_for_nodes=%d&timeout=5s", n))
			if err != nil {
				return err
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusOK {
				return fmt.Errorf("%s", res.Status)
			}
			return nil
		})
	}
	return c
}

// Kill ends a node at once.
func (c *OpenSearch) Kill(node int) { c.nodes[node].kill() }

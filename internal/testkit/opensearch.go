package testkit

import (
	"fmt"
	"io"
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
	URLs   []string // of the nodes
	script string
	args   [][]string // of the script, for each node
	nodes  []*service
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
		peers[i] = FreePort(t)
	}
	c := &OpenSearch{script: script}
	for i, transport := range peers {
		port := FreePort(t)
		args := []string{filepath.Join(dir, fmt.Sprint(i)), nodeName(i), port, transport}
		if n > 1 {
			args = append(args, strings.Join(peers, ","))
		}
		c.args = append(c.args, args)
		c.nodes = append(c.nodes, c.start(t, i))
		c.URLs = append(c.URLs, "http://127.0.0.1:"+port)
	}
	for i := range c.nodes {
		c.ready(t, i, fmt.Sprintf("wait_for_nodes=%d", n))
	}
	return c
}

func nodeName(node int) string { return fmt.Sprint("n", node+1) }

// start runs a node until the test ends.
func (c *OpenSearch) start(t testing.TB, node int) *service {
	t.Helper()
	cmd := exec.Command(c.script, c.args[node]...)
	in, err := cmd.StdinPipe() // never written: its end is that of the node
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return start(t, cmd)
}

// ready waits until a node says that the cluster's health is as asked for.
func (c *OpenSearch) ready(t testing.TB, node int, health string) {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second}
	c.nodes[node].ready(t, func() error {
		res, err := client.Get(c.URLs[node] + "/_cluster/health?timeout=5s&" + health)
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

// Kill ends a node at once.
func (c *OpenSearch) Kill(node int) { c.nodes[node].kill() }

// Restart runs a node again that has ended, with what it had, and waits until all parts of all indexes have all their
// copies.
func (c *OpenSearch) Restart(t testing.TB, node int) {
	t.Helper()
	c.nodes[node] = c.start(t, node)
	c.ready(t, node, fmt.Sprintf("wait_for_status=green&wait_for_nodes=%d", len(c.nodes)))
}

// Manager returns the node that manages the cluster now.
func (c *OpenSearch) Manager(t testing.TB) int {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second}
	res, err := client.Get(c.URLs[0] + "/_cat/cluster_manager?h=node")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	name, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.nodes {
		if nodeName(i) == strings.TrimSpace(string(name)) {
			return i
		}
	}
	t.Fatalf("no node manages the cluster: %s %s", res.Status, name)
	return -1
}

// PID is the process of a node.
func (c *OpenSearch) PID(node int) int { return c.nodes[node].cmd.Process.Pid }

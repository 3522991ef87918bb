package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/datadir"
	"letopis/internal/testkit"
)

// A folder that is not there when the server starts is watched once it is.
func TestAServerWatchesAFolderThatComesLater(t *testing.T) {
	tmp := t.TempDir()
	data, incoming := filepath.Join(tmp, "d"), filepath.Join(tmp, "incoming")
	s := serveProcess(t, "ok", nil, "--data", data, "--watch", incoming)
	t.Cleanup(s.kill)
	testkit.Eventually(t, func() string {
		if !strings.Contains(s.log.String(), "the folder is not watched; trying again") {
			return "nothing is said of the folder that is not there"
		}
		return ""
	})
	if err := os.Rename(acts(t, 3), incoming); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour) // files just written are left for later
	if err := filepath.WalkDir(incoming, func(path string, _ os.DirEntry, _ error) error {
		return os.Chtimes(path, past,
			past)
	}); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, func() string {
		if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":3`) {
			return out
		}
		return ""
	})
}

// A server that was killed leaves its address behind; the server of another
// archive may have it now.
func TestTheServerOfAnotherArchiveIsNotAsked(t *testing.T) {
	tmp := t.TempDir()
	mine, other := filepath.Join(tmp, "mine"), filepath.Join(tmp, "other")
	must(t, "ingest", "--data", mine, acts(t, 2))
	must(t, "ingest", "--data", other, acts(t, 5))
	url, _ := start(t, other)
	write(t, filepath.Join(mine, datadir.ServerFile), `{"pid":1,"url":"`+url+`"}`)
	if out := must(t, "search", "--json", "--data", mine, "дорога"); !strings.Contains(out, `"total":2`) {
		t.Errorf("answered by another archive: %.200s", out)
	}
	must(t, "ingest", "--data", mine, acts(t, 1))
	if out := must(t, "search", "--json", "--data", mine, "дорога"); !strings.Contains(out, `"total":3`) {
		t.Errorf("not searchable: %.200s", out)
	}
	if out := must(t, "search", "--json", "--data", other, "дорога"); !strings.Contains(out, `"total":5`) {
		t.Errorf("its own server is not asked: %.200s", out)
	}
}

// Commands ask the server of their archive themselves: a proxy of the environment cannot reach it, and what it answers
// is not for others.
func TestAProxyIsNotForTheServerOfThisMachine(t *testing.T) {
	own := ""
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() && p.Addr().IsGlobalUnicast() {
			own = p.Addr().String()
		}
	}
	if own == "" {
		t.Skip("this machine has no address but that of itself, where no proxy is asked")
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("the proxy is asked for %s", r.URL)
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(proxy.Close)
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 2))
	_, port, _ := net.SplitHostPort(freePort(t))
	serveProcess(t, "ok", nil, "--data", data, "--listen", net.JoinHostPort(own, port))
	cmd := program("search", "--json", "--data", data, "дорога")
	cmd.Env = append(cmd.Env, "HTTP_PROXY="+proxy.URL, "http_proxy="+proxy.URL, "NO_PROXY=", "no_proxy=")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), `"total":2`) {
		t.Errorf("%v: %.300s", err, out)
	}
}

// A server starts although nothing can be written, and says where it is as soon
// as that can.
func TestAServerStartsOnAFullDisk(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, acts(t, 2))
	inTheWay := filepath.Join(data, datadir.ServerFile+".tmp")
	if err := os.Mkdir(inTheWay, 0o755); err != nil {
		t.Fatal(err)
	}
	freed := time.AfterFunc(500*time.Millisecond, func() { _ = os.Remove(inTheWay) })
	defer freed.Stop()
	start(t, data)
	if out := must(t, "search", "--json", "--data", data, "дорога"); !strings.Contains(out, `"total":2`) {
		t.Errorf("%.200s", out)
	}
}

// Root is warned of a data folder of another user: the server of that user could
// not change what root writes.
func TestRootInTheFolderOfAnother(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a folder of another user")
	}
	data := filepath.Join(t.TempDir(), "d")
	if r := letopis(t, "ingest", "--data", data, acts(t, 1)); strings.Contains(r.err, "sudo") {
		t.Errorf("warned of its own folder: %s", r.err)
	}
	if err := os.Chown(data, 65534, -1); err != nil {
		t.Fatal(err)
	}
	if r := letopis(t, "check", "--data", data); r.code != exitOK || !strings.Contains(r.err, "use sudo -u ") {
		t.Errorf("not warned: %d %s", r.code, r.err)
	}
}

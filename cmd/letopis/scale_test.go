package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

// TestPastOneMachine moves an archive to PostgreSQL, an S3 bucket and OpenSearch, takes more in, and has two servers,
// each with a data folder of its own as on two machines, show what is taken in, corrected and removed by either.
func TestPastOneMachine(t *testing.T) {
	t.Setenv("LETOPIS_SERVER_PUBLIC_URL", "https://archive.example.ru") // as both servers are behind one address
	tmp := t.TempDir()
	dir, local := acts(t, 12), filepath.Join(tmp, "l")
	later := filepath.Join(dir, "04", "act-011.txt")
	act, err := os.ReadFile(later)
	if err != nil || os.Remove(later) != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--data", local, dir)
	before := unordered(t, dump(t, local, dir))

	search := testkit.StartOpenSearch(t, 1)
	dsn := filepath.Join(tmp, "dsn")
	write(t, dsn, testkit.StartPostgres(t).Database(t)+"\n")
	inBucket(t)
	for name, value := range map[string]string{"STORE_DRIVER": "postgres", "STORE_DSN_FILE": dsn,
		"INDEX_DRIVER": "opensearch", "INDEX_URLS": search.URLs[0], "INDEX_SHARDS": "2"} {
		t.Setenv("LETOPIS_"+name, value)
	}
	one, two := filepath.Join(tmp, "one"), filepath.Join(tmp, "two")
	must(t, "migrate", "--data", one, "--from", local)
	for i, line := range unordered(t, dump(t, one, dir)) {
		if line != before[i] {
			t.Errorf("past one machine:\n%.1500s\nin a folder:\n%.1500s", line, before[i])
		}
	}
	write(t, later, string(act))
	if out := must(t, "ingest", "--data", one, "--json", dir); !strings.Contains(out, `"added": 1,`) ||
		!strings.Contains(out, `"unchanged": 11,`) {
		t.Errorf("what was moved is taken in anew: %s", out)
	}
	if out := must(t, "check", "--data", one); !strings.Contains(out, "index      ok") {
		t.Errorf("%s", out)
	}

	servers := []*served{serveProcess(t, "ok", nil, "--data", one), serveProcess(t, "ok", nil, "--data", two)}
	same := func(path string) string {
		t.Helper()
		var last string
		testkit.Eventually(t, func() string {
			var bodies []string
			for _, s := range servers {
				bodies = append(bodies, took.ReplaceAllString(body("http://"+s.public+path), ""))
			}
			if last = bodies[0]; bodies[0] == "" || bodies[0] != bodies[1] {
				return fmt.Sprintf("%s: one answers\n%.800s\nthe other\n%.800s", path, bodies[0], bodies[1])
			}
			return ""
		})
		return last
	}
	found := "/api/v1/search?facets=city,kind,year&q=" + url.QueryEscape("ремонт дороги")
	if got := same(found); !strings.Contains(got, `"total":12}`) {
		t.Errorf("%.600s", got)
	}
	tag := sameTag(t, servers, found, "")
	id := find(t, one, "номер 2")
	must(t, "edit", "--data", two, id, "--number", "исправлен-77")
	must(t, "remove", "--data", one, "--reason", "a test", find(t, one, "номер 1"))
	shows := func(path, part string) {
		t.Helper()
		testkit.Eventually(t, func() string {
			if got := same(path); !strings.Contains(got, part) {
				return fmt.Sprintf("%s has no %s: %.600s", path, part, got)
			}
			return ""
		})
	}
	shows(found, `"total":11}`)
	sameTag(t, servers, found, tag)
	shows("/api/v1/search?q="+url.QueryEscape("исправлен-77"), id)
	shows("/api/v1/export?format=csv&q="+url.QueryEscape("номер 2"), "исправлен-77")
	shows("/search.atom?q="+url.QueryEscape("ремонт дороги"), id)

	if out := must(t, "check", "--data", one); !strings.Contains(out, "index      ok") {
		t.Errorf("%s", out)
	}
	leads := func(s *served) bool {
		return strings.Contains(body("http://"+s.private+"/metrics"), "letopis_index_leads 1")
	}
	if leads(servers[0]) == leads(servers[1]) {
		t.Errorf("the first leads: %v, the second: %v", leads(servers[0]), leads(servers[1]))
	}

	// Somebody deletes the index: one server builds it anew, the other goes on to it.
	var live map[string]any
	if err := json.Unmarshal([]byte(body(search.URLs[0]+"/_alias/letopis-live")), &live); err != nil || len(live) != 1 {
		t.Fatal(live, err)
	}
	for name := range live {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, search.URLs[0]+"/"+name, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil || res.Body.Close() != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res, err)
		}
	}
	fresh := "/api/v1/search?facets=city,kind,year&q=" + url.QueryEscape("ремонт дороги участок")
	shows(fresh, `"total":11}`)
	shows("/api/v1/search?q="+url.QueryEscape("исправлен 77"), id)

	// Who leads is killed: the other one takes over.
	if leads(servers[0]) {
		slices.Reverse(servers)
	}
	servers[1].kill()
	left := servers[0]
	must(t, "remove", "--data", one, "--reason", "a test", find(t, one, "номер 3"))
	testkit.Eventually(t, func() string {
		if got := body("http://" + left.public + found); !strings.Contains(got, `"total":10}`) || !leads(left) {
			return fmt.Sprintf("leads: %v; %.300s", leads(left), got)
		}
		return ""
	})
	servers = servers[:1]

	// What cannot be found for the moment is no error of the program.
	search.Kill(0)
	for _, s := range servers {
		res, err := http.Get("http://" + s.public + "/api/v1/search?q=" + url.QueryEscape("ещё не спрошено"))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
			t.Errorf("without OpenSearch: %s, %v", res.Status, res.Header)
		}
	}
	for _, s := range servers {
		s.kill()
	}
	r := letopis(t, "search", "--data", two, "дорога")
	if r.code != exitUnavailable || !strings.Contains(r.err, "index.urls") {
		t.Errorf("a command: %d %s", r.code, r.err)
	}
}

// sameTag returns the ETag of an answer, which is that of all servers: what one has given the other knows to be
// unchanged. For the tag of before, where one is given, all answer anew.
func sameTag(t *testing.T, servers []*served, path, old string) string {
	t.Helper()
	ask := func(s *served, tag string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.public+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("If-None-Match", tag)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	var tag string
	testkit.Eventually(t, func() string { // the end of the log is known to all within half a second
		tag = ask(servers[0], "").Header.Get("ETag")
		for _, s := range servers {
			if res := ask(s, tag); tag == "" || tag == old || res.StatusCode != http.StatusNotModified {
				return fmt.Sprintf("the tag %q, before %q: %s", tag, old, res.Status)
			}
			if res := ask(s, old); res.StatusCode != http.StatusOK {
				return fmt.Sprintf("an old tag: %s", res.Status)
			}
		}
		return ""
	})
	return tag
}

// unordered returns the lines of a dump without scores, which are not the same in all engines, nor the order by them.
func unordered(t *testing.T, dump string) []string {
	t.Helper()
	lines := strings.Split(dump, "\n")
	for i, line := range lines {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		hits, ok := m["hits"].([]any)
		if !ok {
			continue
		}
		id := func(h any) string { return h.(map[string]any)["id"].(string) }
		slices.SortFunc(hits, func(a, b any) int { return strings.Compare(id(a), id(b)) })
		for _, h := range hits {
			delete(h.(map[string]any), "score")
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		lines[i] = string(b)
	}
	return lines
}

// took is what differs between answers of two servers: how long it took.
var took = regexp.MustCompile(`"took_ms":[0-9.]+,?|<updated>[^<]*</updated>|http://127[.]0[.]0[.]1:\d+`)

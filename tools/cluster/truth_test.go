//go:build cluster

package cluster

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

// truth is what an archive in a folder answers of documents that stay as they are.
type truth struct {
	paths     []string
	answers   map[string]string
	documents int
}

// The towns and words of the samples that are asked for.
var (
	towns = []string{"borovsk", "zaraysk", "amursk", "kungur", "uglich", "kirillov"}
	words = []string{"ремонт", "бюджет города", "программа развития", "администрация", `"о внесении изменений"`, "развит*",
		"ремонт ИЛИ школа", "город -ремонт"}
)

// expect asks the archive in a folder. Towns part what stays from what comes and goes, which is of another; the order
// is by date, as scores depend on all documents.
func expect(t *testing.T, site string) *truth {
	t.Helper()
	x := &truth{answers: map[string]string{}}
	for _, town := range towns {
		for _, w := range words {
			x.paths = append(x.paths, "/api/v1/search?sort=date&limit=50&facets=kind,year,program&city="+town+"&q="+
				url.QueryEscape(w))
		}
	}
	all := listed(t, site)
	x.documents = len(all)
	for i, id := range all {
		if i%4 == 0 {
			x.paths = append(x.paths, "/api/v1/documents/"+id, "/api/v1/documents/"+id+"/original")
		}
	}
	hits := 0
	for _, path := range x.paths {
		a := ask(t.Context(), "GET", site+path, "", "")
		if a.err != nil || a.status != 200 {
			t.Fatalf("%s: %d %v %s", path, a.status, a.err, a.body)
		}
		if f, err := a.found(); err == nil {
			hits += f.Total
		}
		x.answers[path] = a.plain()
	}
	if hits < 100 {
		t.Fatalf("%d hits in all: the queries are of other documents", hits)
	}
	return x
}

// listed returns the ids of all documents, in the order of their dates.
func listed(t *testing.T, site string) (ids []string) {
	t.Helper()
	for offset := 0; ; offset += 100 {
		a := ask(t.Context(), "GET", fmt.Sprintf("%s/api/v1/search?sort=date&limit=100&offset=%d", site, offset), "", "")
		f, err := a.found()
		if a.err != nil || a.status != 200 || err != nil {
			t.Fatalf("%d %v %v %s", a.status, a.err, err, a.body)
		}
		for _, h := range f.Hits {
			ids = append(ids, h.ID)
		}
		if len(f.Hits) == 0 || len(ids) >= f.Total {
			return ids
		}
	}
}

// calm waits until both servers are at the end of the log.
func (c *crowd) calm(t *testing.T) {
	t.Helper()
	for _, s := range c.servers {
		testkit.Eventually(t, func() string {
			a := ask(t.Context(), "GET", s.address()+"/api/v1/status", "", "")
			if a.status == 200 && strings.Contains(string(a.body), `"behind":0`) {
				return ""
			}
			return fmt.Sprintf("%s is not at the end of the log: %d %v %s\n%.3000s", s.data, a.status, a.err, a.body, &s.log)
		})
	}
}

// replay does in the archive in a folder what was acknowledged, and compares all documents and answers.
func (c *crowd) replay(t *testing.T, alone *place, reference *server) {
	t.Helper()
	for _, w := range c.writers {
		alone.must(t, "ingest", w.dir)
		for _, a := range w.acts {
			if a.number != "" {
				alone.must(t, "edit", a.id, "--number", a.number)
			}
			if a.removed {
				alone.must(t, "remove", "--reason", "a test", a.id)
			}
		}
	}
	local := &crowd{t: t, servers: []*server{reference}}
	local.calm(t)
	past := &place{program: c.program, data: c.servers[0].data, env: c.env}
	if out := past.must(t, "check"); !strings.Contains(out, "index      ok") {
		t.Errorf("check: %s", out)
	}
	here, there := exported(t, alone), exported(t, past)
	lost := 0
	for i, line := range here {
		if !slices.Contains(there, line) {
			if lost++; lost <= 5 {
				t.Errorf("line %d is not past one machine:\n%.1500s", i, line)
			}
		}
	}
	if len(here) != len(there) || lost > 0 {
		t.Errorf("%d lines were acknowledged, %d are there, %d are missing or others", len(here), len(there), lost)
	}
	want := listed(t, reference.address())
	var paths []string
	for _, q := range append(slices.Clone(words), "", "пристань", "ремонт пристани", "Мышкин", "исправлен*") {
		paths = append(paths, "/api/v1/search?sort=date&limit=100&facets=city,kind,year,program&q="+url.QueryEscape(q),
			"/api/v1/search?sort=-date&limit=20&collapse=true&facets=city,kind&q="+url.QueryEscape(q))
	}
	for _, s := range c.servers {
		if got := listed(t, s.address()); !slices.Equal(got, want) {
			t.Errorf("%s lists %d documents, not %d, or in another order", s.data, len(got), len(want))
		}
		for _, path := range paths {
			got := ask(t.Context(), "GET", s.address()+path, "", "").plain()
			if right := ask(t.Context(), "GET", reference.address()+path, "", "").plain(); got != right {
				t.Errorf("%s of %s:\n%.1500s\nis answered, not\n%.1500s", path, s.data, got, right)
			}
		}
	}
	t.Logf("%d documents and %d queries are the same as in an archive in a folder", len(want), len(paths))
	c.moved(t, &place{program: c.program, data: filepath.Join(c.dir, "writer0"), env: c.env})
}

// moved brings the archive from the services to a folder, and compares what both export byte for byte.
func (c *crowd) moved(t *testing.T, past *place) {
	t.Helper()
	folder := &place{program: c.program, data: filepath.Join(t.TempDir(), "moved"), env: common}
	past.must(t, "migrate", "--to", folder.data)
	folder.must(t, "check")
	if folder.must(t, "export") != past.must(t, "export") {
		t.Error("moved to a folder, the archive exports something else")
	}
}

// beside differs between archives that did the same: when and by whom.
var beside = regexp.MustCompile(`"(ingested|at|author|by)":("[^"]*"|\d+),?`)

// exported are the lines that an archive exports.
func exported(t *testing.T, p *place) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(p.must(t, "export")) {
		out = append(out, beside.ReplaceAllString(strings.TrimSpace(line), ""))
	}
	slices.Sort(out)
	return out
}

package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
)

// Where a folder lies on the server is shown nowhere, and its name works as a filter.
func TestPathsOfTheServerStayThere(t *testing.T) {
	f := newFixture(t, nil)
	for i, source := range []string{"/srv/secret/portal", "/mnt/secret/portal", "https://gorod.example.ru/docs"} {
		uri := string(rune('a' + i))
		d := &archive.Document{ID: archive.NewID(source, uri), Source: source, URI: uri, Status: archive.StatusOK, Text: "тайник"}
		f.commit(archive.Batch{Source: source, Put: []*archive.Document{d},
			Failed: []archive.Failure{{URI: "locked", Reason: "нет прав"}}})
	}
	id := archive.NewID("/srv/secret/portal", "a")
	for _, path := range []string{"/about", "/api/v1/status", "/d/" + id, "/api/v1/documents/" + id, "/api/v1/search?q=тайник&facets=source",
		"/search?q=тайник&source=portal", "/api/v1/export?q=тайник", "/api/v1/export?q=тайник&format=ndjson", "/api/v1/facets/source"} {
		u, query, _ := strings.Cut(path, "?")
		v, _ := url.ParseQuery(query)
		r := f.get(u + "?" + v.Encode())
		if r.Code != http.StatusOK || strings.Contains(r.Body.String(), "secret") {
			t.Errorf("%s: %d, and shows a path of the server: %v", path, r.Code, strings.Contains(r.Body.String(), "secret"))
		}
	}
	found := getJSON[api.SearchResult](f, "/api/v1/search?facets=source&source=portal")
	values := found.Facets["source"].Values
	if found.Total != 2 || len(values) < 2 || found.Facets["source"].Distinct != 3 {
		t.Fatalf("%d documents, sources %+v", found.Total, found.Facets["source"])
	}
	for _, v := range values {
		if v.ID == "portal" && (v.Count != 2 || !v.Selected || v.Label != "portal") {
			t.Errorf("%+v", v)
		}
	}
	if n := getJSON[api.SearchResult](f, "/api/v1/search?source=nothing").Total; n != 0 {
		t.Errorf("%d documents of a source that is none", n)
	}
}

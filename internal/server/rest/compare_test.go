package rest_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/servertest"
)

// TestCompare holds what programs are told of two wordings, and that of what the archive does not show nothing is told.
func TestCompare(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	edition := &archive.Document{ID: archive.NewID("test", "edition.txt"), Source: "test", URI: "edition.txt",
		Status: archive.StatusOK, Original: archive.Original{SHA256: strings.Repeat("0", 64), Name: "edition.txt"},
		Text: strings.Replace(servertest.Body, "туризма", "туризма и спорта", 1) + "\nГод\t2015\t2016\nИтого\t1\t2"}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{edition}})
	act := servertest.ID("acts/179.txt")
	got := servertest.JSON[api.Comparison](f, "/api/v1/compare?a="+act+"&b="+edition.ID)
	if got.A.ID != act || got.B.ID != edition.ID || got.Counts["changed"] != 1 || got.Counts["added"] != 2 ||
		len(got.Pieces) != 3 || got.Apart {
		t.Fatalf("%+v", got)
	}
	inserted := ""
	for _, r := range got.Pieces[0].Runs {
		if r.Op != api.Keep {
			inserted += string(r.Op) + ":" + r.Text
		}
		if strings.Contains(r.Text, "2-11-00") {
			t.Errorf("personal data is told: %q", r.Text)
		}
	}
	if inserted != "insert:и спорта " {
		t.Errorf("%q", inserted)
	}
	if p := got.Pieces[1]; p.A != nil || p.B == nil || p.B.Offset == 0 || p.Runs[0].Text != "Год\t2015\t2016" {
		t.Errorf("%+v", p)
	}
	same := servertest.JSON[api.Comparison](f, "/api/v1/compare?unchanged=true&a="+act+"&b="+act)
	if len(same.Pieces) != 1 || same.Pieces[0].Kind != "same" || same.Common != 1 || len(same.Pieces[0].Runs) != 0 {
		t.Errorf("%+v", same)
	}
	f.Commit(archive.Batch{Source: "test", Delete: []string{edition.ID}})
	for query, status := range map[string]int{"a=" + act + "&b=" + edition.ID: 410, "b=" + act + "&a=nothing": 404} {
		w := f.Get("/api/v1/compare?" + query)
		if p := servertest.Problem(t, w); w.Code != status || p.Parameter == "" ||
			strings.Contains(w.Body.String(), "спорта") {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
	for range 30 { // the same complaint for the same request
		if p := servertest.Problem(t, f.Do(httptest.NewRequest("GET", "/api/v1/compare", nil), true)); p.Parameter != "a" {
			t.Fatalf("without parameters: %+v", p)
		}
	}
}

package page_test

import (
	"net/http"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
)

// The address of a page that was one document leads to its posts, for people and for programs.
func TestTheAddressOfAPageThatWasSplit(t *testing.T) {
	f := servertest.New(t, nil)
	doc := func(uri, title string) *archive.Document {
		return &archive.Document{ID: archive.NewID("test", uri), Source: "test", URI: uri, Status: archive.StatusOK,
			Text:  title + "\nПодробности будут позже.",
			Facts: archive.Facts{Title: archive.Value{Text: title}}}
	}
	page, gone := doc("city.html", "Новости города"), doc("gone.html", "Новости района")
	f.Commit(archive.Batch{Source: "test", Cursor: "2", Put: []*archive.Document{page, gone}})
	one, two := doc("city.html#post-2", "Мост открыт"), doc("city.html#post-10", "Школа готова")
	f.Commit(archive.Batch{Source: "test", Cursor: "3", Put: []*archive.Document{two, one},
		Delete: []string{page.ID, gone.ID}})

	w := f.Get("/d/" + page.ID)
	to := w.Header().Get("Location")
	if w.Code != http.StatusMovedPermanently || !strings.HasPrefix(to, "/d/"+one.ID+"?") {
		t.Fatalf("%d, to %q", w.Code, to)
	}
	if w = f.Get(to); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "каждая её запись") ||
		!strings.Contains(w.Body.String(), `href="/d/`+two.ID) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = f.Get("/api/v1/documents/" + page.ID)
	if links := w.Header().Values("Link"); w.Code != http.StatusGone || len(links) != 2 ||
		links[0] != "</d/"+one.ID+`>; rel="successor-version"` {
		t.Errorf("%d, %q", w.Code, links)
	}
	if p := servertest.Problem(t, w); !strings.Contains(p.Detail, "/d/"+two.ID) {
		t.Errorf("%+v", p)
	}
	if w = f.Get("/d/" + gone.ID); w.Code != http.StatusGone {
		t.Errorf("a page that was removed: %d", w.Code)
	}
}

package desk_test

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/desk"
	"letopis/internal/server/servertest"
)

// Every route takes the keys that the table says, and no others; who only reads changes nothing.
func TestRoles(t *testing.T) {
	f := setup(t, nil)
	for _, r := range desk.Table() {
		if !slices.Contains(admission.Scopes, r.Scope) ||
			r.Method != "GET" && r.Path != "/desk/out" && r.Scope == admission.ScopeRead {
			t.Errorf("%s %s has the scope %q", r.Method, r.Path, r.Scope)
		}
	}
	for key, has := range map[string]string{"reader": admission.ScopeRead, "editor": admission.ScopeEdit,
		"admin": admission.ScopeAdmin} {
		cookie, token := f.signIn(key)
		for _, r := range desk.Table() {
			q := httptest.NewRequest(r.Method, address(r.Path), nil)
			q.Header.Set("X-Desk-Token", token)
			w := f.send(q, cookie)
			may := slices.Index(admission.Scopes, has) >= slices.Index(admission.Scopes, r.Scope)
			if may && (w.Code == 401 || w.Code == 403) || !may && w.Code != 403 {
				t.Errorf("%s: %s %s: %d", key, r.Method, r.Path, w.Code)
			}
		}
	}
	r := httptest.NewRequest("PATCH", "/api/v1/documents/"+servertest.ID("acts/179.txt"),
		strings.NewReader(`{"edits":[{"field":"number","value":["1"]}]}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer reader")
	if w := f.Do(r, true); w.Code != 403 {
		t.Errorf("a reader corrects by the API: %d", w.Code)
	}
	if log, err := f.Store.Audit(t.Context(), archive.AuditFilter{By: "reader", Did: archive.DidCorrect}, 1); err != nil ||
		len(log) > 0 {
		t.Errorf("%+v %v", log, err)
	}
}

// What somebody may not do he is not offered.
func TestReadersAreOfferedNothing(t *testing.T) {
	f := setup(t, nil)
	cookie, _ := f.signIn("reader")
	for _, path := range []string{"/desk", "/desk?q=" + url.QueryEscape("дороги"), "/desk/unread", "/desk/sources"} {
		page := f.page(cookie, path)
		for _, what := range []string{`name="doc"`, `action="/desk/many`, `href="/desk/d/`, `href="/desk/add"`,
			`href="/desk/audit"`} {
			if strings.Contains(page, what) {
				t.Errorf("%s offers %s", path, what)
			}
		}
	}
	w := f.send(httptest.NewRequest("GET", "/desk?q="+servertest.ID("acts/179.txt"), nil), cookie)
	if got := w.Header().Get("Location"); got != "/d/"+servertest.ID("acts/179.txt") {
		t.Errorf("an id leads to %q", got)
	}
}

func TestSources(t *testing.T) {
	f := setup(t, nil)
	f.Commit(archive.Batch{Source: "desk", Cursor: "x"})
	f.Commit(archive.Batch{Source: "/srv/<b>portal", Cursor: "x"})
	cookie, _ := f.signIn("reader")
	page := f.page(cookie, "/desk/sources")
	for _, want := range []string{"каждые 5\u00a0минут", "Как только файлы пришлют", "&lt;b&gt;portal", "таймер",
		"сегодня",
		"не прочитано: 2"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	if strings.Contains(page, "/srv") {
		t.Error("a path of the server is told")
	}
}

func TestAge(t *testing.T) {
	now := time.Date(2026, 3, 30, 1, 0, 0, 0, time.Local)
	for at, want := range map[time.Time]string{now.Add(-time.Minute): "сегодня", now.Add(time.Hour): "сегодня",
		now.Add(-2 * time.Hour): "1\u00a0день назад", now.AddDate(0, 0, -21): "21\u00a0день назад"} {
		if got := desk.Age(at, now); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}

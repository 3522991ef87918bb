package desk_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
)

// The audit log is shown to administrators: by person, deed and day, page by page; wrong keys stand in it.
func TestAuditPage(t *testing.T) {
	f := setup(t, nil)
	for range 2 {
		f.send(form("/desk/in", url.Values{"key": {"guess"}}), "")
	}
	if log, err := f.Store.Audit(t.Context(), archive.AuditFilter{}, 10); err != nil || len(log) > 0 {
		t.Fatalf("each wrong key is written by itself: %+v %v", log, err)
	}
	editor, _ := f.signIn("editor")
	cookie, _ := f.signIn("admin")
	for _, path := range []string{"/desk/audit", "/desk/takedowns"} {
		if w := f.send(httptest.NewRequest("GET", path, nil), editor); w.Code != 403 {
			t.Errorf("%s shown to an editor: %d", path, w.Code)
		}
	}
	page := f.page(cookie, "/desk/audit")
	for _, want := range []string{"неверный ключ или вход", "2\u00a0попытки", "192.0.2.0/24", "вошёл",
		"<option value=\"editor\">"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	at := time.Date(2020, 3, 30, 12, 0, 0, 0, time.Local)
	var old []archive.AuditEntry
	for i := range 120 {
		old = append(old, archive.AuditEntry{At: at.Add(time.Duration(i) * time.Second), By: "Иванов <b>",
			Did: archive.DidCorrect,
			Doc: servertest.ID("acts/179.txt"), Detail: "title, effects", Client: "192.0.2.9", Deed: "d" + fmt.Sprint(i)})
	}
	if err := f.Store.AddAudit(t.Context(), old...); err != nil {
		t.Fatal(err)
	}
	ask := url.Values{"by": {"Иванов <b>"}, "did": {archive.DidCorrect}, "from": {"2020-03-30"}, "to": {"30.03.2020"}}
	seen, pages := 0, 0
	for path := "/desk/audit?" + ask.Encode(); path != ""; pages++ {
		page := f.page(cookie, path)
		if strings.Contains(page, "<b>") || !strings.Contains(page, "Название, Что делает с другими актами") {
			t.Fatalf("%s", page)
		}
		seen += strings.Count(page, `href="/desk/many/d`)
		path = nextPage(page)
	}
	if seen != 120 || pages != 3 {
		t.Errorf("%d entries on %d pages, want 120 on 3", seen, pages)
	}
	for _, nothing := range []url.Values{{"by": {"Иванов"}}, {"to": {"2020-03-29"}},
		{"by": {"Иванов <b>"}, "from": {"2020-03-31"}},
		{"by": {"Иванов <b>"}, "did": {archive.DidRemove}}} {
		if page := f.page(cookie, "/desk/audit?"+nothing.Encode()); !strings.Contains(page, "Ничего такого") {
			t.Errorf("%v: %s", nothing, page)
		}
	}
	w := f.send(httptest.NewRequest("GET", "/desk/audit?from=2020&to="+url.QueryEscape(`"><script>`), nil), cookie)
	if body := w.Body.String(); w.Code != 422 || strings.Count(body, `aria-invalid="true"`) != 2 ||
		!strings.Contains(body, `value="&#34;&gt;&lt;script&gt;"`) {
		t.Errorf("%d %s", w.Code, body)
	}
}

func TestTakedownsPage(t *testing.T) {
	f := setup(t, nil)
	cookie, _ := f.signIn("admin")
	if page := f.page(cookie, "/desk/takedowns"); !strings.Contains(page, "Ничего не удаляли") {
		t.Error(page)
	}
	var list []archive.Takedown
	for i := range 70 {
		list = append(list, archive.Takedown{ID: fmt.Sprint("doc", i), Source: "/srv/portal", By: "admin",
			Due:    "2026-12-01",
			Reason: "по заявлению <i>", At: time.Unix(int64(1_700_000_000+i), 0)})
	}
	if err := f.Store.AddTakedowns(t.Context(), list...); err != nil {
		t.Fatal(err)
	}
	page := f.page(cookie, "/desk/takedowns")
	if strings.Contains(page, "<i>") || strings.Contains(page, "/srv") || !strings.Contains(page, "doc69") ||
		strings.Contains(page, "doc19\n") || strings.Count(page, "по заявлению") != 50 {
		t.Error(page)
	}
	if page = f.page(cookie, nextPage(page)); strings.Count(page, "по заявлению") != 20 || nextPage(page) != "" {
		t.Error(page)
	}
}

package page_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
)

// A draft is said to be one on its page, in the API and in the export, with where it says so and what it leaves blank.
func TestADraft(t *testing.T) {
	f := servertest.New(t, nil)
	const text = "ПРОЕКТ\nПОСТАНОВЛЕНИЕ\nот «__» ______ 2015 № ___\nО дорогах"
	d := &archive.Document{ID: archive.NewID("test", "draft.txt"), Source: "test", URI: "draft.txt",
		Status: archive.StatusOK, Text: text, Facts: archive.Facts{Kind: archive.Value{Text: "постановление"},
			Title: archive.Value{Text: "О дорогах"}, Date: archive.Date{Year: 2015},
			Draft: archive.Evidence{Rule: "draft-mark", Start: 0, End: len("ПРОЕКТ")},
			Doubts: map[string]archive.Doubt{"date": {Why: archive.DoubtBlank, Name: "от «__» ______ 2015"},
				"number": {Why: archive.DoubtBlank, Name: "№ ___"}}}}
	f.Commit(archive.Batch{Source: "test", Cursor: "2", Put: []*archive.Document{d}})
	page := f.Page("/d/" + d.ID)
	for _, want := range []string{"Состояние", "проект", `href="#e0"`, `id="e0"`,
		"в тексте оставлено пустое место: «№ ___»", "в тексте оставлено пустое место: «от «__» ______ 2015»"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if strings.Contains(page, "Действие не определено") || !strings.Contains(page, "Проект") {
		t.Error("below its title the page does not say that it is a draft")
	}
	for path, wants := range map[string][]string{
		"/api/v1/documents/" + d.ID: {`"draft":true`, `"rule":"draft-mark"`, `"why":"blank"`, `"date":"2015"`,
			`"number":null`},
		"/api/v1/export?format=csv&q=дорогах&kind=постановление":    {";draft", "true"},
		"/api/v1/export?format=ndjson&q=дорогах&kind=постановление": {`"draft":true`},
	} {
		body := f.Get(path).Body.String()
		for _, want := range wants {
			if !strings.Contains(strings.ReplaceAll(body, ",", ";"), strings.ReplaceAll(want, ",", ";")) {
				t.Errorf("%s does not say %s:\n%.600s", path, want, body)
			}
		}
	}
	draftInLists(t, f, d.ID)
}

// draftInLists holds that a draft is told wherever documents are listed, and that it can be left out.
func draftInLists(t *testing.T, f *servertest.Fixture, id string) {
	for _, path := range []string{"/search?q=дорогах", "/search?kind=постановление"} {
		if page := f.Page(path); !strings.Contains(page, `<span class="badge draft">проект</span>`) ||
			!strings.Contains(page, `name="draft" value="false"`) || strings.Contains(page, `name="draft.not"`) {
			t.Errorf("%s does not mark the draft, or cannot leave it out", path)
		}
	}
	if page := f.Page("/search?kind=решение"); strings.Contains(page, `name="draft" value="`) {
		t.Error("where there are no drafts they can be left out")
	}
	if page := f.Page("/search?draft=false"); !strings.Contains(page, "без проектов") || strings.Contains(page, id) {
		t.Error("the page without drafts has one, or does not say what it lacks")
	}
	for path, want := range map[string]string{"/search.atom?q=дорогах": "<title>Проект: О дорогах</title>",
		"/search.json?q=дорогах":            `"title":"Проект: О дорогах"`,
		"/api/v1/documents/" + id + "/cite": "проект постановления"} {
		if body := f.Get(path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s has no %s: %.500s", path, want, body)
		}
	}
	total := func(query string) (n int, drafts int) {
		t.Helper()
		var got struct {
			Total int
			Hits  []struct{ Draft bool }
		}
		if w := f.Get("/api/v1/search?" + query); json.Unmarshal(w.Body.Bytes(), &got) != nil {
			t.Fatalf("%s: %s", query, w.Body)
		}
		for _, h := range got.Hits {
			if h.Draft {
				drafts++
			}
		}
		return got.Total, drafts
	}
	all, _ := total("limit=100")
	for query, want := range map[string][2]int{"limit=100": {all, 1}, "limit=100&draft=true": {1, 1},
		"limit=100&draft=false": {all - 1, 0}, "q=проект:да": {1, 1}, "limit=100&q=проект:нет": {all - 1, 0},
		"q=draft:yes": {1, 1}, "limit=100&q=-draft:true": {all - 1, 0}, "limit=100&draft=false&draft=true": {all, 1}} {
		if n, drafts := total(query); n != want[0] || drafts != want[1] {
			t.Errorf("%s: %d, %d of them drafts, want %v", query, n, drafts, want)
		}
	}
	w := f.Do(httptest.NewRequest("GET", "/api/v1/search?draft=maybe", nil), true)
	if w.Code != 400 || !strings.Contains(w.Body.String(), "draft") {
		t.Errorf("draft=maybe: %d %s", w.Code, w.Body)
	}
}

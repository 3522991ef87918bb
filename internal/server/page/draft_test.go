package page_test

import (
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
		"/api/v1/export?format=csv&q=дорогах&kind=постановление":    {";draft", "draft-mark"},
		"/api/v1/export?format=ndjson&q=дорогах&kind=постановление": {`"draft":"draft-mark"`},
	} {
		body := f.Get(path).Body.String()
		for _, want := range wants {
			if !strings.Contains(strings.ReplaceAll(body, ",", ";"), strings.ReplaceAll(want, ",", ";")) {
				t.Errorf("%s does not say %s:\n%.600s", path, want, body)
			}
		}
	}
}

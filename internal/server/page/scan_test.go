package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/servertest"
)

// A page that was recognised is shown as it was scanned: what is looked for is framed where it stands, doubtful words
// are told, other pages with hits are named.
func TestScansAreShown(t *testing.T) {
	t.Parallel()
	asked := -1
	f := servertest.New(t, func(o *server.Options) {
		o.Draw = func(_ context.Context, _ *archive.Document, page int) ([]byte, error) {
			if asked = page; page == 2 {
				return nil, nil
			}
			return []byte("\xff\xd8\xff picture"), nil
		}
	})
	first, second := "О ремонте дорог в посёлке", "Дорогу у пристани закрыть"
	d := &archive.Document{Source: "test", URI: "scans/1.pdf", Status: archive.StatusOK,
		Text:  first + "\n" + second + "\nтретья",
		Pages: []int{0, len(first) + 1, len(first) + len(second) + 2},
		Scans: []archive.Scan{{Page: 0, Ratio: 1414, Words: packed(first, "О", "ремонте", "дорог", "посёлке")},
			{Page: 1, Ratio: 707, Words: packed(second, "Дорогу", "пристани")},
			{Page: 2, Ratio: 1000, Words: packed("третья", "третья")}}}
	d.ID = archive.NewID(d.Source, d.URI)
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})

	page := f.Page("/d/" + d.ID + "?q=дорога")
	link := `href="/d/` + d.ID + `/scan/2?q=`
	if strings.Count(page, `class="toscan`) != 3 || !strings.Contains(page, link) {
		t.Errorf("the text does not lead to %s", link)
	}
	page = f.Page("/d/" + d.ID + "/scan/1?q=дорога")
	for _, want := range []string{"Страница 1 из 3: скан", `viewBox="0 0 1000 1414"`,
		`href="/d/` + d.ID + `/scan/1/image"`,
		`<rect class="hit" x="198" y="139" width="94" height="18">`, ">ремонте ", `class="unsure" x="298"`,
		"уверенность 40 %", "Распознано неуверенно слов: 1.", `<a href="/d/` + d.ID + `/scan/2?q=`, "1\u00a0совпадение"} {
		if !strings.Contains(page, want) {
			t.Errorf("the scan has no %s", want)
		}
	}
	if page := f.Page("/d/" + d.ID + "/scan/2?q=дорога&in=пристань"); !strings.Contains(page, `class="hit" x="99"`) ||
		strings.Contains(page, `class="hit" x="-1"`) {
		t.Error("what is looked for in the text is not what is framed")
	}
	if page := f.Page("/d/" + d.ID + "/scan/2?in=щщщ"); !strings.Contains(page, "В тексте нет") {
		t.Error("that nothing is found is not told")
	}
	w := f.Get("/d/" + d.ID + "/scan/2/image")
	if w.Header().Get("Content-Type") != "image/jpeg" || asked != 1 || !strings.HasPrefix(w.Body.String(), "\xff\xd8") {
		t.Errorf("%d %v, page %d was asked for", w.Code, w.Header(), asked)
	}
	for _, path := range []string{"/scan/3/image", "/scan/4", "/scan/0", "/scan/-1", "/scan/x",
		"/scan/99999999999999999999/image"} {
		if w := f.Get("/d/" + d.ID + path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	none := servertest.New(t, nil)
	none.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	if strings.Contains(none.Page("/d/"+d.ID), "/scan/") || none.Get("/d/"+d.ID+"/scan/1").Code != http.StatusNotFound {
		t.Error("scans are offered where nothing draws them")
	}
}

// packed are words of a text, side by side, the last one doubtful.
func packed(text string, words ...string) []byte {
	var out []archive.ScanWord
	for i, w := range words {
		at := strings.Index(text, w)
		sure := 95
		if i == len(words)-1 && i == 3 {
			sure = 40
		}
		out = append(out, archive.ScanWord{Start: at, End: at + len(w), Left: 100 * i, Top: 100, Width: 90, Height: 10,
			Sure: sure})
	}
	return archive.PackWords(out)
}

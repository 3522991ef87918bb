package page_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
)

// wording is a document of an invented act in one of its wordings.
func wording(uri, text string) *archive.Document {
	return &archive.Document{ID: archive.NewID("test", uri), Source: "test", URI: uri, Status: archive.StatusOK,
		Text: text, Original: archive.Original{SHA256: strings.Repeat("0", 64), Name: uri},
		Facts: archive.Facts{Title: servertest.Value("О пристани "+uri, "", 0, 0)}}
}

const (
	wordingA = "1. Утвердить план ремонта пристани на 2015 год.\n" +
		"2. Отделу строительства начать работы до 1 мая.\n3. Финансовому отделу выделить средства из резерва города.\n" +
		"4. Телефон: 8 (48544) 2-11-00.\nГод\tСумма\n2015\t100,0\n" + wordingTail
	wordingB = "1. Утвердить план ремонта пристани на 2016 год.\n" +
		"2. Финансовому отделу выделить средства из резерва города.\n3. Отделу строительства начать работы до 1 мая.\n" +
		"4. Телефон: 8 (48544) 2-11-00.\nГод\tСумма\n2015\t120,0\n" + wordingTail +
		"8.1. И ещё.\n9. Вступает в силу завтра <b>" + servertest.Evil + "</b>.\n"
	wordingTail = "5. Опубликовать постановление.\n6. Контроль возложить на заместителя главы.\n" +
		"7. Считать план целевым.\n8. Архиву хранить.\nПодпись главы города.\n"
)

// TestComparison holds what people see of two wordings: words and cells that changed, in words too, what moved with its
// two places, what is the same folded; and nothing of what the archive does not show.
func TestComparison(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	a, b := wording("a.txt", wordingA), wording("b.txt", wordingB)
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{a, b}})
	address := "/compare?a=" + a.ID + "&b=" + b.ID
	page := f.Page(address)
	for _, want := range []string{
		`<del><span class="vh">[удалено: </span>2015<span class="vh">]</span></del>`,
		`<ins><span class="vh">[добавлено: </span>2016<span class="vh">]</span></ins>`,
		`<del><span class="vh">[удалено: </span>100,0<span class="vh">]</span></del>`, "перемещено отсюда", "перемещено сюда",
		`<details class="fold"`, `class="row added"`, `id="d1"`, `href="#d2"`, "изменено\u00a02", "п.\u00a01",
		"&lt;script&gt;", `content="noindex`, "/api/v1/compare?a=" + a.ID,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, not := range []string{"2-11-00", "<script>alert", "слишком различаются"} {
		if strings.Contains(page, not) {
			t.Errorf("%s is shown", not)
		}
	}
	if page := f.Page("/compare?a=" + a.ID + "&b=" + a.ID); !strings.Contains(page, "Тексты одинаковы") {
		t.Error("a document is not equal to itself")
	}
	if page := f.Page("/compare?a=" + a.ID + "&b=" + servertest.ID("filler/001.txt")); !strings.Contains(page,
		"слишком различаются") {
		t.Error("what has nothing in common is not said to be so")
	}
	if page := f.Page(address + "&lang=en"); !strings.Contains(page, "[deleted: ") {
		t.Error("marks are not told in English")
	}
	f.Commit(archive.Batch{Source: "test", Delete: []string{b.ID}})
	if w := f.Get(address); w.Code != http.StatusGone || strings.Contains(w.Body.String(), "завтра") {
		t.Errorf("a removed document: %d", w.Code)
	}
}

// TestComparisonIsAskedFor holds the ways to a comparison: ticks, an address that was typed, what is offered.
func TestComparisonIsAskedFor(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := lives()
	f.Commit(archive.Batch{Source: "test", Put: docs})
	pool, end := docs[0].ID, docs[1].ID
	for from, to := range map[string]string{
		"d=" + pool + "&d=" + end: "/compare?a=" + pool + "&b=" + end,
		"d=" + pool:               "/compare?a=" + pool,
		"a=" + pool + "&b=" + url.QueryEscape(" https://archive.example/d/"+end+"?lang=en#e5"): "/compare?a=" + pool +
			"&b=" + end,
	} {
		if w := f.Get("/compare?" + from); w.Code != http.StatusFound || w.Header().Get("Location") != to {
			t.Errorf("%s: %d %s", from, w.Code, w.Header().Get("Location"))
		}
	}
	for query, status := range map[string]int{"": 400, "b=" + end: 400, "d=1&d=2&d=3": 400, "a=x&b=y": 404,
		"a=" + pool + "&b=y": 404, "a=x": 404} {
		if w := f.Get("/compare?" + query); w.Code != status {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
	if page := f.Page("/d/" + end); !strings.Contains(page, `href="/compare?a=`+end+`"`) {
		t.Error("the page of a document leads to no comparison")
	}
	// The older document comes first, wherever one begins.
	for _, id := range []string{pool, end} {
		if page := f.Page("/compare?a=" + id); !strings.Contains(page, "/compare?a="+pool+"&amp;b="+end) {
			t.Errorf("%s is not offered its other", id)
		}
	}
}

// TestLongComparison holds that a page has no more than people can read, and the next ones have the rest.
func TestLongComparison(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var texts [2]strings.Builder
	const lines = 6000
	for i := range lines {
		for side := range texts {
			fmt.Fprintf(&texts[side], "%d) мероприятие по ремонту и содержанию улицы, сумма %d тысяч рублей;\n",
				i, i*20+side*(i%7))
		}
	}
	a, b := wording("a.txt", texts[0].String()), wording("b.txt", texts[1].String())
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{a, b}})
	address, rows, pages := "/compare?a="+a.ID+"&b="+b.ID, 0, 0
	for ; address != ""; pages++ {
		page := f.Page(address)
		if rows += strings.Count(page, `class="row changed"`); len(page) > 8<<20 || pages > 20 {
			t.Fatalf("page %d has %d bytes", pages, len(page))
		}
		_, page, _ = strings.Cut(page, `<main`) // other languages stand before
		_, after, _ := strings.Cut(page, `<a href="/compare?a=`+a.ID+`&amp;b=`+b.ID+`&amp;from=`)
		from, _, found := strings.Cut(after, `"`)
		if address = ""; found && strings.Contains(page, `rel="next"`) {
			from, _, _ = strings.Cut(from, "&")
			address = "/compare?a=" + a.ID + "&b=" + b.ID + "&from=" + from
		}
	}
	if want := lines - (lines+6)/7; pages < 2 || rows != want { // every seventh sum is the same
		t.Errorf("%d rows on %d pages, want %d", rows, pages, want)
	}
}

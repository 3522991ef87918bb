package page_test

import (
	"crypto/sha256"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/servertest"
)

// clauseText has a clause and, in an annex, another of the same number.
const clauseText = `О конкурсе.
1. Утвердить положение (приложение № 1).
2. Отделу культуры:
1) объявить конкурс;
2) подвести итоги.
Приложение № 1
к постановлению
1. Победителя награждают серебряной чаркой.
`

func clauseDocument(text string) *archive.Document {
	return &archive.Document{ID: archive.NewID("test", "acts/clauses.txt"), Source: "test", URI: "acts/clauses.txt",
		Status: archive.StatusOK, Text: text,
		Original: archive.Original{SHA256: strings.Repeat("0", 64), Name: "clauses.txt"},
		Facts: archive.Facts{Title: servertest.Value("О конкурсе", "", 0, 0),
			Kind: servertest.Value("постановление", "", 0, 0)}}
}

// linkOf returns the address that the page on how to cite a clause says stays, within the site.
func linkOf(t *testing.T, f *servertest.Fixture, id, anchor string) string {
	t.Helper()
	page := f.Page("/d/" + id + "/cite?clause=" + url.QueryEscape(anchor))
	m := regexp.MustCompile(`id="cite-url">https?://[^/]+([^<]+)<`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no permanent link of %s:\n%s", anchor, page)
	}
	path, fragment, _ := strings.Cut(html.UnescapeString(m[1]), "#")
	if fragment != url.PathEscape(anchor) {
		t.Errorf("the permanent link of %s leads to #%s", anchor, fragment)
	}
	return path // browsers keep the fragment for themselves
}

// Each clause has an anchor and a page that cites it, without scripts; references name the clause, the address, the
// day and the hash of its text.
func TestClauseIsCited(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := clauseDocument(clauseText)
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	page := f.Page("/d/" + d.ID)
	for _, anchor := range []string{"п-1", "п-2", "п-2-пп-1", "п-2-пп-2", "прил-1", "прил-1-п-1"} {
		if !strings.Contains(page, `<span id="`+anchor+`"></span><a class="clause" href="/d/`+d.ID+"/cite?clause="+
			url.QueryEscape(anchor)+`"`) {
			t.Errorf("no anchor %s with a link to its reference", anchor)
		}
	}
	cited := f.Page("/d/" + d.ID + "/cite?clause=" + url.QueryEscape("п-2-пп-1"))
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte("1) объявить конкурс;")))
	for _, want := range []string{"<h1>Подп.\u00a01 п.\u00a02</h1>", ">1) объявить конкурс;</blockquote>",
		"– Подп.\u00a01 п.\u00a02. – URL: https://archive.example/d/" + d.ID + "?clause=", "(дата обращения: ", sum,
		"@misc{", "TY - ", "noindex"} {
		if !strings.Contains(cited, want) {
			t.Errorf("the page on a clause lacks %q", want)
		}
	}
	if en := f.Page("/d/" + d.ID + "/cite?lang=en&clause=" + url.QueryEscape("прил-1-п-1")); !strings.Contains(en,
		"<h1>Clause\u00a01 of annex\u00a01</h1>") {
		t.Error("in English the clause has no name")
	}
	for style, want := range map[string]string{"gost": "Подп.\u00a01 п.\u00a02", "bibtex": "note = {Подп. 1 п. 2. SHA-256",
		"ris": "SE  - подп. 1 п. 2\r\n", "csl-json": `"section": "подп.` + "\u00a01 п.\u00a02" + `"`} {
		w := f.Get("/api/v1/documents/" + d.ID + "/cite?style=" + style + "&clause=" + url.QueryEscape("п-2-пп-1"))
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), sum) {
			t.Errorf("%s: %d %s", style, w.Code, w.Body)
		}
	}
	for _, address := range []string{"/d/" + d.ID + "/cite", "/api/v1/documents/" + d.ID + "/cite"} {
		if w := f.Get(address + "?clause=" + url.QueryEscape("п-9")); w.Code != 404 {
			t.Errorf("%s of a clause that is not there: %d", address, w.Code)
		}
	}
	if w := f.Get("/d/" + d.ID + "/cite"); w.Code != 302 || w.Header().Get("Location") != "/d/"+d.ID+"#h-cite" {
		t.Errorf("of no clause: %d %s", w.Code, w.Header().Get("Location"))
	}
}

// A link to a clause says that its text is the same, finds it under another number, and says that it has changed or
// is no more.
func TestLinkToAClause(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := clauseDocument(clauseText)
	put := func(text string) {
		f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{clauseDocument(text)}})
	}
	put(clauseText)
	link := linkOf(t, f, d.ID, "прил-1-п-1")
	if page := f.Page(link); !strings.Contains(page, "текст пункта с тех пор тот же") {
		t.Error("an unchanged clause is not said to be the same")
	}
	put(strings.Replace(clauseText, "серебряной чаркой.", "  серебряной\nчаркой", 1)) // read anew, by other rules
	if page := f.Page(link); !strings.Contains(page, "текст пункта с тех пор тот же") {
		t.Error("other lines and signs make another clause")
	}
	put(strings.Replace(clauseText, "серебряной", "медной", 1))
	if page := f.Page(link); !strings.Contains(page, "Текст этого пункта изменился") {
		t.Error("a clause that changed is not said to have")
	}
	put(strings.Replace(clauseText, "1. Победителя", "1. Жюри избирают.\n2. Победителя", 1))
	w := f.Get(link)
	moved := w.Header().Get("Location")
	if w.Code != 302 || !strings.HasSuffix(moved, "#"+url.PathEscape("прил-1-п-2")) {
		t.Fatalf("a clause that moved: %d %s", w.Code, moved)
	}
	moved, _, _ = strings.Cut(moved, "#")
	if page := f.Page(moved); !strings.Contains(page, "Номер пункта с тех пор изменился, в ссылке он был прил-1-п-1") {
		t.Error("the page does not say that the number is another one")
	}
	put("Конкурс отменён.")
	if page := f.Page(link); !strings.Contains(page, "больше нет") {
		t.Error("a clause that is no more is not said to be gone")
	}
}

// Hits say in which clause they are, and lead there.
func TestClauseOfHit(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := clauseDocument(clauseText)
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	hits := servertest.JSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape("чарка")).Hits
	if len(hits) != 1 || hits[0].Snippets[0].Clause == nil ||
		*hits[0].Snippets[0].Clause != (api.ClauseRef{Label: "п.\u00a01 приложения\u00a01", Anchor: "прил-1-п-1"}) {
		t.Fatalf("%+v", hits)
	}
	page := f.Page("/search?q=" + url.QueryEscape("чарка"))
	if want := "/d/" + hits[0].ID + "?q=" + url.QueryEscape("чарка") + "#" + url.PathEscape("прил-1-п-1") +
		"\">п.\u00a01 приложения\u00a01</a>"; !strings.Contains(page, want) {
		t.Errorf("no %s among the results", want)
	}
	if page = f.Page("/search?lang=en&q=" + url.QueryEscape("чарка")); !strings.Contains(page,
		"clause\u00a01 of annex\u00a01</a>") {
		t.Error("in English the hit has no clause")
	}
	hits = servertest.JSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape("пристань")).Hits
	if len(hits) == 0 || hits[0].Snippets[0].Clause != nil {
		t.Errorf("a text without clauses has one: %+v", hits)
	}
}

package desk_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
)

// together goes through the steps that correct a field of many documents, to the one before the last.
func (f *fixture) together(cookie, token, field, value string, docs ...string) (seen, page string) {
	f.Helper()
	v := url.Values{"token": {token}, "doc": docs, "field": {field}, field: {value}, "step": {"preview"}}
	w := f.send(form("/desk/many", v), cookie)
	m := regexp.MustCompile(`name="seen" value="([^"]+)"`).FindStringSubmatch(w.Body.String())
	if w.Code != 200 || m == nil {
		f.Fatalf("%d %s", w.Code, w.Body)
	}
	return m[1], w.Body.String()
}

// store does what was seen, and returns the address of the deed.
func (f *fixture) store(cookie, token, seen, field, value string, docs ...string) string {
	f.Helper()
	v := url.Values{"token": {token}, "doc": docs, "field": {field}, field: {value}, "step": {"store"}, "seen": {seen}}
	w := f.send(form("/desk/many", v), cookie)
	if w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/desk/many/") {
		f.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

func (f *fixture) issuer(id string) string {
	f.Helper()
	docs, err := f.Store.Get(f.Context(), id)
	if err != nil {
		f.Fatal(err)
	}
	return docs[0].Facts.Issuer.Text
}

// Many documents are corrected once it was seen what changes, each with its entry of the log, and taken back as a
// whole: what a person had given before is there again, and what was corrected since stays.
func TestTogether(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	a, b, c := servertest.ID("acts/179.txt"), servertest.ID("acts/12.txt"), servertest.ID("news/kungur.html#post-1")
	found := f.issuer(a)
	edit := func(id, issuer string) {
		t.Helper()
		if w := f.send(form("/desk/d/"+id, url.Values{"token": {token}, "issuer": {issuer}}), cookie); w.Code != 303 {
			t.Fatal(w.Code)
		}
	}
	edit(b, "Дума Мышкина")
	ask := f.send(form("/desk/many", url.Values{"token": {token}, "doc": {a, b}, "field": {"issuer"}}), cookie)
	if body := ask.Body.String(); ask.Code != 200 || !strings.Contains(body, found) ||
		!strings.Contains(body, `value="preview"`) || strings.Contains(body, `name="seen"`) {
		t.Errorf("%d %s", ask.Code, body)
	}
	const name = "Земское <img src=x> собрание"
	seen, page := f.together(cookie, token, "issuer", name, a, b, c)
	for _, want := range []string{found, "Дума Мышкина", "Земское &lt;img src=x&gt; собрание", "Исправить 3"} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if f.issuer(a) != found || strings.Contains(page, "<img src=x>") {
		t.Error("a preview stores, or runs what was typed")
	}
	edit(c, "Редакция") // meanwhile
	again := f.send(form("/desk/many", url.Values{"token": {token}, "doc": {a, b, c}, "field": {"issuer"},
		"issuer": {name}, "step": {"store"}, "seen": {seen}}), cookie)
	body := again.Body.String()
	if again.Code != 422 || f.issuer(a) != found || !strings.Contains(body, "исправил кто-то") {
		t.Errorf("what was not seen is stored: %d %s", again.Code, body)
	}
	seen, _ = f.together(cookie, token, "issuer", name, a, b, c)
	deed := f.store(cookie, token, seen, "issuer", name, a, b, c)
	for _, id := range []string{a, b, c} {
		if f.issuer(id) != name {
			t.Errorf("%s: %q", id, f.issuer(id))
		}
	}
	log, err := f.Store.Audit(t.Context(), archive.AuditFilter{Deed: strings.TrimPrefix(deed, "/desk/many/")}, 10)
	if err != nil || len(log) != 3 || log[0].Doc != c || log[2].Doc != a || log[0].By != "editor" ||
		log[0].Did != archive.DidCorrect || log[0].Detail != "issuer" {
		t.Errorf("%+v %v", log, err)
	}
	edit(c, "Газета")
	other, otherToken := f.signIn("other")
	if w := f.send(form(deed+"/back", url.Values{"token": {otherToken}}), other); w.Code != 403 || f.issuer(a) != name {
		t.Errorf("somebody else takes it back: %d", w.Code)
	}
	if body := f.send(httptest.NewRequest("GET", deed, nil), other).Body.String(); strings.Contains(body, "/back") {
		t.Error("somebody else is offered to take it back")
	}
	w := f.send(form(deed+"/back", url.Values{"token": {token}}), cookie)
	if got := f.issuer(a) + ", " + f.issuer(b) + ", " + f.issuer(c); w.Code != 303 ||
		got != found+", Дума Мышкина, Газета" {
		t.Errorf("%d: %s", w.Code, got)
	}
	body = f.send(httptest.NewRequest("GET", w.Header().Get("Location"), nil), cookie).Body.String()
	if !strings.Contains(body, "1\u00a0документ.") || !strings.Contains(body, "2\u00a0документа") {
		t.Errorf("the page does not tell what was left: %s", body)
	}
	if w := f.send(form(deed+"/back", url.Values{"token": {token}}), cookie); w.Code != 422 ||
		f.issuer(b) != "Дума Мышкина" {
		t.Errorf("taken back twice: %d", w.Code)
	}
}

func TestTogetherRefuses(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	a := servertest.ID("acts/179.txt")
	many := url.Values{"token": {token}, "field": {"number"}}
	for i := range 600 {
		many.Add("doc", archive.NewID("test", string(rune('0'+i))))
	}
	for what, c := range map[string]struct {
		v    url.Values
		want string
		code int
	}{
		"none":          {url.Values{"field": {"number"}}, "хотя бы один", 422},
		"not ids":       {url.Values{"doc": {"x", "../etc"}, "field": {"number"}}, "хотя бы один", 422},
		"too many":      {many, "не больше 500", 400},
		"no such field": {url.Values{"doc": {a}, "field": {"text"}}, `name="field"`, 200},
		"a wrong value": {url.Values{"doc": {a}, "field": {"date"}, "date": {"вчера"}, "step": {"preview"}}, "Такой даты нет",
			422},
		"the same": {url.Values{"doc": {a}, "field": {"number"}, "number": {"179-а"}, "step": {"preview"}},
			"У всех выбранных так и есть", 200},
		"all of a search": {url.Values{"all": {"1"}, "q": {"рыбалка"}, "field": {"number"}}, "120", 200},
		"no such batch":   {url.Values{"all": {"1"}, "batch": {"none"}, "field": {"number"}}, "", 404},
		"one that is gone": {url.Values{"doc": {archive.NewID("test", "gone")}, "field": {"number"}, "number": {"1"},
			"step": {"preview"}}, "документ удалён", 200},
	} {
		c.v.Set("token", token)
		w := f.send(form("/desk/many", c.v), cookie)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d, want %d with %q: %s", what, w.Code, c.code, c.want, w.Body)
		}
	}
	if log, err := f.Store.Audit(t.Context(), archive.AuditFilter{Did: archive.DidCorrect}, 10); err != nil ||
		len(log) > 0 {
		t.Errorf("%+v %v", log, err)
	}
	for from, to := range map[string]string{"/desk/many": "/desk", "/desk/many?lang=en": "/desk?lang=en",
		"/desk/many/x/back": "/desk/many/x", "/desk/d/" + a + "/remove": "/desk/d/" + a, "/desk/add/b/close": "/desk/add/b"} {
		w := f.send(httptest.NewRequest("GET", from, nil), cookie)
		if w.Code != 303 || w.Header().Get("Location") != to {
			t.Errorf("GET %s: %d to %q, want %s", from, w.Code, w.Header().Get("Location"), to)
		}
	}
	if w := f.send(httptest.NewRequest("GET", "/desk/many/none", nil), cookie); w.Code != 404 {
		t.Errorf("no such deed: %d", w.Code)
	}
}

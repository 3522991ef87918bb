package desk_test

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"letopis/internal/archive"
	"letopis/internal/server/servertest"
)

// Corrections are those of the API: kept apart, taken back, refused with what was typed.
func TestCorrecting(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	id := servertest.ID("acts/179.txt")
	path := "/desk/d/" + id
	page := f.send(httptest.NewRequest("GET", path, nil), cookie).Body.String()
	var values url.Values
	for _, name := range []string{"effects", "title", "number", "date", "issuer", "municipality", "region", "cities",
		"programs",
		"kind", "draft"} {
		if !strings.Contains(page, `name="`+name+`"`) {
			t.Errorf("no field %s", name)
		}
	}
	if !strings.Contains(page, "Где найдено: шапка акта") || strings.Contains(page, "act-head") {
		t.Error("where a value was found is not said in words")
	}
	doc := func() *archive.Document {
		t.Helper()
		docs, err := f.Store.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return docs[0]
	}
	was := doc().Facts
	values = formOf(t, page)
	if got := values["cities"]; !slices.Equal(got, []string{"Мышкин, Ярославская область", "", ""}) ||
		values.Get("municipality") != "городское поселение Мышкин, Ярославская область" {
		t.Errorf("places are shown as %q, %q", got, values.Get("municipality"))
	}
	if w := f.send(form(path, values), cookie); w.Code != 303 || len(doc().Facts.Edited) > 0 {
		t.Fatalf("nothing was changed: %d, %v", w.Code, doc().Facts.Edited)
	}
	values.Set("number", "77-а")
	values.Set("kind", "решение")
	if w := f.send(form(path, values), cookie); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	now := doc().Facts
	if now.Number.Text != "77-а" || now.Kind.Text != "решение" || len(now.Edited) != 2 {
		t.Errorf("%+v", now.Edited)
	}
	for _, c := range []struct {
		chosen string
		draft  bool
	}{{"да, проект", true}, {"да, проект", true}, {"", false}} {
		if w := f.send(form(path, url.Values{"token": {token}, "draft": {c.chosen}}), cookie); w.Code != 303 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if f := doc().Facts; f.IsDraft() != c.draft || len(f.Edited) != 3 {
			t.Errorf("draft %q: %v, %v", c.chosen, f.IsDraft(), f.Edited)
		}
	}
	if w := f.send(form(path, url.Values{"token": {token}, "undo": {"draft"}}), cookie); w.Code != 303 {
		t.Fatalf("%d", w.Code)
	}
	values.Set("date", "вчера <script>")
	values["cities"] = []string{"atlantis", "", ""}
	values.Set("number", "78")
	w := f.send(form(path, values), cookie)
	body := w.Body.String()
	if w.Code != 422 || doc().Facts.Number.Text != "77-а" {
		t.Errorf("%d, number %q: what is right is not stored beside what is wrong", w.Code, doc().Facts.Number.Text)
	}
	for _, want := range []string{`value="78"`, "вчера &lt;script&gt;", "Города «atlantis» нет в справочнике",
		`aria-invalid="true"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in the form", want)
		}
	}
	for field, bad := range map[string]string{"date": "вчера"} {
		body := f.send(form(path, url.Values{"token": {token}, field: {bad}, "number": {"78"}}), cookie).Body.String()
		if !strings.Contains(body, `id="f-`+field+`" name="`+field+`" value="`+bad+`"`) ||
			!strings.Contains(body, "Напишите") || doc().Facts.Number.Text != "77-а" {
			t.Errorf("%s %s: %s", field, bad, body)
		}
	}
	if w := f.send(form(path, url.Values{"token": {token}, "undo": {"number"}}), cookie); w.Code != 303 {
		t.Fatalf("%d", w.Code)
	}
	if now = doc().Facts; now.Number.Text != was.Number.Text || !slices.Equal(now.Edited, []string{"kind"}) {
		t.Errorf("taken back: %q %v", now.Number.Text, now.Edited)
	}
}

// formOf are the fields of the form that corrects a document, as a browser sends them.
func formOf(t *testing.T, page string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	out := url.Values{}
	attr := func(n *html.Node, key string) (string, bool) {
		i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
		if i < 0 {
			return "", false
		}
		return n.Attr[i].Val, true
	}
	form, choice := false, ""
	for n := range root.Descendants() {
		name, named := attr(n, "name")
		value, _ := attr(n, "value")
		switch {
		case n.Type == html.ElementNode && n.Data == "form":
			class, _ := attr(n, "class")
			form = class == "desk-form"
		case !form || n.Type != html.ElementNode:
		case n.Data == "select":
			choice = name
		case n.Data == "option":
			if _, chosen := attr(n, "selected"); chosen {
				out.Add(choice, value)
			}
		case n.Data == "textarea":
			text := ""
			if n.FirstChild != nil {
				text = n.FirstChild.Data
			}
			out.Add(name, text)
		case n.Data == "input" && named:
			out.Add(name, value)
		}
	}
	return out
}

// Places and programmes are given by name, effects in words; what could be several is asked about.
func TestCorrectingByName(t *testing.T) {
	f := setup(t, nil)
	cookie, token := f.signIn("editor")
	id := servertest.ID("acts/179.txt")
	send := func(v url.Values) *httptest.ResponseRecorder {
		v.Set("token", token)
		return f.send(form("/desk/d/"+id, v), cookie)
	}
	facts := func() archive.Facts {
		t.Helper()
		docs, err := f.Store.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return docs[0].Facts
	}
	w := send(url.Values{"programs": {"Мосты", " ", "Дороги"},
		"effects": {"отменяет; постановление; 6-п; 04.03.2015; часть=пункт 3\r\nin force until; until=2030-12-31"}})
	now := facts()
	if w.Code != 303 || len(now.Programs) != 2 || now.Programs[1].Name != "Дороги" || len(now.Effects) != 2 ||
		now.Effects[0].Form() != "repeals;постановление;6-п;2015-03-04;part=пункт 3" ||
		now.Effects[1].Form() != "lapses;until=2030-12-31" {
		t.Fatalf("%d %+v %+v", w.Code, now.Programs, now.Effects)
	}
	page := f.send(httptest.NewRequest("GET", "/desk/d/"+id, nil), cookie).Body.String()
	values := formOf(t, page)
	if got := values.Get("effects"); got != "отменяет; постановление; 6-п; 2015-03-04; часть=пункт 3\n"+
		"действует до; по=2030-12-31" {
		t.Errorf("effects are shown as %q", got)
	}
	log, err := f.Store.Audit(t.Context(), archive.AuditFilter{}, 1)
	if err != nil || log[0].Detail != "programs, effects" {
		t.Fatalf("%+v %v", log, err)
	}
	if w := send(values); w.Code != 303 {
		t.Fatalf("%d", w.Code)
	}
	if after, err := f.Store.Audit(t.Context(), archive.AuditFilter{}, 1); err != nil || after[0].N != log[0].N {
		t.Errorf("what was shown is not what was stored: %+v %v", after, err)
	}
	for field, c := range map[string][2]string{"effects": {"отменяет; <b>что-то", "&lt;b&gt;что-то» не читается"},
		"region":       {"Ярославия", "Региона «Ярославия» нет"},
		"municipality": {"<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;» нет в справочнике"},
		"date":         {"2015-13-01", "Такой даты нет"}, "number": {"1\n2", "только одно"}} {
		w := send(url.Values{field: {c[0]}, "title": {"Не это"}})
		if body := w.Body.String(); w.Code != 422 || !strings.Contains(body, c[1]) || strings.Contains(body, "<img src=x") {
			t.Errorf("%s %q: %d, no %q in %s", field, c[0], w.Code, c[1], body)
		}
	}
	if facts().Title.Text == "Не это" {
		t.Error("what is right is stored beside what is wrong")
	}
}

func TestSuggesting(t *testing.T) {
	f := setup(t, nil)
	cookie, _ := f.signIn("editor")
	for address, want := range map[string]string{
		"field=cities&q=" + url.QueryEscape("мыш"):       `{"suggestions":[{"text":"Мышкин, Ярославская область"}]}`,
		"field=programs&q=" + url.QueryEscape("развити"): "Развитие туризма в городе Мышкине",
		"field=region&q=" + url.QueryEscape("перм"):      `"Пермский край"`,
		"field=cities&q=": `{"suggestions":[]}`, "field=title&q=a": `{"suggestions":[]}`,
	} {
		w := f.send(httptest.NewRequest("GET", "/desk/suggest?"+address, nil), cookie)
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s, want %s", address, w.Code, w.Body, want)
		}
	}
}

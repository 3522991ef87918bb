package page_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/servertest"
)

// pier is an act with the acts that change it: one that is held, one that is not, and one that changes itself.
func pier() (act, amends, self *archive.Document) {
	docs := lives()
	act, amends, self = docs[0], docs[1], docs[3]
	to := archive.Citation{Kind: "постановление", Number: "901", Date: act.Facts.Date, Level: "municipal"}
	absent := to
	absent.Number, absent.Date = "1711", archive.Date{Year: 2015, Month: 12, Day: 30}
	act.Facts.Effects = nil
	act.Text = "О пристани\nПОСТАНОВЛЯЮ:\n1. Установить срок 10 дней.\n2. Начальнику пристани вести учет.\nГод\tСумма\n" +
		"3. Звонить: 8 (48544) 2-11-00.\n4. Отчет публикуется.\nГлава города"
	amends.Text = "О внесении изменений\nПОСТАНОВЛЯЮ:\n" +
		"1. Внести в постановление от 04.03.2014 № 901 следующие изменения:\n" +
		"1.1. в пункте 1 цифры «10» заменить цифрами «12 <b>" + servertest.Evil + "</b>»;\n" +
		"1.2. пункт 4 исключить;\n1.3. в пункте 9 слово «срок» исключить;\n" +
		"1.4. дополнить пунктом 5 следующего содержания: «5. Справки: 8 (48544) 2-11-00.».\nГлава города"
	amends.Facts.Effects = []archive.Effect{{What: archive.EffectAmends, Act: to},
		{What: archive.EffectAmends, Act: to, By: absent}}
	amends.Facts.Cites = []archive.Citation{to}
	self.Text = "О сроках\nПОСТАНОВЛЯЮ:\n1. Срок - год.\n2. Пункт 1 исключить."
	self.Facts.Effects = []archive.Effect{{What: archive.EffectAmends, Act: archive.Citation{}}}
	return act, amends, self
}

// TestEdition holds what people see of a wording: what was changed with its instruction, what was not with its reason,
// acts that are not held; and nothing of what the archive does not show.
func TestEdition(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	act, amends, self := pier()
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act, amends, self}})
	address := "/d/" + act.ID + "/edition?on=2016-01-01"
	page := f.Page(address)
	for _, want := range []string{"Редакция на 1\u00a0января\u00a02016",
		"<ins>12 &lt;b&gt;", `href="#c1"`, `id="c1"`, "<ins>Исключен.</ins>",
		"внесено изменений:\u00a03", "не внесено:\u00a01", "в тексте нет такого пункта", "1711", "в архиве этого акта нет",
		"Год — Сумма", "/d/" + amends.ID + "?at=", `content="noindex`,
		"/compare?a=" + act.ID + "&amp;b=" + act.ID + "%402016-01-01"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, not := range []string{"2-11-00", "<script>alert"} {
		if strings.Contains(page, not) {
			t.Errorf("%s is shown", not)
		}
	}
	if p := f.Page("/d/" + act.ID + "/edition?on=2014-12-31"); !strings.Contains(p, "Изменений к этому дню") ||
		strings.Contains(p, "<ins>") {
		t.Error("a change is made before its day")
	}
	if p := f.Page("/compare?a=" + act.ID + "&b=" + act.ID + "@2016-01-01"); !strings.Contains(p, "Исключен") {
		t.Error("the wording is not compared")
	}
	if p := f.Page("/d/" + self.ID + "/edition?lang=en"); !strings.Contains(p, "the act changes itself") ||
		strings.Contains(p, "<ins>") {
		t.Error("an act that changes itself")
	}
	for _, link := range []string{"/d/" + act.ID, "/d/" + act.ID + "/life"} {
		if !strings.Contains(f.Page(link), "/d/"+act.ID+"/edition") {
			t.Errorf("%s does not lead to the wording", link)
		}
	}
	for path, code := range map[string]int{"/d/" + act.ID + "/edition?on=вчера": http.StatusBadRequest,
		"/d/" + act.ID + "/edition?on=2016": http.StatusBadRequest, "/d/none/edition": http.StatusNotFound} {
		if w := f.Get(path); w.Code != code {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	f.Commit(archive.Batch{Source: "test", Delete: []string{amends.ID}})
	if p := f.Page(address); strings.Contains(p, "<ins>") || strings.Contains(p, "<b>") {
		t.Error("a removed act changes others")
	}
	f.Commit(archive.Batch{Source: "test", Delete: []string{act.ID}})
	if w := f.Get(address); w.Code != http.StatusGone || strings.Contains(w.Body.String(), "пристан") {
		t.Errorf("a removed act: %d", w.Code)
	}
}

// TestEditionWhereTheTextIsAnother holds that an act leads to its wordings where something has changed its text, and
// only then.
func TestEditionWhereTheTextIsAnother(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for what, leads := range map[string]bool{archive.EffectAmends: true, archive.EffectCorrects: true,
		archive.EffectSuspends: false, archive.EffectExtends: false, archive.EffectRepeals: false} {
		docs := lives()[:2]
		docs[0].Facts.Effects = nil
		docs[1].Facts.Effects[0].What = what
		f.Commit(archive.Batch{Source: "test", Put: docs})
		id := docs[0].ID
		for address, link := range map[string]string{"/d/" + id: "/edition", "/d/" + id + "/life": "/edition?on="} {
			page := f.Page(address)
			if !strings.Contains(page, "/d/"+docs[1].ID) {
				t.Errorf("%s, %s: the act is not told of", address, what)
			}
			if strings.Contains(page, "/d/"+id+link) != leads {
				t.Errorf("%s, %s: leads to a wording is not %v", address, what, leads)
			}
		}
	}
}

// linked finds the address of a link with a text, or with an attribute, in a page.
func linked(page, end string) string {
	m := regexp.MustCompile(`<a href="([^"]*)"` + end).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// TestEditionChangesPaged holds that a page lists some changes, first those that were not made, that pages list each
// once, and that numbers in the text lead to where theirs is.
func TestEditionChangesPaged(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	act, amends, _ := pier()
	var base, orders strings.Builder
	base.WriteString("О пристани\nПОСТАНОВЛЯЮ:\n")
	orders.WriteString("О внесении изменений\nПОСТАНОВЛЯЮ:\n1. Внести в постановление от 04.03.2014 № 901 изменения:\n")
	const clauses, all = 230, 450
	for i := range clauses {
		fmt.Fprintf(&base, "%d. Причал %d сдается.\n", i+1, i+1)
	}
	for i := range all {
		fmt.Fprintf(&orders, "- в пункте %d слово «сдается» заменить словом «закрыт»;\n", i+1)
	}
	act.Text, amends.Text = base.String()+"Глава города", orders.String()
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act, amends}})

	first := "/d/" + act.ID + "/edition?on=2016-01-01"
	listed := regexp.MustCompile(`<li id="c(\d+)"`)
	seen := map[string]int{}
	var order []string
	pages := 0
	for address := first; address != ""; pages++ {
		page := f.Page(address)
		found := listed.FindAllStringSubmatch(page, -1)
		if len(found) > 200 || len(found) == 0 {
			t.Fatalf("%s lists %d changes", address, len(found))
		}
		for _, m := range found {
			seen[m[1]]++
			order = append(order, m[1])
		}
		address, _, _ = strings.Cut(linked(page, ">Следующие указания"), "#")
	}
	if pages != 3 || len(order) != all || len(seen) != all || order[0] != "231" || order[all-clauses] != "1" {
		t.Fatalf("%d pages, %d changes, %d of them different: %v", pages, len(order), len(seen), order)
	}
	for _, address := range []string{first, first + "&changes=399", first + "&changes=-7", first + "&changes=99999",
		first + "&lang=en"} {
		page := f.Page(address)
		for _, n := range []string{"1", "150", "230"} {
			to := linked(page, ` class="ref"><span class="vh">[^<]*</span>`+n+"<")
			at, anchor, _ := strings.Cut(to, "#")
			if at != "" {
				page := f.Page(at)
				if !strings.Contains(page, `<li id="`+anchor+`"`) {
					t.Errorf("%s: %s is not in %s", address, n, to)
				}
			} else if !strings.Contains(page, `<li id="`+anchor+`"`) {
				t.Errorf("%s: %s is not there", address, n)
			}
		}
	}
}

// TestEditionTextPaged holds that pages cut a text between characters, wherever they begin, and leave nothing out.
func TestEditionTextPaged(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	act, _, _ := pier()
	act.Text = "О пристани\nПОСТАНОВЛЯЮ:\n1. Срок:\n" + strings.Repeat("причал,берег,", 60_000)
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act}})
	address := "/d/" + act.ID + "/edition?on=2016-01-01"
	text, pages := "", 0
	for next := address; next != ""; pages++ {
		page := f.Page(next)
		if !utf8.ValidString(page) || strings.Contains(page, "\uFFFD") {
			t.Fatalf("%s cuts a character", next)
		}
		_, page, _ = strings.Cut(page, `<article class="doc" lang="ru">`)
		own, rest, _ := strings.Cut(page, "</article>")
		text += own
		next = linked(rest, ` rel="next"`)
	}
	if want := strings.ReplaceAll(act.Text, "\n", " "); pages != 3 || text != want { // as f.Page shows them
		t.Errorf("%d pages, %d bytes of %d", pages, len(text), len(want))
	}
	for from := range 4 {
		if page := f.Page(fmt.Sprintf("%s&from=%d", address, 100+from)); !utf8.ValidString(page) {
			t.Errorf("a page from %d cuts a character", 100+from)
		}
	}
}

// TestEditionKeepsSpaces holds that no spaces come between what was changed and the rest.
func TestEditionKeepsSpaces(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	act, amends, _ := pier()
	act.Text = "О пристани\nПОСТАНОВЛЯЮ:\n1. Открыть причал (северный).\nГлава города"
	amends.Text = "О внесении изменений\nПОСТАНОВЛЯЮ:\n1. Внести в постановление от 04.03.2014 № 901 изменения:\n" +
		"1) в пункте 1 слово «северный» заменить словом «южный»;\n2) пункт 1 дополнить словами «, кроме марта»."
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act, amends}})
	_, page, _ := strings.Cut(f.Page("/d/"+act.ID+"/edition?on=2016-01-01"), `<article class="doc" lang="ru">`)
	page, _, _ = strings.Cut(page, "</article>")
	page = regexp.MustCompile("<sup>.*?</sup>").ReplaceAllString(page, "")
	if !strings.Contains(page, "причал (<ins>южный</ins>)<ins>, кроме марта</ins>. Глава") {
		t.Error(page)
	}
}

// TestEditionForPrograms holds that places are told in characters, and that what is not certain is said to be.
func TestEditionForPrograms(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	act, amends, _ := pier()
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act, amends}})
	got := servertest.JSON[api.Edition](f, "/api/v1/documents/"+act.ID+"/edition?on=2016-01-01")
	text, source := []rune(got.Text), []rune(amends.Text)
	at := 0
	for _, p := range got.Pieces {
		if p.Offset != at {
			t.Fatalf("a piece at %d, want %d", p.Offset, at)
		}
		at += p.Length
		s := string(text[p.Offset : p.Offset+p.Length])
		if p.From != nil && string([]rune(act.Text)[*p.From:*p.From+p.Length]) != s && !strings.Contains(s, "*") {
			t.Errorf("%q is not in the act", s)
		}
	}
	if at != len(text) || got.Certain || len(got.Changes) != 4 || len(got.Acts) != 2 {
		t.Errorf("%d of %d characters: %+v", at, len(text), got)
	}
	c := got.Changes[0]
	s := string(source[c.Source.Offset : c.Source.Offset+c.Source.Length])
	if !c.Made || !strings.HasPrefix(s, "в пункте 1 цифры") || c.Clause == nil ||
		*c.Clause != "п.\u00a01" || *c.Was != "10" {
		t.Errorf("%q: %+v", s, c)
	}
	if c := got.Changes[2]; c.Made || *c.Why != "noclause" || c.Reason == nil {
		t.Errorf("%+v", c)
	}
}

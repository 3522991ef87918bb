package page_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/servertest"
)

const (
	ownWords = "Пастбища заречных лугов распределяются сходом жителей между дворами по числу голов крупного скота, " +
		"причём вдовам и " +
		"многодетным семьям выделяются ближние участки возле старой мельницы и водопоя, а очередь пастухов " +
		"устанавливает староста."
	more = "Староста ведёт тетрадь выпаса, отмечает потравы огородов и взыскивает половину ущерба с владельца " +
		"скотины, другую половину " +
		"возмещает общинная касса из сбора за прогон через плотину по осенним ведомостям."
	formula = "Настоящее положение разработано в целях совершенствования организации работы органов местного " +
		"самоуправления и повышения " +
		"качества жизни населения на территории муниципального образования в соответствии с уставом."
	law = "Согласно Федеральному закону о пастбищах прогон скота через населённые пункты допускается только в " +
		"сопровождении взрослого " +
		"пастуха, владелец животных отвечает за причинённый вред имуществу граждан и организаций."
)

// borrower is a document of a municipality.
func borrower(uri, unit string, year int, text string) *archive.Document {
	d := &archive.Document{ID: servertest.ID(uri), Source: "test", URI: uri, Status: archive.StatusOK, Text: text,
		Original: archive.Original{Name: uri, SHA256: servertest.SHA256(uri), MediaType: "text/plain"},
		Facts: archive.Facts{Title: archive.Value{Text: "Положение о выпасе " + uri},
			Kind:         archive.Value{Text: "постановление"},
			Municipality: archive.Value{Text: "Район " + unit},
			Date:         archive.Date{Year: year, Month: 5, Day: 1},
			Places:       []archive.Place{{ID: unit, Name: "Район " + unit, Level: archive.LevelMunicipality}}}}
	if i := strings.Index(text, "Федеральному закону"); i >= 0 {
		d.Facts.Cites = []archive.Citation{{Kind: "федеральный закон", Level: "federal", Name: "о пастбищах",
			Evidence: archive.Evidence{Rule: "federal-law", Start: i, End: i + len("Федеральному закону")}}}
	}
	return d
}

// What a document of another municipality has word for word is found by clause, with its comparison there and with who
// was first; formulas, quotations of laws and documents of the same place are no borrowings.
func TestBorrowings(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	put := []*archive.Document{
		borrower("own.txt", "zarechie", 2015, "1. "+formula+"\n2. "+ownWords+"\n3. "+more+
			"\n4. "+law+"\n5. Иное решает сход."),
		borrower("first.txt", "verkhovie", 2013, "О скоте\n1. "+law+"\n7. "+ownWords+"\n8. "+more+"\n9. Прочее."),
		borrower("neighbour.txt", "zarechie", 2014, "2. "+ownWords+"\n3. "+more+"\nТот же район."),
	}
	for i := range 9 {
		put = append(put, borrower(fmt.Sprintf("formula%d.txt", i), fmt.Sprintf("unit%d", i), 2010+i,
			fmt.Sprintf("1. %s\n2. Своё дело номер %d.", formula, i)))
	}
	f.Commit(archive.Batch{Source: "test", Put: put})
	id, first := servertest.ID("own.txt"), servertest.ID("first.txt")
	got := servertest.JSON[api.Borrowings](f, "/api/v1/documents/"+id+"/borrowings")
	if len(got.Borrowings) != 1 || got.Borrowings[0].Document.ID != first || got.Duplicates.Total != 0 {
		t.Fatalf("%+v", got)
	}
	b := got.Borrowings[0]
	if b.Order == nil || *b.Order != "earlier" || len(b.Passages) != 1 {
		t.Fatalf("%+v", b)
	}
	p := b.Passages[0]
	if p.Own.Clause == nil || p.Own.Clause.Label != "п.\u00a02–3" || p.Other.Clause == nil ||
		p.Other.Clause.Label != "п.\u00a07–8" {
		t.Errorf("clauses: %+v and %+v", p.Own.Clause, p.Other.Clause)
	}
	text := []rune(put[0].Text)[p.Own.Offset : p.Own.Offset+p.Own.Length]
	if s := string(text); !strings.Contains(s, ownWords) || !strings.Contains(s, more) || strings.Contains(s, law) {
		t.Errorf("the passage is %q", s)
	}
	// Seen from there, this one is later.
	back := servertest.JSON[api.Borrowings](f, "/api/v1/documents/"+first+"/borrowings")
	if len(back.Borrowings) == 0 || *back.Borrowings[0].Order != "later" {
		t.Errorf("from the other side: %+v", back)
	}
	if none := servertest.JSON[api.Borrowings](f, "/api/v1/documents/"+servertest.ID("formula1.txt")+"/borrowings"); len(
		none.Borrowings) != 0 {
		t.Errorf("a formula is borrowed: %+v", none)
	}
	if page := f.Page("/d/" + id + "?lang=ru"); strings.Contains(page, "Район verkhovie") ||
		!strings.Contains(page, "borrowings=true") {
		t.Error("passages are looked for before they are asked for, or cannot be")
	}
	if page := f.Page("/d/" + servertest.ID("formula1.txt") + "?borrowings=true"); !strings.Contains(page, "не найдено") {
		t.Error("a document without them does not say so")
	}
	page := f.Page("/d/" + id + "?lang=ru&borrowings=true")
	for _, want := range []string{"Заимствования", "Район verkhovie", "раньше", "П.\u00a02–3", "↔ п.\u00a07–8"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not tell %q", want)
		}
	}
	address := regexp.MustCompile(`/compare\?[^"#]*at=b[^"#]*`).FindString(page)
	u, err := url.Parse(strings.ReplaceAll(address, "&amp;", "&"))
	if err != nil || u.Query().Get("a") != first || u.Query().Get("b") != id {
		t.Fatalf("the comparison is %q", address)
	}
	_, pointed, ok := strings.Cut(f.Page(u.String()), `id="at"`)
	if words := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(pointed, ""); !ok ||
		strings.Index(words, "Пастбища заречных лугов") > 200 || !strings.Contains(words, "Пастбища заречных лугов") {
		t.Errorf("the comparison does not begin at the clause: %.400s", pointed)
	}
	for _, at := range []string{"b", "c5", "b-1", "b99999999", "a"} {
		if w := f.Get("/compare?a=" + first + "&b=" + id + "&at=" + at); w.Code != 200 {
			t.Errorf("at=%s: %d", at, w.Code)
		}
	}
}

// Near-duplicates of a document are listed on its page, with a way to all of them.
func TestDuplicatesOfADocument(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var put []*archive.Document
	for i := range 7 {
		d := borrower(fmt.Sprintf("copy%d.txt", i), "zarechie", 2015, "1. "+ownWords+"\n2. "+more)
		d.Facts.Title.Text = "Положение о выпасе"
		put = append(put, d)
	}
	f.Commit(archive.Batch{Source: "test", Put: put})
	id := put[0].ID
	got := servertest.JSON[api.Borrowings](f, "/api/v1/documents/"+id+"/borrowings").Duplicates
	if got.Total != 6 || len(got.Hits) != 5 || got.Group == nil {
		t.Fatalf("%+v", got)
	}
	page := f.Page("/d/" + id + "?lang=ru")
	if want := "/search?group=" + *got.Group; !strings.Contains(page, "Почти тот же текст") ||
		!strings.Contains(page, want) || !strings.Contains(page, "7\u00a0документов") {
		t.Errorf("the page does not lead to %s", want)
	}
	if all := servertest.JSON[api.SearchResult](f, "/api/v1/search?group="+*got.Group); all.Total != 7 {
		t.Errorf("all together: %d", all.Total)
	}
	hits := servertest.JSON[api.SearchResult](f, "/api/v1/search?collapse=true&group="+*got.Group).Hits
	if len(hits) != 1 || hits[0].More != 6 {
		t.Errorf("folded: %+v", hits)
	}
}

package query

import (
	"fmt"
	"strings"
	"testing"
)

// A clause is looked for in the first hit of a question alone, where it stands out.
func TestClauses(t *testing.T) {
	x := newArchive(t)
	const answer = "Отлов собак в посёлке ведёт отдел благоустройства администрации по заявкам жителей посёлка."
	for _, line := range []string{
		"a | Об отлове собак | " + answer + " Отлов собак. Отлов собак. | kind=постановление",
		"b | О благоустройстве | Клумбы, фонари, собаки и ремонт тротуаров. | kind=постановление",
		"c | О бюджете | Доходы и расходы. | kind=решение",
	} {
		x.add(t, line)
	}
	s := x.service(t, Options{})
	find := func(r Request) (string, bool) {
		a, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		c, ok := s.Clause(a, answer)
		if ok != (ok && a.Asks()) {
			t.Errorf("%q: a clause of what is no question", r.Q)
		}
		return answer[c.Start:c.End], ok
	}
	if got, ok := find(Request{Q: "кто ведёт отлов собак"}); !ok || got != answer {
		t.Errorf("%q, %v", got, ok)
	}
	for what, r := range map[string]Request{
		"no question": {Q: "отлов собак"}, "one word": {Q: "кто собаки"},
		"by date":         {Q: "кто ведёт отлов собак", Sort: "-date"},
		"the second page": {Q: "кто ведёт отлов собак", Offset: 1}, "no number in it": {Q: "сколько отлов собак"},
		"nothing found": {Q: "кто строит мосты"},
	} {
		if got, ok := find(r); ok {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// A clause says the common words of a question, too: one on sports tells nothing of a budget.
func TestClausesSayCommonWords(t *testing.T) {
	x := newArchive(t)
	for i := range 60 {
		x.add(t, fmt.Sprintf("%d | О бюджете | Бюджет района.", i))
	}
	const sports, adopted = "В играх народов севера сборная команда города Печора заняла в 2015 году пятое место.",
		"Печора получила дотации из бюджета области в 2015 году, решение принято на заседании Совета."
	x.add(t, "sports | О спорте | "+sports+" "+adopted)
	s := x.service(t, Options{})
	a, err := s.Search(t.Context(), Request{Q: "когда приняли бюджет Печоры на 2015 год"})
	if err != nil || len(a.Hits) == 0 || a.Hits[0].ID != "sports" {
		t.Fatalf("%v, %v", a.Hits, err)
	}
	if c, ok := s.Clause(a, sports); ok {
		t.Errorf("answered by %q", sports[c.Start:c.End])
	}
	if _, ok := s.Clause(a, adopted); !ok {
		t.Error("not answered by the clause that says all words")
	}
}

// Whether a clause stands out does not depend on full matches being put first, as pages do.
func TestAnswersOfPages(t *testing.T) {
	x := newArchive(t)
	for _, line := range []string{
		"a | О разном | " + strings.Repeat("Клумбы, фонари и тротуары, скамьи и урны. ", 40) +
			"Отлов. Ведёт отдел. Собаки. | kind=постановление",
		"b | Об отлове собак | Отлов собак. Отлов собак в посёлке. | kind=постановление",
		"c | Об отлове собак | Отлов собак. Отлов собак. | kind=постановление",
		"d | О бюджете | Доходы и расходы. | kind=решение",
	} {
		x.add(t, line)
	}
	s := x.service(t, Options{})
	for _, q := range []string{"кто ведёт отлов собак", "кто ведёт собак", "где отлов собак в посёлке",
		"кто фонари собак"} {
		plain, err := s.Search(t.Context(), Request{Q: q})
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.Search(t.Context(), Request{Q: q, FullFirst: true})
		if err != nil {
			t.Fatal(err)
		}
		same := plain.Hits[0].ID == page.Hits[0].ID
		if page.Asks() && !(same && plain.Asks()) || same && plain.Asks() != page.Asks() {
			t.Errorf("%q: %v of %s, on a page %v of %s", q, plain.Asks(), plain.Hits[0].ID, page.Asks(), page.Hits[0].ID)
		}
	}
}

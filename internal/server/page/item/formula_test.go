package item

import (
	"strings"
	"testing"

	"letopis/web"
)

func joined(runs []web.Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// What a document is about is told from how officialese comes to it.
func TestFormulaOfATitle(t *testing.T) {
	for title, want := range map[string][2]string{
		"Об утверждении муниципальной программы «Развитие туризма»": {"Об утверждении муниципальной программы ",
			"«Развитие туризма»"},
		"О внесении изменений в постановление администрации от 01.02.2017 № 12 «Об утверждении муниципальной программы " +
			"«Развитие туризма»»": {"О внесении изменений в постановление… ", "«Развитие туризма»"},
		"О внесении изменений в постановление администрации от 01.02.2017 № 12 «Об утверждении муниципальной программы " +
			"«Развитие туризма»": {"О внесении изменений в постановление… ", "«Развитие туризма»"}, // one mark closes both
		"О внесении изменений и дополнений в Устав города": {"О внесении изменений и дополнений в ", "Устав города"},
		"Об утверждении Положения о бюджете":               {"Об утверждении ", "Положения о бюджете"},
		"Муниципальная программа «Культура» района":        {"Муниципальная программа ", "«Культура» района"},
		"Муниципальная программа развития туризма":         {"", "Муниципальная программа развития туризма"},
		"Программы и люди: репортаж с «Поля»":              {"", "Программы и люди: репортаж с «Поля»"},
		"О бюджете города":                                 {"", "О бюджете города"},
		"":                                                 {"", ""},
	} {
		head, subject := splitTitle([]web.Run{{Text: title}})
		if got := [2]string{joined(head), joined(subject)}; got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
	// a formula in which a word was found stays whole, and keeps its mark
	head, subject := splitTitle([]web.Run{{Text: "О внесении изменений в постановление "},
		{Text: "администрации", Hit: true}, {Text: " города от 1 февраля «О бюд"}, {Text: "жете", Hit: true}, {Text: "»"}})
	if got := joined(head); got != "О внесении изменений в постановление администрации города от 1 февраля " ||
		!head[1].Hit || joined(subject) != "«О бюджете»" || !subject[1].Hit {
		t.Errorf("%v and %v", head, subject)
	}
}

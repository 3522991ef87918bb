package posts_test

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/extract/format"
)

// TestPostsByWording: posts of texts that their wording tells, the place and the day that agencies begin with, numbers
// before titles, titles and running text in turns, a month above, an hour before the day; and texts of one document
// that look alike.
func TestPostsByWording(t *testing.T) {
	turns := "Вода пришла в Заречье\n" + formTexts[0] + "\n\nФельдшер вернулся\n" + formTexts[1] + "\n\nПастух нужен\n" +
		formTexts[2] + "\n"
	numbered := "1. " + formTitles[0] + "\n" + formTexts[0] + "\n\n2. " + formTitles[1] + "\n" + formTexts[1] + "\n\n3. " +
		formTitles[2] + "\n" + formTexts[2] + "\n"
	places := "УГЛИЧ, 15 марта. " + formTexts[0] + "\n\nНОВОЕ СЕЛО, 12 марта. " + formTexts[1] + "\n\nМЫШКИН, 10 марта. " +
		formTexts[2] + "\n"
	months := "ЯРМАРКА В СЕЛЕ\n15 марта\n" + formTexts[0] + "\n\nГЛАВА ОТЧИТАЛСЯ ПЕРЕД СОБРАНИЕМ\n12 марта\n" +
		formTexts[1] + "\n\nЛЫЖНЯ СОБРАЛА ВСЕХ\n10 марта\n" + formTexts[2] + "\n"
	hours := laidOut("%[1]s\n%[2]s\n%[3]s", "\n\n",
		"15:40 / 15 марта 2010", "11:05 / 12 марта 2010", "17:22 / 10 марта 2010")
	none := []string{"", "", ""}
	for _, x := range []struct {
		name, text string
		days       []string // nil: one document
	}{
		{"place and day", "Луговой район. Новости 2010 года\n\n" + places, formDays},
		{"place and day with its year", "Новости\n\n" + strings.ReplaceAll(places, " марта.", " марта 2010 г."), formDays},
		{"place and day without a year", "Новости\n\n" + places, none},
		{"place and day below text", "Новости\n\n" + formTexts[0] + "\n\n" + places, nil},
		{"place and day in no section", "История района\n\n" + places, nil},
		{"numbered titles", "ДАЙДЖЕСТ НОВОСТЕЙ ЛУГОВОГО РАЙОНА\n\n" + numbered, none},
		{"a list of papers", "Новости\n\nКак получить справку\n" + formTexts[0] + "\n1. Паспорт гражданина\n" +
			"2. Копия заявления\n3. Договор аренды\n" + formTexts[1] + "\n", []string{""}},
		{"short titles in turns", "СЕЛЬСКИЕ ВЕСТИ\n\n" + turns, none},
		{"short titles of an article", "Очерк о селе Луговом\n\n" + turns, nil},
		{"parts of a report", "Новости\n\n" + strings.ReplaceAll(turns, "Пастух нужен", "Глава III"), nil},
		{"a month above", "ВЕСТИ ЛУГОВОГО РАЙОНА\nМарт 2010 года\n\n" + months, formDays},
		{"no month above", "ВЕСТИ ЛУГОВОГО РАЙОНА\nТираж 2010 экземпляров\n\n" + months, none},
		{"an hour before the day", "Лента новостей города Углича\n\n" + hours, formDays},
	} {
		t.Run(x.name, func(t *testing.T) {
			parts := readFile("a.txt", []byte(x.text), format.Options{})
			var days []string
			for _, p := range parts {
				days = append(days, p.Hints["date"])
			}
			if x.days == nil && len(parts) == 1 && parts[0].Path == "" {
				return
			}
			if !slices.Equal(days, x.days) {
				t.Errorf("%d parts with days %q, want %q", len(parts), days, x.days)
			}
		})
	}
}

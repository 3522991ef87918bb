package enrich

import (
	"slices"
	"testing"

	"letopis/internal/archive"
)

// TestDrafts holds that a draft is told as one, with what it leaves blank, and that no day or number is made up for it.
func TestDrafts(t *testing.T) {
	e := newEnricher(t)
	const body = "О внесении изменений в постановление администрации Лугового района от 12.03.2014 № 77\n" +
		"1. Внести в постановление администрации Лугового района от 12.03.2014 № 77 «Об оплате труда» изменения.\n" +
		"2. Постановление вступает в силу с 1 января 2016 года.\nГлава района ____________ И. И. Иванов"
	const act = "АДМИНИСТРАЦИЯ ЛУГОВОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\n"
	for _, x := range []struct {
		text, rule, date, number string
		doubts                   []string
	}{
		{"ПРОЕКТ\n" + act + "от «___» ________ 2015 г. № ____\nп. Луговой\n" + body, ruleDraftMark, "2015", "",
			[]string{"date", "number"}},
		{"Проект\n" + act + "00.00.2016 № 00\n" + body, ruleDraftMark, "2016", "", []string{"date", "number"}},
		{"(проект)\n" + act + "от __________ № ____\n" + body, ruleDraftMark, "", "", []string{"date", "number"}},
		{"Проект вносит глава района\n" + act + body, ruleDraftMark, "", "", nil},
		{"ПРОЕКТ РЕШЕНИЯ\nСовета депутатов Лугового района\nот ____ 20__ г. № ___\n" + body, ruleDraftMark, "", "",
			[]string{"date", "number"}},
		{act + "от «___» ________ 2015 г. № ____\nп. Луговой\n" + body, ruleDraftBlank, "2015", "",
			[]string{"date", "number"}},
		{act + "______________ 2015 года № ______\n" + body, ruleDraftBlank, "2015", "", []string{"date", "number"}},
		{act + "от ______ № ______\n" + body, ruleDraftBlank, "", "", []string{"date", "number"}},
		// the number is given, the day is not
		{act + "от «___» ________ 2015 г. № 14-п\n" + body, "", "2015", "14-п", []string{"date"}},
		// acts, whose days and numbers are written on lines
		{act + "от «_12_» __марта__ 2015 г. № _14_\n" + body, "", "2015-03-12", "14", nil},
		{act + "12.03.2015 № 14\n" + body, "", "2015-03-12", "14", nil},
		// what is not of the head, or only tells of a draft
		{act + "12.03.2015 № 14\n" + body + "\nПриложение к постановлению от _______ № ____", "", "2015-03-12", "14", nil},
		{act + "12.03.2015 № 14\nО проекте бюджета\n1. Вынести проект решения на слушания.\nПРОЕКТ\nРЕШЕНИЕ\nот ___ № __",
			"", "2015-03-12", "14", nil},
		{"Новости\n12.03.2015\nПроект бюджета обсудили депутаты\nДепутаты района обсудили проект бюджета.", "",
			"2015-03-12", "", nil},
		{"ЗАКЛЮЧЕНИЕ\nна проект решения Совета\n12.03.2015\nКоррупциогенных факторов не выявлено.", "", "2015-03-12", "",
			nil},
	} {
		f := facts(e, x.text)
		var doubts []string
		for _, field := range []string{"date", "number"} {
			if d := f.Doubts[field]; d.Why == archive.DoubtBlank && d.Name != "" {
				doubts = append(doubts, field)
			}
		}
		if f.Draft.Rule != x.rule || f.Date.String() != x.date || f.Number.Text != x.number ||
			!slices.Equal(doubts, x.doubts) {
			t.Errorf("%.90q:\ndraft %q, date %s (%s), number %q, doubts %v\nwant  %q, %s, %q, %v", x.text, f.Draft.Rule, f.Date,
				f.Date.Evidence.Rule, f.Number.Text, doubts, x.rule, x.date, x.number, x.doubts)
		}
		if x.rule != "" {
			own := slices.ContainsFunc(f.Effects, func(e archive.Effect) bool { return e.By.Number == "" })
			if f.Draft.End <= f.Draft.Start || own {
				t.Errorf("%.90q: draft at %v, does %v", x.text, f.Draft, f.Effects)
			}
		}
	}
}

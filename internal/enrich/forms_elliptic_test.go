package enrich

import (
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/text"
)

// TestProgrammesNamedInPassing holds the ways to name a programme without the word beside its name, and those to name
// one that the document does nothing to.
func TestProgrammesNamedInPassing(t *testing.T) {
	e := newEnricher(t)
	news := "Новости Угличского района\n12.05.2016\nДворы станут краше\n"
	act := "АДМИНИСТРАЦИЯ УГЛИЧСКОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 5 мая 2015 г. № 4\nО разном\nПостановляю:\n"
	report := "ОТЧЁТ\nо реализации муниципальных программ Угличского района за 2019 год\n"
	for _, x := range []struct{ text, want string }{
		// the adjective stands for the noun
		{news + "Деньги дала областная программа «Свежий ветер» и районная, «Дворы и скверы», поровну.",
			"mentions Свежий ветер, mentions Дворы и скверы"},
		{news + "Из двух программ: муниципальной «Тёплый дом» и ведомственной «Родники» – взято поровну.",
			"mentions Тёплый дом, mentions Родники"},
		{news + "По программе «Тёплый дом» чинят трубы.\nРайонная «Летопись края» вышла в свет.", "mentions Тёплый дом"},
		{news + "Прочли районную «Угличскую газету».", ""},
		// some of several are picked out
		{news + "Действует семь районных программ, среди них «Тёплый дом» и «Родники».",
			"mentions Тёплый дом, mentions Родники"},
		{news + "Исполняется пять муниципальных программ, таких как «Тёплый дом».", "mentions Тёплый дом"},
		// without quotes, up to its years
		{news + "Двор войдёт в муниципальную программу благоустройства дворов на 2018–2022 годы.",
			"mentions Программа благоустройства дворов на 2018–2022 годы"},
		{news + "Двор войдёт в муниципальную программу благоустройства дворов в 2018 году.", ""},
		// what others are told to do, and what a row of a table is, is not done to a programme
		{act + "1. Отделу экономики внести изменения в муниципальную программу «Тёплый дом».", "mentions Тёплый дом"},
		{act + "1. Внести изменения в муниципальную программу «Тёплый дом».", "amends Тёплый дом"},
		{act + "1. Приложение 4 дополнить строкой «Муниципальная программа «Тёплый дом» – 1 250,0».", "mentions Тёплый дом"},
		// a column of a table
		{report + "№\tПрограмма\tПлан\n1\tРазвитие туризма в районе\t412,0\n2\tБезопасные дороги района\t90,5\n" +
			"1. Развитие туризма и отдыха\nОткрыт музей.",
			"reports Развитие туризма в районе, reports Безопасные дороги района"},
		// a closing mark is lost
		{act + "1. Утвердить муниципальную программу «Тёплый дом».\nПаспорт\nНаименование\t«Тёплый дом\n" +
			"Ответственный исполнитель\tОтдел хозяйства, программа «Родники»", "approves Тёплый дом, mentions Родники"},
	} {
		d := &archive.Document{Text: text.Clean(x.text)}
		e.Enrich(d)
		var got []string
		for _, p := range d.Facts.Programs {
			got = append(got, p.Role+" "+p.Name)
		}
		if strings.Join(got, ", ") != x.want {
			t.Errorf("%s\n got %s\nwant %s", x.text, strings.Join(got, ", "), x.want)
		}
	}
}

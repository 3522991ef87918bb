package enrich

import (
	"testing"

	"letopis/internal/archive"
)

// TestProgramsAlone reads programmes without an act around: title pages, and plans by which property is sold.
func TestProgramsAlone(t *testing.T) {
	e := newEnricher(t)
	const sale = "риватизации муниципального имущества Ужурского района на 2015 год"
	for name, c := range map[string]struct{ text, kind, role, program string }{
		"a title page without quotes": {"МУНИЦИПАЛЬНАЯ ПРОГРАММА\n\nРазвитие спорта\nв Тасеевском районе\n" +
			"на 2015 – 2020 годы\n\nс. Тасеево\n2014 год\n\nПаспорт программы\n\nЦель: вовлечение жителей в занятия спортом.",
			"программа", "passport", "Развитие спорта в Тасеевском районе"},
		"the name above": {"«Сохранение здоровья населения»\nмуниципальная программа на 2015-2020 годы\n\n" +
			"Паспорт программы\nКоординатор\tЗаместитель главы Вавожского района", "программа", "passport",
			"Сохранение здоровья населения"},
		"a plan of sales": {"ПРОГНОЗНЫЙ ПЛАН (ПРОГРАММА)\nп" + sale + "\n\nРаздел 1. Задачи\n\nПополнение бюджета.",
			"программа", "passport", "Прогнозный план (программа) п" + sale},
		"an act on one": {"ДУМА УЖУРСКОГО РАЙОНА\nРЕШЕНИЕ\n20.11.2014 № 21\nО Прогнозном плане п" + sale +
			"\n1. Утвердить план.",
			"решение", "approves", "Прогнозный план п" + sale},
		"a sale by one": {"Администрация Ужурского района сообщает о продаже\n\nПо прогнозному плану п" + sale +
			" проводится аукцион. Заявки принимаются до 15 мая 2015 года.", "извещение", "", ""},
		"a report on one": {"ОТЧЁТ\nоб исполнении прогнозного плана п" + sale + "\n\nПродано два здания.", "отчёт", "", ""},
	} {
		d := &archive.Document{Text: c.text}
		e.Enrich(d)
		role, program := "", ""
		if p := d.Facts.Programs; len(p) > 0 {
			role, program = p[0].Role, p[0].Name
		}
		if d.Facts.Kind.Text != c.kind || role != c.role || program != c.program {
			t.Errorf("%s: %s, %s %q", name, d.Facts.Kind.Text, role, program)
		}
	}
}

// TestCourts: a court is the issuer on its own site, and nowhere else; its district is where it is.
func TestCourts(t *testing.T) {
	e := newEnricher(t)
	for text, want := range map[string]string{
		"Рамонский районный суд Воронежской области\nПРЕСС-СЛУЖБА\n\n4 апреля 2019 года\n\nОсуждён похититель кабеля\n\n" +
			"Судом постановлен приговор жителю села. Кабель он сдал в Воронеже.": "Рамонский районный суд Воронежской области",
		"Новости\n14 мая 2019 года\nСуд обязал убрать свалку\nУчалинский районный суд удовлетворил иск прокурора.\n" +
			"Пресс-служба администрации Учалинского района": "Администрация Учалинского района",
	} {
		d := &archive.Document{Text: text}
		e.Enrich(d)
		if d.Facts.Issuer.Text != want {
			t.Errorf("%q, want %q", d.Facts.Issuer.Text, want)
		}
	}
}

// TestSettlementBeforeDistrict: an adjective in the nominative is not that of a district in the genitive.
func TestSettlementBeforeDistrict(t *testing.T) {
	d := &archive.Document{Text: "АДМИНИСТРАЦИЯ\nсельского поселения Пионерский муниципального района Шигонский\n" +
		"Самарской области\nПОСТАНОВЛЕНИЕ\nот 12.03.2015 № 8\nО пожарной безопасности\n1. Запретить сжигать траву."}
	newEnricher(t).Enrich(d)
	f := &d.Facts
	if n := len(f.Places); f.Region.Text != "Самарская область" || n == 0 ||
		f.Places[n-1].Name != "сельское поселение Пионерский" {
		t.Errorf("region %q, places %v, issuer %q", f.Region.Text, f.Places, f.Issuer.Text)
	}
}

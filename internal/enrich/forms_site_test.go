package enrich

import (
	"strings"
	"testing"

	"letopis/internal/archive"
)

// TestDaysOfPosts: how sites of towns date a post, and what only looks like it.
func TestDaysOfPosts(t *testing.T) {
	e := newEnricher(t)
	const text = "\nВ Белой Калитве открыли мост. На праздник приехали гости."
	for head, want := range map[string][2]string{
		"Четверг, 17 Май 2012 09:12\nМост открыт для всех":                      {"Мост открыт для всех", "2012-05-17"},
		"Мост открыт\nДобавлено: 05 Дек 2013, 10:25":                            {"Мост открыт", "2013-12-05"},
		"Мост открыт\nОпубликовал: admin | 5 сент. 2012":                        {"Мост открыт", "2012-09-05"},
		"Мост открыт\nПресс-служба района, 02.08.2013":                          {"Мост открыт", "2013-08-02"},
		"14:30, 3 марта 2010 г.\nМост открыт":                                   {"Мост открыт", "2010-03-03"},
		"Пятница, 01 Июнь 2012\n| Печать |\nМост открыт":                        {"Мост открыт", "2012-06-01"},
		"Городские новости\nМОСТ ОТКРЫТ СНОВА\n18.04.2009, суббота":             {"Мост открыт снова", "2009-04-18"},
		"Официальный сайт администрации города Каширы\n11.11.2008\nМост открыт": {"Мост открыт", "2008-11-11"},
		"2013-06-19 15:02:11\nМост открыт":                                      {"Мост открыт", "2013-06-19"},
		"Спорт\nПонедельник, 14 февраля 2011 12:40\nЛыжники привезли медали":    {"Лыжники привезли медали", "2011-02-14"},
		"Главная\nО городе\nНовости\nДокументы\n14.02.2011\nМост открыт":        {"Мост открыт", "2011-02-14"},
		"Главная » Новости » Общество\nДата: 11.11.2008\nОткрыли мост весной":   {"Открыли мост весной", "2008-11-11"},
	} {
		f := facts(e, head+text)
		if f.Kind.Text != "новость" || f.Title.Text != want[0] || f.Date.String() != want[1] {
			t.Errorf("%q: %s %q of %s", head, f.Kind.Text, f.Title.Text, f.Date.String())
		}
	}
}

// TestNamesOfSites: what a page calls its site is not the title of the post.
func TestNamesOfSites(t *testing.T) {
	e := newEnricher(t)
	for hint, want := range map[string]string{
		"Администрация Лугового района": "Мост открыт", "Новости Федерации - сайт": "Мост открыт", "Открытие моста": "Открытие моста",
	} {
		d := &archive.Document{Text: "Мост открыт\n12 мая 2010\nВчера в Угличе открыли мост.", Hints: map[string]string{"title": hint}}
		if e.Enrich(d); d.Facts.Title.Text != want {
			t.Errorf("%s: %q, want %q", hint, d.Facts.Title.Text, want)
		}
	}
}

// TestLoneTitles: the first line of a text without a head, above a longer sentence.
func TestLoneTitles(t *testing.T) {
	e := newEnricher(t)
	for text, want := range map[string]string{
		"Прокуратура разъясняет\nВход в поликлинику по закону должен быть оборудован пандусом.":                  "Прокуратура разъясняет",
		"Администрация города объявляет конкурс\nДокументы на конкурс принимаются в кабинете 3 с 9 до 12 часов.": "Администрация города объявляет конкурс",
		"Управление архитектуры\nНа Ваше обращение сообщаем, что проект готов и будет утверждён.":                "",
		"Система такова, что\nНа Ваше обращение сообщаем: проект готов":                                          "",
		"СОСТАВ\nкомиссии по торгам\nИванов И. И. – председатель":                                                "Состав комиссии по торгам",
	} {
		if got := facts(e, text).Title.Text; got != want {
			t.Errorf("%.50q: %q, want %q", text, got, want)
		}
	}
}

// TestSectionOfNews: what a site calls its news tells a post that speaks of programmes
// from officialese.
func TestSectionOfNews(t *testing.T) {
	e := newEnricher(t)
	const post = "\n20–21 апреля 2011 года в Москве прошло заседание союза городов. На нём обсуждался проект программы модернизации городов. В работе участвовал глава города Амурска. Союз решил, что программа нужна и что мероприятия программы начнутся летом."
	for text, want := range map[string]string{
		"Новости Федерации\nГорода просят помощи" + post: "новость 2011-04-20 amursk issuer, moskva about",
		"Пресс-релиз\nГорода просят помощи" + post:       "новость 2011-04-20 amursk issuer, moskva about",
		"Города просят помощи" + post:                    "иное  amursk issuer, moskva mentioned",
		"Новости\nПриём документов\nДокументы принимаются в администрации по адресу: ул. Ленина, дом 7, кабинет 3, по понедельникам с 9 до 12 часов. Справки по телефону. К заявлению прилагаются копии паспорта и диплома, анкета и фотография.": "иное  ",
	} {
		f := facts(e, text)
		if got := f.Kind.Text + " " + f.Date.String() + " " + towns(f); got != want {
			t.Errorf("%.40q: %s, want %s", text, got, want)
		}
	}
}

// TestLetters: a letter has its date and number on a line near the top.
func TestLetters(t *testing.T) {
	e := newEnricher(t)
	for text, want := range map[string]string{
		"Министерство культуры\n125993, Москва, Малый Гнездниковский пер., д. 7\n12.03.2013 № 45-01\nГлаве города\nУважаемый Иван Иванович!": "№ 45-01 от 2013-03-12",
		"Комитет по имуществу\nИсх. № 26/м от 17.02.2011\nна № 5 от 3.02.2011\nУважаемые коллеги!":                                           "№ 26/м от 2011-02-17",
		"Комитет по имуществу\nна № 5 от 3.02.2011\nУважаемые коллеги!":                                                                      "№  от ",
		"Уважаемые коллеги!\nОтвечаем на письмо от 3.02.2011 № 5 о дорогах.":                                                                 "№  от ",
	} {
		f := facts(e, text)
		if got := "№ " + f.Number.Text + " от " + f.Date.String(); got != want || f.Kind.Text != "иное" {
			t.Errorf("%.40q: %s %s, want %s", text, f.Kind.Text, got, want)
		}
	}
}

// TestTables: a budget that names programmes in its rows is none of them.
func TestTables(t *testing.T) {
	e := newEnricher(t)
	f := facts(e, "Приложение 5\nк решению Думы Лугового района\nот 18.12.2013 № 98\nРАСПРЕДЕЛЕНИЕ\nассигнований на 2014 год\nНаименование\tСумма\nМуниципальная программа «Чистая вода»\t45 120,5\nМуниципальная программа «Культура»\t3 300,0")
	if f.Kind.Text != "иное" || f.Number.Text != "98" || f.Title.Text != "Распределение ассигнований на 2014 год" || len(f.Programs) != 2 || f.Programs[0].Role != "mentions" {
		t.Errorf("a budget is %s № %s %q %v", f.Kind.Text, f.Number.Text, f.Title.Text, f.Programs)
	}
	f = facts(e, "ДОГОВОР № 14\nо дружбе\nг. Елабуга 1 июля 2007 г.\nСтороны решили дружить.")
	if f.Kind.Text != "иное" || f.Number.Text != "14" || f.Date.String() != "2007-07-01" || towns(f) != "elabuga issuer" {
		t.Errorf("a contract is %s № %s from %s, %s", f.Kind.Text, f.Number.Text, f.Date.String(), towns(f))
	}
	f = facts(e, "Главная » Документы\nО ярмарке\nПОСТАНОВЛЕНИЕ\nглавы города Каргополя\nот 24 августа 2006 года № 311\nВ целях порядка ПОСТАНОВЛЯЮ:\n1. Провести ярмарку.")
	if f.Kind.Text != "постановление" || f.Number.Text != "311" || f.Date.String() != "2006-08-24" || f.Title.Text != "О ярмарке" || towns(f) != "kargopol issuer" {
		t.Errorf("an act under its title is %s № %s from %s, %q, %s", f.Kind.Text, f.Number.Text, f.Date.String(), f.Title.Text, towns(f))
	}
}

// TestTitlesOfParts: a title ends where a sentence begins, is no order, and of a bare
// passport is its programme's name.
func TestTitlesOfParts(t *testing.T) {
	e := newEnricher(t)
	for text, want := range map[string]string{
		"Пояснительная записка к прогнозу\nна 2019 год по Луговому\nрайону\nПрогноз развития на 2019 год (далее – прогноз) разработан по решению «О порядке».":                                      "Пояснительная записка к прогнозу на 2019 год по Луговому району",
		"АДМИНИСТРАЦИЯ ЛУГОВОГО РАЙОНА ПОСТАНОВЛЯЕТ:\nВнести в постановление от 3.02.2013 № 5 изменения.\nПриложение\nк постановлению\nот 14.06.2016 № 11\nПоказатели":                              "",
		"ПАСПОРТ\nМУНИЦИПАЛЬНОЙ ПРОГРАММЫ\nВведение\nЦелью муниципальной программы «Чистая вода» является чистая вода.":                                                                             "Муниципальная программа «Чистая вода»",
		"ПЛАН\nработы администрации города Чухломы на июль 2011 года\n№ Мероприятие Дата\n1 День города 16.07.2011":                                                                                 "План работы администрации города Чухломы на июль 2011 года",
		"МУНИЦИПАЛЬНАЯ ПРОГРАММА\nМУРОМСКОГО РАЙОНА\nПАСПОРТ\nмуниципальной программы\nНаименование программы\n«Чистая вода»\nЗаказчик":                                                             "Муниципальная программа Муромского района «Чистая вода»",
		"ПОСТАНОВЛЕНИЕ\nот 5.05.2015 № 4\nО внесении изменений в постановление от 29.09.2014 № 5 «Об утверждении программы «Чистая вода» (в редакции постановления от 1.02.2015 № 3)\nПостановляю:": "О внесении изменений в постановление от 29.09.2014 № 5 «Об утверждении программы «Чистая вода»»",
		"Подпрограмма предполагает решение задач.\nМуниципальная программа «Чистая вода»\nПаспорт":                                                                                                  "Муниципальная программа «Чистая вода»",
	} {
		if got := facts(e, text).Title.Text; got != want {
			t.Errorf("%.50q: %q, want %q", text, got, want)
		}
	}
}

// TestCitedOrNot: what reads like a reference to an act, misread marks and odd dates.
func TestCitedOrNot(t *testing.T) {
	e := newEnricher(t)
	for text, want := range map[string]string{
		"Внести в постановление согласно приложению № 1, № 4 к нему":                         "",
		"Контроль за исполнением настоящего постановления возложить на отдел № 3":            "",
		"по закону (далее – Указ № 204)":                                                     "",
		"Федеральным законом от 1 июня 2005 года № 53 - Ф3 и законом от 29.12.2012 № 273-Ф3": "федеральный закон 53-ФЗ 2005-06-01, федеральный закон 273-ФЗ 2012-12-29",
		"Федеральным законом от 29 декабря 2004 года № 191-03":                               "федеральный закон 191-ФЗ 2004-12-29",
		"Законом Оренбургской области от 10.10.2007 № 1611/339-IV-ФЗ":                        "закон 1611/339-IV-ФЗ 2007-10-10",
		"Федеральным законом от 21. 07. 97 г. № 116-ФЗ":                                      "федеральный закон 116-ФЗ 1997-07-21",
		"Федеральный закон от 04.12 2007 № 329-ФЗ":                                           "федеральный закон 329-ФЗ 2007-12-04",
	} {
		var got []string
		for _, c := range facts(e, "О порядке\n"+text+".").Cites {
			got = append(got, strings.Join(strings.Fields(strings.Join([]string{c.Kind, c.Number, c.Date.String(), c.Name}, " ")), " "))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s\n got %s\nwant %s", text, strings.Join(got, ", "), want)
		}
	}
}

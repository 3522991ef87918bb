package enrich

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/enrich/personal"
	"letopis/internal/gazetteer"
)

func newEnricher(t testing.TB) *Enricher {
	t.Helper()
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(g, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func facts(e *Enricher, text string) archive.Facts {
	d := &archive.Document{Text: text}
	e.Enrich(d)
	return d.Facts
}

// TestRequisites reads kind, number and date of a document itself, not of the
// acts that it names.
func TestRequisites(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ name, text, kind, number, date string }{
		{"head", "АДМИНИСТРАЦИЯ ЛУГОВОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот « 5 » мая 2015 года № 41-п\nс. Луговое\n" +
			"Об утверждении порядка\nВ соответствии с Уставом постановляю:\n1. Утвердить порядок.", "постановление", "41-п",
			"2015-05-05"},
		{"date above the noun", "07 июня 2014 г. № 302\n\nРЕШЕНИЕ\n\nОб утверждении порядка\n\nСовет решил:", "решение",
			"302", "2014-06-07"},
		{"place between date and number", "ГЛАВА ГОРОДА\nРАСПОРЯЖЕНИЕ\n07.03.2018 г. с. Луговое № 175-р\nО сходе граждан\n" +
			"1. Назначить сход.", "распоряжение", "175-р", "2018-03-07"},
		{"amended act in the title", "ПОСТАНОВЛЕНИЕ\nО внесении изменений в постановление администрации района от " +
			"21.10.2015 № 745-п\nВ целях порядка постановляю:\n1. Внести изменения.", "постановление", "", ""},
		{"draft", "ПОСТАНОВЛЕНИЕ\nот ____ 2017 г. № ___\nО бюджете\nПостановляю:\n1. Утвердить бюджет.", "постановление",
			"", "2017"},
		{"draft with zeros", "ПРОЕКТ\nПОСТАНОВЛЕНИЕ\nс. Луговое\n00.00.2016 № 00\nОб утверждении положения\n1. Утвердить.",
			"постановление", "", "2016"},
		{"changes named first", "ПОСТАНОВЛЕНИЕ\n(с изменениями от 31.12.2015 № 64)\n14 декабря 2018 года № 33\nО бюджете\n" +
			"1. Утвердить.", "постановление", "33", "2018-12-14"},
		{"annex", "Приложение № 2\nк постановлению администрации\nЛугового района\nот 17.02.2017 № 165\n" +
			"(в ред. от 25.02.2019 № 8)\n\nМуниципальная программа\n«Чистая вода»", "программа", "165", "2017-02-17"},
		{"outer stamp wins", "Приложение к постановлению администрации района\nот 14.01.2019 № 53\n" +
			"Утверждена постановлением администрации района\nот 22.12.2017 № 1767\n" +
			"ПАСПОРТ муниципальной программы «Чистая вода»", "программа", "53", "2019-01-14"},
		{"number before date", "Приложение к Постановлению\nАдминистрации с.п. Луговое\n№ 81 от 06.12.2016 г.\n" +
			"МУНИЦИПАЛЬНАЯ ПРОГРАММА\n«Чистая вода»", "программа", "81", "2016-12-06"},
		{"imprint", "Муниципальная программа\nгородского округа Углич\n«Чистая вода»\nг. Углич\n2016\nПаспорт программы",
			"программа", "", "2016"},
		{"forecast", "Пояснительная записка\nк прогнозу социально-экономического развития района на 2018 год\n" +
			"Прогноз разработан отделом экономики.", "прогноз", "", ""},
		{"strategy", "СТРАТЕГИЯ СОЦИАЛЬНО-ЭКОНОМИЧЕСКОГО РАЗВИТИЯ\nЛугового района до 2030 года\nВведение", "стратегия", "",
			""},
		{"report", "ОТЧЁТ\nо ходе реализации муниципальной программы «Чистая вода» за 2018 год\nПостроено два колодца.",
			"отчёт", "", ""},
		{"no head", "В соответствии с Уставом района:\n" +
			"1. Внести изменения в постановление администрации от 12.10.2018 № 869-п «Об утверждении муниципальной программы " +
			"«Чистая вода»:\n2. Контроль за исполнением настоящего постановления оставляю за собой.\n" +
			"Приложение к постановлению\nадминистрации района\nот 16.01.2019 № 22-п\nМуниципальная программа «Чистая вода»",
			"постановление", "22-п", "2019-01-16"},
		{"news", "Мост открыли\n\n12 мая 2015\n\nВчера в Угличе открыли мост. На праздник приехали гости, играл оркестр.",
			"новость", "", "2015-05-12"},
		{"news without a date line", "Мост открыли. Вчера в Угличе открыли мост, и на праздник приехали гости. Играл " +
			"оркестр, дети пели и танцевали. Мэр поздравил строителей и сказал, что ждал этого дня десять лет. Первым " +
			"проехал автобус. Вечером горожане смотрели салют, а потом долго гуляли по берегу и не расходились до утра.",
			"новость", "", ""},
		{"broken noun", "АДМИНИСТРАЦИЯ РАЙОНА\nПОСТАНО ВЛЕНИЕ\nот 3 мая 2015 № 7\nО сходе\n1. Назначить.", "постановление",
			"7", "2015-05-03"},
	} {
		f := facts(e, x.text)
		if f.Kind.Text != x.kind || f.Number.Text != x.number || f.Date.String() != x.date {
			t.Errorf("%s: %q № %q от %q, want %q № %q от %q", x.name, f.Kind.Text, f.Number.Text, f.Date.String(), x.kind,
				x.number, x.date)
		}
	}
}

func TestDatesHaveRoles(t *testing.T) {
	f := facts(newEnricher(t), "РЕШЕНИЕ\nот 15.12.2020 № 4\nО налоге\n1. Установить налог.\n"+
		"2. Решение опубликовано 20 декабря 2020 года.\n3. Решение вступает в силу с 1 января 2021 года.")
	var got []string
	for _, d := range f.Dates {
		got = append(got, d.Role+" "+d.String())
	}
	want := []string{"signed 2020-12-15", "published 2020-12-20", "in_force 2021-01-01"}
	if !slices.Equal(got, want) {
		t.Errorf("dates %v, want %v", got, want)
	}
}

// TestTowns tells towns from what bears their names.
func TestTowns(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"Делегации из Углича, Мышкина и Набережных Челнов прибыли в Великие Луки.",
			"uglich mentioned, myshkin mentioned, naberezhnye-chelny mentioned, velikie-luki mentioned"},
		{"Поезд шёл через Владимир, Ковров и Нижний Новгород.",
			"vladimir mentioned, kovrov mentioned, nizhniy-novgorod mentioned"},
		{"Строили в пос. Светлый и в д. Кирово на реке Обь.", ""},
		{"Выступили А. С. Жуков, Иванов П. П. и Владимир Петров.", ""},
		{"ООО «Газпром трансгаз Томск» и ДЮСШ «Асбест» подписали договор.", ""},
		{"В Троицко-Печорске и в Бутурлиновском районе идут дожди.", ""},
		{"В Алейском районе убрали хлеб.", ""},
		{"Суд Кирова рассмотрел дело, а глава Томска подал жалобу.", "kirov-kirovskaya-oblast mentioned, tomsk mentioned"},
		{"Газета «Эхо Москвы» писала об этом.", ""},
		{"Дом стоит на Волжской улице Костромы.", "kostroma mentioned"},
		{"Они живут в Мирном Архангельской области.", "mirnyy-arkhangelskaya-oblast mentioned"},
		{"Советск Кировской области празднует юбилей.", "sovetsk-kirovskaya-oblast mentioned"},
		{"Из Ленинграда он уехал в Сталинград.", "sankt-peterburg mentioned, volgograd mentioned"},
		{"г.\nАсино стоит на реке.", "asino mentioned"},
		{"Митинг прошёл на улице Гагарина, за улицей Энгельса и сквером Чехова.", ""},
		{"Из Ростова вылетел самолёт, в Питере его встретили.", "rostov-na-donu mentioned, sankt-peterburg mentioned"},
		{"В Ростове Ярославской области звонят колокола.", "rostov mentioned"},
		{"Питер Браун и Максим Горький спорили, Калинин молчал.", ""},
		{"ГОРОД МУРОМ", "murom issuer"},
	} {
		text, want := x.text, x.want
		if got := towns(facts(e, text)); !sameWords(got, want) {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func towns(f archive.Facts) string {
	var out []string
	for _, c := range f.Cities {
		out = append(out, c.ID+" "+c.Role)
	}
	return strings.Join(out, ", ")
}

func sameWords(a, b string) bool {
	x, y := strings.Split(a, ", "), strings.Split(b, ", ")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func TestRolesOfTowns(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"АДМИНИСТРАЦИЯ ЛУГОВОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 5 мая 2015 № 4\nг. Чухлома\nО поездке\n" +
			"1. Направить делегацию в г. Казань.", "chukhloma issuer, kazan mentioned"},
		{"Администрация городского округа Кашира\nПОСТАНОВЛЕНИЕ\nот 5 мая 2015 № 4\nО бюджете\n1. Утвердить.",
			"kashira issuer"},
		{"Утверждена\nпостановлением администрации\nДмитровского городского округа\nМосковской области\nот 26.12.2018 № 7\n" +
			"МУНИЦИПАЛЬНАЯ ПРОГРАММА «Двор»", "dmitrov about"},
		{"Утверждена\nпостановлением администрации\nБутурлиновского муниципального района\nот 26.12.2018 № 7\n" +
			"МУНИЦИПАЛЬНАЯ ПРОГРАММА «Двор»", ""},
		{"Приложение\nк постановлению администрации МР «Печора»\nот 26.12.2018 № 7\nПАСПОРТ муниципальной программы «Двор»",
			"pechora issuer"},
		{"ПОСТАНОВЛЕНИЕ\n15.06.2012 г. Торопец № 274\nО комиссии\n1. Создать комиссию.", "toropets issuer"},
		{"Приложение\nк постановлению администрации района\nот 26.12.2018 № 7\n" +
			"Муниципальная программа «Благоустройство города Судогда»", "sudogda about"},
		{"Совещание малых городов\n\n25 апреля 2011\n\n" +
			"В Москве прошло совещание. Из Амурска приехал глава, он рассказал о планах.", "moskva event, amursk about"},
	} {
		text, want := x.text, x.want
		if got := towns(facts(e, text)); !sameWords(got, want) {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestRegionAndMunicipality(t *testing.T) {
	e := newEnricher(t)
	for text, want := range map[string][2]string{
		"АДМИНИСТРАЦИЯ ПЕСТОВСКОГО МУНИЦИПАЛЬНОГО РАЙОНА\nНОВГОРОДСКОЙ ОБЛАСТИ\nПОСТАНОВЛЕНИЕ": {"Новгородская область",
			"Пестовский муниципальный район"},
		"Приложение к постановлению администрации МО ГО «Сыктывкар» Республики Коми от 1.02.2015 № 3": {"Республика Коми",
			"городской округ «Сыктывкар»"},
		"Решение Совета Кетовского сельсовета " +
			"Кетовского района Курганской области": {"Курганская область", "Кетовский сельсовет"},
		"Постановление администрации города Рязани": {"Рязанская область",
			"город Рязань"},
		"АДМИНИСТРАЦИЯ МУНИЦИПАЛЬНОГО ОБРАЗОВАНИЯ ОКТЯБРЬСКИЙ РАЙОН": {"",
			"Октябрьский район"},
		"Администрация " +
			"Елань-Коленовского городского поселения": {"Воронежская область", "Елань-Коленовское городское поселение"},
		"Дмитровский городской округ Московской области": {"Московская область", "Дмитровский городской округ"},
		"Исполнительный комитет Заинского " +
			"муниципального района РТ": {"Республика Татарстан", "Заинский муниципальный район"},
	} {
		f := facts(e, text)
		if got := [2]string{f.Region.Text, f.Municipality.Text}; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestHomonymsOfRegions(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"КАЛУЖСКАЯ ОБЛАСТЬ\nПОСТАНОВЛЕНИЕ\nот 1.02.2015 № 4\nг. Киров\nО бюджете", "kirov-kaluzhskaya-oblast"},
		{"Из Людинова и Обнинска ехали через город Киров.", "kirov-kaluzhskaya-oblast"},
		{"СВЕРДЛОВСКАЯ ОБЛАСТЬ\nПОСТАНОВЛЕНИЕ\nот 1.02.2015 № 4\nг. Березовский\nО бюджете",
			"berezovskiy-sverdlovskaya-oblast"},
		{"Праздник прошёл в городе Железногорске.", ""}, // Курская область or Красноярский край
	} {
		text, want := x.text, x.want
		f := facts(e, text)
		got := slices.ContainsFunc(f.Cities, func(c archive.City) bool { return c.ID == want })
		if want == "" {
			got = len(f.Cities) == 0
		}
		if !got {
			t.Errorf("%s: %v, want %q", text, f.Cities, want)
		}
	}
}

func TestEvidencePointsIntoTheText(t *testing.T) {
	text := "АДМИНИСТРАЦИЯ ЛУГОВОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 5 мая 2015 года № 41-п\nг. Чухлома\n" +
		"Об утверждении муниципальной программы «Чистая вода»\n" +
		"В соответствии с Федеральным законом от 06.10.2003 № 131-ФЗ постановляю:"
	f := facts(newEnricher(t), text)
	for what, ev := range map[string]archive.Evidence{"5 мая 2015 года": f.Date.Evidence, "№ 41-п": f.Number.Evidence,
		"Чухлома": f.Cities[0].Evidence, "«Чистая вода»": f.Programs[0].Evidence, "131-ФЗ": f.Cites[0].Evidence,
		"Об утверждении": f.Title.Evidence} {
		if got := text[ev.Start:ev.End]; !strings.Contains(got, what) || ev.Rule == "" {
			t.Errorf("the evidence %+v shows %q, want %q in it", ev, got, what)
		}
	}
}

// TestHeadings: a row of a table is no title, a slide's title is what the file
// calls itself, and a line that speaks of a decision is no decision.
func TestHeadings(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, hint, kind, title string }{
		{"ПЛАН\nремонта улиц на 2016 год\nПриложение к постановлению администрации района\nот 10.03.2016 № 141\n" +
			"Улица\tДлина, км\tСрок\nРечная\t1,2\tиюль", "План ремонта улиц", "иное",
			"План ремонта улиц на 2016 год"},
		{"Отчёт главы Лугового района за 2015 год\nМосковская область\nПредставлен Совету района 24 марта 2016 года\n\n" +
			"Дороги\nОтремонтировано 11 км дорог.", "Отчёт главы Лугового района за 2015 год", "отчёт",
			"Отчёт главы Лугового района за 2015 год"},
		{"Набережная: как сделать\n\nМостить дорожку булыжником, поднять настил на сваи.\n" +
			"Решение Совета городского поселения — в июне", "Набережная: как сделать", "иное", "Набережная: как сделать"},
		{"Решение Совета городского поселения\nот 5 мая 2015 года № 41\nО набережной\nСовет решил:\n1. Мостить дорожку.",
			"", "решение", "О набережной"},
	} {
		d := &archive.Document{Text: x.text, Hints: map[string]string{"title": x.hint},
			Original: archive.Original{MediaType: "application/vnd.ms-powerpoint"}}
		if e.Enrich(d); d.Facts.Kind.Text != x.kind || d.Facts.Title.Text != x.title {
			t.Errorf("%q: %s %q, want %s %q", x.text, d.Facts.Kind.Text, d.Facts.Title.Text, x.kind, x.title)
		}
	}
}

func TestHints(t *testing.T) {
	e := newEnricher(t)
	post := &archive.Document{Text: "Вчера в Угличе открыли мост.",
		Hints:    map[string]string{"title": "Мост открыт", "date": "2015-05-12T10:00:00Z"},
		Original: archive.Original{MediaType: "text/html"}}
	e.Enrich(post)
	if f := post.Facts; f.Kind.Text != "новость" || f.Date.String() != "2015-05-12" || f.Title.Text != "Мост открыт" ||
		towns(f) != "uglich about" {
		t.Errorf("a post of a page: %+v", f)
	}
	letter := func(body string) archive.Facts {
		d := &archive.Document{Text: body, Hints: map[string]string{"title": "Смета", "date": "2015-05-12T01:30:00+10:00"},
			Original: archive.Original{MediaType: "message/rfc822"}}
		e.Enrich(d)
		return d.Facts
	}
	if f := letter("Смета прилагается."); f.Kind.Text != "письмо" || f.Date.String() != "2015-05-12" ||
		f.Date.Evidence.Rule != "mail-date" || len(f.Dates) != 1 {
		t.Errorf("a letter without a date in its text has that of its header: %+v", f)
	}
	if f := letter("ПОСТАНОВЛЕНИЕ\nот 03.02.2014 № 17\nОб утверждении сметы"); f.Date.String() != "2014-02-03" ||
		f.Date.Evidence.Rule == "mail-date" {
		t.Errorf("a letter with a date of its own: %+v", f)
	}
	undated := &archive.Document{Text: "Клуб закрыт на ремонт.",
		Hints:    map[string]string{"title": "Клуб закрыт", "kind": "новость", "page_date": "2012-03-04"},
		Original: archive.Original{MediaType: "text/html"}}
	e.Enrich(undated)
	if f := undated.Facts; f.Kind.Text != "новость" || f.Date.String() != "2012-03-04" ||
		f.Date.Evidence.Rule != "page-date" {
		t.Errorf("a post without a date has that of its page: %+v", f)
	}
	record := &archive.Document{Text: "Текст утрачен",
		Hints: map[string]string{"kind": "Решение", "number": "12", "date": "1999-03-04"}}
	e.Enrich(record)
	if f := record.Facts; f.Kind.Text != "решение" || f.Number.Text != "12" || f.Date.String() != "1999-03-04" {
		t.Errorf("a record of another archive: %+v", f)
	}
	empty := &archive.Document{}
	e.Enrich(empty)
	if f := empty.Facts; f.Kind.Text != "" {
		t.Errorf("nothing is known of an empty text: %+v", f)
	}
}

func FuzzEnrich(f *testing.F) {
	e := newEnricher(f)
	for _, s := range []string{"", "г. Углич", "« 21 » июля 2017 № _1_", "программы « А « Б »", "№ 596-602 от",
		"Приложение к постановлению от __ 2016",
		"УТВЕРЖДЕНО постановлением от 16 мая 2012 № 4\n\"", "КУМёНСКаЯ районная Дума", "Новости\n12.05.2012\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x := facts(e, s)
		check := func(ev archive.Evidence) {
			if ev.Start < 0 || ev.End < ev.Start || ev.End > len(s) {
				t.Fatalf("evidence %+v is outside of %d bytes", ev, len(s))
			}
		}
		for _, v := range []archive.Value{x.Title, x.Kind, x.Number, x.Issuer.Value, x.Municipality, x.Region} {
			check(v.Evidence)
		}
		for _, c := range x.Cities {
			check(c.Evidence)
		}
		for _, p := range x.Programs {
			check(p.Evidence)
		}
		for _, c := range x.Cites {
			check(c.Evidence)
		}
		for _, r := range personal.Find(s) {
			if r[0] >= r[1] || r[1] > len(s) {
				t.Fatalf("personal data at %v of %d bytes", r, len(s))
			}
		}
	})
}

func BenchmarkEnrich(b *testing.B) {
	e := newEnricher(b)
	text := strings.Repeat("Администрация города Углича сообщает: муниципальная программа «Чистая вода» на 2015–2017 "+
		"годы исполнена в соответствии с Федеральным законом от 06.10.2003 № 131-ФЗ. Из Ярославля прибыли гости.\n", 300)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		facts(e, text)
	}
}

package enrich

import (
	"strings"
	"testing"

	"letopis/internal/archive"
)

// eventsOf writes events as «2011-04-20..2011-04-21 meeting moskva».
func eventsOf(f archive.Facts) string {
	var out []string
	for _, ev := range f.Events {
		s := ev.From.String()
		if !ev.To.IsZero() {
			s += ".." + ev.To.String()
		}
		out = append(out, strings.TrimSpace(strings.Join([]string{s, ev.What, ev.City}, " ")))
	}
	return strings.Join(out, ", ")
}

// TestEvents: what a document announces or tells of, with its days; not its own date, not
// those of acts and tasks, not the background.
func TestEvents(t *testing.T) {
	e := newEnricher(t)
	const notice = "ИЗВЕЩЕНИЕ\nо проведении аукциона\nот 3 марта 2019 года\n"
	const news = "Новости\nПраздник в районе\n14 апреля 2011\n"
	const act = "АДМИНИСТРАЦИЯ ЛУГОВОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 5 мая 2015 года № 41-п\nО подготовке\nПостановляю:\n"
	for _, x := range []struct{ text, want string }{
		{news + "20–21 апреля 2011 г. в Москве состоялось собрание союза городов. Посёлок основан 3 мая 1981 года, школа " +
			"построена в 1961 году.", "2011-04-20..2011-04-21 meeting moskva"},
		{news + "Вчера, 13 апреля, в Угличе открыли мост. Следующая встреча назначена на 28 апреля.",
			"2011-04-13 opening uglich, 2011-04-28 meeting"},
		{news + "Семинары пройдут 13 и 28 апреля, а с 1 по 15 мая будет выставка.",
			"2011-04-13 training, 2011-04-28 training, 2011-05-01..2011-05-15 festival"},
		{news + "Ярмарка прошла 30 декабря.", "2010-12-30 festival"},
		{notice + "Заявки принимаются с 09:00 10.05.2019 до 17:00 09.06.2019.\n" +
			"Аукцион: 11 июня 2019 года в 10 часов по адресу: г. Пермь, ул. Ленина, 4.",
			"2019-05-10..2019-06-09 deadline, 2019-06-11 auction perm"},
		{notice + "Начало приёма заявок - 07.03.2019\nОкончание - 02.04.2019\n" +
			"Торги, назначенные постановлением от 01.02.2019 № 4, состоятся 8 апреля.",
			"2019-03-07..2019-04-02 deadline, 2019-04-08 auction"},
		{act + "1. Провести публичные слушания 20 мая 2015 года.\n2. Отделу до 1 июня 2015 года представить отчёт.\n" +
			"3. Вступает в силу с 10 мая 2015 года.", "2015-05-20 hearing"},
		{act + "1. Провести собрания жителей:\n1.1. 11 мая - с. Луговое;\n1.2. 12 мая - с. Лесное.\n" +
			"2. Предложения принимаются до 10 мая 2015 года.", "2015-05-11 meeting, 2015-05-12 meeting, 2015-05-10 deadline"},
		{act + "1. Отменить решение собрания от 12 апреля 2015 года № 3 и договор от 14.04.2015.", ""},
		{"ПРОТОКОЛ № 3\nзаседания комиссии\nг. Тутаев 12 декабря 2012 года\n" +
			"Слушали: о дорогах. Работы принять 14 декабря 2012 года.", "2012-12-12 meeting tutaev"},
		{news + "Приём пройдёт 31 апреля, а концерт 29 февраля 2011 года.", ""},
		{news + "Редакция на ул. 8 Марта, дом 4, открыла выставку.", ""},
	} {
		text, want := x.text, x.want
		if got := eventsOf(facts(e, text)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestEventDatesPost: a post without a day of its own has that of the event it tells of, never
// one of its background.
func TestEventDatesPost(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"Новости\nСобрание городов\n" +
			"20–21 апреля 2011 г. в Москве состоялось собрание. Мэр приехал из Углича и рассказал о делах.", "2011-04-20"},
		{"Новости\nЮбилей мастера\n" +
			"Мастер родился 12 мая 1961 года в Угличе, окончил школу и работал на заводе. Земляки поздравили его и подарили " +
			"ему часы.", ""},
	} {
		text, want := x.text, x.want
		d := &archive.Document{Text: text, Hints: map[string]string{"kind": "новость"}}
		e.Enrich(d)
		if f := d.Facts; f.Kind.Text != "новость" || f.Date.String() != want {
			t.Errorf("%.60q: %s from %q, want %q", text, f.Kind.Text, f.Date.String(), want)
		}
	}
}

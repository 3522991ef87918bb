package deadline

import (
	"testing"

	"letopis/internal/rudate"
	"letopis/internal/text/clause"
)

func TestSchedule(t *testing.T) {
	act := Act{Date: rudate.Date{Year: 2014, Month: 11, Day: 3}, Published: rudate.Date{Year: 2014, Month: 11, Day: 20}}
	for _, c := range []struct {
		text, end, first, rule string // first "": it has no day
		derived                bool
	}{
		{"Отделу до 1 марта 2015 года сдать отчёт.", "", "2015-03-01", "", false},
		{"Отделу до 1 марта 2014 года сдать отчёт.", "", "", "", false},           // before the act
		{"Отделу до 1 марта 2015 года сдать отчёт.", "2014-12-31", "", "", false}, // behind its end
		{"Комиссии до 15 декабря составить акт.", "", "2014-12-15", "", true},     // the year of the act
		{"Комиссии до 15 октября составить акт.", "", "2015-10-15", "", true},     // the next one
		{"Отдел ежегодно до 1 февраля готовит доклад.", "", "2015-02-01", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1", false},
		{"Отдел ежегодно до 1 декабря года, следующего за отчётным, готовит доклад.", "2016-12-31", "2015-12-01",
			"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;UNTIL=20171231", false},
		{"Отдел ежеквартально до 10 числа готовит доклад.", "2015-12-31", "2015-01-10",
			"FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10;UNTIL=20160131", false},
		{"Отдел до 15 числа второго месяца, следующего за отчётным кварталом, готовит доклад.", "", "2014-11-15",
			"FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=15", false},
		{"Отдел до 20 числа месяца, следующего за отчётным полугодием, готовит доклад.", "", "2015-01-20",
			"FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=20", false},
		{"Отдел ежемесячно до 5 числа готовит доклад.", "", "2014-11-05", "FREQ=MONTHLY;BYMONTHDAY=5", false},
		{"Отдел ежемесячно до 30 числа готовит доклад.", "", "2014-11-30",
			"FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", false},
		{"Отдел до 30 числа второго месяца, следующего за отчётным кварталом, готовит доклад.", "", "", "", false},
		{"Отделу представлять отчёт ежеквартально.", "", "", "", false},
		{"Опубликовать в течение 10 дней со дня подписания постановления.", "", "2014-11-13", "", true},
		{"Сообщить в течение месяца после опубликования настоящего постановления.", "", "2014-12-20", "", true},
		{"Опубликовать в течение 10 дней со дня вступления его в силу.", "", "", "", true}, // which is not known
		{"Опубликовать в течение 10 рабочих дней со дня подписания.", "", "", "", true},
		{"Вернуть остаток в течение 10 дней со дня получения уведомления.", "", "", "", true},
		{"Известить в течение 10 дней со дня принятия решения о выплате.", "", "", "", true},
		{"Контроль за исполнением постановления возложить на главу.", "", "", "", false},
	} {
		list := Read(c.text, clause.Parse(c.text))
		if len(list) != 1 {
			t.Errorf("%s: %d deadlines", c.text, len(list))
			continue
		}
		a := act
		if c.end != "" {
			a.End, _ = rudate.Of(c.end[8:], c.end[5:7], c.end[:4])
		}
		s, ok := list[0].Schedule(c.text, a)
		first := ""
		if ok {
			first = s.First.String()
		}
		if first != c.first || ok && (s.Rule != c.rule || s.Derived != c.derived) {
			t.Errorf("%s: %s %s %v", c.text, first, s.Rule, s.Derived)
		}
	}
}

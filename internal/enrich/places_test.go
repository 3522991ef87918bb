package enrich

import (
	"strings"
	"testing"

	"letopis/internal/archive"
)

// path writes the units of a document from the top, each with its rule.
func path(f *archive.Facts) string {
	var out []string
	for _, p := range f.Places {
		out = append(out, p.Name+" ("+p.Evidence.Rule+")")
	}
	return strings.Join(out, " / ")
}

// TestPlaces: the municipality that a text names, its region, district and town, and by
// what it was told from its namesakes.
func TestPlaces(t *testing.T) {
	e := newEnricher(t)
	const act = "\nПОСТАНОВЛЕНИЕ\nот 3.05.2014 № 5\nО сходе\n1. Назначить сход."
	for _, x := range []struct{ text, want string }{
		{"Администрация Шегарского района" + act, "Томская область (derived) / Шегарский муниципальный район (unique)"},
		{"Администрация Александровского района Томской области" + act,
			"Томская область (region-head) / Александровский муниципальный район (region)"},
		{"Администрация МР «Усть – Вымский»" + act, "Республика Коми (derived) / Усть-Вымский муниципальный район (unique)"},
		{"Администрация города Рязани" + act, "Рязанская область (derived) / городской округ город Рязань (unique) / " +
			"Рязань (unique)"},
		{"Администрация Советского района города Новосибирска" + act,
			"Новосибирская область (derived) / городской округ город Новосибирск (unique) / Новосибирск (unique)"},
		{"Совет муниципального образования муниципальный округ Купчино" + act,
			"Санкт-Петербург (derived) / муниципальный округ Купчино (unique)"},
		{"Совет депутатов Денятинского сельского поселения" + act,
			"Владимирская область (derived) / Меленковский муниципальный округ (derived) / Денятинское сельское поселение " +
				"(unique)"},
		{"Хурал представителей Улуг-Хемского кожууна" + act,
			"Республика Тыва (derived) / Улуг-Хемский муниципальный район (unique)"},
		{"Администрация Александровского района" + act, ""},
		{"Администрация Октябрьского района" + act + "\n2. Направить автобус в г. Каменку-Шахтинскую.", ""},
	} {
		text, want := x.text, x.want
		f := facts(e, text)
		if got := path(&f); got != want {
			t.Errorf("%.60q: %s, want %s", text, got, want)
		}
	}
}

// TestDoubts: what cannot be told stays open, and why.
func TestDoubts(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"Администрация Александровского района\nПОСТАНОВЛЕНИЕ\nот 3.05.2014 № 5\nО сходе", archive.DoubtHomonyms},
		{"Администрация Заоблачного муниципального района\nПОСТАНОВЛЕНИЕ\nот 3.05.2014 № 5\nО сходе", archive.DoubtAbsent},
		{"Администрация Шегарского района Курской области\nПОСТАНОВЛЕНИЕ\nот 3.05.2014 № 5\nО сходе", archive.DoubtAbsent},
		{"Администрация Октябрьского района Гомельской области\nПОСТАНОВЛЕНИЕ\nот 3.05.2014 № 5\nО дружбе",
			archive.DoubtForeign},
		{"Минский районный исполнительный комитет\nРЕШЕНИЕ\nот 3.05.2014 № 5\nО дружбе", archive.DoubtForeign},
		{"РЕСПУБЛИКА БЕЛАРУСЬ\nАДМИНИСТРАЦИЯ ЗАОБЛАЧНОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 3.05.2014 № 5\nО дружбе",
			archive.DoubtForeign},
		{"Открыта дорога\n3 мая 2014\nДорога связала Бабаевский район и Устюженский район. Движение открыли главы.",
			archive.DoubtSeveral},
		{"О составе комиссии\n1. Утвердить состав комиссии по делам молодёжи и провести заседание до июня.", ""},
	} {
		text, want := x.text, x.want
		f := facts(e, text)
		d := f.Doubts["municipality"]
		if d.Why != want {
			t.Errorf("%.50q: %+v, want %s", text, d, want)
		}
		for _, p := range f.Places {
			if p.Level != archive.LevelRegion {
				t.Errorf("%.50q: is at %s all the same", text, p.Name)
			}
		}
		if kept := f.Municipality.Text != ""; kept != (want == archive.DoubtHomonyms) {
			t.Errorf("%.50q: municipality %q", text, f.Municipality.Text)
		}
	}
}

// TestOneIssuer: a body has one name and one id however it is written.
func TestOneIssuer(t *testing.T) {
	e := newEnricher(t)
	const act = "\nПОСТАНОВЛЕНИЕ\nот 3.05.2014 № 5\nО сходе"
	for _, x := range []struct {
		text, id string
		written  []string
	}{
		{"Администрация Сыктывдинского района", "syktyvdinskiy/administratsiya",
			[]string{"АДМИНИСТРАЦИЯ МУНИЦИПАЛЬНОГО РАЙОНА «СЫКТЫВДИНСКИЙ»",
				"Администрация МО МР \"Сыктывдинский\" Республики Коми", "Администрация Сыктывдинского района"}},
		{"Администрация Александровского района (Томская область)", "aleksandrovskiy-tomskaya-oblast/administratsiya",
			[]string{"Администрация Александровского района Томской области",
				"ТОМСКАЯ ОБЛАСТЬ\nАДМИНИСТРАЦИЯ АЛЕКСАНДРОВСКОГО РАЙОНА"}},
		{"Администрация Александровского района", "", []string{"Администрация Александровского района"}},
		{"Администрация города Рязани", "ryazan-mo/administratsiya",
			[]string{"АДМИНИСТРАЦИЯ ГОРОДА РЯЗАНИ", "Администрация г. Рязани", "Администрация МО «Город Рязань»"}},
	} {
		for _, w := range x.written {
			if got := facts(e, w+act).Issuer; got.Text != x.text || got.ID != x.id {
				t.Errorf("%q: %q %q, want %q %q", w, got.Text, got.ID, x.text, x.id)
			}
		}
	}
}

// TestBodiesThatIssue: where a text tells who issued it besides the head of an act.
func TestBodiesThatIssue(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"О бюджете\nРассмотрев проект, Совет народных депутатов Бобровского муниципального района РЕШИЛ:\n" +
			"1. Утвердить бюджет.", "Совет народных депутатов Бобровского района"},
		{"ИЗВЕЩЕНИЕ\nо проведении аукциона\n" +
			"Организатор торгов: Комитет по управлению имуществом администрации Шегарского района Томской области.\n" +
			"Аукцион состоится 5 мая 2014 года.", "Комитет по управлению имуществом администрации Шегарского района"},
		{"АДМИНИСТРАЦИЯ Министру строительства\nШЕГАРСКОГО РАЙОНА и энергетики\nТОМСКОЙ ОБЛАСТИ\n3.05.2014 № 5\n" +
			"Уважаемый Андрей Петрович!\nВ ответ на Ваш запрос сообщаем.", "Администрация Шегарского района"},
		{"Мост открыт\n12 мая 2015\nВчера в районе открыли мост.\nПресс-служба администрации Угличского района",
			"Администрация Угличского района"},
		{"О порядке\n1. Утвердить порядок.\nДокумент подписан электронной подписью\nВладелец: Иванов Иван Иванович", ""},
	} {
		text, want := x.text, x.want
		if got := facts(e, text).Issuer.Text; got != want {
			t.Errorf("%.50q: %q, want %q", text, got, want)
		}
	}
}

// TestWhereThingsTakePlace: the town of an event, and people and things that bear the
// names of towns.
func TestWhereThingsTakePlace(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"ИЗВЕЩЕНИЕ\nоб аукционе\nАукцион состоится 5 мая 2014 года по адресу: г. Пермь, ул. Мира, 5.", "perm event"},
		{"О порядке\n1. Направить делегацию в г. Пермь.\n" +
			"2. Пригласить Тимура Саратова, Владимира Терехина и Феодосию Парыгину.", "perm mentioned"},
		{"О порядке\n1. Отдать в газету «Вечерний Новосибирск».", ""},
	} {
		text, want := x.text, x.want
		if got := towns(facts(e, text)); !sameWords(got, want) {
			t.Errorf("%.50q: %s, want %s", text, got, want)
		}
	}
}

package edition

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"letopis/internal/testkit/cost"
)

const amending = "АДМИНИСТРАЦИЯ РАЙОНА\nПОСТАНОВЛЕНИЕ\nО внесении изменений\nПОСТАНОВЛЯЮ:\n"

// act is the text of an act with some clauses.
const act = "ПОСТАНОВЛЕНИЕ\nО порядке\nПОСТАНОВЛЯЮ:\n1. Установить срок 10 дней.\n2. Отделу торговли вести учет:\n" +
	"а) магазинов;\nб) рынков.\n" +
	"3. Срок учета - 10 лет, срок хранения - 10 лет.\n4. Отчет публикуется.\nГлава района И.И. Гранин"

// made is the wording of an act after the orders of another one.
func made(t *testing.T, base string, orders ...string) *Wording {
	t.Helper()
	m := New(Base{Text: base}, context.Context.Err)
	for _, o := range orders {
		if _, err := m.Act(context.Background(), Act{Text: amending + o, Only: true}); err != nil {
			t.Fatal(err)
		}
	}
	w := m.Wording()
	checkPieces(t, base, orders, w)
	return w
}

// checkPieces holds that pieces are a wording without gaps, and stand where they say.
func checkPieces(t *testing.T, base string, orders []string, w *Wording) {
	t.Helper()
	at := 0
	for _, p := range w.Pieces {
		if p.Start != at || p.End < p.Start {
			t.Fatalf("a piece at %d, want %d", p.Start, at)
		}
		at = p.End
		s := w.Text[p.Start:p.End]
		switch {
		case p.Change < 0 && base[p.From:p.From+len(s)] != s:
			t.Fatalf("%q is not in the act at %d", s, p.From)
		case p.Change >= 0 && p.From >= 0:
			of := amending + orders[w.Outcomes[p.Change].Act]
			if of[p.From:p.From+len(s)] != s {
				t.Fatalf("%q is not in the amending act at %d", s, p.From)
			}
		}
	}
	if at != len(w.Text) {
		t.Fatalf("pieces end at %d of %d", at, len(w.Text))
	}
}

// TestForms holds what instructions do, and why others are not followed.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		orders, has string
		why         Reason
	}{
		{"1. В пункте 1 цифры «10» заменить цифрами «12».", "1. Установить срок 12 дней.", ""},
		{"1. Внести изменения, заменив в пункте 1 слово «срок» словом «предел».", "1. Установить предел 10", ""},
		{"1. Внести изменения:\n1) в пункте 1 слова «10 дней» исключить;", "1. Установить срок.\n", ""},
		{"1. Пункт 1 после слова «срок» дополнить словами «учета в».", "1. Установить срок учета в 10 дней.", ""},
		{"1. Дополнить пункт 1 перед словом «срок» словом «общий».", "1. Установить общий срок 10 дней.", ""},
		{"1. Пункт 4 дополнить словами «, кроме июля».", "4. Отчет публикуется, кроме июля.\nГлава", ""},
		{"1. Пункт 4 дополнить предложением следующего содержания: «Отчет хранится.».", "Отчет хранится.\nГ", ""},
		{"1. Подпункт «б» пункта 2 признать утратившим силу.", "а) магазинов;\nб) Утратил силу.\n3.", ""},
		{"1. Пункт 4 изложить в следующей редакции:\n«4. Отчета нет.».", "4. Отчета нет.\nГлава", ""},
		{"1. Пункт 4 изложить в следующей редакции:\n«Отчета нет.».", "4. Отчета нет.\nГлава", ""},
		{"1. Дополнить пунктом 3.1 следующего содержания:\n«3.1. Иное.».", "10 лет.\n3.1. Иное.\n4.", ""},
		{"1. Дополнить пунктами 5 и 6 следующего содержания:\n«5. Пять.\n6. Шесть.».", "\n5. Пять.\n6. Шесть.\nГлава", ""},
		{"1. В пункте 1 слова «срок» и «дней» заменить словами «предел» и «часов» соответственно.", "предел 10 часов", ""},
		{"1. По тексту слово «рынков» заменить словом «ярмарок».", "б) ярмарок.", ""},

		{"1. В пункте 3 слово «срок» заменить словом «предел».", "", Places},
		{"1. В пункте 3 цифры «10» заменить цифрами «12».", "", Places},
		{"1. В пункте 3 цифры «1» заменить цифрами «2».", "", NoWords},
		{"1. В пункте 7 цифры «1» заменить цифрами «2».", "", NoClause},
		{"1. По тексту слова «учет» заменить словами «счет».", "", Inflected},
		{"1. Слово «учет» заменить словом «счет» в соответствующем падеже.", "", Inflected},
		{"1. Пункт 4 изложить в следующей редакции:\n«5. Отчета нет.».", "", Number},
		{"1. Пункт 4 изложить в следующей редакции:\n«Отчета «нет.\n2. Контроль за собой.", "", Quotes},
		{"1. Пункт 4 изложить в новой редакции.", "", NoWording},
		{"1. Пункты 3 и 4 изложить в следующей редакции:\n«3. Нет.».", "", Unread},
		{"1. Дополнить пунктом 4 следующего содержания:\n«4. Иное.».", "", Exists},
		{"1. Дополнить пунктом 9 следующего содержания:\n«9. Иное.».", "", NoPlace},
		{"1. В графе 3 таблицы 1 слово «срок» заменить словом «предел».", "", NoClause},
		{"1. В сноске 3 слово «срок» заменить словом «предел».", "", Cells},
		{"1. Пункты 3 и 4 изложить в следующей редакции:\n«3. Нет.\n4. Да.».", "3. Нет.\n4. Да.\nГлава", ""},
		{"1. После пункта 3 дополнить пунктом 3.1 следующего содержания:\n«3.1. Иное.».", "10 лет.\n3.1. Иное.\n4.", ""},
		{"1. Пункт 4 считать пунктом 5.", "5. Отчет публикуется.", ""},
		{"1. Пункты 3-4 считать пунктами 4-5.", "4. Срок учета - 10 лет, срок хранения - 10 лет.\n5. Отчет", ""},
		{"1. Подпункты «а» и «б» пункта 2 считать подпунктами «б» и «в» соответственно.", "б) магазинов;\nв) рынков.", ""},
		{"1. Внести изменения:\n1) дополнить новым пунктом 4 следующего содержания: «4. Иное.»;\n" +
			"2) пункт 4 считать пунктом 5.", "4. Иное.\n5. Отчет публикуется.\nГлава", ""},
		{"1. В пункте 1 слово «срок» заменить словом «предел» до конца года.", "", Unread},
		{"1. В пункте 1 слова «срок» и «дней» заменить словами «предел» и «часов».", "", Unread},
		{"1. Пункт 4 считать пунктом 3.", "", Exists},
		{"1. Пункт 1 считать пунктом 5.", "", Number},
		{"1. Пункты 3 и 4 считать пунктом 4.", "", Unread},
		{"1. Внести изменения:\n1) пункт 4 считать пунктом 5;\n2) в пункте 5 слово «Отчет» исключить.", "", Renumbered},
		{"1. После пункта 1 дополнить пунктом 5 следующего содержания:\n«5. Иное.».", "", NoPlace},
		{"1. Внести в пункт 1 изменения:\n1) слово «срок» исключить;\n2) слова «срок 10 дней» исключить.", "", Overlap},
	} {
		w := made(t, act, c.orders)
		var last Outcome
		if n := len(w.Outcomes); n > 0 {
			last = w.Outcomes[n-1]
		} else {
			t.Errorf("%s\nnothing is told", c.orders)
		}
		if last.Why != c.why || !strings.Contains(w.Text, c.has) {
			t.Errorf("%s\n%q: %s", c.orders, last.Why, w.Text)
		}
		if c.why != "" && c.why != Overlap && c.why != Renumbered && w.Text != act {
			t.Errorf("%s\nchanged: %s", c.orders, w.Text)
		}
	}
}

// TestUnclosed holds that an instruction whose quotation is not closed is not followed, and hides none where the
// next item of its list tells that nothing is lost between them.
func TestUnclosed(t *testing.T) {
	const first = "1. Внести изменения:\n1) в пункте 1 слово «срок» исключить;\n" +
		"2) пункт 4 изложить в следующей редакции:\n"
	for _, c := range []struct{ orders, made, has string }{
		{first + "«4. Отчет «О рынках».\n3) в пункте 3 слово «хранения» исключить.", "1 1 1", "4. Отчет «О рынках»\nГлава"},
		{first + "«4. Отчет\n«О рынках»;\n3)\nв пункте 3 слово «хранения» исключить.", "1 1 1", "«О рынках»\nГлава"},
		{first + "«4. Отчет.\n3) в пункте 3 слово «хранения» исключить.", "1 0 1", "3. Срок учета - 10 лет, срок - 10 лет."},
		{first + "«4. Отчет «О рынках»».\nИх число растет.\n3) в пункте 3 слово «хранения» исключить.", "1 0 1",
			"4. Отчет публикуется."},
		{first + "«4. Отчет.\n5) в пункте 3 слово «хранения» исключить.", "1 0", "4. Отчет публикуется."},
		{first + "«4. Отчет.\n3) о рынках и «ярмарках»\nи «прочем».", "1 0", "4. Отчет публикуется."},
		{"1. Внести изменения:\nа) пункт 4 изложить в следующей редакции: «4. Отчет.\nб) пункт 1 исключить.", "0 1",
			"1. Исключен."},
		{first + "«4. Отчет.\n2. Внести изменения в пункт 3:\n1) слово «хранения» исключить.", "1 0 1", "срок - 10 лет"},
	} {
		w := made(t, act, c.orders)
		var made []string
		for _, o := range w.Outcomes {
			if o.Why == "" {
				made = append(made, "1")
			} else {
				made = append(made, "0")
			}
		}
		if got := strings.Join(made, " "); got != c.made || !strings.Contains(w.Text, c.has) {
			t.Errorf("%s\n%s, want %s: %s", c.orders, got, c.made, w.Text)
		}
	}
}

// TestWays holds which act and which place of it instructions mean.
func TestWays(t *testing.T) {
	const enter = "1. Внести в постановление администрации "
	for _, c := range []struct{ orders, want string }{
		{enter + "от 19.10.2018 № 895 - п «О рынках» изменения:\n1) пункт 3 исключить.", "895-п 2018-10-19 8:3"},
		{enter + "от 27.08.2014г. № 895-п «О рынках» изменения:\n1) пункт 3 исключить.", "895-п 2014-08-27 8:3"},
		{enter + "№ 144 от 02.12.2013 г. «О рынках» изменения:\n1) пункт 3 исключить.", "144 2013-12-02 8:3"},
		{enter + "от 27.08.2014 № 7 изменения: 1) пункт 3 исключить; 2) пункт 4 исключить.",
			"7 2014-08-27 8:3; 7 2014-08-27 8:4"},
		{enter + "от 27.08.2014 № 7 изменения: 1) в пункте 3: а) подпункт «а» исключить;\n2) пункт 4 исключить.",
			"7 2014-08-27 8:3/9:а; 7 2014-08-27 8:4"},
		{enter + "от 27.08.2014 № 7 изменения:\n1) раздел VI. «Сроки» изложить в следующей редакции: «VI. Сроки».",
			"7 2014-08-27 3:VIСроки"},
		{enter + "от 27.08.2014 № 7 изменения:\n1) с 1 января 2015 года пункт 3 исключить.", "7 2014-08-27 8:3"},
		{enter + "от 27.08.2014 № 7 изменения:\n1) в паспорте Программы (далее - паспорт Программы) слово «а» исключить;\n" +
			"2) раздел 3 Программы исключить.", "7 2014-08-27 2:; 7 2014-08-27 3:3"},
	} {
		var got []string
		for _, x := range Read(amending + c.orders) {
			way := make([]string, len(x.Where.Steps))
			for i, s := range x.Where.Steps {
				way[i] = fmt.Sprintf("%d:%s%s", s.Kind, s.Number, s.Name)
			}
			got = append(got, strings.TrimSpace(x.Ref.Number+" "+x.Ref.Day+" "+strings.Join(way, "/")+" "+string(x.Why)))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s\n%s, want %s", c.orders, s, c.want)
		}
	}
	for _, head := range []string{"1. ", "1.\n", ""} { // no operative word
		text := "ПОСТАНОВЛЕНИЕ\nО внесении изменений\nВ соответствии с Уставом:\n" + head + enter[len("1. "):] +
			"от 27.08.2014 № 7 изменения:\n1.1. пункт 3 исключить."
		if x := Read(text); len(x) != 1 || x[0].Why != "" || x[0].Ref.Number != "7" {
			t.Errorf("%s\n%+v", text, x)
		}
	}
}

// TestOrder holds that acts change what those before them have made, and that clauses of one act build on each other.
func TestOrder(t *testing.T) {
	w := made(t, act,
		"1. Внести изменения:\n1) дополнить пунктом 6 следующего содержания: «6. Шесть.»;\n"+
			"2) дополнить пунктом 5 следующего содержания: «5. Пять.».",
		"1. В пункте 6 слово «Шесть» заменить словом «Семь».\n2. Пункт 5 исключить.")
	if want := "публикуется.\n5. Исключен.\n6. Семь.\nГлава"; !strings.Contains(w.Text, want) || w.Made() != 4 {
		t.Errorf("%d made: %s", w.Made(), w.Text)
	}
}

// TestNothingElse holds that what an act orders besides changes is no change.
func TestNothingElse(t *testing.T) {
	for _, s := range []string{
		"1. Признать утратившим силу постановление от 01.02.2010 № 7.\n2. Опубликовать в газете.",
		"1. Провести ярмарку.\n2. Дополнить штат двумя единицами.\n3. Контроль возложить на заместителя главы.",
		"1. Внести в Порядок изменения согласно приложению.\n2. Постановление вступает в силу с 1 мая.\nГлава района",
	} {
		if w := made(t, act, s); len(w.Outcomes) > 0 {
			t.Errorf("%s\n%+v", s, w.Outcomes)
		}
	}
}

// TestWas holds that what is told of as gone is what stood in one place, also of an instruction about several.
func TestWas(t *testing.T) {
	for orders, was := range map[string]string{
		"1. По тексту слово «хранения» заменить словом «учета».":       "хранения",
		"1. По тексту слово «срок» заменить словом «предел».":          "срок",
		"1. В пункте 1 слова «10 дней» исключить.":                     "10 дней",
		"1. Пункт 1 дополнить перед словом «срок» словом «общий».":     "",
		"1. Пункт 4 изложить в следующей редакции:\n«4. Отчета нет.».": "4. Отчет публикуется.",
	} {
		const base = "О порядке\nПОСТАНОВЛЯЮ:\n1. Установить срок 10 дней.\n2. Назначить срок хранения, хранения долгого.\n" +
			"3. Продлить срок.\n4. Отчет публикуется.\nГлава района"
		if w := made(t, base, orders); w.Made() != 1 || w.Outcomes[0].Was != was {
			t.Errorf("%s: %+v", orders, w.Outcomes)
		}
	}
}

// TestDays holds that an act is told by a day that there is.
func TestDays(t *testing.T) {
	for day, want := range map[string]string{"14.10.2013": "2013-10-14", "4.1.2013": "2013-01-04",
		"14 октября 2013": "2013-10-14", "«4» мая 2013": "2013-05-04", "31.02.2014": "", "31 июня 2014": "",
		"14.13.2013": ""} {
		got := Read(amending + "1. Внести в постановление от " + day + " г. № 854 изменения:\n1) пункт 1 исключить;")
		if len(got) != 1 || got[0].Ref.Day != want {
			t.Errorf("%s: %+v", day, got)
		}
	}
}

// TestFarDown holds that an instruction is read however much stands before it.
func TestFarDown(t *testing.T) {
	w := made(t, act, strings.Repeat("1. Отчет довести до жителей.\n", 3*MaxChanges)+
		"2. В пункте 3 слова «срок хранения - 10 лет» заменить словами «срок хранения - год».")
	if len(w.Outcomes) != 1 || w.Made() != 1 || !strings.Contains(w.Text, "срок хранения - год") {
		t.Errorf("%+v", w.Outcomes)
	}
}

// TestBounded holds that many instructions on a long act take no more work than is allowed, with pauses, and that all
// are told of.
func TestBounded(t *testing.T) {
	var base, orders, texts strings.Builder
	base.WriteString("О порядке\nПОСТАНОВЛЯЮ:\n")
	orders.WriteString("1. Внести изменения:\n")
	texts.WriteString("1. Внести изменения:\n")
	for i := range 999 {
		fmt.Fprintf(&base, "%d. Срок %d дней, %s.\n", i+1, i+1000, strings.Repeat("и ещё слово ", 20))
	}
	for i := range MaxChanges + 1 {
		fmt.Fprintf(&orders, "- в пункте %d цифры «%d» заменить цифрами «%d»;\n", i%999+1, i%999+1000, i)
	}
	for i := range 200 {
		fmt.Fprintf(&texts, "- по тексту слово «букв%d» заменить словом «знак»;\n", i)
	}
	for _, c := range []struct {
		orders       string
		changes, all int
	}{{orders.String(), 999, MaxChanges}, {texts.String(), 0, 200}} {
		var m *Maker
		pauses, most, last := 0, 0, 0
		m = New(Base{Text: base.String()}, func(context.Context) error {
			pauses, most, last = pauses+1, max(most, m.d.read-last), m.d.read
			return nil
		})
		n, err := m.Act(context.Background(), Act{Text: amending + c.orders, Only: true})
		w := m.Wording()
		if err != nil || n != c.all || len(w.Outcomes) != c.all || w.Made() != c.changes || !m.Spent() ||
			w.Outcomes[n-1].Why != TooMuch {
			t.Errorf("%d of %d made, %d bytes, spent %v: %v", w.Made(), len(w.Outcomes), base.Len(), m.Spent(), err)
		}
		one := 4 * base.Len() // a parsing, and what one instruction looks through
		if m.d.read > maxRead+one {
			t.Errorf("%d bytes were read", m.d.read)
		}
		if most > pacedBytes+one || pauses < m.d.read/(pacedBytes+one) {
			t.Errorf("%d pauses, up to %d bytes apart, in %d", pauses, most, m.d.read)
		}
	}
	stop := errors.New("stop")
	pauses := 0
	m := New(Base{Text: base.String()}, func(context.Context) error {
		if pauses++; pauses == 3 { // in the midst of instructions
			return stop
		}
		return nil
	})
	_, err := m.Act(context.Background(), Act{Text: amending + texts.String(), Only: true})
	if !errors.Is(err, stop) || pauses != 3 {
		t.Errorf("not ended: %v, %d pauses", err, pauses)
	}
}

// TestCost holds that the work grows with the texts, whatever they are made of.
func TestCost(t *testing.T) {
	units := append(cost.Pick(cost.Tokens, 12, 12), "« ", "\" ", "\n", "«а ", "(",
		"1. Пункт 1 исключить.\n", "в пункте 1 слова «а» заменить словами «б»;\n", "«а «б» ",
		"а\tб\tв\n", "1\t2\t3\n", "в графе 2 строки 1 слово «а» исключить;\n", "пункт 1 считать пунктом 2;\n",
		"строку 1 изложить согласно приложению 1;\n", "1. Внести изменения:\n", "изложить в редакции:\n«1. а\n",
		"Приложение 1\n", "дополнить пунктом 1.1: «1.1. а»;\n")
	cost.Test{Small: 16 << 10, Large: 64 << 10}.Linear(t, units, func(s string) { Read(amending + s) })
	cost.Test{Small: 16 << 10, Large: 64 << 10}.Linear(t, units, func(s string) {
		m := New(Base{Text: s}, context.Context.Err)
		if _, err := m.Act(context.Background(), Act{Text: amending + "1. В пункте 1 слово «а» исключить.\n2. Пункт 2 " +
			"исключить.\n3. Абзац второй раздела 1 исключить.\n4. В графе 2 строки 1 таблицы 1 слово «а» исключить.\n" +
			"5. Пункт 3 считать пунктом 4.\n6. Дополнить строкой 2 следующего содержания: «2\tа».", Only: true}); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzMake holds that pieces are whole whatever the texts.
func FuzzMake(f *testing.F) {
	f.Add(act, "1. Пункт 4 исключить.\n2. В пункте 1 слово «срок» исключить.")
	f.Add(act, "1. Дополнить пунктом 3.1 следующего содержания:\n«3.1. Иное.».")
	f.Fuzz(func(t *testing.T, base, orders string) { made(t, base, orders) })
}

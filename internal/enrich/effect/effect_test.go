package effect_test

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/enrich/citation"
	"letopis/internal/enrich/effect"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/testkit/cost"
)

const head = "АДМИНИСТРАЦИЯ РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 01.02.2016 № 10\nО разном\nПОСТАНОВЛЯЮ:\n"

// found writes what is found in the orders of an act.
func found(orders string) string { return foundIn(head + orders) }

// foundIn writes what is found in a text.
func foundIn(text string) string {
	p := ruletext.NewPage(text)
	l := layout.Read(p)
	f := archive.Facts{Date: l.Ref.Date}
	var mentions []citation.Mention
	f.Cites, mentions = citation.Find(p, &l)
	var out []string
	for _, e := range effect.Find(p, &l, ruletext.Span{}, mentions, &f) {
		s := e.What + " " + e.Act.Number
		if e.What == archive.EffectStarts {
			s = strings.TrimSpace(s + e.Act.Name)
		}
		for _, x := range []string{e.By.Number, e.Part, e.From.String(), e.Until.String()} {
			if x != "" {
				s += " " + x
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestNoEditionOfItself holds that marks of one edition, one behind another, do not say that it amended itself.
func TestNoEditionOfItself(t *testing.T) {
	const mark = "(в ред. постановления администрации района от 26.07.2019 № 349)"
	if got := found("1. Утвердить план.\n" + mark + "\n" + mark + "\nЗадачи: " + mark); strings.Contains(got, "349 349") {
		t.Error(got)
	}
}

func TestForms(t *testing.T) {
	const act = "постановление администрации района от 05.03.2014 № 7"
	for _, c := range []struct{ orders, want string }{
		{"1. Признать утратившим силу " + act + ".", "repeals 7"},
		{"1. Признать утратившим силу с 1 марта 2016 года " + act + ".", "repeals 7 2016-03-01"},
		{"1. Пункты 3 и 4 постановления администрации от 05.03.2014 № 7 исключить.", "repeals 7 пункты 3 и 4"},
		{"1. В соответствии с постановлением администрации от 05.03.2014 № 7 изменить план.", ""},
		{"1. Внести в " + act + " изменения:\n1.1. таблицу 2, таблицу 3 изложить в новой редакции;",
			"amends 7; restates 7 таблица 2; restates 7 таблица 3"},
		{"1. Внести в " + act + " изменения:\n1) мероприятие «Школа» исключить;", "amends 7"},
		{"1. Внести в " + act + " изменения:\n1) пункт 2 изложить в следующей редакции:\n" +
			"«2. Признать утратившим силу постановление администрации от 01.01.2010 № 1.».\n" +
			"2. Отменить постановление администрации от 02.02.2011 № 2.", "amends 7; restates 7 пункт 2; repeals 2"},
		{"1. Утвердить план работ.\n2. Настоящее постановление действует до 31.12.2016.",
			"approves ; lapses  2016-12-31"},
		{"1. Внести в " + act + " изменения:\n1.1. перечень программных мероприятий муниципальной программы «Туризм» " +
			"изложить в новой редакции;\n1.2. методику расчета платы изложить в новой редакции;\n" +
			"1.3. наименование постановления изложить в следующей редакции: «О платах»;",
			"amends 7; restates 7 перечень программных мероприятий; restates 7 методика расчета платы; restates 7 наименование"},
		{"1. Внести в " + act + " изменения, изложив муниципальную программу и план работ в новой редакции.",
			"amends 7; restates 7"},
		{"1. Внести в " + act + " изменения:\n1.1. перечень целевых индикаторов и показателей Программы изложить в новой " +
			"редакции;", "amends 7; restates 7 перечень целевых индикаторов и показателей"},
		{"1. Руководствоваться постановлением администрации от 05.03.2014 № 7 (в ред. от 06.04.2015 № 8, 07.05.2015 № 9).",
			"amends 7 8; amends 7 9"},
		{"1. Признать утратившими силу:\n- постановление администрации от 05.03.2014 № 7;\n" +
			"- решение Думы от 06.03.2014 № 8.", "repeals 7; repeals 8"},
	} {
		if got := found(c.orders); got != c.want {
			t.Errorf("%s\n%q, want %q", c.orders, got, c.want)
		}
	}
}

// TestOwnEditions holds of which act those are that the head of an act tells to have amended one: of itself, or, before
// its day, of the one that its title is about.
func TestOwnEditions(t *testing.T) {
	const other = "О внесении изменений в постановление администрации от 05.03.2014 № 7 «О туризме»\n"
	for _, c := range []struct{ head, want string }{
		{"от 01.02.2016 № 10\nО туризме\n(в ред. от 03.04.2017 № 8)\n", "amends  8"},
		{"от 01.02.2016 № 10\n" + other + "(в ред. от 03.04.2017 № 8)\n", "amends  8; amends 7 8"},
		{"от 01.02.2016 № 10\n" + other + "(с изм. от 03.04.2015 № 8)\n", "amends 7 8"},
		{"от ________ 2016 № ___\n" + other + "(с изм. от 03.04.2015 № 8, 04.05.2015 № 9)\n", "amends 7 8; amends 7 9"},
		{"(с изменениями от 31.12.2015 № 8)\n01.02.2016 № 10\nО внесении изменений в программу «Туризм»\n", ""},
	} {
		got := foundIn("АДМИНИСТРАЦИЯ РАЙОНА\nПОСТАНОВЛЕНИЕ\n" + c.head + "ПОСТАНОВЛЯЮ:\n1. Опубликовать.")
		if got != c.want {
			t.Errorf("%s\n%q, want %q", c.head, got, c.want)
		}
	}
}

// TestLastYear holds the last year of a programme, as far as its name looks.
func TestLastYear(t *testing.T) {
	for _, c := range []struct{ years, last string }{
		{"на 2014-2017 годы", "2017"},
		{"на 2014 – 2017 гг.", "2017"},
		{"на 2014–2017 годы и на период до 2020 года", "2020"},
		{"на 2010–2012 годы и на перспективу до 2020 года", "2020"},
		{"на 2017-2018 годы» и на период до 2020 года", "2020"},
		{"на 2017 год и на перспективу до 2020 года", "2020"},
		{"на период с 2010 по 2012 годы", "2012"},
		{"на 2014-2017 годы, принятой до 2020 года", "2017"},
		{"на 2014-2017 годы и на работы по школам", "2017"},
	} {
		name := "Муниципальная программа «Туризм " + c.years + "»"
		p := ruletext.NewPage("ПРОГРАММА\n" + name + "\n")
		l := layout.Read(p)
		at := p.Evidence("", 1, len(p.Tokens))
		f := archive.Facts{Programs: []archive.Program{{Role: "passport", Evidence: at}}}
		found := effect.Find(p, &l, ruletext.Span{}, nil, &f)
		if len(found) != 1 || found[0].Until.String() != c.last {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// TestLong holds that an act that does more than is kept of it is read, to the bound.
func TestLong(t *testing.T) {
	var b strings.Builder
	for i := range 11_000 {
		fmt.Fprintf(&b, "%d. Пункт %d постановления администрации от 05.03.2014 № %d признать утратившим силу.\n", i+1, i, i)
	}
	if n := strings.Count(found(b.String()), "repeals"); n != 10_000 {
		t.Errorf("%d effects", n)
	}
	b.Reset()
	for i := range 3000 {
		fmt.Fprintf(&b, "пункт %d отменить, постановление администрации от 05.03.2014 № %d, ", i, i)
	}
	if n := strings.Count(found("1. "+b.String()), ";") + 1; n > 10_000 {
		t.Errorf("%d effects of one line", n)
	}
}

// TestCost holds that work grows with the length of the text, whatever it is made of.
func TestCost(t *testing.T) {
	const orders = "1. Внести в постановление администрации от 05.03.2014 № 7 изменения:\n"
	cost.Test{Small: 16 << 10, Large: 64 << 10}.Linear(t, []string{
		"«", "« ", "« «", "слово:\n«слово\n", "внести ", "отменить пункт 3, ",
		"«Внести в пункт 1 ", "(в ред. от 05.03.2014 № 7 ", "1.1. дополнить: «", "утратившим силу ", "в части ", "кроме « ",
		"пункт 3 отменить, постановление от 05.03.2014 № 7, ", "1. Продлить постановление от 05.03.2014 № 7 ",
	}, func(text string) { found(orders + text) })
}

package enrich

import (
	"strings"
	"testing"

	"letopis/internal/archive"
)

// TestTitlesOfPosts: the title of a post is neither the name of its site, nor a link, nor what stands in a box beside it.
func TestTitlesOfPosts(t *testing.T) {
	e := newEnricher(t)
	const told = "\n\nВ районе начали сеять яровые. Первыми в поле вышли хозяйства юга, глава района побывал у них и " +
		"вручил механизаторам вымпелы. Работы продлятся три недели, техника готова.\n"
	for _, x := range []struct{ text, title string }{
		{"Союз сёл Луговой области\nО союзе - Документы - Контакты\n\nНовости\n\n12.05.2015. Посевная в районе началась" + told,
			"Посевная в районе началась"},
		{"ТАРСКИЙ РАЙОН Омская область\nновости документы ссылки\n\nПосевная началась" + told + "Опубликовано 12.05.2015",
			"Посевная началась"},
		{"Новости\n\nСБОР УРОЖАЯ СОБРАЛ ГОСТЕЙ ИЗ ТРЁХ ОБЛАСТЕЙ" + told, "Сбор урожая собрал гостей из трёх областей"},
		{"Новости\nПосевная началась\n12.05.2015" + told + "Вниманию предпринимателей!\nСеминар 23 мая, 11:00.\n",
			"Посевная началась"},
		{"Посевная началась\n12 мая 2015, 10:30  Автор: пресс-служба   0 комментариев" + told, "Посевная началась"},
	} {
		if f := facts(e, x.text); f.Kind.Text != "новость" || f.Title.Text != x.title {
			t.Errorf("%.60q: %s, %q; want %q", x.text, f.Kind.Text, f.Title.Text, x.title)
		}
	}
}

// TestHeadsOfOrdinaryTexts: days and numbers where minutes, notices, warnings and reports have them.
func TestHeadsOfOrdinaryTexts(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ text, want string }{
		{"ПРОТОКОЛ\nзаседания комиссии района\n\nг. Касимов      № 2\nул. Ленина, д. 9      29 июня 2011 года\n\nСЛУШАЛИ: главу.",
			"протокол 2 2011-06-29"},
		{"Спасатели предупреждают\n\nВнимание!\n\nДнём 21 июня ожидаются грозы, сильный дождь и град по всей области.\n" +
			"Не выходите на воду.\n\nДежурный\n20.06.2018   16:40", "извещение  2018-06-20"},
		{"ОТЧЁТ\nглавы района о работе за 2019 год\n\nДемография. Родилось 158 малышей.\n\n" +
			"(отчёт заслушан на заседании районной Думы 26.02.2020)", "отчёт  2020-02-26"},
	} {
		f := facts(e, x.text)
		if got := f.Kind.Text + " " + f.Number.Text + " " + f.Date.String(); got != x.want {
			t.Errorf("%.40q: %s, want %s", x.text, got, x.want)
		}
	}
}

// TestRepealedProgrammes: an act that approves a programme and repeals the act by which another was approved ends that one,
// not one that the repealed act only amended.
func TestRepealedProgrammes(t *testing.T) {
	e := newEnricher(t)
	const head = "АДМИНИСТРАЦИЯ ЛУГОВОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот 5.05.2015 № 4\nОб утверждении программы «Спорт района»\n" +
		"ПОСТАНОВЛЯЮ:\n1. Утвердить программу «Спорт района».\n"
	for _, x := range []struct{ order, want string }{
		{"2. Признать утратившим силу постановление от 1.02.2010 № 5 «Об утверждении целевой программы «Спортивный район» " +
			"на 2010-2012 годы».\n", "approves Спорт района; repeals Спортивный район"},
		{"2. Признать утратившими силу:\n2.1. постановление от 1.02.2010 № 5 «О программе «Чистая вода»;\n" +
			"2.2. постановление от 1.02.2011 № 6 «О внесении изменений в программу «Лес»».\n",
			"approves Спорт района; repeals Чистая вода"},
		{"2. Контроль по программе «Чистая вода» возложить на заместителя.\n", "approves Спорт района"},
	} {
		var own []string
		for _, p := range facts(e, head+x.order).Programs {
			if p.Role != archive.ProgramMentions {
				own = append(own, p.Role+" "+p.Name)
			}
		}
		if got := strings.Join(own, "; "); got != x.want {
			t.Errorf("%q: %s, want %s", x.order, got, x.want)
		}
	}
}

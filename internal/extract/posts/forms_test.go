package posts_test

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/extract/format"
)

// Three posts that pages below are made of.
var (
	formTitles = []string{"Ярмарка в селе Луговом", "Глава отчитался перед депутатами", "Лыжня собрала 320 человек"}
	formTexts  = []string{
		"В субботу на площади у Дома культуры села пройдёт сельскохозяйственная ярмарка. Места для торговли бесплатные, " +
			"запись в отделе сельского хозяйства.",
		"На очередном заседании Собрания депутатов глава отчитался о своей работе. Доходы бюджета выросли на пятую часть, " +
			"депутаты признали работу удовлетворительной.",
		"На базе отдыха за рекой дан старт массовой лыжной гонке. Самым старшим участником стал 79-летний Иван Петров, " +
			"самой юной пятилетняя Яна.",
	}
	formDays = []string{"2010-03-15", "2010-03-12", "2010-03-10"}
)

// laidOut writes the posts by a pattern, %[1]s their day, %[2]s the title, %[3]s the text, with a sign between.
func laidOut(pattern, between string, days ...string) string {
	var out []string
	for i, day := range days {
		out = append(out, strings.TrimLeft(fmt.Sprintf(pattern, day, formTitles[i], formTexts[i]), "\n"))
	}
	return strings.Join(out, between)
}

func inHTML(title, body string) string {
	return `<html><head><meta charset="utf-8"><title>` + title + `</title></head><body>` +
		`<ul id="menu"><li><a href="/">Главная</a><li><a href="/d">Документы</a></ul>` +
		`<div id="c">` + body + `</div><div id="foot">© 2010</div></body></html>`
}

// TestForms holds layouts of portals and newspapers by which posts are told from each other.
func TestForms(t *testing.T) {
	dotted := []string{"15.03.2010", "12.03.2010", "10.03.2010"}
	drupal := []string{"пн, 15/03/2010 - 14:06", "пт, 12/03/2010 - 10:06", "ср, 10/03/2010 - 09:06"}
	item := `<div><b>%[1]s</b> <a href="#">%[2]s</a><p>%[3]s</p></div>`
	news := func(pattern string, days ...string) string {
		return "НОВОСТИ\n\n" + laidOut(pattern, "\n\n", days...)
	}
	none := []string{"", "", ""}
	for _, x := range []struct {
		name, file, page string
		titled           bool
		days             []string
	}{
		{"the last of several boxes has no day", "a.html", inHTML("Новости", "<h2>Новости</h2>"+
			laidOut(item, "", dotted[:2]...)+`<div><a href="#"><b>`+formTitles[2]+"</b></a><p>"+formTexts[2]+"</p></div>"),
			true, []string{formDays[0], formDays[1], ""}},
		{"one of several groups of lines has no day", "a.txt", news("%[1]s\n%[2]s\n%[3]s", dotted[0], "", dotted[2]),
			true, []string{formDays[0], "", formDays[2]}},
		{"days with an hour behind a dash", "a.txt", news("%[2]s\n%[1]s\n%[3]s", drupal...), true, formDays},
		{"a day and running text", "a.txt", news("%[1]s\n%[3]s", dotted...), false, formDays},
		{"a category, the day and the author on one line", "a.txt", news("%[2]s\nКатегория: Новости | "+
			"Опубликовано %[1]s 10:12 | Автор: Super User\n%[3]s", dotted...), true, formDays},
		{"the day behind a link, under the text", "a.txt", "НОВОСТИ\n" + laidOut("%[2]s\n%[3]s\nЧитать далее → %[1]s", "\n",
			dotted...), true, formDays},
		{"a day and a person under the text", "a.txt", laidOut("%[2]s\n%[3]s\n%[1]s, И. Петрова", "\n***\n", dotted...),
			true, formDays},
		{"days in words", "a.txt", news("%[1]s\n%[2]s\n%[3]s", "пятнадцатое марта 2010 года",
			"двенадцатого марта две тысячи десятого года", "десятое марта 2010 г."), true, formDays},
		{"numbered titles over their days", "a.txt", "НОВОСТИ\n1. " + formTitles[0] + "\n15 марта 2010 года\n" +
			formTexts[0] + "\n2. " + formTitles[1] + "\n12 марта 2010 года\n" + formTexts[1] + "\n3. " + formTitles[2] +
			"\n10 марта 2010 года\n" + formTexts[2], true, formDays},
		{"days, titles and links between strokes", "a.txt", news("%[1]s | %[2]s | Подробнее\n%[3]s", dotted...), true,
			formDays},
		{"a day in figures set apart", "a.txt", news("%[1]s\n%[2]s\n%[3]s", "15\nМарт 2010", "12\nМарт\n2010",
			"10\nМарт 2010"), true, formDays},
		{"titles, days and authors between strokes", "a.txt", news("%[2]s | %[1]s | Автор: Петрова О.\n%[3]s", dotted...),
			true, formDays},
		{"today, yesterday and a day", "a.html", inHTML("Новости", "<h1>Новости</h1>"+
			laidOut("<section><p>%[1]s</p><h4>%[2]s</h4><p>%[3]s</p></section>", "", "сегодня", "вчера", "10 марта 2010")), true,
			[]string{"", "", formDays[2]}},
		{"who added a post, under its text", "a.html", inHTML("Луговое", "<table>"+laidOut("<tr><td><div class=eTitle>"+
			"<a href=/>%[2]s</a></div><div>%[3]s</div><div>Просмотров: 14 | Добавил: admin | Дата: %[1]s | Комментарии (0)"+
			"</div></td></tr>", "", dotted...)+"</table>"), true, formDays},
		{"titles in bold letters before the text", "a.html", inHTML("Новости",
			laidOut("<p><b>%[2]s.</b> %[1]s%[3]s</p>", "", none...)), true, none},
		{"a day that begins running text", "a.html", inHTML("Новости", "<h1>Новости</h1>"+
			laidOut("<p><b>%[1]s</b> %[3]s</p>", "", dotted...)), false, formDays},
		{"rows of a table", "a.html", inHTML("Новости", "<h2>Новости</h2><table>"+
			laidOut("<tr><td>%[1]s</td><td><b>%[2]s</b><br>%[3]s</td></tr>", "", dotted...)+"</table>"), true, formDays},
		{"links over texts", "a.html", inHTML("Новости", "<h2>Новости</h2>"+
			laidOut(`<div class="i%[1]s"><a href="#">%[2]s</a><div>%[3]s</div></div>`, "", none...)), true, none},
		{"signs between announcements", "a.txt", "ОБЪЯВЛЕНИЯ\n\n" + laidOut("%[1]s%[3]s", "\n\n* * *\n\n", none...),
			false, none},
		{"announcements under titles", "a.txt", "ОБЪЯВЛЕНИЯ\n\n" + laidOut("%[1]s%[2]s\n%[3]s", "\n\n", none...),
			true, none},
		{"rubrics of a newspaper", "a.txt", "З А Р Я      Газета Лугового района\n" +
			"№ 36 (9247)   ПЯТНИЦА, 15 марта 2010 года\n\n" +
			laidOut("%[1]s\n\n  %[2]s\n  %[3]s\n      В. Петров", "\n\n", "ВЛАСТЬ", "ИЗ ЗАЛА ЗАСЕДАНИЙ", "СПОРТ") +
			"\n\nРедактор И. Иванов. Тираж 2000", true, []string{formDays[0], formDays[0], formDays[0]}},
	} {
		t.Run(x.name, func(t *testing.T) {
			parts := readFile(x.file, []byte(x.page), format.Options{})
			if len(parts) != len(x.days) {
				t.Fatalf("%d parts, want %d", len(parts), len(x.days))
			}
			for i, p := range parts {
				title := ""
				if x.titled {
					title = formTitles[i]
				}
				if p.Title != title || p.Hints["date"] != x.days[i] || !strings.Contains(p.Text, formTexts[i][:40]) {
					t.Errorf("post %d: title %q, day %q; want %q, %q", i+1, p.Title, p.Hints["date"], title, x.days[i])
				}
			}
		})
	}
}

// TestPaperIsWhole: nothing of a newspaper is lost: what stands above its first rubric is an article where it has a
// title, what begins like an imprint and is none is one, too, and all else stands around them.
func TestPaperIsWhole(t *testing.T) {
	lead, slogan := "Мост через реку открыт для движения", "Солнечно, до пяти градусов тепла"
	help := "Адресная помощь семьям"
	text := "З А Р Я      Газета Лугового района\n№ 36 (9247)   ПЯТНИЦА, 15 марта 2010 года\n\n" + slogan + "\n\n" +
		lead + "\n" + formTexts[2] + "\n\n" +
		laidOut("%[1]s\n\n  %[2]s\n  %[3]s\n      В. Петров", "\n\n", "ВЛАСТЬ", "ИЗ ЗАЛА ЗАСЕДАНИЙ") + "\n\n"
	for last, articles := range map[string]int{"Редактор И. Иванов. Тираж 2000": 3, help + "\n" + formTexts[0]: 4} {
		parts := readFile("a.txt", []byte(text+last), format.Options{})
		if len(parts) != articles || parts[0].Title != lead || !strings.Contains(parts[0].Text, formTexts[2]) {
			t.Errorf("%d parts, the first %q", len(parts), parts[0].Title)
		}
		whole := parts[0].Aside
		for _, p := range parts {
			whole += p.Text
		}
		for _, want := range []string{slogan, last[:20]} {
			if !strings.Contains(whole, want) {
				t.Errorf("%q is lost", want)
			}
		}
	}
}

// TestCries: a title may be a cry, below the name of the site and that of the section.
func TestCries(t *testing.T) {
	page := inHTML("Луговой район", "<h1>Луговой район</h1><h2>Новости</h2><p>15.03.2010</p>"+
		"<p>Внимание: отключение воды!</p><p>"+formTexts[0]+"</p><p>12.03.2010</p><p>"+
		formTitles[1]+"</p><p>"+formTexts[1]+"</p>")
	parts := readFile("a.html", []byte(page), format.Options{})
	if len(parts) != 2 || parts[0].Title != "Внимание: отключение воды!" {
		t.Errorf("%d parts, the first %q", len(parts), parts[0].Title)
	}
}

// TestAroundText: the title and the day that a site puts into tables of their own above a text are of it, and labels
// side by side are words of their own.
func TestAroundText(t *testing.T) {
	page := inHTML("Луговой район", `<table><tr><td class="contentheading">Лагерь встречает детей</td></tr></table>`+
		`<table><tr><td class="small">Автор: Administrator</td></tr>`+
		`<tr><td class="createdate">Среда, 08 Июня 2016 11:32</td></tr>`+
		`<tr><td><p>`+formTexts[0]+`</p><p>`+formTexts[1]+`</p></td></tr></table>`)
	p := readFile("a.html", []byte(page), format.Options{})[0]
	if !strings.HasPrefix(p.Text, "Лагерь встречает детей\n") || p.Hints["date"] != "2016-06-08" {
		t.Errorf("text %.60q, day %q", p.Text, p.Hints["date"])
	}
	page = inHTML("Новости", `<h1>Дни Важской земли</h1><div><span>4 июля 2024</span><span>14:18</span></div>`+
		`<p>`+formTexts[0]+`</p>`)
	if p := readFile("a.html", []byte(page), format.Options{})[0]; !strings.Contains(p.Text, "4 июля 2024 14:18") {
		t.Errorf("text %.90q", p.Text)
	}
}

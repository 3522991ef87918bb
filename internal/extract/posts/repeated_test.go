package posts_test

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/extract/format"
)

// Posts of a portal without days, one of them of few words.
var (
	shortTitles = []string{"Ярмарка в селе Луговом", "Сход граждан", "Внимание, мороз!", "Лыжня собрала 320 человек"}
	shortTexts  = []string{
		"В субботу на площади у Дома культуры пройдёт ярмарка. Места для торговли бесплатные.",
		"Приглашаем всех жителей в Дом культуры, начало в двенадцать часов дня.",
		"Ожидается понижение температуры. Не оставляйте печи без присмотра, проверяйте, как дела у соседей.",
		"На базе отдыха дан старт лыжной гонке. Самым старшим участником стал Иван Петров.",
	}
)

// TestRepeatedBoxes reads pages whose posts have no day: what tells them is that they are laid out alike.
func TestRepeatedBoxes(t *testing.T) {
	titles := []string{`<a href="/n">%s</a>`, `<h3>%s</h3>`, `<b>%s</b>`, `<div>%s</div>`, `<p><strong>%s</strong></p>`,
		`<h4><a href="/n">%s</a></h4>`}
	boxes := map[string]string{"divs": `<div class="item">%s</div>`, "rows": `<table><tr><td>%s</td></tr></table>`,
		"pictures": `<div><img src="1.jpg"><div>%s</div></div>`, "nothing": "%s", "rules": "%s<hr>",
		"lists": "<ul><li>%s</ul>"}
	for name, box := range boxes {
		for _, title := range titles {
			if title == titles[3] && (name == "nothing" || name == "lists") {
				continue // that is a paragraph like others
			}
			var body strings.Builder
			for i := range shortTitles {
				fmt.Fprintf(&body, box, fmt.Sprintf(title, shortTitles[i])+"<p>"+shortTexts[i]+"</p>")
			}
			page := inHTML("Луговой район", "<h1>Новости района</h1>"+body.String())
			parts := readFile("a.html", []byte(page), format.Options{})
			if len(parts) != len(shortTitles) {
				t.Errorf("%s, %s: %d parts", name, title, len(parts))
				continue
			}
			for i, p := range parts {
				if p.Title != shortTitles[i] || !strings.Contains(p.Text, shortTexts[i]) {
					t.Errorf("%s, %s: post %d is %q", name, title, i+1, p.Title)
				}
			}
		}
	}
}

// TestGoesOnElsewhere: boxes that each end with the link to the rest are posts, whatever the page calls itself;
// sections of one document are not.
func TestGoesOnElsewhere(t *testing.T) {
	for more, want := range map[string]int{`<a href="/n">Подробнее</a>`: 4, "": 1} {
		var body strings.Builder
		for i := range shortTitles {
			fmt.Fprintf(&body, "<div><h3>%s</h3><p>%s</p>%s</div>", shortTitles[i], shortTexts[i], more)
		}
		page := inHTML("Луговой район", "<h1>Луговой район Томской области</h1>"+body.String())
		if parts := readFile("a.html", []byte(page), format.Options{}); len(parts) != want {
			t.Errorf("%q: %d parts, want %d", more, len(parts), want)
		}
	}
	article := "<h1>Новости</h1><h2>Как получить субсидию на покупку скота</h2>"
	for i := range shortTitles {
		article += fmt.Sprintf("<div><h3>%s</h3><p>%s</p></div>", shortTitles[i], shortTexts[i])
	}
	if parts := readFile("a.html", []byte(inHTML("Новости", article)), format.Options{}); len(parts) != 1 {
		t.Errorf("an article in boxes: %d parts", len(parts))
	}
}

// TestClosedPosts reads plain pages whose posts are closed by what sites set below each.
func TestClosedPosts(t *testing.T) {
	for _, foot := range []string{"Читать далее", "Подробнее »", "Просмотров: 12", "* * *", "Комментарии (0)"} {
		text := "Официальный сайт Лугового района\n\nНовости\n\n"
		for i := range shortTitles {
			text += shortTitles[i] + "\n" + shortTexts[i] + "\n" + foot + "\n"
		}
		parts := readFile("a.txt", []byte(text+"1 2 3 Следующая\n"), format.Options{})
		if len(parts) != len(shortTitles) || parts[1].Title != shortTitles[1] {
			t.Errorf("%q: %d parts", foot, len(parts))
		}
	}
}

// TestDaysOfPosts holds places of days beside posts: behind the last sentence, before a title without the year, below
// who signed them; and titles that begin like acts.
func TestDaysOfPosts(t *testing.T) {
	const head = "Администрация Лугового района\n\nНовости — март 2010\n\n"
	for name, pattern := range map[string]string{
		"behind the text":        "%[2]s\n%[3]s (%[1]s.03.2010)",
		"behind an untitled one": "%[3]s (%[1]s.03.2010)",
		"no year":                "%[1]s марта %[2]s\n%[3]s",
		"no year, behind":        "%[2]s (%[1]s марта)\n%[3]s",
		"signed":                 "%[2]s\n%[3]s\nИ. Петрова, %[1]s.03.2010",
		"by an office":           "%[1]s.03.2010\n%[3]s\nПресс-служба администрации района",
		"a long line of it":      "%[2]s\nОпубликовано %[1]s марта 2010 года | Рубрика: Новости | Автор: admin\n%[3]s",
	} {
		parts := readFile("a.txt", []byte(head+laidOut(pattern, "\n\n", "15", "12", "10")+"\n"), format.Options{})
		if len(parts) != len(formDays) {
			t.Errorf("%s: %d parts", name, len(parts))
			continue
		}
		for i, p := range parts {
			if p.Hints["date"] != formDays[i] || strings.Contains(pattern, "%[2]s") && p.Title != formTitles[i] {
				t.Errorf("%s: post %d of %q is %q", name, i+1, p.Hints["date"], p.Title)
			}
		}
	}
	var body string
	for i, title := range []string{"Проект бюджета обсудили", "Решение о тарифах принято", "Закон о тишине действует"} {
		body += fmt.Sprintf("<h3>%s</h3><p>%s</p><p>%s</p>", title, []string{"15.03.2010", "12.03.2010", "10.03.2010"}[i],
			formTexts[i])
	}
	if parts := readFile("a.html", []byte(inHTML("Новости", "<h1>Новости</h1>"+body)), format.Options{}); len(parts) != 3 {
		t.Errorf("titles that begin like acts: %d parts", len(parts))
	}
	menu := "Главная\nДокументы\nПрограммы\nОтчёты\nКонтакты\n\n"
	text := menu + laidOut("%[1]s\n%[2]s\n%[3]s", "\n\n", "15.03.2010", "12.03.2010", "10.03.2010")
	if parts := readFile("a.txt", []byte(text), format.Options{}); len(parts) != 3 {
		t.Errorf("below a menu: %d parts", len(parts))
	}
}

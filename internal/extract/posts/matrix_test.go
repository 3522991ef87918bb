package posts_test

import (
	"testing"

	"letopis/internal/extract/format"
)

// plainDays are the forms in which sites write the day of a post beside it; each is formDays.
var plainDays = map[string][]string{
	"figures":          {"15.03.2010", "12.03.2010", "10.03.2010"},
	"a year cut short": {"15.03.10", "12.03.10", "10.03.10"},
	"a database":       {"2010-03-15 14:06:11", "2010-03-12 09:11:40", "2010-03-10 10:00:00"},
	"a weekday": {"Понедельник, 15 Марта 2010 14:05",
		"Пятница, 12 Марта 2010 09:12", "Среда, 10 Марта 2010 10:00"},
	"a month cut short":   {"15 мар. 2010", "12 мар. 2010", "10 мар. 2010"},
	"the month first":     {"Март 15, 2010", "Март 12, 2010", "Март 10, 2010"},
	"an English ending":   {"Мар 15th, 2010", "Мар 12th, 2010", "Мар 10th, 2010"},
	"the hour first":      {"14:05, 15 марта 2010", "09:12, 12 марта 2010", "10:00, 10 марта 2010"},
	"readers":             {"15 марта 2010, 14:22   132", "12 марта 2010, 10:00   98", "10 марта 2010, 09:11   77"},
	"readers and a sign":  {"15.03.2010 14:22 👁 132", "12.03.2010 10:00 👁 98", "10.03.2010 09:11 👁 77"},
	"a rubric and a sign": {"Общество | 15.03.2010", "Власть | 12.03.2010", "Спорт | 10.03.2010"},
	"a rubric":            {"Общество, 15 марта 2010", "Власть, 12 марта 2010", "Спорт, 10 марта 2010"},
	"a rubric and an hour": {"Общество / 15 марта 2010, 14:05",
		"Власть / 12 марта 2010, 10:00", "Спорт / 10 марта 2010, 09:00"},
	"an author and a sign": {"Автор: admin | 15 марта 2010",
		"Автор: admin | 12 марта 2010", "Автор: press | 10 марта 2010"},
	"an author": {"admin, 15.03.2010", "admin, 12.03.2010", "press, 10.03.2010"},
	"a village": {"с. Луговое, 15 марта 2010 г.",
		"с. Луговое, 12 марта 2010 г.", "с. Луговое, 10 марта 2010 г."},
	"a word for it": {"Новость от 15.03.2010", "Новость от 12.03.2010", "Новость от 10.03.2010"},
}

// TestPlainLayouts reads pages as copying leaves them: each form of the day at each place beside title and text.
func TestPlainLayouts(t *testing.T) {
	heads := map[string]string{"": "", "under a section": "Новости\n\n",
		"under a menu": "Администрация Лугового района\n" +
			"Главная\nДокументы\nНовости\nКонтакты\n\nНовости района\n", "under the site": "Официальный сайт Лугового района\n"}
	for pattern, forms := range map[string][]string{
		"%[1]s\n%[2]s\n%[3]s":                 nil,
		"%[2]s\n%[1]s\n%[3]s":                 nil,
		"%[2]s\n%[3]s\n%[1]s":                 nil,
		"%[1]s\n\n%[2]s\n\n%[3]s":             nil,
		"%[1]s\n%[2]s.\n%[3]s":                nil,
		"%[2]s\n%[1]s\n%[3]s\nЧитать далее →": nil,
		"%[1]s %[2]s\n%[3]s":                  {"figures", "a year cut short"},
		"%[1]s - %[2]s\n%[3]s":                {"figures", "a year cut short"},
		"%[2]s %[1]s\n%[3]s":                  {"figures", "the month first", "a month cut short"},
		"%[2]s (%[1]s)\n%[3]s":                {"figures", "the month first", "a month cut short"},
	} {
		if forms == nil {
			for form := range plainDays {
				forms = append(forms, form)
			}
		}
		for _, form := range forms {
			for head, above := range heads {
				for _, between := range []string{"\n", "\n\n"} {
					page := above + laidOut(pattern, between, plainDays[form]...) + "\n"
					parts := readFile("a.txt", []byte(page), format.Options{})
					if len(parts) != len(formDays) {
						t.Errorf("%q, %s %s, parted by %q: %d parts", pattern, form, head, between, len(parts))
						continue
					}
					for i, p := range parts {
						if p.Hints["date"] != formDays[i] {
							t.Errorf("%q, %s %s: post %d of %q", pattern, form, head, i+1, p.Hints["date"])
						}
					}
				}
			}
		}
	}
}

// TestSeveralDays holds what days in a row say of a page: newest first they are those of posts, whatever else it has.
func TestSeveralDays(t *testing.T) {
	days := []string{"15.03.2010", "12.03.2010", "10.03.2010"}
	late := []string{"10.03.2010", "15.03.2010", "12.03.2010"}
	noYear := []string{"15 марта", "12 марта", "10 марта"}
	for _, x := range []struct {
		name, page string
		parts      int
		first      string
	}{
		{"running text below", laidOut("%[1]s\n%[3]s", "\n\n", days...), 3, formDays[0]},
		{"running text behind", laidOut("%[1]s %[3]s", "\n\n", days...), 3, formDays[0]},
		{"a chronicle", laidOut("%[1]s\n%[3]s", "\n\n", late...), 1, ""},
		{"days without the year that the section tells", "Новости — март 2010\n\n" +
			laidOut("%[1]s\n%[2]s\n%[3]s", "\n\n", noYear...), 3, formDays[0]},
		{"one that is short", "Новости\n\n" + laidOut("%[1]s\n%[2]s\n%[3]s", "\n\n", days...) +
			"\n\n09.03.2010\nС праздником, дорогие женщины\nЗдоровья, счастья, мира и весны!", 4, formDays[0]},
		{"links alone", "Новости\n\n" + laidOut("%[1]s\n%[2]s", "\n\n", days...), 1, ""},
	} {
		parts := readFile("a.txt", []byte(x.page), format.Options{})
		if len(parts) != x.parts || parts[0].Hints["date"] != x.first {
			t.Errorf("%s: %d parts, the first of %q; want %d, %q", x.name, len(parts), parts[0].Hints["date"], x.parts, x.first)
		}
	}
}

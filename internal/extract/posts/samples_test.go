package posts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/extract/charset"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

// The page that the archive began with, in words of our own: «Новости Федерации» of the
// portal of Amursk, as the portal gave it and as bare text. Both forms give the same
// posts; in the text there is no date beside them.
func TestSeedPage(t *testing.T) {
	want := []struct{ title, date, begins, ends string }{
		{"О первом деловом собрании участников разработки и реализации Национальной общественно-государственной программы " +
			"модернизации, инновационного и технологического развития малых городов и районов",
			"2011-04-25", "20–21 апреля 2011 года в Москве, ", "в обе палаты Федерального Собрания."},
		{"О продлении приёма заявок на конкурс городов", "2011-04-18", "Министерство регионального развития ",
			"стал Комсомольск-на-Амуре."},
		{"О 50-летии полёта человека в космос", "2011-04-11", "12 апреля в городских школах ",
			"Начало в 20 часов."},
	}
	paths := map[string][]string{"news-federation.html": {"#n114", "#n113", "#n112"},
		"news-federation.txt": {"#post-1", "#post-2", "#post-3"}}
	for name, path := range paths {
		data, err := os.ReadFile(filepath.Join("../../../samples/amursk/2011", name))
		if err != nil {
			t.Fatal(err)
		}
		parts := readFile(name, data, format.Options{})
		if len(parts) != len(want) {
			t.Fatalf("%s: %d parts, want %d\n%s", name, len(parts), len(want), extracttest.Show(parts))
		}
		for i, w := range want {
			p := parts[i]
			if p.Path != path[i] || p.Title != w.title {
				t.Errorf("%s%s: title %q, want %s %q", name, p.Path, p.Title, path[i], w.title)
			}
			head, text, _ := strings.Cut(p.Text, "\n")
			if !strings.HasSuffix(head, w.title) || !strings.HasPrefix(text, w.begins) ||
				!strings.HasSuffix(text, w.ends) {
				t.Errorf("%s%s: text %q", name, p.Path, p.Text)
			}
			if date := p.Hints["date"]; strings.HasSuffix(name, ".html") && date != w.date ||
				strings.HasSuffix(name, ".txt") && (date != "" || p.Hints["kind"] != "новость") {
				t.Errorf("%s%s: hints %v", name, p.Path, p.Hints)
			}
			for _, around := range []string{"Карта сайта", "Фотогалерея", "Нужен ли городу каток?",
				"ссылка обязательна"} {
				if strings.Contains(p.Text, around) || !strings.Contains(p.Aside, around) {
					t.Errorf("%s%s: %q is not around the text", name, p.Path, around)
				}
			}
		}
	}
}

// An act is never split, whatever headings and dates it has: the 370 acts of the corpus
// and every text of the samples but the pages of news among them.
func TestActsStayWhole(t *testing.T) {
	var files []string
	samples, err := filepath.Glob("../../../samples/*/*/*.txt")
	if err != nil || len(samples) < 40 {
		t.Fatal(len(samples), err)
	}
	for _, f := range samples {
		if filepath.Base(f) != "news-federation.txt" {
			files = append(files, f)
		}
	}
	corpus, err := filepath.Glob(filepath.Join(testkit.Shared(t, "corpus"), "*.txt"))
	if err != nil || len(corpus) < 370 {
		t.Fatal(len(corpus), err)
	}
	for _, f := range append(files, corpus...) {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"act.txt", "news.txt"} { // even under a name that lies
			parts := readFile(name, data, format.Options{})
			if len(parts) != 1 || parts[0].Path != "" {
				t.Errorf("%s as %s: %d parts", filepath.Base(f), name, len(parts))
			}
			if whole := format.PlainLines(charset.Decode(data, "").Text); parts[0].Text != whole {
				t.Errorf("%s as %s: %d bytes of text, want %d", filepath.Base(f), name, len(parts[0].Text), len(whole))
			}
		}
	}
}

package posts_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// manyPosts writes a page of n posts, newest first, around a menu of its own.
func manyPosts(n int, head, post, tail string) string {
	var b strings.Builder
	b.WriteString(head)
	day := time.Date(2019, 12, 31, 0, 0, 0, 0, time.UTC)
	for i := range n {
		fmt.Fprintf(&b, post, day.AddDate(0, 0, -i).Format("02.01.2006"), i)
	}
	return b.String() + tail
}

var manyForms = []struct{ name, head, post, tail string }{
	{"dated.txt", "Главная\nНовости\nКарта сайта\n\nНовости района\n\n",
		"Новость под номером %[2]d\n%[1]s\nВ районе случилось то, о чём здесь рассказано в двух словах. Второе предложение " +
			"говорит об этом подробнее.\nПодробнее\n\n", "© Район\n"},
	{"undated.txt", "Новости района\n\n",
		"О случае с порядковым номером %[2]d\n\nВ районе случилось то, о чём здесь рассказано в двух словах. Второе " +
			"предложение говорит об этом подробнее.\n\n", "© Район\n"},
	{"dated.html", `<html><head><meta charset="utf-8"><title>Новости</title></head><body><ul id="menu"><li><a href="/">` +
		`Главная</a></ul><div id="c">`,
		"<h3>Новость под номером %[2]d</h3><p>%[1]s</p><p>В районе случилось то, о чём здесь рассказано в двух словах. " +
			"Второе предложение говорит об этом подробнее.</p>\n", "</div></body></html>"},
	{"undated.html", `<html><head><meta charset="utf-8"><title>Новости</title></head><body><ul id="menu"><li><a ` +
		`href="/">Главная</a></ul><div id="c">`,
		"<h3>О случае с порядковым номером %[2]d</h3><p>В районе случилось то, о чём здесь рассказано в двух словах. " +
			"Второе предложение говорит об этом подробнее.</p>\n", "</div></body></html>"},
}

// A page of 3,000 posts is its posts, in time and memory that grow as the page does.
func TestThousandsOfPosts(t *testing.T) {
	for _, form := range manyForms {
		t.Run(form.name, func(t *testing.T) {
			few, many := manyPosts(1500, form.head, form.post, form.tail), manyPosts(3000, form.head, form.post,
				form.tail)
			measure := func(page string, want int) (took time.Duration, allocated uint64) {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				var parts []format.Part
				took = cost.Least(1, func() { parts = readFile(form.name, []byte(page), format.Options{}) })
				runtime.ReadMemStats(&after)
				if len(parts) != want || parts[want-1].Title == "" ||
					parts[want-1].Path != fmt.Sprintf("#post-%d", want) {
					t.Fatalf("%d parts, want %d", len(parts), want)
				}
				return took, after.TotalAlloc - before.TotalAlloc
			}
			_, half := measure(few, 1500)
			took, whole := measure(many, 3000)
			t.Logf("%d KB: %v, %.1f MB allocated", len(many)>>10, took, float64(whole)/1e6)
			wasteful := !testing.Short() && (whole > 60<<20 || took > 5*time.Second) // the race detector takes more
			if whole > 3*half || wasteful {
				t.Errorf("%v and %d bytes for 3,000 posts, %d for half of them", took, whole, half)
			}
		})
	}
}

// More posts than a file may have documents leave the page whole: nothing is dropped.
func TestTooManyPosts(t *testing.T) {
	for _, form := range manyForms {
		page := manyPosts(30, form.head, form.post, form.tail)
		parts := readFile(form.name, []byte(page), format.Options{MaxParts: 20})
		if len(parts) != 1 || parts[0].Path != "" || !strings.Contains(parts[0].Text, "номером 29") {
			t.Errorf("%s: %d parts", form.name, len(parts))
		}
	}
}

// A line with a day that does not exist dates nothing; its post keeps its text.
func TestImpossibleDate(t *testing.T) {
	for _, form := range manyForms {
		if !strings.HasPrefix(form.name, "dated") {
			continue
		}
		page := strings.Replace(manyPosts(5, form.head, form.post, form.tail), "29.12.2019", "30.02.2019", 1)
		parts := readFile(form.name, []byte(page), format.Options{})
		if len(parts) != 5 {
			t.Errorf("%s: %d parts\n%s", form.name, len(parts), extracttest.Show(parts))
			continue
		}
		if p := parts[2]; p.Hints["date"] != "" || !strings.Contains(p.Text, "30.02.2019") ||
			p.Title != "Новость под номером 2" {
			t.Errorf("%s: %q %q %q", form.name, p.Title, p.Hints["date"], p.Text)
		}
		if p := parts[3]; p.Hints["date"] != "2019-12-28" {
			t.Errorf("%s: %q", form.name, p.Hints["date"])
		}
	}
}

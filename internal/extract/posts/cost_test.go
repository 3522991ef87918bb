package posts_test

import (
	"testing"

	"letopis/internal/extract/format"
	"letopis/internal/testkit/cost"
)

// TestCostIsLinear holds it of what pages of posts are made of, in HTML and in plain text.
func TestCostIsLinear(t *testing.T) {
	text := formTexts[0] + " " + formTexts[1]
	for name, form := range map[string]struct {
		file, head string
		units      []string
	}{
		"html": {"a.html", "<html><title>Новости</title><body><h1>Новости</h1>", []string{
			"<div><h3>Ярмарка в селе Луговом</h3><p>" + text + "</p></div>", "<div><a href=1>Ярмарка в селе</a>", "<div>",
			"</div><p>Ярмарка в селе Луговом</p>", "<tr><td>15.03.2010<td>Ярмарка", "<hr>" + text, "<p>15 марта Ярмарка</p>",
			"<p><a href=1>Подробнее</a></p>"}},
		"plain": {"a.txt", "Новости\n\n", []string{
			"Ярмарка в селе Луговом\n" + text + "\nПодробнее\n", "Подробнее\n", text + " (15.03.2010)\n", "15 марта Ярмарка\n",
			"- Ярмарка в селе Луговом\n", "И. Петрова, 15.03.2010\n", "\n", text + "\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			cost.Test{Small: 16 << 10, Large: 128 << 10}.Prepared(t, form.units, func(body string) func() {
				data := []byte(form.head + body)
				return func() { readFile(form.file, data, format.Options{}) }
			})
		})
	}
}

package deadline

import (
	"strings"
	"testing"

	"letopis/internal/testkit/cost"
	"letopis/internal/text/clause"
)

// TestCostIsLinear holds the work for texts of what terms, duties and tables are made of, again and again.
func TestCostIsLinear(t *testing.T) {
	tokens := []string{"до 1 марта ", "2015 года ", "ежеквартально, ", "до 10 числа месяца ", "Отделу ", "представить ",
		":\n", ", ",
		"в течение 10 дней со дня ", "контроль за исполнением ", "возложить на ", "\t", "\n", "Срок: ", "«", "; ", "1. "}
	limits := cost.Test{Small: 16 << 10, Large: 128 << 10, Noise: 400}
	limits.Linear(t, cost.Units(tokens, 8, 5, cost.Forms(5, tokens...)...), func(s string) { read(s, clause.Parse(s)) })
}

// What is read stands in the text, whatever that is, and there is no end of it.
func FuzzRead(f *testing.F) {
	cases(f, "testdata/acts.txt", func(_, text string, _ []string) { f.Add(text) })
	f.Add(strings.Repeat("до 1 марта ежегодно до ", 50))
	f.Add("\tМероприятие\tСрок\t\n\t\tдо 1 мая\t") // nothing is said to be done
	f.Add("Ⱥ до 1 марта 2015 года представить отчёт в отдел\xd0")
	f.Fuzz(func(t *testing.T, text string) {
		list := read(text, clause.Parse(text))
		if len(list) > maxDeadlines {
			t.Errorf("%d deadlines", len(list))
		}
		for _, d := range list {
			for _, s := range []Span{d.Words, d.What, d.Who, d.From} {
				if s.Start < 0 || s.End < s.Start || s.End > len(text) {
					t.Fatalf("%+v in %d bytes", d, len(text))
				}
			}
			if d.Words.Empty() || d.What.Empty() {
				t.Fatalf("a deadline without words: %+v", d)
			}
			d.Schedule(text, Act{})
		}
	})
}

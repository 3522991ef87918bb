package money

import (
	"strings"
	"testing"

	"letopis/internal/testkit/cost"
)

// TestCostIsLinear holds the work for texts of what passages, sums and tables are made of, again and again.
func TestCostIsLinear(t *testing.T) {
	tokens := []string{"Объём финансирования программы ", "в том числе: ", "2015 год – ", "100,0 ", "1 ", "тыс. рублей ",
		"местный бюджет ", "\t", "\n", "всего ", "Год\t2015\t2016\n", "за счёт ", "– ", "обеспечение ", "общий ", "паспорт "}
	limits := cost.Test{Small: 16 << 10, Large: 128 << 10, Noise: 400}
	limits.Linear(t, cost.Units(tokens, 12, 8, cost.Forms(8, tokens...)...), func(s string) { Read(s) })
}

// Sums beyond all measure, and texts of nothing but numbers, are no sums.
func TestHostileSums(t *testing.T) {
	digits := strings.Repeat("9", 400)
	for _, text := range []string{"Объём финансирования программы – " + digits + " тыс. рублей",
		"Объём финансирования программы – 99 999 999 999 999 млрд рублей",
		strings.Repeat("1\t2\t3\n", 50_000), "Объём финансирования программы\n" + strings.Repeat("1\t2\t3\n", 50_000),
		strings.Repeat("Объём финансирования программы – 1,0 тыс. рублей.\n", 20_000)} {
		l := Read(text)
		for _, s := range l.Sums {
			if s.Amount < 0 || s.Amount > 1e17 || s.End > len(text) || s.Start >= s.End {
				t.Errorf("%+v", s)
			}
		}
		if len(l.Doubts) > maxDoubts || len(l.Sums) > 1 {
			t.Errorf("%.60s: %d sums, %d doubts", text, len(l.Sums), len(l.Doubts))
		}
	}
}

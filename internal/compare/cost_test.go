package compare

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"letopis/internal/testkit/cost"
)

// TestCostIsLinear holds the work for texts of any kind, compared with what is close to them and with what is not.
func TestCostIsLinear(t *testing.T) {
	others := []string{"1. Утвердить программу.\n", "а\tб\t1\n", "слово ", "\n1) а\n2) б\n"}
	units := cost.Units(cost.Tokens, 10, 5, others...)
	work := func(a, b string) {
		if _, err := Texts(context.Background(), a, b, nil); err != nil && !errors.Is(err, ErrTooMany) { // as 4 MB may be
			t.Error(err)
		}
	}
	limits := cost.Test{Small: 16 << 10, Large: 128 << 10, Noise: 300}
	t.Run("one text shifted", func(t *testing.T) {
		limits.Linear(t, units, func(s string) { work(s, "Приложение\n"+s[len(s)/3:]+"\n"+s[:len(s)/3]) })
	})
	t.Run("another text", func(t *testing.T) {
		limits.Linear(t, units, func(s string) { work(s, strings.Repeat(others[len(s)%len(others)], len(s)/20)) })
	})
	t.Run("shuffled", func(t *testing.T) {
		for _, kind := range []func(r *rand.Rand) string{
			func(r *rand.Rand) string { return fmt.Sprintf("%d\n", r.IntN(50)) },
			func(r *rand.Rand) string {
				return fmt.Sprintf("%d\t%d,%d\t%d\n", r.IntN(9), r.IntN(99), r.IntN(9), r.IntN(9))
			},
			func(r *rand.Rand) string {
				return fmt.Sprintf("Пункт %d о деле %d и %d\n", r.IntN(1e4), r.IntN(99), r.IntN(99))
			},
		} {
			limits.Prepared(t, []string{"x"}, func(s string) func() {
				a, b := lines(len(s), 1, kind), lines(len(s), 2, kind)
				return func() { work(a, b) }
			})
		}
	})
}

// lines are random ones of n bytes.
func lines(n int, seed uint64, kind func(*rand.Rand) string) string {
	r := rand.New(rand.NewPCG(seed, 18))
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(kind(r))
	}
	return b.String()
}

// programme is an invented one of about n bytes; edition changes sums, adds measures and moves a part.
func programme(n, edition int) string {
	var parts []string
	size := 0
	for k := 1; size < n; k++ {
		p := fmt.Sprintf("%d.1. Цели подпрограммы № %d: ремонт %d домов, %d дорог.\n", k, k, k*3, k*7) +
			fmt.Sprintf("%d.2. Объём финансирования составляет %d,%d тыс. рублей.\n", k, k*(100+edition*(k%3)), k%10)
		for row := range 8 {
			p += fmt.Sprintf("%d.%d\tМероприятие %d улицы № %d\t%d,%d\t%d,0\n",
				k, row, row, k*row, k*row+edition*(k%5/4), row, k)
		}
		if edition > 1 && k%17 == 0 {
			p += fmt.Sprintf("%d.3. Дополнительно строится школа № %d.\n", k, k)
		}
		parts, size = append(parts, p), size+len(p)
	}
	if edition > 1 {
		parts[0], parts[len(parts)-1] = parts[len(parts)-1], parts[0]
	}
	return strings.Join(parts, "")
}

// What two editions of a programme of half a megabyte have in common is found.
func TestEditionsOfAProgramme(t *testing.T) {
	a, b := programme(500<<10, 1), programme(500<<10, 2)
	r := texts(t, a, b)
	if r.Common < 0.9 || r.Counts[MovedTo] == 0 || r.Counts[Changed] == 0 || r.Apart() {
		t.Errorf("%.2f in common: %v", r.Common, r.Counts)
	}
}

func BenchmarkProgrammes(bench *testing.B) {
	a, b := programme(500<<10, 1), programme(500<<10, 2)
	for bench.Loop() {
		if _, err := Texts(context.Background(), a, b, nil); err != nil {
			bench.Fatal(err)
		}
	}
}

package enrich

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"letopis/internal/enrich/personal"
)

var costAll = flag.Bool("cost.all", false, "TestCostIsLinear: every pair of tokens, more triples, up to 4 MB")

// costTokens are what the rules look for, and what texts are bent with: signs, quotes,
// words that begin, join or end what a rule reads.
var costTokens = []string{
	"№", "№ ", "N ", "_ ", "__", "- ", "-", "– ", "« ", "«", "» ", "\" ", "( ", ") ", ", ", "; ", ": ", ". ", ".", "/",
	"1", "1 ", "12 ", "2017 ", "00.", "31.12.2017 ", "1.",
	"\n", "\n\n", "\t", "а", "А ", "а ", "до-\n", "до ", "и ", "на ", "от ", "о ", "Об ", "г. ", "г ", "города ",
	"город ", "района ", "Район ", "округ ", "городского округа ", "муниципального ", "МО ", "МР ",
	"ЗАТО ", "сельсовет ", "сельского поселения ", "области ", "Республики ", "Углич ", "Углича, ", "Москва ", "МОСКВА ",
	"Советск ", "Мирный ", "Мирный, ", "Лугового ", "Угличского ", "Угличский-", "Ростов-на-Дону ", "УГЛИЧСКОГО ",
	"ПОСТАНОВЛЕНИЕ ", "П О ", "постановлением ", "постановляет: ", "решил", "РЕШИЛ: ", "Приложение ",
	"Приложение к постановлению ", "Утверждена ", "Совет ", "Дума ", "Администрация ", "администрации ", "Глава ",
	"депутатов ",
	"программа ", "программы ", "программ ", "Программа «", "муниципальной ", "подпрограмма «А» ", "на 2015-2020 годы ",
	"год ", "период ", "закон ", "Федеральный закон ", "-ФЗ ", "ФЗ ", "кодекс ", "БК РФ ", "статья ", "апреля ", "IV ",
	"Новости ", "Организатор торгов: ", "Владелец: ", "ул. ", "с. ", "ООО «", "Владимир ", "Петров ", "в ", "из ",
	"аукцион состоится ", "по адресу: ", "Октябрьского района ", "с. Никольское ", "сельсовета ", "Пресс-служба ",
	"Глава ", "Сын\u00ad", "Соx", "ё", "́",
}

// costFound are pairs and triples that once took a time beyond all measure.
var costFound = []string{"\" ЗАТО ", "« МО ", "\" Муниципальный район ", ") 31.12.2017 ", ".12 "}

// cost is the processor time that a text of about n bytes made of unit takes, the least of several.
func cost(e *Enricher, unit string, n, repeats int) time.Duration {
	text := "О бюджете\nпостановляю:\n" + strings.Repeat(unit, n/len(unit)+1)[:n/len(unit)*len(unit)]
	least := time.Hour
	for range repeats {
		start := processorTime()
		facts(e, text)
		personal.Find(text)
		least = min(least, processorTime()-start)
	}
	return least
}

// processorTime is what this process has used so far: other processes do not count.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of the test: it cannot fail on Unix
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestCostIsLinear: the time that a byte takes grows by no more than twice while a text
// grows eightfold, whatever it is made of: each token, pairs and triples of them again
// and again.
func TestCostIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	e := newEnricher(t)
	r := rand.New(rand.NewPCG(20110420, 14))
	pick := func() string { return costTokens[r.IntN(len(costTokens))] }
	units := slices.Concat(costFound, costTokens)
	pairs, triples, small, large := 150, 100, 64<<10, 512<<10
	if *costAll {
		pairs, triples, large = 0, 3_000, 4<<20
		for _, a := range costTokens {
			for _, b := range costTokens {
				units = append(units, a+b)
			}
		}
	}
	for range pairs {
		units = append(units, pick()+pick())
	}
	for range triples {
		units = append(units, pick()+pick()+pick())
	}
	for _, unit := range units {
		checkCost(t, e, unit, small, large)
	}
}

// noise is what a byte may take, in nanoseconds, before its growth is looked at: caches
// and the collector alone double the time of texts that are read fast.
const noise = 500

// checkCost measures again before it complains: the collector takes time, too.
func checkCost(t *testing.T, e *Enricher, unit string, small, large int) {
	t.Helper()
	perByte := func(n, repeats int) float64 { return float64(cost(e, unit, n, repeats)) / float64(n) }
	b := perByte(min(large, 512<<10), 1)
	if b > 4*noise {
		t.Logf("%q: %.0f ns a byte", unit, b)
	}
	if b < noise {
		return
	}
	a := perByte(small, 1)
	if b > 1.3*a { // else the largest text has nothing new to tell
		b = perByte(large, 1)
	}
	for try := 2; b > noise && b > 2*a && try < 5; try++ {
		a, b = max(a, perByte(small, try)), min(b, perByte(large, try))
	}
	switch {
	case b > noise && b > 2*a:
		t.Errorf("%q: a byte takes %.0f ns in a text of %d KB and %.0f ns in one of %d KB", unit, a, small>>10, b, large>>10)
	case b > 8000: // 8 s a megabyte
		t.Errorf("%q: a byte takes %.0f ns", unit, b)
	}
}

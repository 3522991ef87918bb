package enrich

import (
	"strings"
	"testing"
	"time"

	"letopis/internal/enrich/personal"
)

// TestLargeOddTexts: no text may cost more than its length.
func TestLargeOddTexts(t *testing.T) {
	e := newEnricher(t)
	for _, x := range []struct{ name, unit string }{
		{"quotes", "« \" "}, {"programmes", "программы «А» на 2015 год "},
		{"stamps", "Приложение к постановлению администрации района от 01.02.2015 № 5\n"}, {"numbers", "№ 1-2/3.4-5 "},
		{"towns", "Москва, Владимир и Киров "}, {"one word", "программ"},
		{"references", "постановлением от 1.2.2015 № 5, № 6, "}, {"underscores", "_ _ «_» "}, {"dates", "21.07.2017 "},
		{"districts", "Первого Лугового района "},
		{"lists", "программ: «А», «Б», "}, {"capitals", "ПРОГРАММА РАЗВИТИЯ "}, {"digits", "1234 5678 "},
		{"open", "«Б программы "}, {"laws", "Федеральными законами от 1.2.2015 № 5-ФЗ «О»; "},
	} {
		name, unit := x.name, x.unit
		text := "О бюджете\nпостановляю:\n" + strings.Repeat(unit, 1_000_000/len(unit))
		start := time.Now()
		facts(e, text)
		personal.Find(text)
		if d := time.Since(start); d > 8*time.Second {
			t.Errorf("a megabyte of %s takes %v", name, d)
		} else {
			t.Logf("%s: %v", name, d)
		}
	}
}

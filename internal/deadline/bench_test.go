package deadline

import (
	"strings"
	"testing"

	"letopis/internal/text/clause"
)

// BenchmarkRead reads texts that have nothing but terms: the sentences of a programme, and one as long as is read.
func BenchmarkRead(b *testing.B) {
	norm := "7.1. Соисполнители программы ежеквартально, до 10-го числа месяца, следующего за отчётным кварталом, " +
		"представляют ответственному исполнителю сведения об освоении средств.\n" +
		"2. Отделу образования до 1 марта 2015 года провести учёт детей, не позднее 1 мая 2015 года сдать отчёт.\n"
	long := "Отделу " + strings.Repeat("до 1 марта 2015 года представить отчёт, в течение 10 дней со дня подписания ", 12)
	for name, text := range map[string]string{"norms": norm, "long": long + ".\n"} {
		text = strings.Repeat(text, 60<<10/len(text))
		b.Run(name, func(b *testing.B) {
			tree := clause.Parse(text)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				read(text, tree)
			}
		})
	}
}

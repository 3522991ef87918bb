package life

import (
	"testing"

	"letopis/internal/money"
	"letopis/web"
)

// What stands beside a chart is not cut off: a number without its first digit is another one.
func TestAxisHasRoom(t *testing.T) {
	for most, want := range map[money.Kopecks]string{
		8_686_299_870_000: "86\u00a0862\u00a0998", 6_674_346_283: "66\u00a0743", 123_456: "1,23456", 50_000: "0,5"} {
		b := budget{editions: []edition{{Line: money.Line{Sums: []money.Sum{
			{Year: 2015, Amount: most}, {Year: 2016, Amount: most / 2}}}}}}
		if got := b.chart(web.Russian).Most.Text; got != want {
			t.Errorf("%q beside the chart, want %q", got, want)
		}
	}
}

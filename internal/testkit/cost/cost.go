// Package cost holds that the work for a text grows with its length, whatever the text is
// made of: a hostile or unlucky one must not stall what reads it.
//
// A text is one unit again and again; units are tokens, pairs and triples of them, and may have a Count, so that what
// they name is another thing each time. Work is
// processor time of the process, compared at two lengths in turns, so that neither other
// processes nor the machine's speed matter. Tests that use it do not run in parallel.
package cost

import (
	"flag"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var all = flag.Bool("cost.all", false, "tests of cost: every pair of tokens, more triples, up to 4 MB")

// Tokens are what texts of any kind are bent with: letters of all kinds, digits, signs,
// ends of lines, quotes, brackets, dates, abbreviations.
var Tokens = []string{
	"а", "а ", "А ", "z", "Z ", "ё", "Ёж ", "́", "я\u0301", "漢", "ß", "слово ", "Слово ", "СЛОВО ", "до-", "-", "- ",
	"‑", "– ",
	"1", "1 ", "12 ", "123 ", "1234567890", "1.", "1. ", "0,", "٣", "½", "IV ", "№", "№ ", "N ", "«", "« ", "»", "» ",
	"\"", "\" ",
	"'", "„", "“", "(", ")", "( ", ") ", "[", "] ", "{", "}", "<", ">", ".", ". ", ",", ", ", ";", ": ", ":", "!", "/",
	"\\", "|", "_",
	"__ ", "*", "=", "@", "а@b.ru ", "http://a.ru/", "www.", "&", "%", "#", "…", "·", " ", "  ", "\t", "\u00a0",
	"\u00ad", "\u200b",
	"\n", "\n\n", "\r\n", "\r", "\f", "\u2028", "а\n", "1\n", "до-\n", "31.12.2017 ", "31.12.2017\n", "31.",
	"12 апреля 2011 ",
	"апреля ", "2017 ", "2011 г. ", "в 10:00 ", "10:", "г. ", "ул. ", "т. д. ", "и. о. ", "А. Б. ", "ФЗ ", "-ФЗ ",
	"131-ФЗ ",
	"ст. ", "п. ", "и ", "на ", "от ", "\xd0", "\xff",
}

// Count stands in a unit for a number that grows.
const Count = "\ue000"

// Markup are tokens of formats that are made of characters.
var Markup = []string{
	"<", ">", "<p>", "</p>", "<b>", "<a href=x>", "</a>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</td>",
	"</table>",
	"<td rowspan=9>", "<td colspan=9>", "<ul>", "<li>", "<h1>", "<h2>а</h2>", "<br>", "<!--", "-->", "<!", "<?",
	"<![CDATA[", "]]>",
	"<script>", "</script>", "<style>", "<title>", "<noscript>", "<noframes>", "<pre>", "<option>",
	"<meta name=a content=b>",
	"<p class=a id=b>", "<p a=\"", "<p a='", "&amp;", "&#1072;", "&", "&#", "\x00",
}

// Units returns the given units and the tokens, with pairs and triples of the tokens picked
// by chance, always the same ones; all pairs with -cost.all.
func Units(tokens []string, pairs, triples int, known ...string) []string {
	return slices.Concat(known, tokens, Pick(tokens, pairs, triples))
}

// Pick returns the pairs and triples of Units.
func Pick(tokens []string, pairs, triples int) (units []string) {
	r := rand.New(rand.NewPCG(20110420, 14))
	pick := func() string { return tokens[r.IntN(len(tokens))] }
	if *all {
		pairs, triples = 0, 10*triples
		for _, a := range tokens {
			for _, b := range tokens {
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
	return units
}

// All reports whether -cost.all asks for everything.
func All() bool { return *all }

// A Test is what is held of some work on texts.
type Test struct {
	// Small and Large are the lengths compared, in bytes; 0: 32 KB and 256 KB. With -cost.all
	// Large is 4 MB.
	Small, Large int
	// Noise is what a byte may take, in nanoseconds, before its growth is looked at: the
	// caches of the processor alone double the time of what is read fast. 0: 100.
	Noise float64
	// Most is what a byte may take at all, in nanoseconds. 0: 8000, a megabyte in 8 s.
	Most float64
}

// usual is the Large of CI; what is linear up to there is read at the full length only
// where it has grown a little.
const usual = 256 << 10

// Linear runs work on texts made of each unit and fails where the time of a byte grows by
// more than twice from Small to Large.
func (c Test) Linear(t *testing.T, units []string, work func(text string)) {
	t.Helper()
	c.Prepared(t, units, func(text string) func() { return func() { work(text) } })
}

// Prepared is Linear for work on what is made of a text, as a file of a binary format; the making does not count.
func (c Test) Prepared(t *testing.T, units []string, prepare func(text string) (work func())) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	if c.Large == 0 {
		c.Small, c.Large = 32<<10, usual
	}
	if *all {
		c.Large = 4 << 20
	}
	if c.Noise == 0 {
		c.Noise = 100
	}
	if c.Most == 0 {
		c.Most = 8000
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30))
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it runs between measurements
	for _, unit := range units {
		c.check(t, unit, prepare)
	}
	t.Logf("%d units up to %d KB", len(units), c.Large>>10)
}

// check measures again before it complains.
func (c Test) check(t *testing.T, unit string, prepare func(text string) (work func())) {
	t.Helper()
	perByte := func(n, times int) float64 {
		return float64(Least(times, prepare(text(unit, n)))) / float64(n)
	}
	b := perByte(min(c.Large, usual), 1)
	if b < c.Noise {
		return
	}
	a := perByte(c.Small, 2)
	if c.Large > usual && b > 1.3*a { // else the largest text has nothing new to tell
		b = perByte(c.Large, 1)
	}
	for try := 2; b > c.Noise && b > 2*a && try < 6; try++ {
		a, b = max(a, perByte(c.Small, try)), min(b, perByte(c.Large, try))
	}
	switch {
	case b > c.Noise && b > 2*a:
		t.Errorf("%q: a byte takes %.0f ns in a text of %d KB and %.0f ns in one of %d KB",
			unit, a, c.Small>>10, b, c.Large>>10)
	case b > c.Most:
		t.Errorf("%q: a byte takes %.0f ns", unit, b)
	}
}

// text is a unit again and again, in n bytes or a little less; a little more where it has a Count.
func text(unit string, n int) string {
	if !strings.Contains(unit, Count) {
		return strings.Repeat(unit, n/len(unit)+1)[:n/len(unit)*len(unit)]
	}
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		b.WriteString(strings.ReplaceAll(unit, Count, strconv.Itoa(i)))
	}
	return b.String()
}

// Least is the processor time that work takes, the least of several times.
func Least(times int, work func()) time.Duration {
	least := time.Hour
	for range times {
		collect()
		start := processorTime()
		work()
		least = min(least, processorTime()-start)
	}
	return least
}

// collect has the collector run where there is much for it: not within what is measured.
func collect() {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	if metrics.Read(heap); heap[0].Value.Uint64() > 512<<20 {
		runtime.GC()
	}
}

// processorTime is what this process has used so far: other processes do not count.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of the test: it cannot fail on Unix
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

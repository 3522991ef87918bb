package suggest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"letopis/internal/text"
)

// BenchmarkSuggest completes prefixes of two letters and more among the titles
// of 100,000 documents, and reports the slowest percentile, the time to build and that of a change.
func BenchmarkSuggest(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 4000)
	for i := range words {
		for range 3 + rng.IntN(9) {
			words[i] += string([]rune("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф")[min(rng.IntN(31), rng.IntN(31))])
		}
	}
	var titles []Title
	for i := range 100000 {
		var t []string
		for range 6 + rng.IntN(8) {
			t = append(t, words[min(rng.IntN(len(words)), rng.IntN(len(words)))])
		}
		titles = append(titles, Title{fmt.Sprint(i), strings.Join(t, " ")})
	}
	a, err := text.New()
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	sg := New(a)
	for part := range slices.Chunk(titles, 2000) {
		sg.SetTitles(part)
	}
	build := time.Since(start)
	start = time.Now()
	const changes = 5000
	for i := range changes { // by one, as people correct them
		sg.SetTitles([]Title{{titles[i].ID, titles[i+changes].Text + " " + words[i%len(words)]}})
	}
	change := time.Since(start) / changes
	var times []time.Duration
	b.ResetTimer()
	for range b.N {
		w := []rune(words[rng.IntN(len(words))])
		q := string(w[:2+rng.IntN(len(w)-2)])
		if rng.IntN(3) == 0 {
			q = words[rng.IntN(len(words))] + " " + q
		}
		t := time.Now()
		sg.find(q, 40, maxIDs)
		times = append(times, time.Since(t))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(build.Seconds(), "build-s")
	b.ReportMetric(float64(change.Microseconds()), "µs/change")
}

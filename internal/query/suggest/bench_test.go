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
// of 100,000 documents, and reports the slowest percentile.
func BenchmarkSuggest(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 4000)
	for i := range words {
		for range 3 + rng.IntN(9) {
			words[i] += string([]rune("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф")[min(rng.IntN(31), rng.IntN(31))])
		}
	}
	titles := map[string]string{}
	for i := range 100000 {
		var t []string
		for range 6 + rng.IntN(8) {
			t = append(t, words[min(rng.IntN(len(words)), rng.IntN(len(words)))])
		}
		titles[fmt.Sprint(i)] = strings.Join(t, " ")
	}
	a, err := text.New()
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	sg := New(a, nil, titles)
	build := time.Since(start)
	var times []time.Duration
	b.ResetTimer()
	for range b.N {
		w := []rune(words[rng.IntN(len(words))])
		q := string(w[:2+rng.IntN(len(w)-2)])
		if rng.IntN(3) == 0 {
			q = words[rng.IntN(len(words))] + " " + q
		}
		t := time.Now()
		sg.find(q, 40)
		times = append(times, time.Since(t))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(build.Seconds(), "build-s")
}

package extract

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/testkit/cost"
	"letopis/internal/text"
)

// tally is how one format fared over the samples.
type tally struct {
	files, failed    int
	compared         int     // files whose text is known
	similar, recall  float64 // sums over those
	least            float64 // similarity or recall, as asked for
	slowest, elapsed time.Duration
	precise          float64
	memory           uint64 // allocated for one file, at most: an upper bound of its peak on the heap
}

// TestManifest holds each row of samples/manifest.tsv: the outcome that it
// expects, within the time that it allows. With -v it prints a table by format.
func TestManifest(t *testing.T) {
	if err := Warm(); err != nil {
		t.Fatal(err)
	}
	noOCR := Tools()[0].Problem != ""
	table := map[string]*tally{}
	for _, row := range extracttest.Rows(t, "*/*") {
		name, format, expected, outcome := row[0], row[1], row[3], row[5]
		if strings.Contains(outcome, "OCR") {
			format += " (OCR)"
		}
		if noOCR && (strings.Contains(outcome, "OCR") || name == "hostile/trunc50.tif") {
			t.Logf("%s: not read, tesseract is not installed", name)
			continue
		}
		sum := table[format]
		if sum == nil {
			sum = &tally{least: 1}
			table[format] = sum
		}
		if !t.Run(name, func(t *testing.T) { holdRow(t, sum, name, expected, outcome) }) {
			sum.failed++
		}
	}
	t.Logf("%-12s %5s %6s %10s %8s %9s %8s %9s %9s %9s", "format", "files", "failed", "similarity", "recall", "precision",
		"least", "mean", "slowest", "heap, MB")
	for _, format := range slices.Sorted(maps.Keys(table)) {
		s := table[format]
		n := float64(max(s.compared, 1))
		t.Logf("%-12s %5d %6d %10.4f %8.4f %9.4f %8.4f %9v %9v %9.1f", format, s.files, s.failed, s.similar/n, s.recall/n,
			s.precise/n, s.least,
			(s.elapsed / time.Duration(s.files)).Round(time.Millisecond), s.slowest.Round(time.Millisecond),
			float64(s.memory)/1e6)
	}
}

// asked finds what an outcome asks of the text.
var asked = regexp.MustCompile(`(ratio|recall) ?>?=?(\d\.\d+)`)

func holdRow(t *testing.T, sum *tally, name, expected, outcome string) {
	data := extracttest.Sample(t, name)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var parts []Part
	took := cost.Least(1, func() { parts = Extract(ctx, name, data, Options{}) })
	runtime.ReadMemStats(&after)
	sum.memory = max(sum.memory, after.TotalAlloc-before.TotalAlloc)
	sum.files++
	sum.elapsed += took
	sum.slowest = max(sum.slowest, took)
	extracttest.Check(t, parts)
	holdStatus(t, name, outcome, parts)
	// Of the processor, twice what is asked: other tests may run beside this one.
	if limit, ok := timeAllowed(outcome); ok && took > 2*limit && !testing.Short() {
		t.Errorf("took %v", took)
	}
	if expected == "-" || len(parts) == 0 {
		return
	}
	clean := func(s string) string {
		return extracttest.Compact(strings.NewReplacer("\u00ad", "", "\ufeff", "").Replace(s))
	}
	got, want := clean(parts[0].Text), clean(string(extracttest.Sample(t, expected)))
	if strings.HasPrefix(name, "csv/") || strings.HasPrefix(name, "sheet/") {
		got = compactTable(parts[0].Text)
	}
	if strings.HasPrefix(name, "pdf/") { // words broken at the ends of lines are joined there
		got = clean(text.Clean(parts[0].Text))
	}
	similar := similarity(got, want)
	recall, precision := extracttest.Overlap(got, want)
	t.Logf("similarity %.4f recall %.4f precision %.4f in %v", similar, recall, precision, took.Round(time.Millisecond))
	sum.compared++
	sum.similar += similar
	sum.recall += recall
	sum.precise += precision
	has, floor := similar, 1.0
	if m := asked.FindStringSubmatch(outcome); m != nil {
		floor, _ = strconv.ParseFloat(m[2], 64) // the pattern is a number
		if m[1] == "recall" {
			has = recall
		}
	}
	if sum.least = min(sum.least, has); has < floor {
		t.Errorf("%.4f, want %.4f (%s)", has, floor, outcome)
	}
	if strings.Contains(outcome, "2 pages") && len(parts[0].Pages) != 2 {
		t.Errorf("pages at %v, want 2", parts[0].Pages)
	}
}

// holdStatus checks the statuses of the parts against the words of an outcome.
func holdStatus(t *testing.T, name, outcome string, parts []Part) {
	t.Helper()
	have := map[archive.Status]int{}
	for _, p := range parts {
		have[p.Status]++
	}
	if n, err := strconv.Atoi(outcome[:strings.IndexAny(outcome+" ", " ")]); err == nil { // "36 html…", "8 items"
		if have[archive.StatusOK] < n {
			t.Errorf("%v, want %d documents", have, n)
		}
		return
	}
	first, _, _ := strings.Cut(outcome, ";")
	if strings.HasPrefix(first, "any") {
		return
	}
	if name == "hostile/nested50.zip" {
		first = "limit" // we go two containers deep and say so
	}
	found := false
	for _, s := range []archive.Status{archive.StatusOK, archive.StatusPartial, archive.StatusEmpty,
		archive.StatusEncrypted, archive.StatusUnsupported, archive.StatusCorrupt, archive.StatusLimit} {
		found = found || have[s] > 0 && regexp.MustCompile(`\b`+string(s)+`\b`).MatchString(first)
	}
	if !found {
		t.Errorf("%v %s, want %s", have, parts[0].Reason(), first)
	}
}

// timeAllowed reads "<10 s" out of an outcome.
func timeAllowed(outcome string) (time.Duration, bool) {
	var seconds int
	if _, rest, ok := strings.Cut(outcome, "<"); ok {
		if n, err := fmt.Sscanf(rest, "%d s", &seconds); n == 1 && err == nil {
			return time.Duration(seconds) * time.Second, true
		}
	}
	return 0, false
}

// similarity is 1 − d/(n+m) with d the insertions and deletions between texts
// of n and m characters (E. Myers, An O(ND) Difference Algorithm, 1986); 0 when
// they differ by more than a twentieth.
func similarity(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	most := max(20, (len(x)+len(y))/20)
	far := make([]int, 2*most+3) // the furthest x on each diagonal
	for d := 0; d <= most; d++ {
		for k := -d; k <= d; k += 2 {
			at := most + 1 + k
			i := far[at-1] + 1
			if k == -d || k != d && far[at-1] < far[at+1] {
				i = far[at+1]
			}
			for i < len(x) && i-k >= 0 && i-k < len(y) && x[i] == y[i-k] {
				i++
			}
			far[at] = i
			if i >= len(x) && i-k >= len(y) {
				return 1 - float64(d)/float64(max(1, len(x)+len(y)))
			}
		}
	}
	return 0
}

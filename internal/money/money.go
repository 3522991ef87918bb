// Package money reads the costs of a programme from its text: sums by year and source of funding, each with its place
// in the text, all in one unit. It finds passages that begin with «объём финансирования» and the like (passage.go) and
// parses them word by word (read.go), and tables that have a column for a year or a source (table.go). What the text
// leaves open is reported, never filled in: sums without a unit, sums that contradict each other or do not add up.
package money

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Source is a source of funding.
type Source string

// The sources; "" means all of them.
const (
	All      Source = ""
	Federal  Source = "federal"
	Regional Source = "regional"
	Local    Source = "local"
	Other    Source = "other" // not from public budgets
)

// Sources are the values of Sum.Source, in display order.
var Sources = []Source{All, Federal, Regional, Local, Other}

// Kopecks is an amount of money.
type Kopecks int64

// Thousands formats an amount in thousands of roubles, as in official documents: "12345,6".
func (k Kopecks) Thousands() string {
	s := strconv.FormatFloat(float64(k)/100_000, 'f', 5, 64)
	s = strings.TrimRight(s, "0")
	if strings.HasSuffix(s, ".") {
		s += "0"
	}
	return strings.Replace(s, ".", ",", 1)
}

// Roubles formats an amount in roubles, for programs: "12345600.00".
func (k Kopecks) Roubles() string { return fmt.Sprintf("%d.%02d", k/100, k%100) }

// Sum is an amount for a year and a source.
type Sum struct {
	Year   int // 0: all years
	Source Source
	Amount Kopecks
	// Start and End delimit its place in the text, in bytes.
	Start, End int
}

// Doubt is why a part of the result is unreliable.
type Doubt struct {
	Why  string // one of the Doubt constants
	Sums []Sum  // the sums concerned, without an Amount if there is none
	// Difference is the amount missing or in excess, for DoubtYears and DoubtSources.
	Difference Kopecks
}

// Reasons for a Doubt.
const (
	DoubtUnit    = "unit"    // a number without a unit
	DoubtNumber  = "number"  // a malformed number
	DoubtColumns = "columns" // a table row with another number of cells than the heading; the place is that of its name
	DoubtTwice   = "twice"   // two amounts for the same year and source
	DoubtYears   = "years"   // the years do not add up to the total
	DoubtSources = "sources" // the sources do not add up to the total
)

// Line holds the costs of a programme: one sum per year and source, the first one in the text.
type Line struct {
	Sums   []Sum
	Doubts []Doubt
}

// maxSums limits the sums read from a text.
const maxSums = 2000

// Read reads the costs from a text in linear time.
func Read(text string) Line {
	var out Line
	said := map[Sum]int{} // index in Sums by year and source
	for _, p := range passages(text) {
		r := &reader{text: text, passage: p, told: map[Sum]bool{}}
		r.read()
		for _, s := range r.sums {
			key := Sum{Year: s.Year, Source: s.Source}
			k, ok := said[key]
			switch {
			case !ok && len(out.Sums) < maxSums:
				said[key] = len(out.Sums)
				out.Sums = append(out.Sums, s)
			case ok && out.Sums[k].Amount != s.Amount:
				out.doubt(Doubt{Why: DoubtTwice, Sums: []Sum{out.Sums[k], s}})
			}
		}
		for _, d := range r.doubts {
			out.doubt(d)
		}
	}
	out.add()
	slices.SortStableFunc(out.Sums, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), slices.Index(Sources, a.Source)-slices.Index(Sources, b.Source))
	})
	return out
}

// maxDoubts limits the doubts reported for a text.
const maxDoubts = 50

func (l *Line) doubt(d Doubt) {
	if len(l.Doubts) < maxDoubts {
		l.Doubts = append(l.Doubts, d)
	}
}

// Find returns the sum for a year and a source.
func (l *Line) Find(year int, source Source) (Sum, bool) {
	for _, s := range l.Sums {
		if s.Year == year && s.Source == source {
			return s, true
		}
	}
	return Sum{}, false
}

// rounding is the tolerance per rounded sum.
const rounding = 10_000 // a hundred roubles

// add checks that years and sources add up to the totals.
func (l *Line) add() {
	type group struct {
		sum   Kopecks
		parts []Sum
	}
	years, sources := map[Source]*group{}, map[int]*group{}
	into := func(g *group, s Sum) *group {
		if g == nil {
			g = &group{}
		}
		g.sum += s.Amount
		g.parts = append(g.parts, s)
		return g
	}
	for _, s := range l.Sums {
		if s.Year != 0 {
			years[s.Source] = into(years[s.Source], s)
		}
		if s.Source != All {
			sources[s.Year] = into(sources[s.Year], s)
		}
	}
	check := func(why string, whole Sum, g *group) {
		if g == nil || len(g.parts) < 2 {
			return
		}
		if d := g.sum - whole.Amount; max(d, -d) > rounding*Kopecks(len(g.parts)) {
			l.doubt(Doubt{Why: why, Sums: append([]Sum{whole}, g.parts...), Difference: d})
		}
	}
	for _, s := range slices.Clone(l.Sums) {
		if s.Year == 0 {
			check(DoubtYears, s, years[s.Source])
		}
		if s.Source == All {
			check(DoubtSources, s, sources[s.Year])
		}
	}
}

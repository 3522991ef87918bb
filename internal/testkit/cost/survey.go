package cost

import (
	"cmp"
	"slices"
	"testing"
	"time"
)

// What -cost.all reads of each unit, of some, and of few, in bytes: each eight or sixteen times as long as the one
// before.
const (
	short   = 4 << 10
	long    = 32 << 10
	longer  = 256 << 10
	longest = 4 << 20
)

// grows is by how much a byte must have become dearer in a longer text for a still longer one to be read: what is
// below is noise.
const grows = 4. / 3

// minRead is how many are read up to 4 MB for each reason.
const minRead = 8

// A reading is what a byte takes in texts of a unit, in nanoseconds.
type reading struct {
	unit         string
	small, large float64
}

func (r reading) growth() float64 { return r.large / r.small }

// survey reads 4 and 32 KB of every unit; 256 KB of the twentieth that grew most; 4 MB of those that went on growing,
// by a third and more, of one in 400 that grew most, one in 800 that is dearest, and one in 800 of the others by
// chance, at the least 8 of each. Those are judged. Caches of the processor make a byte dearer once; what is worse
// than linear goes on growing.
func (c Test) survey(t *testing.T, units []string, prepare func(text string) (work func())) {
	t.Helper()
	start := processorTime()
	took := func() time.Duration { return (processorTime() - start).Round(time.Second) }
	perByte(units[0], short, 1, prepare) // what is made once
	all := make([]reading, len(units))
	for i, unit := range units {
		all[i] = reading{unit, perByte(unit, short, 1, prepare), perByte(unit, long, 1, prepare)}
	}
	few := func(part int) int { return min(len(units), max(minRead, len(units)/part)) }
	slices.SortFunc(all, byGrowth)
	t.Logf("%d units: grown by %.2f up to 32 KB, one in twenty by %.2f, at most %.2f; %v",
		len(all), all[len(all)/2].growth(), all[few(20)-1].growth(), all[0].growth(), took())

	some := all[:few(20)]
	for i, r := range some {
		some[i] = reading{r.unit, r.large, perByte(r.unit, longer, 1, prepare)}
	}
	slices.SortFunc(some, byGrowth)
	on := 0
	for on < len(some) && some[on].growth() > grows {
		on++
	}
	t.Logf("%d up to 256 KB: %d grew on, at most by %.2f; %v", len(some), on, some[0].growth(), took())

	first := max(on, few(400))
	chosen, rest := slices.Clone(all[:first]), slices.Clone(all[first:])
	slices.SortFunc(rest, func(a, b reading) int { return cmp.Compare(b.large, a.large) })
	first = min(len(rest), few(800))
	chosen, rest = append(chosen, rest[:first]...), rest[first:]
	seededRand().Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	chosen = append(chosen, rest[:min(len(rest), few(800))]...)
	c.Large = longest
	dearest, most := 0., reading{small: 1}
	for _, r := range chosen {
		r.small, r.large = perByte(r.unit, c.Small, 2, prepare), perByte(r.unit, c.Large, 1, prepare)
		c.judge(t, r.unit, r.small, r.large, prepare)
		if dearest = max(dearest, r.large); r.large > c.Noise && r.growth() > most.growth() {
			most = r
		}
	}
	t.Logf("%d up to 4 MB: a byte takes %.0f ns at most; of those beyond noise %q grew most, from %.0f ns to %.0f; %v",
		len(chosen), dearest, most.unit, most.small, most.large, took())
}

// byGrowth puts what grew most first.
func byGrowth(a, b reading) int { return cmp.Compare(b.growth(), a.growth()) }

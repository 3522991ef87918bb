package facet

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"
)

// vocabulary numbers what documents have in a field: 0 is nothing, the others
// are values, and combinations of values that some document has. It only grows.
type vocabulary struct {
	values    []string // "" for combinations
	combos    []combo
	byValue   map[string]uint16
	byNumbers map[string]uint16 // of combinations
	order     *order
}

// combo is a combination of several values, all by number.
type combo struct {
	number uint16
	parts  []uint16
}

// maxNumbers is how many numbers there are.
const maxNumbers = math.MaxUint16 + 1

func newVocabulary() *vocabulary {
	return &vocabulary{values: []string{""}, byValue: map[string]uint16{}, byNumbers: map[string]uint16{}}
}

// number returns that of a value; false when there are no numbers left.
func (v *vocabulary) number(value string) (uint16, bool) {
	n, ok := v.byValue[value]
	if ok {
		return n, true
	}
	if len(v.values) == maxNumbers {
		return 0, false
	}
	n = uint16(len(v.values))
	value = strings.Clone(value) // it lies in a segment
	v.values, v.byValue[value] = append(v.values, value), n
	return n, true
}

// combination returns the number of several values.
func (v *vocabulary) combination(parts []uint16) (uint16, bool) {
	key := make([]byte, 0, 64)
	for _, p := range parts {
		key = binary.LittleEndian.AppendUint16(key, p)
	}
	n, ok := v.byNumbers[string(key)]
	if ok {
		return n, true
	}
	if len(v.values) == maxNumbers {
		return 0, false
	}
	n = uint16(len(v.values))
	v.values, v.byNumbers[string(key)] = append(v.values, ""), n
	v.combos = append(v.combos, combo{n, slices.Clone(parts)})
	return n, true
}

// lexicon is a vocabulary as it was at some moment. It never changes.
type lexicon struct {
	values []string
	combos []combo
	*order
}

func (v *vocabulary) lexicon() lexicon {
	if v.order == nil || len(v.order.values) != len(v.values) {
		v.order = &order{values: v.values, combos: v.combos}
	}
	return lexicon{v.values, v.combos, v.order}
}

// order is that of the values among the entries of a vocabulary, worked out when
// it is first needed.
type order struct {
	values []string
	combos []combo
	once   sync.Once
	sorted []uint16 // numbers of values in their order
	rank   []uint16 // by number: its place in sorted
}

func (o *order) build() {
	o.once.Do(func() {
		o.rank = make([]uint16, len(o.values))
		o.sorted = make([]uint16, 0, len(o.values))
		combos := o.combos
		for n := 1; n < len(o.values); n++ {
			if len(combos) > 0 && int(combos[0].number) == n {
				combos = combos[1:]
				continue
			}
			o.sorted = append(o.sorted, uint16(n))
		}
		slices.SortFunc(o.sorted, func(a, b uint16) int { return cmp.Compare(o.values[a], o.values[b]) })
		for i, n := range o.sorted {
			o.rank[n] = uint16(i)
		}
	})
}

// find returns the number of a value.
func (o *order) find(value string) (uint16, bool) {
	o.build()
	byValue := func(n uint16, value string) int { return cmp.Compare(o.values[n], value) }
	i, ok := slices.BinarySearchFunc(o.sorted, value, byValue)
	if !ok {
		return 0, false
	}
	return o.sorted[i], true
}

package djvu

import (
	"math/bits"

	"letopis/internal/extract/format"
)

const (
	// maxBlock is the most that one block of BZZ unpacks to.
	maxBlock = 4 << 20
	// spareBytes may be read beyond the end of the data: the coder reads ahead.
	spareBytes = 25
	// recent is how many of the last characters are kept by how often they come.
	recent = 4
)

// A zDecoder reads bits by the Z-coder: an arithmetic coder whose models are states of a
// table.
type zDecoder struct {
	data   []byte
	spare  int
	low    uint32 // of the interval
	code   uint32
	fence  uint32 // up to here the likelier value comes without a look at code
	ahead  uint64
	loaded int // bits of ahead
}

func newZDecoder(data []byte) *zDecoder {
	z := &zDecoder{data: data}
	z.code = uint32(z.next())<<8 | uint32(z.next())
	z.load()
	return z
}

// next is the next byte, ones behind the end.
func (z *zDecoder) next() byte {
	if len(z.data) == 0 {
		z.spare++
		return 0xff
	}
	b := z.data[0]
	z.data = z.data[1:]
	return b
}

func (z *zDecoder) load() {
	for z.loaded <= 24 {
		z.ahead = z.ahead<<8 | uint64(z.next())
		z.loaded += 8
	}
	z.fence = min(z.code, 0x7fff)
}

// shift moves n bits on.
func (z *zDecoder) shift(low uint32, n int) {
	z.loaded -= n
	z.low = low << n & 0xffff
	z.code = (z.code<<n | uint32(z.ahead>>z.loaded)&(1<<n-1)) & 0xffff
	if z.loaded < 16 {
		z.load()
	}
	z.fence = min(z.code, 0x7fff)
}

// bit reads a bit by a model, which it changes.
func (z *zDecoder) bit(model *uint8) int {
	s := zStates[*model]
	value := int(*model & 1)
	split := z.low + uint32(s.p)
	if split <= z.fence {
		z.low = split
		return value
	}
	split = min(split, 0x6000+(z.low+split)>>2)
	if split > z.code {
		*model = s.dn
		z.unlikely(split)
		return 1 - value
	}
	if z.low >= uint32(s.m) {
		*model = s.up
	}
	z.shift(split, 1)
	return value
}

// plain reads a bit that no model knows.
func (z *zDecoder) plain() int {
	split := 0x8000 + z.low>>1
	if split > z.code {
		z.unlikely(split)
		return 1
	}
	z.shift(split, 1)
	return 0
}

// unlikely goes on after the less likely value.
func (z *zDecoder) unlikely(split uint32) {
	rest := 0x10000 - split
	z.code += rest
	low := z.low + rest
	z.shift(low, bits.LeadingZeros16(^uint16(low)))
}

// plainNumber reads a number of n bits.
func (z *zDecoder) plainNumber(n int) int {
	v := 0
	for range n {
		v = v<<1 | z.plain()
	}
	return v
}

// A bzz unpacks BZZ: blocks that are sorted by what follows each character (Burrows and
// Wheeler), as places in a list of recent characters.
type bzz struct {
	z      *zDecoder
	models [300]uint8
}

// unpackBZZ unpacks all of data within a budget.
func unpackBZZ(data []byte, budget *format.Budget) ([]byte, error) {
	b := &bzz{z: newZDecoder(data)}
	var out []byte
	for {
		size := b.z.plainNumber(24)
		switch {
		case size == 0:
			return out, nil
		case size > maxBlock, b.z.spare > spareBytes:
			return out, format.ErrDamaged
		case !budget.Spend(int64(size)):
			return out, format.ErrBudget
		case budget.Err() != nil:
			return out, budget.Err()
		}
		block, ok := b.block(size)
		if !ok {
			return out, format.ErrDamaged
		}
		out = append(out, block...)
	}
}

// place reads where the next character stands in the list: 256 is the end of the text,
// which the sort has put anywhere. The last place chooses the models.
func (b *bzz) place(last int) int {
	first := min(last, 2)
	for i := range 2 {
		if b.z.bit(&b.models[3*i+first]) == 1 {
			return i
		}
	}
	at := 6
	for n := 1; n <= 7; n++ { // places from 2, 4, … 128
		if b.z.bit(&b.models[at]) == 1 {
			v := 1
			for range n {
				v = v<<1 | b.z.bit(&b.models[at+v])
			}
			return v
		}
		at += 1 << n
	}
	return 256
}

// block reads a block of a size, with its end.
func (b *bzz) block(size int) ([]byte, bool) {
	speed := 0
	for speed < 2 && b.z.plain() == 1 {
		speed++
	}
	var list [256]byte
	for i := range list {
		list[i] = byte(i)
	}
	var often [recent]uint32
	weight := uint32(4)
	sorted := make([]byte, size)
	end, place := -1, 3
	for i := range sorted {
		if place = b.place(place); place == 256 {
			end = i
			continue
		}
		if b.z.spare > spareBytes {
			return nil, false
		}
		sorted[i] = list[place]
		if weight += weight >> speed; weight > 1<<28 {
			weight >>= 24
			for k := range often {
				often[k] >>= 24
			}
		}
		moveUp(&list, &often, place, weight)
	}
	if end < 1 {
		return nil, false
	}
	return unsort(sorted, end)
}

// moveUp puts the character at a place of the list before those that came less often.
func moveUp(list *[256]byte, often *[recent]uint32, place int, weight uint32) {
	char := list[place]
	if place < recent {
		weight += often[place]
	}
	for ; place >= recent; place-- {
		list[place] = list[place-1]
	}
	for ; place > 0 && weight >= often[place-1]; place-- {
		list[place], often[place] = list[place-1], often[place-1]
	}
	list[place], often[place] = char, weight
}

// unsort undoes the sort: each character's number among its like tells which follows.
func unsort(sorted []byte, end int) ([]byte, bool) {
	var count [256]uint32
	rank := make([]uint32, len(sorted))
	for i, c := range sorted {
		if i != end {
			rank[i] = count[c]
			count[c]++
		}
	}
	start := uint32(1) // the end of the text comes first
	for c, n := range count {
		count[c] = start
		start += n
	}
	out := make([]byte, len(sorted)-1)
	at := uint32(0)
	for i := len(out) - 1; i >= 0; i-- {
		c := sorted[at]
		out[i] = c
		if at = count[c] + rank[at]; int(at) >= len(sorted) {
			return nil, false
		}
	}
	return out, int(at) == end
}

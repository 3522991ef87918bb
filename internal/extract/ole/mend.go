package ole

import (
	"bytes"
	"encoding/binary"
)

// What the directory of a compound file is made of (MS-CFB 2.6).
const (
	entrySize                   = 128
	atType, atLeft, atRight     = 66, 68, 72
	atChild                     = 76
	noEntry                     = 0xffffffff
	endOfChain, tableEntries    = 0xfffffffe, 109 // of the table of sectors that the header has
	atShift, atDirectory, atFAT = 30, 48, 76
)

// mend returns data with a directory that can be walked: entries that point nowhere or in a circle point at nothing,
// and those that nothing points at any more belong to the root. nil says that there is nothing to mend.
func mend(data []byte) []byte {
	d := &directory{data: bytes.Clone(data), field: atChild}
	d.find()
	if len(d.at) == 0 {
		return nil
	}
	d.seen = make([]bool, len(d.at))
	d.seen[0] = true
	d.walk(0, atChild)
	for i := range d.at {
		if kind := d.data[d.at[i]+atType]; !d.seen[i] && (kind == 1 || kind == 2) {
			d.adopt(i)
		}
	}
	if !d.changed {
		return nil
	}
	return d.data
}

// A directory is that of a compound file which is mended.
type directory struct {
	data    []byte
	at      []int // where its entries begin
	seen    []bool
	changed bool
	last    int // the entry, and its pointer, behind which entries are put
	field   int
}

// find finds the entries, along the chain of their sectors.
func (d *directory) find() {
	c := Cursor(d.data)
	shift := c.U16(atShift)
	if shift != 9 && shift != 12 { // there are no sectors but of 512 and 4096 bytes
		return
	}
	size := 1 << shift
	place := func(sector uint32) int { return (int(sector) + 1) * size }
	for sector := c.U32(atDirectory); sector < endOfChain && place(sector)+size <= len(c); {
		for at := place(sector); at+entrySize <= place(sector)+size; at += entrySize {
			d.at = append(d.at, at)
		}
		if len(d.at) > oleStreams {
			return
		}
		table := int(sector) / (size / 4)
		if table >= tableEntries {
			return
		}
		sector = c.U32(place(c.U32(atFAT+4*table)) + int(sector)%(size/4)*4)
	}
}

// pointer returns the entry that one points at, -1 for none.
func (d *directory) pointer(i, field int) int {
	to := binary.LittleEndian.Uint32(d.data[d.at[i]+field:])
	if to == noEntry {
		return -1
	}
	return int(to)
}

func (d *directory) point(i, field int, to uint32) {
	binary.LittleEndian.PutUint32(d.data[d.at[i]+field:], to)
	d.changed = true
}

// walk marks what can be reached by a pointer, and cuts those that lead nowhere or back.
func (d *directory) walk(i, field int) {
	type step struct{ i, field int }
	for left := []step{{i, field}}; len(left) > 0; {
		s := left[len(left)-1]
		left = left[:len(left)-1]
		to := d.pointer(s.i, s.field)
		if to < 0 {
			continue
		}
		if to >= len(d.at) || d.seen[to] {
			d.point(s.i, s.field, noEntry)
			continue
		}
		d.seen[to] = true
		left = append(left, step{to, atLeft}, step{to, atRight}, step{to, atChild})
	}
}

// adopt puts an entry that nothing points at behind the last one of the root.
func (d *directory) adopt(i int) {
	for next := d.pointer(d.last, d.field); next >= 0; next = d.pointer(d.last, d.field) {
		d.last, d.field = next, atRight
	}
	d.point(d.last, d.field, uint32(i))
	d.walk(d.last, d.field)
}

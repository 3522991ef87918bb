package extracttest

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

const (
	cfbEnd  = 0xfffffffe // of a chain
	cfbNone = 0xffffffff
)

// Compound makes a compound file (MS-CFB) of streams by path: "storage/stream".
func Compound(t testing.TB, streams map[string]string) []byte {
	t.Helper()
	c := &compound{}
	root := &node{name: "Root Entry", kind: 5}
	nodes := map[string]*node{"": root}
	var add func(full string) *node
	add = func(full string) *node {
		if n := nodes[full]; n != nil {
			return n
		}
		dir, name := path.Split(full)
		n := &node{name: name, kind: 1}
		nodes[full] = n
		parent := add(strings.TrimSuffix(dir, "/"))
		parent.children = append(parent.children, n)
		return n
	}
	for _, full := range slices.Sorted(maps.Keys(streams)) {
		n := add(full)
		n.kind, n.size = 2, len(streams[full])
		n.start = c.put(streams[full])
	}
	root.start, root.size = c.sectors(c.mini.Bytes()), c.mini.Len()
	miniFAT := c.sectors(LE(c.miniFAT))
	var all []*node
	var list func(n *node)
	list = func(n *node) {
		n.at = len(all)
		all = append(all, n)
		for i, child := range n.children {
			list(child)
			if i > 0 {
				n.children[i-1].next = child
			}
		}
	}
	list(root)
	var dir []byte
	for _, n := range all {
		dir = append(dir, n.entry()...)
	}
	dirStart := c.sectors(dir)
	fatStart := len(c.fat)
	for n := 1; ; n++ { // the table has an entry for each of its own sectors
		if need := (len(c.fat) + n + 127) / 128; need <= n {
			for range n {
				c.fat = append(c.fat, 0xfffffffd)
			}
			break
		}
	}
	fatSectors := len(c.fat) - fatStart
	for len(c.fat)%128 != 0 {
		c.fat = append(c.fat, cfbNone)
	}
	c.body.Write(LE(c.fat))
	head := LE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", make([]byte, 16), uint16(0x3e), uint16(3), uint16(0xfffe), uint16(9),
		uint16(6), make([]byte, 6), uint32(0), uint32(fatSectors), dirStart, uint32(0), uint32(4096), miniFAT,
		uint32((4*len(c.miniFAT)+511)/512), uint32(cfbEnd), uint32(0))
	for i := range 109 {
		if i < fatSectors {
			head = append(head, LE(uint32(fatStart+i))...)
		} else {
			head = append(head, LE(uint32(cfbNone))...)
		}
	}
	return append(head, c.body.Bytes()...)
}

type compound struct {
	fat, miniFAT []uint32
	body, mini   bytes.Buffer
}

// put stores a stream and returns its first sector.
func (c *compound) put(s string) uint32 {
	if len(s) >= 4096 {
		return c.sectors([]byte(s))
	}
	return chain(&c.miniFAT, &c.mini, []byte(s), 64)
}

func (c *compound) sectors(b []byte) uint32 { return chain(&c.fat, &c.body, b, 512) }

func chain(fat *[]uint32, body *bytes.Buffer, b []byte, sector int) uint32 {
	if len(b) == 0 {
		return cfbEnd
	}
	start := uint32(len(*fat))
	for i := 0; i < len(b); i += sector {
		piece := b[i:min(len(b), i+sector)]
		body.Write(piece)
		body.Write(make([]byte, sector-len(piece)))
		*fat = append(*fat, uint32(len(*fat)+1))
	}
	(*fat)[len(*fat)-1] = cfbEnd
	return start
}

// node is an entry of the directory.
type node struct {
	name     string
	kind     byte
	size, at int
	start    uint32
	children []*node
	next     *node // of the same storage
}

func (n *node) entry() []byte {
	right, child := uint32(cfbNone), uint32(cfbNone)
	if len(n.children) > 0 {
		child = uint32(n.children[0].at)
	}
	if n.next != nil {
		right = uint32(n.next.at)
	}
	units := LE(utf16.Encode([]rune(n.name)))
	return LE(units, make([]byte, 64-len(units)), uint16(len(units)+2), n.kind, byte(1), uint32(cfbNone), right, child,
		make([]byte, 36), n.start, uint64(n.size))
}

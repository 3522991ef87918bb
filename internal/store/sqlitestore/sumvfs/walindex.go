package sumvfs

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// The wal-index is shared by connections through the -shm file: a header, which has checksums, and for each frame of
// the log its page number with a hash table, which have none. Everything but the header follows from the log, so each
// process keeps its own copy to compare with. See https://sqlite.org/walformat.html.

// region is a mapped part of the wal-index. The first one begins with the header.
type region struct {
	pages [framesOfRegion]uint32 // page numbers by frame
	slots [2 * framesOfRegion]uint16
}

const (
	framesOfRegion = 4096
	sharedHeader   = 136 // in bytes: two copies of the header and the checkpoint state
	headerWords    = sharedHeader / 4
	hashFactor     = 383
)

// walIndex is the wal-index derived from the part of the log read so far. Callers lock it for concurrent use.
type walIndex struct {
	sync.RWMutex
	salt    [2]uint32
	sum     logSum // of the frames so far
	regions []*region
	sums    []uint32 // CRC-32C of the page in each frame, in the format of databases
	copied  uint32   // how many frames are known to be in the database, see inDatabase
	users   int      // number of connections, see conn
}

// placeOf returns where the wal-index stores a frame, counted from 1: the region and the word in it. first is the
// word of the region's first frame.
func placeOf(frame uint32) (n, word, first uint32) {
	n, word = (frame-1+headerWords)/framesOfRegion, (frame-1+headerWords)%framesOfRegion
	if n == 0 {
		first = headerWords
	}
	return n, word, first
}

func slotOf(page uint32) uint32 { return page * hashFactor % (2 * framesOfRegion) }

func next(slot uint32) uint32 { return (slot + 1) % (2 * framesOfRegion) }

func (x *walIndex) frames() uint32 { return uint32(len(x.sums)) }

// page returns the page number of a frame.
func (x *walIndex) page(frame uint32) uint32 {
	n, word, _ := placeOf(frame)
	return x.regions[n].pages[word]
}

// known reports whether x is up to date with a log header, the first copied frames are known to be in the database,
// and the shared regions are as expected.
func (x *walIndex) known(h *sqlite3.TWalIndexHdr, copied uint32, shared []*region) bool {
	x.RLock()
	defer x.RUnlock()
	return h.FmxFrame == x.frames() && (h.FmxFrame == 0 || h.FaSalt == x.salt && h.FaFrameCksum == x.sum) &&
		copied <= x.copied && x.equals(shared)
}

func (x *walIndex) reset() {
	x.salt, x.sum, x.regions, x.sums, x.copied = [2]uint32{}, logSum{}, x.regions[:0], x.sums[:0], 0
}

func (x *walIndex) add(page, crc uint32) {
	x.sums = append(x.sums, crc)
	n, word, first := placeOf(x.frames())
	if int(n) == len(x.regions) {
		x.regions = append(x.regions, &region{})
	}
	r := x.regions[n]
	r.pages[word] = page
	slot := slotOf(page)
	for r.slots[slot] != 0 {
		slot = next(slot)
	}
	r.slots[slot] = uint16(word - first + 1)
}

// follow reads the log up to the end given by a header and reports whether it matches the header. Frames read earlier
// are not read again.
func (x *walIndex) follow(tls *libc.TLS, log uintptr, h *sqlite3.TWalIndexHdr) bool {
	if h.FmxFrame < x.frames() || h.FaSalt != x.salt {
		x.reset()
		x.salt = h.FaSalt
	}
	if h.FmxFrame == 0 {
		return true
	}
	size := pageSizeOf(h)
	if !isPage(size) {
		return false
	}
	mem := tls.Alloc(int(frameHeader + size))
	defer tls.Free(int(frameHeader + size))
	read := methodsOf(log).read
	if read(tls, log, mem, logHeader, 0) != sqlite3.SQLITE_OK {
		return false
	}
	head := bytesAt(mem, logHeader)
	magic := binary.BigEndian.Uint32(head)
	bigEndian := magic == logMagic+1
	if magic != logMagic && !bigEndian || !bytes.Equal(head[16:24], bytesOf(&x.salt)) {
		return false
	}
	if x.frames() == 0 {
		x.sum = readLogSum(head[24:])
	}
	frame := bytesAt(mem, frameHeader+size)
	for x.frames() < h.FmxFrame {
		at := logHeader + int64(x.frames())*int64(len(frame))
		if read(tls, log, mem, int32(len(frame)), at) != sqlite3.SQLITE_OK {
			return false
		}
		sum, page := x.sum.add(bigEndian, frame[:8]).add(bigEndian, frame[frameHeader:]), binary.BigEndian.Uint32(frame)
		if sum != readLogSum(frame[16:]) || !bytes.Equal(frame[8:16], bytesOf(&x.salt)) || page == 0 {
			return false
		}
		x.sum = sum
		x.add(page, crc32.Checksum(frame[frameHeader:len(frame)-reserved], castagnoli))
	}
	return x.sum == h.FaFrameCksum
}

// equals reports whether the shared regions have the expected contents, ignoring frames that a writer has added
// since.
func (x *walIndex) equals(shared []*region) bool {
	if x.frames() == 0 {
		return true
	}
	end, last, _ := placeOf(x.frames())
	for n, own := range x.regions {
		from, to := 0, framesOfRegion
		if n == 0 {
			from = headerWords
		}
		if n == int(end) {
			to = int(last) + 1
		}
		if !bytes.Equal(wordsAsBytes(own.pages[from:to]), wordsAsBytes(shared[n].pages[from:to])) {
			return false
		}
		if own.slots == shared[n].slots {
			continue
		}
		for i, slot := range own.slots {
			if now := shared[n].slots[i]; now != slot && (slot != 0 || int(now) <= to-from) {
				return false
			}
		}
	}
	return true
}

// finds reports whether SQLite would find the newest frame of a page, or none, as expected, and whether the frame it
// found is of that page (0 for none). It is much cheaper than equals.
func (x *walIndex) finds(page, frame uint32, shared []*region) bool {
	x.RLock()
	defer x.RUnlock()
	if n, word, _ := placeOf(max(1, frame)); frame > 0 && frame <= x.frames() &&
		(int(n) >= len(shared) || shared[n].pages[word] != page) {
		return false
	}
	end, last, _ := placeOf(max(1, x.frames()))
	for n, own := range x.regions[:min(len(x.regions), len(shared))] { // unmapped regions belong to newer frames
		first, to := uint16(0), uint16(framesOfRegion)
		if n == 0 {
			first = headerWords
		}
		if n == int(end) {
			to = uint16(last) + 1
		}
		slot := slotOf(page)
		for range own.slots { // probe as SQLite does
			now, want := shared[n].slots[slot], own.slots[slot]
			if now != want && (want != 0 || now <= to-first) ||
				want != 0 && shared[n].pages[first+want-1] != own.pages[first+want-1] {
				return false
			}
			if now == 0 {
				break
			}
			slot = next(slot)
		}
	}
	return true
}

// inDatabase reports whether the database contains the pages of the first n frames, as checkpoints copied them. Pages
// with later frames are skipped because they are read from the log.
func (x *walIndex) inDatabase(tls *libc.TLS, db uintptr, n uint32, h *sqlite3.TWalIndexHdr) bool {
	if n <= x.copied {
		return true
	}
	newest := map[uint32]uint32{}
	for frame := x.copied + 1; frame <= x.frames(); frame++ {
		newest[x.page(frame)] = frame
	}
	size := int64(pageSizeOf(h))
	mem := tls.Alloc(reserved)
	defer tls.Free(reserved)
	for page, frame := range newest {
		if page > h.FnPage || frame > n {
			continue
		}
		if methodsOf(db).read(tls, db, mem, reserved, int64(page)*size-reserved) != sqlite3.SQLITE_OK ||
			binary.LittleEndian.Uint32(bytesAt(mem, reserved)) != x.sums[frame-1] {
			return false
		}
	}
	x.copied = n
	return true
}

// pageSizeOf returns the page size in a wal-index header, where 1 stands for 65536.
func pageSizeOf(h *sqlite3.TWalIndexHdr) int32 {
	if h.FszPage == 1 {
		return 1 << 16
	}
	return int32(h.FszPage)
}

func bytesOf(words *[2]uint32) []byte { return wordsAsBytes(words[:]) }

// wordsAsBytes views words as bytes in memory order.
func wordsAsBytes(w []uint32) []byte { return unsafe.Slice((*byte)(unsafe.Pointer(&w[0])), 4*len(w)) }

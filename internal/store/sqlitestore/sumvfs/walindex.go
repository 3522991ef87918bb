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

// The wal-index is what connections share in memory, in the file -shm: a header, which
// has sums, and which page each frame of the log is of, with a hash table over that,
// which have none. All of it but the header follows from the log. So each process keeps
// what it should be, and compares. See https://sqlite.org/walformat.html.

// region is what is mapped of the wal-index at once. The first begins with the header.
type region struct {
	pages [framesOfRegion]uint32 // by frame
	slots [2 * framesOfRegion]uint16
}

const (
	framesOfRegion = 4096
	sharedHeader   = 136 // bytes: two copies of the header, and what checkpoints note
	headerWords    = sharedHeader / 4
	hashFactor     = 383
)

// walIndex is the wal-index as the log makes it, as far as it was read. Safe for
// concurrent use when locked.
type walIndex struct {
	sync.RWMutex
	salt    [2]uint32
	sum     logSum // of the frames so far
	regions []*region
	sums    []uint32 // CRC-32C of the page in each frame, as databases have it
	copied  uint32   // so many frames were found to have been copied to the database; see inDatabase
	users   int      // connections; see conn
}

// placeOf is where a wal-index has a frame, which are counted from 1: the region, and the
// word in it. first is the word of the region's first frame.
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

// page returns which page a frame is of.
func (x *walIndex) page(frame uint32) uint32 {
	n, word, _ := placeOf(frame)
	return x.regions[n].pages[word]
}

// known reports whether x is that of the log with a header, whose first frames, so many as
// are copied, are known to be in the database, and shared regions are as they should be.
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

// follow reads the log as far as a header says it goes, and reports whether the log has
// what the header says. Frames that were read are not read again.
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

// equals reports whether shared regions are what they should be. Frames that a writer has
// added since may be there, too.
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

// finds reports whether SQLite finds the newest frame of a page in shared regions, or
// none, as it should, and whether the frame that it found is of the page; 0: none. It
// costs much less than equals.
func (x *walIndex) finds(page, frame uint32, shared []*region) bool {
	x.RLock()
	defer x.RUnlock()
	if n, word, _ := placeOf(max(1, frame)); frame > 0 && frame <= x.frames() &&
		(int(n) >= len(shared) || shared[n].pages[word] != page) {
		return false
	}
	end, last, _ := placeOf(max(1, x.frames()))
	for n, own := range x.regions[:min(len(x.regions), len(shared))] { // what is not mapped has newer frames
		first, to := uint16(0), uint16(framesOfRegion)
		if n == 0 {
			first = headerWords
		}
		if n == int(end) {
			to = uint16(last) + 1
		}
		slot := slotOf(page)
		for range own.slots { // as SQLite looks
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

// inDatabase reports whether a database has the pages that were copied to it when the
// first n frames were: those that no later frame is of. Others are read from the log.
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

// pageSizeOf is the size of pages that a header of a wal-index says: 65536 is 1 there.
func pageSizeOf(h *sqlite3.TWalIndexHdr) int32 {
	if h.FszPage == 1 {
		return 1 << 16
	}
	return int32(h.FszPage)
}

func bytesOf(words *[2]uint32) []byte { return wordsAsBytes(words[:]) }

// wordsAsBytes views words as they lie in memory.
func wordsAsBytes(w []uint32) []byte { return unsafe.Slice((*byte)(unsafe.Pointer(&w[0])), 4*len(w)) }

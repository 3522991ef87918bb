// Package verified is what buckets have in common: contents are hashed on the way in (Take)
// and compared on the way out with the SHA-256 that they are named by (Reader).
package verified

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"

	"letopis/internal/archive"
	"letopis/internal/cache"
)

// blockSize is what is verified at a time where reading does not go from the beginning
// to the end.
const blockSize = 64 << 10

// sums are CRC-32C of the blocks of a content that was found to be what was put.
type sums []uint32

// Known keeps the sums of contents that were verified lately. It is safe for concurrent
// use; a bucket has one.
type Known struct{ cache *cache.Cache[string, sums] } // by SHA-256

// maxKnown is how many blocks' sums are kept, of 4 bytes each: those of 64 GB of
// originals, which ranges were asked of lately.
const maxKnown = 1 << 20

// NewKnown returns one that knows nothing yet.
func NewKnown() Known {
	return Known{cache.New[string](maxKnown, func(s sums) int64 { return int64(len(s)) + 1 })}
}

// Source is where a content is read. An error of ReadAt other than io.EOF is returned to
// who reads.
type Source interface {
	io.ReaderAt
	io.Closer
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Reader is a content that is verified while it is read. Read from the beginning to the
// end it is hashed on the way, and its last bytes are held back until the hash is known.
// Anything else, such as a range, makes it be read once as a whole; from then on each
// block that a reading touches is compared with what it was then. What is read from the
// beginning on and not to the end is not verified. Not safe for concurrent use.
type Reader struct {
	from  Source
	sha   string
	size  int64
	known Known
	at    int64 // of the next Read

	order  hashed // while reading goes in order
	sums   sums   // else
	block  []byte // of sums, verified
	loaded int64  // which block that is; -1: none
}

// NewReader returns a reader of size bytes that have the hexadecimal SHA-256.
func NewReader(from Source, sha string, size int64, known Known) *Reader {
	return &Reader{from: from, sha: sha, size: size, known: known, order: newHashed(), loaded: -1}
}

// Damaged is the error of a file that is not what was put. It names the ways out.
func Damaged(sha, how string) error {
	return fmt.Errorf("the original %s was changed (%s): restore a backup (letopis restore) or take it in again "+
		"(letopis ingest --again): %w", sha, how, archive.ErrCorrupt)
}

// Read implements io.Reader. archive.ErrCorrupt: what would follow is not what was put.
func (o *Reader) Read(p []byte) (n int, err error) {
	switch {
	case len(p) == 0:
		return 0, nil
	case o.size == 0 && o.order.sum() != o.sha:
		return 0, Damaged(o.sha, "it is empty")
	case o.at >= o.size:
		return 0, io.EOF
	case o.sums == nil && o.at == o.order.n:
		n, err = o.readInOrder(p)
	default:
		n, err = o.readBlock(p)
	}
	o.at += int64(n)
	return n, err
}

// readInOrder reads on from where hashing is.
func (o *Reader) readInOrder(p []byte) (int, error) {
	n, err := o.from.ReadAt(p[:min(int64(len(p)), o.size-o.at)], o.at)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	o.order.write(p[:n])
	if n == 0 {
		return 0, Damaged(o.sha, "it was cut off")
	}
	if o.order.n == o.size {
		if o.order.sum() != o.sha {
			return 0, Damaged(o.sha, "its SHA-256 differs")
		}
		o.known.cache.Put(o.sha, o.order.blocks)
	}
	return n, nil
}

// readBlock reads what one block has of what is asked for.
func (o *Reader) readBlock(p []byte) (int, error) {
	if o.sums == nil {
		if err := o.verify(); err != nil {
			return 0, err
		}
	}
	if i := o.at / blockSize; i != o.loaded {
		if o.block == nil {
			o.block = make([]byte, blockSize)
		}
		o.loaded = -1
		n, err := o.from.ReadAt(o.block[:cap(o.block)], i*blockSize)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		o.block = o.block[:n]
		if i >= int64(len(o.sums)) || crc32.Checksum(o.block, castagnoli) != o.sums[i] {
			return 0, Damaged(o.sha, fmt.Sprintf("at byte %d to %d", i*blockSize, i*blockSize+int64(n)))
		}
		o.loaded = i
	}
	return copy(p, o.block[o.at%blockSize:]), nil
}

// verify finds the sums of the blocks, by reading all of the file where they are not
// known any more.
func (o *Reader) verify() error {
	if sums, ok := o.known.cache.Get(o.sha); ok {
		o.sums = sums
		return nil
	}
	h := newHashed()
	buf := make([]byte, blockSize)
	for h.n < o.size {
		n, err := o.from.ReadAt(buf, h.n)
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return err
		case n == 0:
			return Damaged(o.sha, "it was cut off")
		}
		h.write(buf[:n])
	}
	if h.sum() != o.sha {
		return Damaged(o.sha, "its SHA-256 differs")
	}
	o.sums = h.blocks
	o.known.cache.Put(o.sha, o.sums)
	return nil
}

// Seek implements io.Seeker.
func (o *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("original %s: seeking to %d", o.sha, offset)
	}
	o.at = offset
	return offset, nil
}

// Close implements io.Closer.
func (o *Reader) Close() error { return o.from.Close() }

// hashed is the SHA-256 of what was written to it, and the sums of its blocks.
type hashed struct {
	n      int64
	whole  hash.Hash
	blocks sums
	part   uint32 // sum of the block that is not full yet
}

func newHashed() hashed { return hashed{whole: sha256.New()} }

func (h *hashed) write(p []byte) {
	_, _ = h.whole.Write(p) // never fails
	for len(p) > 0 {
		take := min(int64(len(p)), blockSize-h.n%blockSize)
		h.part = crc32.Update(h.part, castagnoli, p[:take])
		h.n += take
		p = p[take:]
		if h.n%blockSize == 0 {
			h.blocks, h.part = append(h.blocks, h.part), 0
		}
	}
}

// sum ends the last block and returns the hash as a bucket names it.
func (h *hashed) sum() string {
	if h.n%blockSize != 0 {
		h.blocks = append(h.blocks, h.part)
	}
	return hex.EncodeToString(h.whole.Sum(nil))
}

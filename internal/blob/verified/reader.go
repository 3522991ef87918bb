// Package verified has the integrity checks that buckets share: contents are hashed when written (Take) and checked
// against the SHA-256 that names them when read (Reader).
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

// blockSize is the unit of verification, in bytes, for reads that are not sequential.
const blockSize = 64 << 10

// sums are CRC-32C checksums of the blocks of a verified content.
type sums []uint32

// Known caches the checksums of recently verified contents. It is safe for concurrent use; each bucket has one.
type Known struct{ cache *cache.Cache[string, sums] } // by SHA-256

// maxKnown is the maximum number of cached checksums of 4 bytes each, enough for 64 GB of originals read in ranges.
const maxKnown = 1 << 20

// NewKnown returns an empty cache.
func NewKnown() Known {
	return Known{cache.New[string](maxKnown, func(s sums) int64 { return int64(len(s)) + 1 })}
}

// Source provides the bytes of a content. Errors of ReadAt other than io.EOF are passed on to the reader.
type Source interface {
	io.ReaderAt
	io.Closer
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Reader verifies a content while it is read. A sequential read from beginning to end hashes the content on the way
// and withholds the last bytes until the hash is known. Any other access, such as a range, first reads the content
// once as a whole; afterwards each block read is compared with its checksum from that pass. A sequential read that
// stops early verifies nothing. Not safe for concurrent use.
type Reader struct {
	from  Source
	sha   string
	size  int64
	known Known
	at    int64 // offset of the next Read

	order  blockHasher // state of a sequential read
	sums   sums        // checksums for random access; nil while reading sequentially
	block  []byte      // the current block, verified against sums
	loaded int64       // index of block; -1 if none is loaded
}

// NewReader returns a reader for size bytes that must have the given hex SHA-256.
func NewReader(from Source, sha string, size int64, known Known) *Reader {
	return &Reader{from: from, sha: sha, size: size, known: known, order: newHashed(), loaded: -1}
}

// Damaged returns the error for an original that differs from what was put. It says how to repair it.
func Damaged(sha, how string) error {
	return fmt.Errorf("the original %s was changed (%s): restore a backup (letopis restore) or take it in again "+
		"(letopis ingest --again): %w", sha, how, archive.ErrCorrupt)
}

// Read implements io.Reader. It returns archive.ErrCorrupt instead of bytes that differ from what was put.
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

// readInOrder continues the sequential read.
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

// readBlock reads from the block at the current offset.
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

// verify determines the block checksums, reading the whole content unless they are cached.
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

// blockHasher computes the SHA-256 and the block checksums of what is written to it.
type blockHasher struct {
	n        int64
	whole    hash.Hash
	blocks   sums
	blockSum uint32 // checksum of the incomplete last block
}

func newHashed() blockHasher { return blockHasher{whole: sha256.New()} }

func (h *blockHasher) write(p []byte) {
	_, _ = h.whole.Write(p) // never fails
	for len(p) > 0 {
		take := min(int64(len(p)), blockSize-h.n%blockSize)
		h.blockSum = crc32.Update(h.blockSum, castagnoli, p[:take])
		h.n += take
		p = p[take:]
		if h.n%blockSize == 0 {
			h.blocks, h.blockSum = append(h.blocks, h.blockSum), 0
		}
	}
}

// sum finishes the last block and returns the hex SHA-256.
func (h *blockHasher) sum() string {
	if h.n%blockSize != 0 {
		h.blocks = append(h.blocks, h.blockSum)
	}
	return hex.EncodeToString(h.whole.Sum(nil))
}

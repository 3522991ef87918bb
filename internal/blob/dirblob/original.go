package dirblob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"

	"letopis/internal/archive"
)

// blockSize is what is verified at a time where reading does not go from the beginning
// to the end.
const blockSize = 64 << 10

// blockSums are CRC-32C of the blocks of a file that was found to be what was put.
type blockSums []uint32

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// original is a file of the bucket that is verified while it is read. Read from the
// beginning to the end it is hashed on the way, and its last bytes are held back until
// the hash is known. Anything else, such as a range, makes it be read once as a whole;
// from then on each block that a reading touches is compared with what it was then.
// Not safe for concurrent use.
type original struct {
	b    *Bucket
	f    *os.File
	sha  string
	size int64
	at   int64 // of the next Read

	order  hashed    // while reading goes in order
	sums   blockSums // else
	block  []byte    // of sums, verified
	loaded int64     // which block that is; -1: none
}

func newOriginal(b *Bucket, f *os.File, sha string) (*original, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return &original{b: b, f: f, sha: sha, size: info.Size(), order: newHashed(), loaded: -1}, nil
}

// damaged is the error of a file that is not what was put. It names the ways out.
func damaged(sha, how string) error {
	return fmt.Errorf("the original %s was changed (%s): restore a backup (letopis restore) or take it in again "+
		"(letopis ingest --again): %w", sha, how, archive.ErrCorrupt)
}

// Read implements io.Reader. archive.ErrCorrupt: what would follow is not what was put.
func (o *original) Read(p []byte) (n int, err error) {
	switch {
	case len(p) == 0:
		return 0, nil
	case o.size == 0 && o.order.sum() != o.sha:
		return 0, damaged(o.sha, "it is empty")
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
func (o *original) readInOrder(p []byte) (int, error) {
	n, err := o.f.ReadAt(p[:min(int64(len(p)), o.size-o.at)], o.at)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, damaged(o.sha, err.Error())
	}
	o.order.write(p[:n])
	if n == 0 {
		return 0, damaged(o.sha, "it was cut off")
	}
	if o.order.n == o.size {
		if o.order.sum() != o.sha {
			return 0, damaged(o.sha, "its SHA-256 differs")
		}
		o.b.verified.Put(o.sha, o.order.blocks)
	}
	return n, nil
}

// readBlock reads what one block has of what is asked for.
func (o *original) readBlock(p []byte) (int, error) {
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
		n, err := o.f.ReadAt(o.block[:cap(o.block)], i*blockSize)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, damaged(o.sha, err.Error())
		}
		o.block = o.block[:n]
		if i >= int64(len(o.sums)) || crc32.Checksum(o.block, castagnoli) != o.sums[i] {
			return 0, damaged(o.sha, fmt.Sprintf("at byte %d to %d", i*blockSize, i*blockSize+int64(n)))
		}
		o.loaded = i
	}
	return copy(p, o.block[o.at%blockSize:]), nil
}

// verify finds the sums of the blocks, by reading all of the file where they are not
// known any more.
func (o *original) verify() error {
	if sums, ok := o.b.verified.Get(o.sha); ok {
		o.sums = sums
		return nil
	}
	h := newHashed()
	buf := make([]byte, blockSize)
	for h.n < o.size {
		n, err := o.f.ReadAt(buf, h.n)
		if n == 0 {
			return damaged(o.sha, err.Error())
		}
		h.write(buf[:n])
	}
	if h.sum() != o.sha {
		return damaged(o.sha, "its SHA-256 differs")
	}
	o.sums = h.blocks
	o.b.verified.Put(o.sha, o.sums)
	return nil
}

// Seek implements io.Seeker.
func (o *original) Seek(offset int64, whence int) (int64, error) {
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
func (o *original) Close() error { return o.f.Close() }

// hashed is the SHA-256 of what was written to it, and the sums of its blocks.
type hashed struct {
	n      int64
	whole  hash.Hash
	blocks blockSums
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

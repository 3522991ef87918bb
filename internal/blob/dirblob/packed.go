package dirblob

import (
	"errors"
	"fmt"
	"io"
	"os"

	seekable "github.com/SaveTheRbtz/zstd-seekable-format-go/pkg"
	"github.com/klauspost/compress/zstd"

	"letopis/internal/blob/verified"
)

// Originals are stored compressed if that makes them smaller, in frames of frameSize bytes of the content followed by
// a table of the frames: the seekable format of Zstandard, which `zstd -d` can read.
const (
	packedSuffix = ".zst"
	frameSize    = 64 << 10 // equal to the unit of verification
	// sampleSize is how many bytes of a content are compressed to decide whether it is worthwhile.
	sampleSize = 256 << 10
	// minSaving is the saving that compression must achieve: one byte in this many.
	minSaving = 8
)

// codec compresses and decompresses frames. It is safe for concurrent use.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (c codec, err error) {
	if c.enc, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(frameSize)); err != nil {
		return c, err
	}
	c.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<20))
	return c, err
}

// tryCompress compresses the beginning of a content and reports whether compressing all of it is worthwhile. It
// returns the frames of the beginning.
func (c codec) tryCompress(begins []byte) (frames [][]byte, worth bool) {
	size := 0
	for rest := begins; len(rest) > 0; {
		n := min(len(rest), frameSize)
		frame := c.enc.EncodeAll(rest[:n], nil)
		frames, rest, size = append(frames, frame), rest[n:], size+len(frame)
	}
	const table = 32 // bytes, for one frame
	return frames, size+table <= len(begins)-len(begins)/minSaving
}

// encoder compresses frames; the first ones are already compressed.
type encoder struct {
	*zstd.Encoder
	tried [][]byte
}

// EncodeAll implements seekable.ZSTDEncoder.
func (e *encoder) EncodeAll(frame, to []byte) []byte {
	if len(e.tried) == 0 {
		return e.Encoder.EncodeAll(frame, to)
	}
	packed := e.tried[0]
	e.tried = e.tried[1:]
	return append(to, packed...)
}

// packer writes a content as frames of frameSize.
type packer struct {
	to    *seekable.Writer
	frame []byte
}

// packer returns a packer for a content with the given beginning, whose first frames try has compressed.
func (c codec) packer(to io.Writer, begins []byte, tried [][]byte) (*packer, error) {
	w, err := seekable.NewWriter(to, &encoder{c.enc, tried})
	return &packer{w, make([]byte, 0, min(len(begins), frameSize))}, err
}

// Write implements io.Writer.
func (p *packer) Write(b []byte) (n int, err error) {
	for len(b) > 0 {
		took := min(len(b), frameSize-len(p.frame))
		p.frame, b, n = append(p.frame, b[:took]...), b[took:], n+took
		if len(p.frame) == frameSize {
			if err := p.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (p *packer) flush() error {
	_, err := p.to.Write(p.frame)
	p.frame = p.frame[:0]
	return err
}

// Close writes the remaining frame and the table.
func (p *packer) Close() error { return errors.Join(p.flush(), p.to.Close()) }

// packed is a compressed original.
type packed struct {
	*seekable.Reader
	f   *os.File
	sha string
}

// openPacked opens a compressed original and returns the size of its content, or the error of verified.Damaged if its
// table is unreadable.
func (c codec) openPacked(f *os.File, sha string) (p packed, size int64, err error) {
	info, err := f.Stat()
	if err != nil {
		return p, 0, fmt.Errorf("original %s: %w", sha, err)
	}
	r, err := seekable.NewReader(nil, c.dec, seekable.WithReaderEnvironment(frames{f, info.Size()}))
	if err == nil {
		var table seekable.SeekTable
		if table, err = r.SeekTable(); err == nil {
			return packed{r, f, sha}, int64(table.Size()), nil
		}
	}
	return p, 0, verified.Damaged(sha, err.Error())
}

// ReadAt implements io.ReaderAt.
func (p packed) ReadAt(b []byte, at int64) (int, error) {
	n, err := p.Reader.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		err = verified.Damaged(p.sha, err.Error())
	}
	return n, err
}

// Close implements io.Closer.
func (p packed) Close() error { return errors.Join(p.Reader.Close(), p.f.Close()) }

// frames reads parts of a compressed file. It rejects sizes and offsets that the file cannot have, because the table
// may be damaged.
type frames struct {
	f    *os.File
	size int64
}

var errTable = errors.New("the table of its frames is damaged")

// GetFrameByIndex implements seekable.ReaderEnvironment.
func (f frames) GetFrameByIndex(e seekable.FrameOffsetEntry) ([]byte, error) {
	const most = frameSize + frameSize/2 // incompressible frames are larger than their content
	if e.CompressedSize > most || e.DecompressedSize > frameSize || e.CompressedOffset > uint64(f.size) {
		return nil, errTable
	}
	return f.read(int64(e.CompressedOffset), int64(e.CompressedSize))
}

// ReadFooter implements seekable.ReaderEnvironment.
func (f frames) ReadFooter() ([]byte, error) {
	const footer = 9 // bytes, fixed by the format
	return f.read(f.size-footer, footer)
}

// ReadSkipFrame implements seekable.ReaderEnvironment.
func (f frames) ReadSkipFrame(offset int64) ([]byte, error) { return f.read(f.size-offset, offset) }

func (f frames) read(at, n int64) ([]byte, error) {
	if at < 0 || n < 0 || at+n > f.size {
		return nil, errTable
	}
	b := make([]byte, n)
	if m, err := f.f.ReadAt(b, at); m < len(b) {
		return nil, err
	}
	return b, nil
}

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

// Originals that become smaller by it are kept compressed, in frames of frameSize bytes of the content, with a table of
// the frames behind them: the seekable format of Zstandard, which `zstd -d` reads.
const (
	packedSuffix = ".zst"
	frameSize    = 64 << 10 // as much as is verified at a time
	// tried is how much of a content tells whether it becomes smaller.
	tried = 256 << 10
	// worthwhile is the share of a content that compressing must leave out, one in so many bytes.
	worthwhile = 8
)

// codec compresses and reads frames. It is safe for concurrent use.
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

// try compresses the beginning of a content, and reports whether the content is worth being compressed. It returns the
// frames of that beginning.
func (c codec) try(begins []byte) (frames [][]byte, worth bool) {
	size := 0
	for rest := begins; len(rest) > 0; {
		n := min(len(rest), frameSize)
		frame := c.enc.EncodeAll(rest[:n], nil)
		frames, rest, size = append(frames, frame), rest[n:], size+len(frame)
	}
	const table = 32 // bytes, with one frame
	return frames, size+table <= len(begins)-len(begins)/worthwhile
}

// encoder compresses frames, of which it has the first already.
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

// packer writes frames of frameSize.
type packer struct {
	to    *seekable.Writer
	frame []byte
}

// packer returns a packer of a content that begins so, and whose first frames were tried.
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

// Close writes what is left, and the table.
func (p *packer) Close() error { return errors.Join(p.flush(), p.to.Close()) }

// packed is an original that is kept compressed.
type packed struct {
	*seekable.Reader
	f   *os.File
	sha string
}

// openPacked opens a compressed original and returns the size of its content. verified.Damaged: it has no table.
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

// frames reads parts of a compressed file, none of which is larger than the file can have them: its table may be
// damaged.
type frames struct {
	f    *os.File
	size int64
}

var errTable = errors.New("the table of its frames is damaged")

// GetFrameByIndex implements seekable.ReaderEnvironment.
func (f frames) GetFrameByIndex(e seekable.FrameOffsetEntry) ([]byte, error) {
	const most = frameSize + frameSize/2 // of what does not become smaller, too
	if e.CompressedSize > most || e.DecompressedSize > frameSize || e.CompressedOffset > uint64(f.size) {
		return nil, errTable
	}
	return f.read(int64(e.CompressedOffset), int64(e.CompressedSize))
}

// ReadFooter implements seekable.ReaderEnvironment.
func (f frames) ReadFooter() ([]byte, error) {
	const footer = 9 // bytes, as the format has it
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

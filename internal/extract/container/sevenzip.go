package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"sync"

	"github.com/bodgit/sevenzip"
	"github.com/stangelandcl/ppmd"
	"github.com/ulikunitz/xz/lzma"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const (
	sevenZipType = "application/x-7z-compressed"
	// sevenZipHead is the length of the head of a 7z; it says where the list of files is.
	sevenZipHead = 32
)

var (
	errMemory   = errors.New("needs more memory than is allowed")
	errMethod   = errors.New("of an unknown method")
	errChecksum = errors.New("the checksum differs")
)

// Is7z reports whether data is a 7z.
func Is7z(data []byte) bool { return bytes.HasPrefix(data, []byte("7z\xbc\xaf\x27\x1c")) }

// Read7z reads a 7z: its files are parts.
func Read7z(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	limitMemory()
	if len(f.Data) > sevenZipHead { // else it is damaged
		offset, size := binary.LittleEndian.Uint64(f.Data[12:]), binary.LittleEndian.Uint64(f.Data[20:])
		rest := uint64(len(f.Data) - sevenZipHead)
		if (offset > rest || size > rest-offset) && strings.HasSuffix(f.Name, ".001") {
			return format.Refuse(sevenZipType, reason.ArchiveVolumes.With())
		}
	}
	z, err := sevenzip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	if err != nil {
		return format.Refuse(sevenZipType, archiveCause(err))
	}
	r := &sevenZip{files: z.File, budget: budget, broken: map[int]error{}}
	defer r.close()
	return readStream(f, budget, open, sevenZipType, r, r.next)
}

// A sevenZip gives the files of a 7z one after the other.
type sevenZip struct {
	files  []*sevenzip.File
	budget *format.Budget
	file   *sevenzip.File // the one that is read
	data   io.ReadCloser  // nil with err
	err    error
	sum    uint32
	broken map[int]error // streams, whose further files are not looked for
}

// next goes on to the next file: ErrBudget where what lies before it in its stream is more
// than may be unpacked.
func (z *sevenZip) next() (entry, error) {
	z.close()
	if len(z.files) == 0 {
		return entry{}, io.EOF
	}
	z.file, z.files = z.files[0], z.files[1:]
	e := entry{name: z.file.Name, mode: z.file.FileInfo().Mode(), modified: z.file.Modified}
	z.sum, z.err = 0, z.broken[z.file.Stream]
	if z.file.UncompressedSize == 0 {
		z.err = io.EOF
		return e, nil
	}
	if z.err == nil {
		z.err = z.guard(func() (err error) { z.data, err = z.file.Open(); return err })
	}
	if e.mode.Type() != 0 { // not for the reader, but the stream goes through it
		_, err := z.budget.Unpack(z)
		if errors.Is(err, format.ErrBudget) {
			return e, err
		}
	}
	e.encrypted = errors.Is(z.err, format.ErrEncrypted)
	return e, nil
}

// Read reads the file that next has gone to.
func (z *sevenZip) Read(p []byte) (int, error) {
	if z.err != nil {
		return 0, z.err
	}
	n := 0
	z.err = z.guard(func() (err error) { n, err = z.data.Read(p); return err })
	z.sum = crc32.Update(z.sum, crc32.IEEETable, p[:n])
	if errors.Is(z.err, io.EOF) && z.file.CRC32 != 0 && z.sum != z.file.CRC32 {
		z.err = errChecksum
	}
	return n, z.err
}

// guard does what a method does, which may panic where a stream is damaged. What follows
// in the stream rests on that.
func (z *sevenZip) guard(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", format.ErrDamaged, p)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			z.broken[z.file.Stream] = err
		}
	}()
	return do()
}

// close ends the file that is read, for the next to go on where it ended.
func (z *sevenZip) close() {
	if z.data != nil {
		_ = z.data.Close() // of memory
		z.data = nil
	}
}

// limitMemory has methods refuse what needs more memory than is allowed, and take no more
// than what they unpack; ciphers, whose keys take time, all.
var limitMemory = sync.OnceFunc(func() {
	sevenzip.RegisterDecompressor([]byte{3, 1, 1}, func(p []byte, size uint64, in []io.ReadCloser) (io.ReadCloser, error) {
		if len(p) != 5 || len(in) != 1 {
			return nil, errMethod
		}
		dictionary := min(uint64(binary.LittleEndian.Uint32(p[1:])), size)
		if dictionary > rarDictionary {
			return nil, errMemory
		}
		head := binary.LittleEndian.AppendUint32([]byte{p[0]}, uint32(dictionary))
		r, err := lzma.NewReader(io.MultiReader(bytes.NewReader(binary.LittleEndian.AppendUint64(head, size)), in[0]))
		return unpacker{r, in[0]}, wrap(err)
	})
	sevenzip.RegisterDecompressor([]byte{0x21}, func(p []byte, size uint64, in []io.ReadCloser) (io.ReadCloser, error) {
		if len(p) != 1 || p[0] > 40 || len(in) != 1 {
			return nil, errMethod
		}
		dictionary := max(min((2|uint64(p[0])&1)<<(p[0]/2+11), size), lzma.MinDictCap)
		if dictionary > rarDictionary {
			return nil, errMemory
		}
		r, err := lzma.Reader2Config{DictCap: int(dictionary)}.NewReader2(in[0])
		return unpacker{r, in[0]}, wrap(err)
	})
	sevenzip.RegisterDecompressor([]byte{6, 0xf1, 7, 1}, func([]byte, uint64, []io.ReadCloser) (io.ReadCloser, error) {
		return nil, format.ErrEncrypted
	})
	sevenzip.RegisterDecompressor([]byte{3, 4, 1}, func(p []byte, size uint64, in []io.ReadCloser) (io.ReadCloser, error) {
		if len(p) < 5 || len(in) != 1 || size > 1<<62 { // some programs write two more bytes
			return nil, errMethod
		}
		memory := binary.LittleEndian.Uint32(p[1:])
		if memory > rarDictionary {
			return nil, errMemory
		}
		r, err := ppmd.NewH7zReader(in[0], int(p[0]), int(memory), int(size))
		return unpacker{&r, in[0]}, wrap(err)
	})
})

// wrap says of an error that it is of a method.
func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("7z: %w", err)
	}
	return nil
}

// An unpacker reads what a method unpacks and closes what it unpacks from.
type unpacker struct {
	io.Reader
	io.Closer
}

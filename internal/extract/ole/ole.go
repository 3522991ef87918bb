// Package ole reads compound files (MS-CFB), a file system of streams within a file, in
// which the documents of Office before 2007 are kept, and the little-endian numbers and
// strings of 8 and 16 bits that they are made of.
//
// Read Open and Cursor first.
package ole

import (
	"bytes"
	"encoding/binary"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract/format"
)

// What is looked at of a directory: so many entries, storages in storages to such a depth.
const (
	oleStreams = 10_000
	oleDepth   = 64
)

// oleReads is how often all bytes of a file may be read as streams. Each stream is read a few times; those of files
// made to be slow share their sectors.
const oleReads = 8

// File is a compound file (MS-CFB): a file system of streams.
type File struct {
	budget  *format.Budget
	size    int64
	left    *int64                 // bytes that may still be read, of all its storages together
	streams map[string]*mscfb.File // by path in small letters: names do not differ in their case
}

// Open reads the directory of a compound file, mended where it does not lead anywhere.
func Open(data []byte, budget *format.Budget) (*File, error) {
	r, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		if whole := mend(data); whole != nil {
			r, err = mscfb.New(bytes.NewReader(whole))
		}
	}
	if err != nil {
		return nil, format.ErrDamaged
	}
	left := oleReads * int64(len(data))
	o := &File{budget: budget, size: int64(len(data)), left: &left, streams: map[string]*mscfb.File{}}
	for i, f := range r.File {
		if i >= oleStreams {
			break
		}
		if len(f.Path) > oleDepth {
			continue
		}
		if path := strings.ToLower(strings.Join(append(f.Path, f.Name), "/")); o.streams[path] == nil {
			o.streams[path] = f
		}
	}
	return o, nil
}

// Has reports whether the file holds a stream or a storage, by its path: "a storage/a
// stream", without the first character of a name where that is no letter.
func (o *File) Has(path string) bool { return o.streams[strings.ToLower(path)] != nil }

// Storages returns the storages of a storage, "" for the root, whose names begin so, in order.
func (o *File) Storages(parent, prefix string) []string {
	if parent != "" {
		parent = strings.ToLower(parent) + "/"
	}
	var out []string
	for path, f := range o.streams {
		if name, ok := strings.CutPrefix(path, parent); ok && f.FileInfo().IsDir() && !strings.Contains(name, "/") &&
			strings.HasPrefix(name, strings.ToLower(prefix)) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// Sub returns a storage as a compound file of its own.
func (o *File) Sub(storage string) *File {
	sub := &File{budget: o.budget, size: o.size, left: o.left, streams: map[string]*mscfb.File{}}
	for path, f := range o.streams {
		if name, ok := strings.CutPrefix(path, strings.ToLower(storage)+"/"); ok {
			sub.streams[name] = f
		}
	}
	return sub
}

// Exhausted reports whether streams were cut since those read were together much more than their file.
func (o *File) Exhausted() bool { return *o.left <= 0 }

// Read returns a stream as far as it can be read; nil when there is none. A stream is
// never longer than its file, nor all that are read than oleReads times as much.
func (o *File) Read(path string) []byte {
	f := o.streams[strings.ToLower(path)]
	if f == nil || f.FileInfo().IsDir() {
		return nil
	}
	var b bytes.Buffer
	buf := make([]byte, 64<<10) // a broken chain loses no more than this
	for int64(b.Len()) < o.size && *o.left > 0 && o.budget.Err() == nil {
		n, err := f.Read(buf)
		n = min(n, len(buf))
		*o.left -= int64(n)
		b.Write(buf[:n])
		if err != nil || n == 0 {
			break
		}
	}
	_, _ = f.Seek(0, io.SeekStart) // a stream is read once; for the second time
	return b.Bytes()
}

// Summary reads the title and the like from the property set of MS-OLEPS.
func (o *File) Summary(hints map[string]string) {
	b := Cursor(o.Read("SummaryInformation"))
	set := b.From(int(b.U32(44)))
	names := map[uint32]string{2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "description", 12: "created",
		13: "modified"}
	for i := range min(set.U32(4), 100) {
		id, value := set.U32(8+8*int(i)), set.From(int(set.U32(12+8*int(i))))
		name := names[id]
		if name == "" {
			continue
		}
		switch value.U32(0) {
		case 30: // 8-bit
			hints[name] = format.TrimText(decodeString(value.Slice(8, int(value.U32(4)))))
		case 31: // UTF-16
			hints[name] = format.TrimText(value.Units(8, int(value.U32(4)&0xffffff)))
		case 64: // 100 ns since 1601
			if ticks := int64(value.U64(4)); ticks > 119600064000000000 { // 1980
				hints[name] = time.Unix(ticks/1e7-11644473600, 0).UTC().Format(time.RFC3339)
			}
		}
		if hints[name] == "" {
			delete(hints, name)
		}
	}
}

// decodeString decodes a short 8-bit string, which may be UTF-8.
func decodeString(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return DecodeBytes(b, CodePage(slices.Values(b), charmap.Windows1251))
}

// DecodeBytes decodes 8-bit text.
func DecodeBytes(b []byte, page *charmap.Charmap) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(page.DecodeByte(c))
	}
	return s.String()
}

// CodePage returns the code page of 8-bit text of an office program, which these
// formats do not say reliably: three Cyrillic letters in a row are as many
// accented ones in the code page of the West, which no word there has. There one stands
// alone among others; what is no text may be among either. otherwise is that of text
// whose letters do not tell.
func CodePage(text iter.Seq[byte], otherwise *charmap.Charmap) *charmap.Charmap {
	run, words, accents := 0, 0, 0
	for c := range text {
		if c >= 0xc0 || c == 0xa8 || c == 0xb8 {
			run++
			continue
		}
		if latin := c|0x20 >= 'a' && c|0x20 <= 'z'; run >= 3 {
			words++
		} else if run > 0 && latin {
			accents++
		}
		run = 0
	}
	if run >= 3 {
		words++
	}
	switch {
	case words > accents/4:
		return charmap.Windows1251
	case accents > 0:
		return charmap.Windows1252
	}
	return otherwise
}

// Cursor reads little-endian numbers; what lies beyond the end is 0.
type Cursor []byte

// Slice returns n bytes from at, fewer at the end and none beyond it.
func (c Cursor) Slice(at, n int) []byte {
	if at < 0 || n <= 0 || at >= len(c) {
		return nil
	}
	return c[at:min(len(c), at+min(n, len(c)))]
}

// From returns what follows from at.
func (c Cursor) From(at int) Cursor { return c.Slice(at, len(c)) }

// U8 returns the byte at an offset.
func (c Cursor) U8(at int) uint8 {
	if at < 0 || at >= len(c) {
		return 0
	}
	return c[at]
}

// U16 returns the number of two bytes at an offset.
func (c Cursor) U16(at int) uint16 {
	if at < 0 || at+2 > len(c) {
		return 0
	}
	return binary.LittleEndian.Uint16(c[at:])
}

// U32 returns the number of four bytes at an offset.
func (c Cursor) U32(at int) uint32 {
	if at < 0 || at+4 > len(c) {
		return 0
	}
	return binary.LittleEndian.Uint32(c[at:])
}

// U64 returns the number of eight bytes at an offset.
func (c Cursor) U64(at int) uint64 { return uint64(c.U32(at)) | uint64(c.U32(at+4))<<32 }

// Units returns n UTF-16 code units.
func (c Cursor) Units(at, n int) string {
	b := c.Slice(at, 2*n)
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}

// Text returns the 8-bit text at an offset up to its zero, and the offset after that.
func (c Cursor) Text(at int) (s string, next int) {
	b := c.From(at)
	n := bytes.IndexByte(b, 0)
	if n < 0 {
		n = len(b)
	}
	return decodeString(b[:n]), at + n + 1
}

// Packaged returns a file that the shell of Windows has put into a document (MS-OLEDS 2.3.6, without its size), with
// its name; nil where there is none.
func Packaged(native Cursor) (name string, data []byte) {
	name, at := native.Text(2)
	_, at = native.Text(at)
	at += 4
	at += 4 + int(native.U32(at))
	if n := int(native.U32(at)); n > 0 && at+4+n <= len(native) {
		return name, native.Slice(at+4, n)
	}
	return "", nil
}

// Object returns what an object of OLE 1 holds (MS-OLEDS 2.2.5), as it stands in RTF, and the program that it is of;
// nil for a link.
func Object(c Cursor) (class string, data []byte) {
	const embedded = 2
	if c.U32(4) != embedded {
		return "", nil
	}
	at := 8
	var names [3]string // class, topic, item
	for i := range names {
		n := int(c.U32(at))
		names[i] = Latin1(bytes.TrimRight(c.Slice(at+4, n), "\x00"))
		at += 4 + n
	}
	return names[0], c.Slice(at+4, int(c.U32(at)))
}

// Latin1 is text whose high bytes, all 0, were left out.
func Latin1(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}

package extract

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive"
)

// Media types of documents kept as a compound file.
const (
	oleType = "application/x-ole-storage"
	docType = "application/msword"
	xlsType = "application/vnd.ms-excel"
	pptType = "application/vnd.ms-powerpoint"
)

// What stops a reader of these formats; errEncrypted is the third.
var (
	errDamaged = errors.New("damaged")
	errForeign = errors.New("not a format that is read")
)

// oleStreams bounds the entries of a directory that are looked at.
const oleStreams = 10_000

// ole is a compound file (MS-CFB): a file system of streams.
type ole struct {
	x       *extractor
	size    int64
	streams map[string]*mscfb.File // of the root, by name
}

// ole reads Word, Excel and PowerPoint of 97–2003 and before.
func (x *extractor) ole(data []byte) []Part {
	part := Part{MediaType: oleType, Hints: map[string]string{}}
	err := x.compound(data, &part)
	return []Part{binaryOutcome(part, err)}
}

// binaryOutcome gives a part the status that its reader's error means.
func binaryOutcome(part Part, err error) Part {
	switch {
	case errors.Is(err, errEncrypted):
		part.Text = ""
		part.Status, part.Reason = archive.StatusEncrypted, "документ под паролем: снимите пароль и добавьте снова"
	case errors.Is(err, errForeign):
		part.Status, part.Reason = archive.StatusUnsupported, "файл не Word, не Excel и не PowerPoint: формат не поддерживается"
	case err != nil && strings.TrimSpace(part.Text) != "":
		part.Status, part.Reason = archive.StatusPartial, "документ повреждён, прочитана его часть: найдите исходный файл"
	case err != nil:
		part.Status, part.Reason = archive.StatusCorrupt, "документ повреждён: найдите исходный файл"
	}
	return part
}

func (x *extractor) compound(data []byte, part *Part) error {
	r, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return errDamaged
	}
	o := &ole{x: x, size: int64(len(data)), streams: map[string]*mscfb.File{}}
	for i, f := range r.File {
		if i >= oleStreams {
			break
		}
		if len(f.Path) == 0 && o.streams[f.Name] == nil {
			o.streams[f.Name] = f
		}
	}
	switch {
	case o.streams["EncryptedPackage"] != nil:
		return errEncrypted
	case o.streams["WordDocument"] != nil:
		part.MediaType = docType
		err = o.word(part)
	case o.streams["Workbook"] != nil:
		part.MediaType = xlsType
		err = o.excel("Workbook", part)
	case o.streams["Book"] != nil:
		part.MediaType = xlsType
		err = o.excel("Book", part)
	case o.streams["PowerPoint Document"] != nil:
		part.MediaType = pptType
		err = o.powerpoint(part)
	default:
		return errForeign
	}
	o.summary(part.Hints)
	return err
}

// read returns a stream of the root as far as it can be read; nil when there is
// none. A stream is never longer than its file.
func (o *ole) read(name string) []byte {
	f := o.streams[name]
	if f == nil {
		return nil
	}
	var b bytes.Buffer
	buf := make([]byte, 64<<10) // a broken chain loses no more than this
	for int64(b.Len()) < o.size && o.x.ctx.Err() == nil {
		n, err := f.Read(buf)
		b.Write(buf[:min(n, len(buf))])
		if err != nil || n == 0 {
			break
		}
	}
	_, _ = f.Seek(0, io.SeekStart) // a stream is read once; for the second time
	return b.Bytes()
}

// summary reads the title and the like from the property set of MS-OLEPS.
func (o *ole) summary(hints map[string]string) {
	b := cursor(o.read("SummaryInformation"))
	set := b.from(int(b.u32(44)))
	names := map[uint32]string{2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "description", 12: "created", 13: "modified"}
	for i := range min(set.u32(4), 100) {
		id, value := set.u32(8+8*int(i)), set.from(int(set.u32(12+8*int(i))))
		name := names[id]
		if name == "" {
			continue
		}
		switch value.u32(0) {
		case 30: // 8-bit
			hints[name] = trimText(decodeString(value.slice(8, int(value.u32(4)))))
		case 31: // UTF-16
			hints[name] = trimText(value.units(8, int(value.u32(4)&0xffffff)))
		case 64: // 100 ns since 1601
			if ticks := int64(value.u64(4)); ticks > 119600064000000000 { // 1980
				hints[name] = time.Unix(ticks/1e7-11644473600, 0).UTC().Format(time.RFC3339)
			}
		}
		if hints[name] == "" {
			delete(hints, name)
		}
	}
}

func trimText(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return strings.TrimSpace(strings.ToValidUTF8(s, ""))
}

// decodeString decodes a short 8-bit string, which may be UTF-8.
func decodeString(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return decodeBytes(b, pageOf(b))
}

// decodeBytes decodes 8-bit text.
func decodeBytes(b []byte, page *charmap.Charmap) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(page.DecodeByte(c))
	}
	return s.String()
}

// pageOf tells the code page of 8-bit text of an office program, which these
// formats do not say reliably: three Cyrillic letters in a row are as many
// accented ones in the code page of the West, which no word there has.
func pageOf(b []byte) *charmap.Charmap {
	run := 0
	for _, c := range b {
		if c < 0xc0 && c != 0xa8 && c != 0xb8 {
			run = 0
			continue
		}
		if run++; run == 3 {
			return charmap.Windows1251
		}
	}
	return charmap.Windows1252
}

// cursor reads little-endian numbers; what lies beyond the end is 0.
type cursor []byte

func (c cursor) slice(at, n int) []byte {
	if at < 0 || n <= 0 || at >= len(c) {
		return nil
	}
	return c[at:min(len(c), at+min(n, len(c)))]
}

func (c cursor) from(at int) cursor { return c.slice(at, len(c)) }

func (c cursor) u8(at int) uint8 {
	if at < 0 || at >= len(c) {
		return 0
	}
	return c[at]
}

func (c cursor) u16(at int) uint16 {
	if at < 0 || at+2 > len(c) {
		return 0
	}
	return binary.LittleEndian.Uint16(c[at:])
}

func (c cursor) u32(at int) uint32 {
	if at < 0 || at+4 > len(c) {
		return 0
	}
	return binary.LittleEndian.Uint32(c[at:])
}

func (c cursor) u64(at int) uint64 { return uint64(c.u32(at)) | uint64(c.u32(at+4))<<32 }

// units returns n UTF-16 code units.
func (c cursor) units(at, n int) string {
	b := c.slice(at, 2*n)
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}

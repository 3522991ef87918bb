package plain

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"time"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

// field is a column of a dBASE table.
type field struct {
	name string
	kind byte // C text, N and F numbers, D a day, L yes or no, I a binary number, M elsewhere
	size int
}

// IsDBF reports whether data is a table of dBASE, FoxPro or Clipper.
func IsDBF(data []byte) bool {
	const versions = "\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb"
	if len(data) < 65 || strings.IndexByte(versions, data[0]) < 0 {
		return false
	}
	fields, _, _ := dbfHead(data)
	return len(fields) > 0
}

// dbfHead reads the columns, where the records begin and how long one is; no columns
// where the head is none.
func dbfHead(data []byte) (fields []field, start, size int) {
	start, size = int(binary.LittleEndian.Uint16(data[8:])), int(binary.LittleEndian.Uint16(data[10:]))
	width := 1 // the mark of a deleted record
	for at := 32; at+32 <= min(start, len(data)) && data[at] != '\r'; at += 32 {
		d := data[at : at+32]
		name, _, _ := bytes.Cut(d[:11], []byte{0})
		f := field{string(name), d[11], int(d[16])}
		if len(name) == 0 || !strings.ContainsRune("CNFDLIMBGYTPQVW@O+0", rune(f.kind)) || f.size == 0 {
			return nil, 0, 0
		}
		if f.kind == 'C' { // Clipper: longer than a byte says
			if more := int(d[17]); width+f.size+more<<8 <= size {
				f.size += more << 8
			}
		}
		width += f.size
		fields = append(fields, f)
	}
	if width != size || start > len(data) {
		return nil, 0, 0
	}
	return fields, start, size
}

// ReadDBF reads a table of dBASE: a record a line, below the names of the columns. Deleted
// records are left out, and so are memos, which are another file.
func ReadDBF(f format.File, budget *format.Budget) []format.Part {
	p := format.Part{MediaType: "application/x-dbf"}
	fields, start, size := dbfHead(f.Data)
	var raw bytes.Buffer
	for i, c := range fields {
		if i > 0 {
			raw.WriteByte('\t')
		}
		raw.WriteString(c.name)
	}
	memos, unread := false, ""
	for at := start; at+size <= len(f.Data) && f.Data[at] != 0x1a && budget.Err() == nil; at += size {
		if f.Data[at] == '*' {
			continue
		}
		raw.WriteByte('\n')
		cell := at + 1
		for i, c := range fields {
			if i > 0 {
				raw.WriteByte('\t')
			}
			raw.WriteString(c.show(f.Data[cell : cell+c.size]))
			if memos = memos || c.kind == 'M'; c.kind != 'M' && !strings.ContainsRune(shownKinds, rune(c.kind)) {
				unread = c.name
			}
			cell += c.size
		}
	}
	text := p.Decode(raw.Bytes(), dbfCharset(f.Data[29]), budget)
	var table [][]string
	for line := range strings.SplitSeq(text, "\n") {
		table = append(table, strings.Split(line, "\t"))
	}
	p.Text = strings.Join(format.TableLines(table), "\n")
	if want := int(binary.LittleEndian.Uint32(f.Data[4:])); p.Status == "" && memos {
		p.Because(reason.Memos.With())
	} else if p.Status == "" && unread != "" {
		p.Because(reason.FieldKind.With(unread))
	} else if have := (len(f.Data) - start) / size; p.Status == "" && have < want {
		p.Because(reason.TableCut.With(have, want))
	}
	return []format.Part{p}
}

// shownKinds are the kinds of columns that show writes.
const shownKinds = "CNFVDLI+YTB"

// show writes a value; what parts cells and records cannot be in it.
func (f field) show(b []byte) string {
	switch f.kind {
	case 'C', 'N', 'F', 'V':
		b = bytes.Trim(b, " \x00")
		clean := make([]byte, len(b))
		for i, c := range b {
			if c < ' ' {
				c = ' '
			}
			clean[i] = c
		}
		return string(clean)
	case 'D':
		if d := string(b); len(d) == 8 && strings.Trim(d, "0123456789") == "" {
			return d[6:] + "." + d[4:6] + "." + d[:4]
		}
	case 'L':
		switch b[0] {
		case 'T', 't', 'Y', 'y':
			return "+"
		case 'F', 'f', 'N', 'n':
			return "-"
		}
	case 'I', '+':
		if len(b) == 4 {
			return strconv.Itoa(int(int32(binary.LittleEndian.Uint32(b))))
		}
	case 'Y': // money, in ten-thousandths
		if len(b) == 8 {
			return strconv.FormatFloat(float64(int64(binary.LittleEndian.Uint64(b)))/1e4, 'f', -1, 64)
		}
	case 'B':
		if len(b) == 8 {
			return strconv.FormatFloat(math.Float64frombits(binary.LittleEndian.Uint64(b)), 'f', -1, 64)
		}
	case 'T':
		return dateTime(b)
	}
	return ""
}

// dateTime writes a Julian day and the milliseconds since midnight; "" for none.
func dateTime(b []byte) string {
	if len(b) != 8 || binary.LittleEndian.Uint32(b) == 0 {
		return ""
	}
	const epoch = 2440588 // the Julian day of 1 January 1970
	day, ms := int64(binary.LittleEndian.Uint32(b)), int64(binary.LittleEndian.Uint32(b[4:]))
	t := time.UnixMilli((day-epoch)*24*3600*1000 + ms).UTC()
	if ms == 0 {
		return t.Format("02.01.2006")
	}
	return t.Format("02.01.2006 15:04:05")
}

// dbfCharset is the charset that the language driver of a table names. Tables of the
// time of DOS name none and are in cp866.
func dbfCharset(driver byte) string {
	switch driver {
	case 0x57, 0xc9:
		return "windows-1251"
	case 0x96:
		return "x-mac-cyrillic"
	}
	return "cp866"
}

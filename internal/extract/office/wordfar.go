package office

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"letopis/internal/extract/ole"
)

// far tells a text of Word 95 for the Far East, whose letters are of two bytes (fExtChar).
func (w *wordFile) far() bool { return w.main.U16(0x0a)&0x1000 != 0 }

// farPage is the code page of such a text, by the program that wrote it. Of Chinese letters the second byte tells:
// those of GB 2312 are in the upper half alone.
func (w *wordFile) farPage() encoding.Encoding {
	switch w.main.U16(0) {
	case 0xa697:
		return japanese.ShiftJIS
	case 0xa698:
		return korean.EUCKR
	}
	letters, lower := 0, 0
	for _, p := range w.pieces {
		for at := p.from; at+2 <= p.to; at += 2 {
			if low, high := w.main[at], w.main[at+1]; high >= firstLead {
				letters++
				if low < 0xa1 {
					lower++
				}
			}
		}
	}
	if lower*10 > letters {
		return traditionalchinese.Big5
	}
	return simplifiedchinese.GBK
}

// firstLead is the least first byte of letters of two.
const firstLead = 0x81

// farText decodes letters that are numbers of a code page; those of one byte are of the West.
func (w *wordFile) farText(from, to int) string {
	var b []byte
	if w.east == nil {
		w.east = w.farPage()
	}
	east := w.east.NewDecoder()
	var out []byte
	flush := func() {
		if s, err := east.Bytes(b); err == nil {
			out = append(out, s...)
		}
		b = b[:0]
	}
	for ; from+2 <= to; from += 2 {
		low, high := w.main[from], w.main[from+1]
		if high >= firstLead {
			b = append(b, high, low)
			continue
		}
		flush()
		out = append(out, ole.DecodeBytes([]byte{low}, charmap.Windows1252)...)
	}
	flush()
	return string(out)
}

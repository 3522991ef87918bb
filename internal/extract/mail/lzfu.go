package mail

import (
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

const (
	lzfuPacked = 0x75465a4c // "LZFu"
	lzfuPlain  = 0x414c454d // "MELA"
	lzfuWindow = 4096
)

// lzfuDictionary is what the window holds at first (MS-OXRTFCP 2.1.2.1).
const lzfuDictionary = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript ` +
	"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n" +
	"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// decompressRTF unpacks the RTF of a letter, as far as it goes; ok is false where that is
// not to its end.
func decompressRTF(b []byte, budget *format.Budget) (data []byte, ok bool) {
	c := ole.Cursor(b)
	size, kind := int(c.U32(4)), c.U32(8)
	in := c.From(16)
	if kind == lzfuPlain {
		data = in.Slice(0, size)
		return data, len(data) == size && budget.Spend(int64(size))
	}
	if kind != lzfuPacked {
		return nil, false
	}
	var window [lzfuWindow]byte
	at := copy(window[:], lzfuDictionary)
	put := func(c byte) {
		data = append(data, c)
		window[at%lzfuWindow] = c
		at++
	}
	for i := 0; i < len(in); {
		flags := in[i]
		i++
		for bit := range 8 {
			if len(data) >= size {
				return data, budget.Spend(int64(len(data)))
			}
			if flags>>bit&1 == 0 {
				if i >= len(in) {
					return data, false
				}
				put(in[i])
				i++
				continue
			}
			if i+1 >= len(in) {
				return data, false
			}
			from, n := int(in[i])<<4|int(in[i+1]>>4), int(in[i+1]&15)+2
			i += 2
			if from == at%lzfuWindow { // the end
				return data, len(data) >= size && budget.Spend(int64(len(data)))
			}
			for k := range n {
				put(window[(from+k)%lzfuWindow])
			}
		}
	}
	return data, len(data) >= size && budget.Spend(int64(len(data)))
}

package office

import "letopis/internal/extract/ole"

// What the data of a field of a form says (FFDataBits, MS-DOC 2.9.79).
const (
	formText   = 0
	formBox    = 1
	formList   = 2
	formPreset = 25 // it has what it had in the beginning
)

// formShown is what a field of a form shows by its data (NilPICFAndBinData and FFData, MS-DOC 2.9.165 and 2.9.78) at an
// offset of the stream of data: a box to tick, or what was chosen of a list. It is "" for what was typed, which stands
// in the text.
func formShown(data ole.Cursor, at int) string {
	c := ole.Cursor(data.Slice(at, int(data.U32(at))))
	c = c.From(int(c.U16(4)))
	const version = 0xffffffff
	kind, chosen := c.U16(4)&3, int(c.U16(4)>>2&0x1f)
	if c.U32(0) != version || kind == formText {
		return ""
	}
	at = 10
	skip := func() { at += 4 + 2*int(c.U16(at)) } // a string, with its zero
	skip()                                        // the name
	if chosen == formPreset {
		chosen = int(c.U16(at))
	}
	at += 2
	switch {
	case kind == formBox && chosen == 0:
		return "☐"
	case kind == formBox:
		return "☒"
	case kind != formList:
		return ""
	}
	for range 5 { // its format, help, status, macros at its beginning and its end
		skip()
	}
	entries := int(c.U16(at + 2))
	at += 6
	for i := 0; i < entries && at < len(c); i++ {
		n := int(c.U16(at))
		if i == chosen {
			return c.Units(at+2, n)
		}
		at += 2 + 2*n
	}
	return ""
}

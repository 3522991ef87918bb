package extract

import (
	"bytes"

	"letopis/internal/archive/reason"
)

// foreign are kinds of files that are not read, by how they begin.
var foreign = []struct {
	offset int
	magic  string
	kind   *reason.Reason
}{
	{0, "MZ", reason.KindWindows},
	{0, "\x7fELF", reason.KindLinux},
	{0, "MSCF\x00\x00\x00\x00", reason.KindCAB},
	{0, "\x60\xea", reason.KindARJ},
	{2, "-lh", reason.KindLHA},
	{0x8001, "CD001", reason.KindISO},
	{0, "L\x00\x00\x00\x01\x14\x02\x00", reason.KindShortcut},
	{0, "FWS", reason.KindFlash},
	{0, "CWS", reason.KindFlash},
	{12, "vrsn", reason.KindCorel},
	{0, "%!PS", reason.KindPostScript},
	{0, "\xc5\xd0\xd3\xc6", reason.KindEPS},
	{0, "SQLite format 3\x00", reason.KindSQLite},
	{0, "\x00\x01\x00\x00Standard ", reason.KindAccess},
	{0, "ITSF", reason.KindCHM},
	{0, "!BDN", reason.KindPST},
	{0, "\xffWPC", reason.KindWordPerfect},
	{0, "AC10", reason.KindAutoCAD},
	{0, "8BPS", reason.KindPhotoshop},
	{8, "WEBP", reason.KindWebP},
	{4, "ftypheic", reason.KindHEIC},
	{4, "ftypavif", reason.KindAVIF},
	{4, "ftyp", reason.KindMedia},
	{8, "AVI ", reason.KindVideo},
	{8, "WAVE", reason.KindSound},
	{0, "ID3", reason.KindSound},
	{0, "OggS", reason.KindMedia},
	{0, "\x1aE\xdf\xa3", reason.KindVideo},
	{0, "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", reason.KindOneNote},
	{0, "\x00\x00\x02\x00\x04\x04", reason.KindLotus},
	{0, "\x00\x00\x02\x00\x06\x04", reason.KindLotus},
	{0, "\x00\x00\x1a\x00", reason.KindLotus},
	{0, "HWP Document File", reason.KindHangul},
	{0, "\x01\x00\x09\x00\x00\x03", reason.KindWMF},
	{0, "\xd7\xcd\xc6\x9a", reason.KindWMF},
	{40, " EMF\x00\x00", reason.KindEMF},
}

// foreignKind says what data is that is not read, nil where it may be.
func foreignKind(data []byte) *reason.Reason {
	for _, f := range foreign {
		if len(data) > f.offset && bytes.HasPrefix(data[f.offset:], []byte(f.magic)) && !isProse(data) {
			return f.kind
		}
	}
	return nil
}

// isProse reports whether data begins with letters and spaces of any charset, as no file of another kind does: «ID3»
// and «MZ» may begin a text.
func isProse(data []byte) bool {
	head := data[:min(len(data), 64)]
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			return false
		}
	}
	return !bytes.HasPrefix(head, []byte("%!PS"))
}

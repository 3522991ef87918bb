// Package office reads DOC, XLS and PPT: Word from 2.0, Excel from 5.0 and PowerPoint 97
// to 2003.
//
// Read office.go first, which tells the three apart, then the file of one.
package office

import (
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// oleType is what a compound file is called that is none of these.
const oleType = "application/x-ole-storage"

// ReadOLE reads Word, Excel and PowerPoint of 97–2003 and before.
func ReadOLE(f format.File, budget *format.Budget) []format.Part {
	part := format.Part{MediaType: oleType, Hints: map[string]string{}}
	err := readCompound(f, &part, budget)
	return []format.Part{binaryOutcome(part, err)}
}

func readCompound(f format.File, part *format.Part, budget *format.Budget) error {
	o, err := ole.Open(f.Data, budget)
	if err != nil {
		return err
	}
	switch {
	case o.Has("EncryptedPackage"):
		return format.ErrEncrypted
	case o.Has("WordDocument"):
		part.MediaType = format.MediaDOC
		err = word(o, part, budget)
	case o.Has("Workbook"):
		part.MediaType = format.MediaXLS
		err = excel(o, "Workbook", part, budget)
	case o.Has("Book"):
		part.MediaType = format.MediaXLS
		err = excel(o, "Book", part, budget)
	case o.Has("PowerPoint Document"):
		part.MediaType = format.MediaPPT
		err = powerpoint(o, part, budget)
	default:
		return errForeign
	}
	o.Summary(part.Hints)
	return err
}

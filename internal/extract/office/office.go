// Package office reads DOC, XLS and PPT: Word from 2.0, Excel from 5.0 and PowerPoint from
// 95, to 2003.
//
// Read office.go first, which tells the three apart, then the file of one.
package office

import (
	"bytes"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/ole"
)

// oleType is what a compound file is called that is none of these.
const oleType = "application/x-ole-storage"

// ReadOLE reads Word, Excel and PowerPoint of 97–2003 and before. A file that was put
// whole into another document goes to open.
func ReadOLE(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	o, err := ole.Open(f.Data, budget)
	if err != nil {
		return []format.Part{binaryOutcome(format.Part{MediaType: oleType}, err)}
	}
	if name, data := embedded(o); data != nil && f.Depth < budget.MaxDepth {
		return open(format.File{Name: name, Data: data, Depth: f.Depth + 1}, budget)
	}
	if o.Has("EncryptedPackage") && f.Depth < budget.MaxDepth {
		if data := unlock(o); data != nil && budget.Spend(int64(len(data))) {
			return open(format.File{Name: f.Name, Data: data, Depth: f.Depth + 1}, budget)
		}
	}
	h := &host{Holder: container.NewHolder(f, budget, open), budget: budget, depth: f.Depth, open: open}
	return h.documents(o)
}

// embedded returns the file that a compound file is the wrapping of, nil where it is none.
func embedded(o *ole.File) (name string, data []byte) {
	if native := o.Read("Ole10Native"); len(native) > 4 {
		if name, data = ole.Packaged(native[4:]); data != nil {
			return name, data
		}
	}
	for _, stream := range []string{"Package", "CONTENTS"} {
		b := o.Read(stream)
		for _, magic := range []string{"PK\x03\x04", "%PDF-", "{\\rtf"} {
			if bytes.HasPrefix(b, []byte(magic)) {
				return "", b
			}
		}
	}
	return "", nil
}

// readCompound reads what a compound file is; the objects of a presentation go to slides, pictures to pasted.
func readCompound(
	o *ole.File, part *format.Part, budget *format.Budget, slides *[][]byte, pasted *ocr.Pasted,
) (err error) {
	switch {
	case o.Has("EncryptedPackage"):
		return format.ErrEncrypted
	case o.Has("WordDocument"):
		part.MediaType = format.MediaDOC
		err = word(o, part, budget, pasted)
	case o.Has("Workbook"):
		part.MediaType = format.MediaXLS
		err = excel(o, "Workbook", part, budget, pasted)
	case o.Has("Book"):
		part.MediaType = format.MediaXLS
		err = excel(o, "Book", part, budget, pasted)
	case o.Has("PP97_DUALSTORAGE/PowerPoint Document"): // beside one of PowerPoint 95
		part.MediaType = format.MediaPPT
		*slides, err = powerpoint(o, "PP97_DUALSTORAGE/", part, budget, pasted)
	case o.Has("Text_Content") && o.Has("Header"): // of PowerPoint 95
		part.MediaType = format.MediaPPT
		part.Text = format.PlainLines(ole.DecodeBytes(o.Read("Text_Content"), charmap.Windows1251))
	case o.Has("PowerPoint Document"):
		part.MediaType = format.MediaPPT
		*slides, err = powerpoint(o, "", part, budget, pasted)
	default:
		return foreignOf(o)
	}
	o.Summary(part.Hints)
	return err
}

package rtf

import (
	"bytes"
	"encoding/hex"
	"path"
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// maxObjects bounds the objects of one document that are read.
const maxObjects = 200

// object is what was put into the document: a file, or what a program keeps of one.
type object struct {
	name string // "" where nobody gave it one
	data []byte
}

// object reads the data of one, which end with their group.
func (r *rtfReader) object() {
	end := bytes.IndexAny(r.data[r.at:], `{}\`)
	if end < 0 {
		end = len(r.data) - r.at
	}
	digits := r.data[r.at : r.at+end]
	r.at += end
	if len(r.objects) >= maxObjects || !r.budget.Spend(int64(len(digits)/2)) {
		return
	}
	data := make([]byte, 0, len(digits)/2)
	for line := range bytes.FieldsSeq(digits) {
		var err error
		if data, err = hex.AppendDecode(data, line); err != nil {
			break // what was read of it may be of use
		}
	}
	class, data := ole.Object(data)
	switch {
	case len(data) == 0 || strings.HasPrefix(class, "Equation"):
	case class == "Package":
		if name, file := ole.Packaged(data); file != nil {
			r.objects = append(r.objects, object{name, file})
		}
	default:
		r.objects = append(r.objects, object{"", data})
	}
}

// withObjects returns the document, then those within it. What programs keep there that is no document, such as the
// data of pictures, is none.
func (r *rtfReader) withObjects(p format.Part, f format.File, open format.Reader) []format.Part {
	if len(r.objects) == 0 || open == nil {
		return []format.Part{p}
	}
	h := container.NewHolder(f, r.budget, open)
	if f.Depth >= r.budget.MaxDepth {
		h.Note(reason.EmbeddedDeep.With(r.budget.MaxDepth))
		r.objects = nil
	}
	for i, o := range r.objects {
		if o.name != "" {
			if !h.Add(path.Base(o.name), o.data, nil) {
				break
			}
			continue
		}
		name := "oleObject" + strconv.Itoa(i+1) + ".bin"
		parts := open(format.File{Name: name, Data: o.data, Depth: f.Depth + 1}, r.budget)
		if len(parts) > 0 && parts[0].Status != archive.StatusUnsupported && !h.AddParts(name, parts, nil) {
			break
		}
	}
	if state, causes := h.TakeNotes(); p.Status == "" {
		p.Status, p.Causes = state, causes
	}
	return append([]format.Part{p}, h.Parts...)
}

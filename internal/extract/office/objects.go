package office

import (
	"bytes"
	"compress/zlib"
	"path"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/ole"
)

// maxEmbedded bounds the objects of one document that are read.
const maxEmbedded = 200

// host is a document of a compound file, or of a storage in it, with what is embedded in it.
type host struct {
	*container.Holder
	budget *format.Budget
	depth  int
	open   format.Reader // of files that are embedded as they are
}

// documents returns the document, then those within it.
func (h *host) documents(o *ole.File) []format.Part {
	part := format.Part{MediaType: oleType, Hints: map[string]string{}}
	pasted := ocr.NewPasted(h.budget)
	err := h.read(o, &part, pasted)
	part = binaryOutcome(part, err)
	pasted.Read(&part)
	if state, causes := h.TakeNotes(); part.Status == "" {
		part.Status, part.Causes = state, causes
	}
	return append([]format.Part{part}, h.Parts...)
}

// read reads the document and then its objects, each as a document of its own; pictures go to pasted.
func (h *host) read(o *ole.File, part *format.Part, pasted *ocr.Pasted) error {
	var slides [][]byte
	if err := readCompound(o, part, h.budget, &slides, pasted); err != nil {
		return err
	}
	for i, data := range slides {
		if i >= maxEmbedded || !h.deeper() {
			return nil
		}
		if inner, err := ole.Open(data, h.budget); err == nil {
			h.object("oleObject", inner)
		}
	}
	storages := o.Storages("ObjectPool", "") // of Word
	if len(storages) == 0 {
		storages = o.Storages("", "MBD") // of Excel
	}
	for i, name := range storages {
		if i >= maxEmbedded || !h.deeper() {
			break
		}
		h.object(path.Base(name), o.Sub(name))
	}
	return nil
}

// deeper reports whether there may be documents within this one, and notes where not.
func (h *host) deeper() bool {
	if h.depth >= h.budget.MaxDepth {
		h.Note(reason.EmbeddedDeep.With(h.budget.MaxDepth))
		return false
	}
	return h.HasRoom()
}

// object reads one. Formulas, pictures and links are none.
func (h *host) object(name string, o *ole.File) {
	if label, data := embedded(o); data != nil {
		if label == "" {
			label = name
		}
		h.Add(path.Base(label), data, nil)
		return
	}
	inner := &host{Holder: container.NewHolder(format.File{Depth: h.depth + 1}, h.budget, h.open), budget: h.budget,
		depth: h.depth + 1, open: h.open}
	parts := inner.documents(o)
	ending := map[string]string{format.MediaDOC: ".doc", format.MediaXLS: ".xls", format.MediaPPT: ".ppt"}
	if parts[0].MediaType != oleType {
		h.AddParts(name+ending[parts[0].MediaType], parts, nil)
	}
}

// inflated unpacks an object of a presentation (ExOleObjStg, MS-PPT 2.10.34).
func (p *presentation) inflated(at int) []byte {
	_, _, from, to := p.record(at, len(p.data))
	body := p.data.Slice(from, to-from)
	if p.data.U16(at)>>4 == 0 || len(body) < 4 {
		return body
	}
	z, err := zlib.NewReader(bytes.NewReader(body[4:]))
	if err != nil {
		return nil
	}
	data, _ := p.budget.Unpack(z) // as far as it goes
	return data
}

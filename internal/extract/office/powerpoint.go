package office

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/ole"
)

// Records of a presentation (MS-PPT 2.13.24) that hold text or lead to it.
const (
	pptDocument    = 0x03e8
	pptMaster      = 0x03f8
	pptSlideList   = 0x0ff0
	pptSlideAtom   = 0x03f3 // SlidePersistAtom
	pptLook        = 0x03ef // SlideAtom: what a slide has of its master
	pptPlaceholder = 0x0bc3
	pptTextChars   = 0x0fa0
	pptTextBytes   = 0x0fa8
	pptUserEdit    = 0x0ff5
	pptPersist     = 0x1772
	pptGroup       = 0xf003 // OfficeArtSpgrContainer: shapes that belong together, the first is the group
	pptShape       = 0xf004 // OfficeArtSpContainer
	pptChildAnchor = 0xf00f // the place of a shape in its group: left, top, right, bottom
	pptOptions     = 0xf122 // OfficeArtTertiaryFOPT
	pptTable       = 0x039f // tableProperties: the group is a table, its shapes are the cells
	pptHandout     = 0x0fc9
	pptString      = 0x0fba
	pptRunning     = 0x0fd9     // HeadersFootersContainer
	pptObject      = 0x1011     // ExOleObjStg
	pptTagData     = 0x138b     // BinaryTagDataBlob, of records
	pptComment     = 0x2ee0     // Comment10Container
	pptEncrypted   = 0xf3d1c4df // the token of CurrentUserAtom
	maxEdits       = 1000
	maxNesting     = 32
	maxObjects     = 100_000
)

// presentation is a PowerPoint file of 97–2003 being read.
type presentation struct {
	budget  *format.Budget
	data    ole.Cursor
	objects map[uint32]int // persist objects: their places in the stream
	out     *format.Flow
	aside   *format.Flow    // headers and footers
	outline map[string]bool // texts of the slide, which some writers repeat in its boxes
	masters map[uint32]bool // masters whose shapes are seen on slides, by id
	broken  bool
	walked  int // records looked at
	listed  int // bytes of directories of objects
}

// powerpoint reads the slides in the order of the document, then the notes; headers and
// footers aside. Its streams are those of a storage. It returns the objects on the slides,
// which are compound files; pictures go to pasted.
func powerpoint(
	o *ole.File, storage string, part *format.Part, budget *format.Budget, pasted *ocr.Pasted,
) (objects [][]byte, err error) {
	user := ole.Cursor(o.Read(storage + "Current User"))
	if user.U32(12) == pptEncrypted || o.Has(storage+"EncryptedSummary") {
		return nil, format.ErrEncrypted
	}
	p := &presentation{budget: budget, data: o.Read(storage + "PowerPoint Document"), objects: map[uint32]int{},
		masters: map[uint32]bool{}, out: format.NewFlow(budget), aside: format.NewFlow(budget)}
	if len(p.data) < 8 {
		return nil, format.ErrDamaged
	}
	doc, err := p.persist(int(user.U32(16)))
	if errors.Is(err, format.ErrEncrypted) {
		return nil, err
	}
	if doc < 0 || p.data.U16(doc+2) != pptDocument {
		p.all() // what is left of the file, in the order of its making
	} else {
		p.document(doc)
	}
	part.Text, part.Aside = p.out.String(), format.RunningLines(p.aside.String())
	if p.broken {
		return nil, format.ErrDamaged
	}
	(&blips{pasted: pasted}).read(o.Read(storage+"Pictures"), 0)
	for _, id := range slices.Sorted(maps.Keys(p.objects)) {
		if at := p.objects[id]; p.data.U16(at+2) == pptObject && len(objects) < maxEmbedded {
			objects = append(objects, p.inflated(at))
		}
	}
	return objects, nil
}

// record returns the record at an offset: its type, body, and what comes after.
func (p *presentation) record(at, end int) (kind uint16, container bool, from, to int) {
	kind, container = p.data.U16(at+2), p.data.U8(at)&0xf == 0xf
	from = at + 8
	to = from + int(p.data.U32(at+4))
	if to > end {
		to, p.broken = end, true
	}
	return kind, container, from, to
}

// persist follows the edits from the last to the first and notes where the
// objects are; the last edit wins. It returns the place of the document.
func (p *presentation) persist(at int) (doc int, err error) {
	doc = -1
	id := uint32(0)
	for edit := 0; edit < maxEdits && at > 0 && at+8 < len(p.data) && p.data.U16(at+2) == pptUserEdit; edit++ {
		body := p.data.From(at + 8)
		if body.U32(4*7) != 0 && p.data.U32(at+4) >= 32 {
			return -1, format.ErrEncrypted
		}
		if id == 0 {
			id = body.U32(16)
		}
		p.directory(int(body.U32(12)))
		before := int(body.U32(8))
		if before >= at {
			break // edits go back
		}
		at = before
	}
	if where, ok := p.objects[id]; ok && id != 0 {
		doc = where
	}
	return doc, nil
}

// directory reads a PersistDirectoryAtom.
func (p *presentation) directory(at int) {
	if p.data.U16(at+2) != pptPersist {
		return
	}
	body := ole.Cursor(p.data.Slice(at+8, int(p.data.U32(at+4))))
	if p.listed += len(body); p.listed > len(p.data) {
		p.broken = true // directories of several edits over one another
		return
	}
	for i := 0; i+4 <= len(body); {
		head := body.U32(i)
		i += 4
		for n := uint32(0); n < head>>20 && i+4 <= len(body); n++ {
			id := head&0xfffff + n
			if _, known := p.objects[id]; !known && len(p.objects) < maxObjects {
				p.objects[id] = int(body.U32(i))
			}
			i += 4
		}
	}
}

// document reads the lists of slides and of notes.
func (p *presentation) document(at int) {
	_, _, from, to := p.record(at, len(p.data))
	for _, instance := range []uint16{0, 2, 1} { // slides, notes, masters
		for at := from; at+8 <= to; {
			kind, _, body, end := p.record(at, to)
			switch is := kind == pptSlideList && p.data.U16(at)>>4 == instance; {
			case is && instance == 1:
				p.behind(body, end)
			case is:
				p.list(body, end)
			}
			if kind == pptRunning && instance == 0 {
				p.strings(kind, body, end)
			}
			at = end
		}
	}
}

// list reads a SlideListWithText: for each slide its text in the outline, then
// the text of its own boxes.
func (p *presentation) list(from, to int) {
	slide, ok := 0, false
	p.outline = map[string]bool{}
	boxes := func() {
		if ok {
			_, _, from, to := p.record(slide, len(p.data))
			p.look(from, to)
			p.text(from, to, 0)
			if !strings.HasSuffix(p.out.Since(p.out.Len()-2), "\n\n") {
				p.out.Paragraph()
			}
		}
	}
	for at := from; at+8 <= to; {
		kind, _, body, end := p.record(at, to)
		switch kind {
		case pptSlideAtom:
			boxes()
			p.outline = map[string]bool{}
			slide, ok = p.objects[p.data.U32(body)]
		case pptTextChars, pptTextBytes:
			s := p.words(kind, body, end)
			p.outline[s] = true
			p.out.Add(s)
		}
		at = end
	}
	boxes()
}

// text writes the text within a container.
func (p *presentation) text(from, to, depth int) {
	for at := from; at+8 <= to && p.budget.Err() == nil; {
		kind, container, body, end := p.record(at, to)
		if p.walked++; p.walked > len(p.data) {
			p.broken = true // objects that hold one another
			return
		}
		switch {
		case kind == pptTextChars, kind == pptTextBytes:
			if s := p.words(kind, body, end); !p.outline[s] {
				p.out.Add(s)
			}
		case kind == pptRunning, kind == pptComment:
			p.strings(kind, body, end)
		case kind == pptGroup && depth < maxNesting && p.isTable(body, end):
			p.table(body, end, depth+1)
		case (container || kind == pptTagData) && depth < maxNesting:
			p.text(body, end, depth+1)
		}
		at = end
	}
}

// all writes the text of all slides and notes in the order of the stream.
func (p *presentation) all() {
	p.broken = true
	for at := 0; at+8 <= len(p.data); {
		kind, container, from, to := p.record(at, len(p.data))
		if container && kind != pptMaster && kind != pptHandout {
			p.text(from, to, 0)
		}
		at = to
	}
}

// words decodes an atom of text; "" for a place of a number or a date.
func (p *presentation) words(kind uint16, from, to int) string {
	var s string
	if kind == pptTextChars {
		s = p.data.Units(from, (to-from)/2)
	} else {
		s = ole.Latin1(p.data.Slice(from, to-from))
	}
	if strings.Trim(s, "* \r") == "" {
		return ""
	}
	return strings.NewReplacer("\r", "\n", "\x0b", "\n").Replace(s) + "\n"
}

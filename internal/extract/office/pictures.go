package office

import (
	"encoding/binary"

	"letopis/internal/extract/ocr"
	"letopis/internal/extract/ole"
)

// Records of pictures (MS-ODRAW 2.2) and the containers that they are in.
const (
	artDrawings = 0xf000 // OfficeArtDggContainer
	artStore    = 0xf001 // OfficeArtBStoreContainer
	artEntry    = 0xf007 // OfficeArtFBSE
	artJPEG     = 0xf01d
	artPNG      = 0xf01e
	artDIB      = 0xf01f
	artTIFF     = 0xf029
	artCMYK     = 0xf02a // a JPEG, too
	// artNesting is how deep records of pictures may lie in one another.
	artNesting = 4
)

// blips finds the pictures of a drawing.
type blips struct {
	pasted  *ocr.Pasted
	delayed ole.Cursor      // the stream that entries without a picture of their own have it in
	seen    map[uint32]bool // places in it
	width   float64         // how large they are shown, in points; 0 where nothing says it
	height  float64
}

// read takes the pictures of a sequence of records.
func (b *blips) read(c ole.Cursor, depth int) {
	for depth < artNesting && len(c) >= 8 {
		kind, length := c.U16(2), int(c.U32(4))
		body := ole.Cursor(c.Slice(8, length))
		switch kind {
		case artDrawings, artStore:
			b.read(body, depth+1)
		case artEntry:
			b.entry(body, depth+1)
		case artJPEG, artPNG, artDIB, artTIFF, artCMYK:
			sums := 16 // of what it was made of, one or two of them
			if c.U16(0)>>4&1 != 0 && kind != artCMYK || kind == artCMYK && c.U16(0)>>4 == 0x6e3 {
				sums = 32
			}
			data := body.From(sums + 1)
			if kind == artDIB {
				data = bitmapFile(data)
			}
			b.pasted.Add(data, b.width, b.height)
		}
		c = c.From(8 + length)
	}
}

// entry takes the picture of an entry of the store.
func (b *blips) entry(body ole.Cursor, depth int) {
	if own := body.From(36 + int(body.U8(33))); len(own) > 8 {
		b.read(own, depth)
		return
	}
	at := body.U32(28)
	if b.delayed == nil || b.seen[at] {
		return
	}
	if b.seen == nil {
		b.seen = map[uint32]bool{}
	}
	b.seen[at] = true
	b.read(b.delayed.Slice(int(at), int(body.U32(20))), depth)
}

// bitmapFile makes a bitmap in memory a file.
func bitmapFile(dib ole.Cursor) []byte {
	header, bits, colours := int(dib.U32(0)), dib.U16(14), int(dib.U32(32))
	if header < 40 || header > 124 || len(dib) < header {
		return nil
	}
	if colours == 0 && bits <= 8 {
		colours = 1 << bits
	}
	if colours > 256 {
		return nil
	}
	masks := 0
	if dib.U32(16) == 3 && header == 40 {
		masks = 12
	}
	file := append(make([]byte, 0, 14+len(dib)), "BM"...)
	file = binary.LittleEndian.AppendUint32(file, uint32(14+len(dib)))
	file = binary.LittleEndian.AppendUint32(file, 0)
	file = binary.LittleEndian.AppendUint32(file, uint32(14+header+masks+4*colours))
	return append(file, dib...)
}

// wordPictures takes those of a text, in its order, then those beside it.
func (w *wordFile) wordPictures(pasted *ocr.Pasted) {
	if len(w.pictures) > 0 {
		data := w.data()
		for _, at := range w.pictures {
			p := ole.Cursor(data.Slice(at, int(data.U32(at)))) // PICFAndOfficeArtData (MS-DOC 2.9.192)
			b := &blips{pasted: pasted, width: float64(p.U16(28)) * float64(p.U16(32)) / 20_000,
				height: float64(p.U16(30)) * float64(p.U16(34)) / 20_000}
			head := int(p.U16(4))
			const named = 0x66 // MM_SHAPEFILE: the name of a file goes before
			if p.U16(6) == named {
				head += 1 + int(p.U8(head))
			}
			b.read(p.From(head), 0)
		}
	}
	drawings := ole.Cursor(w.table.Slice(int(w.main.U32(0x22a)), int(w.main.U32(0x22e))))
	(&blips{pasted: pasted, delayed: w.main}).read(drawings, 0)
}

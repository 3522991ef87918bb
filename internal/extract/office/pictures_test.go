package office

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"slices"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// art is a record of a drawing.
func art(kind, instance uint16, values ...any) []byte {
	body := extracttest.LE(values...)
	return extracttest.LE(instance<<4, kind, uint32(len(body)), body)
}

// pastedFiles are a DOC, an XLS and a PPT with a scan in each of the places where they keep pictures.
func pastedFiles(t testing.TB, scan []byte) map[string][]byte {
	picture := art(artPNG, 0x6e0, make([]byte, 17), scan)
	entry := art(artEntry, 6, make([]byte, 36), picture)
	inLine := func(goal uint16) []byte {
		body := bytes.Join([][]byte{art(0xf004, 0, "shape"), entry}, nil)
		return extracttest.LE(uint32(68+len(body)), uint16(68), uint16(0x64), make([]byte, 20), goal, goal, uint16(1000),
			uint16(1000), make([]byte, 32), body)
	}
	doc := func(data []byte, op uint16) []byte {
		streams := wordStreams("Приложение\x01\r", "Конец\r", "", 0, look{10, 11, op, 0})
		return oleOf(t, append(streams, stream{"Data", data})...)
	}
	// The picture of a shape that floats: the drawings name its place in the main stream.
	floating := wordStreams("Приложение\r", "Конец\r", "", 0)
	main, table := floating[0].data, floating[1].data
	drawings := holding(artDrawings, 0, holding(artStore, 1, art(artEntry, 6, make([]byte, 20), uint32(len(picture)),
		uint32(1), uint32(len(main)), uint32(0))))
	copy(main[0x22a:], extracttest.LE(uint32(len(table)), uint32(len(drawings))))
	floating[0].data, floating[1].data = slices.Concat(main, picture), slices.Concat(table, drawings)
	// A workbook goes on in other records after 8 KB.
	group := holding(artDrawings, 0, holding(artStore, 1, entry))
	book := workbookOf()
	var records []byte
	for i, piece := range slices.Collect(slices.Chunk(group, 8000)) {
		id := xlsDrawings
		if i > 1 {
			id = xlsContinue
		}
		records = append(records, rec(id, piece)...)
	}
	at := bytes.Index(book, rec(xls1904, uint16(1)))
	book = slices.Insert(book, at, records...)
	return map[string][]byte{
		"in the line.doc": doc(inLine(9000), 0x6a03), "floating.doc": oleOf(t, floating...),
		"a.xls": oleOf(t, stream{"Workbook", book}),
		"a.ppt": oleOf(t, append(presentationStreams(), stream{"Pictures", picture})...),
		// Those that are not: shown small, deleted, no picture but the data of a field.
		"small.doc": doc(inLine(900), 0x6a03), "none.doc": doc(inLine(9000), 0x0800),
	}
}

func TestPastedScans(t *testing.T) {
	scan := extracttest.Scan(t, 700, 900)
	recognize := func(_ context.Context, p format.Picture) (format.Recognized, error) {
		if !bytes.Equal(p.Data, scan) {
			t.Errorf("%d bytes are recognised, want %d", len(p.Data), len(scan))
		}
		return format.Recognized{Text: "Решение сельской думы о дорогах", Sure: 90,
			Words: []format.Word{{Text: "Решение", Sure: 90}}}, nil
	}
	for name, data := range pastedFiles(t, scan) {
		p := readFile(name, data, format.Options{Recognize: recognize})[0]
		own := readFile(name, data, format.Options{NoOCR: true})[0]
		if name == "small.doc" || name == "none.doc" {
			if len(p.Pages) > 0 || p.Status != archive.StatusOK || own.Status != archive.StatusOK {
				t.Errorf("%s: %v %s %q", name, p.Pages, p.Status, p.Text)
			}
			continue
		}
		if len(p.Pages) != 1 || p.Text[p.Pages[0]:] != "Решение сельской думы о дорогах" || p.Pages[0] < 10 ||
			len(p.Scans) != 1 || p.Status != archive.StatusOK {
			t.Errorf("%s: %v %s %s %q", name, p.Pages, p.Status, p.Reason(), p.Text)
		}
		if len(own.Causes) != 1 || own.Causes[0].Code != reason.PastedScans.Code || own.Text == "" {
			t.Errorf("%s without OCR: %s %s %q", name, own.Status, own.Reason(), own.Text)
		}
	}
}

// A bitmap in memory becomes a file that reads.
func TestBitmapFile(t *testing.T) {
	scan, err := png.Decode(bytes.NewReader(extracttest.Scan(t, 640, 640)))
	if err != nil {
		t.Fatal(err)
	}
	dib := extracttest.LE(uint32(40), uint32(640), uint32(640), uint16(1), uint16(24), make([]byte, 24))
	for y := 639; y >= 0; y-- {
		for x := range 640 {
			r, g, b, _ := scan.At(x, y).RGBA()
			dib = append(dib, byte(b>>8), byte(g>>8), byte(r>>8))
		}
	}
	img, kind, err := image.Decode(bytes.NewReader(bitmapFile(dib)))
	if err != nil || kind != "bmp" || img.Bounds().Dx() != 640 {
		t.Errorf("%s %v", kind, err)
	}
	if bitmapFile([]byte("short")) != nil {
		t.Error("what is no bitmap is none")
	}
}

package office

import (
	"bytes"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/extract/ole"
)

// pptRec and holding make records of a presentation.
func pptRec(kind uint16, values ...any) []byte {
	body := extracttest.LE(values...)
	return extracttest.LE(uint16(0), kind, uint32(len(body)), body)
}

func holding(kind, instance uint16, children ...[]byte) []byte {
	body := bytes.Join(children, nil)
	return extracttest.LE(instance<<4|0xf, kind, uint32(len(body)), body)
}

func presentationOf(t testing.TB) []byte { return oleOf(t, presentationStreams()...) }

func presentationStreams() []stream {
	slide := func(s string) []byte {
		return holding(0x03ee, 0, holding(0xf002, 0, pptRec(pptTextBytes, s), pptRec(pptTextChars, utf16le("Дороги"))))
	}
	second, first := slide("Second box"), slide("First box")
	doc := holding(pptDocument, 0, holding(pptSlideList, 1, pptRec(pptTextBytes, "Master")), holding(pptSlideList, 0,
		pptRec(pptSlideAtom, uint32(2), make([]byte, 16)), pptRec(pptTextChars, utf16le("Отчёт главы\rза год")),
		pptRec(pptSlideAtom, uint32(3), make([]byte, 16)), pptRec(pptTextChars, utf16le("Дороги"))))
	data := bytes.Join([][]byte{second, first, doc}, nil)
	at := uint32(len(data))
	data = append(data, pptRec(pptPersist, uint32(3<<20|1), uint32(len(second)+len(first)), uint32(len(second)),
		uint32(0))...)
	edit := uint32(len(data))
	data = append(data, pptRec(pptUserEdit, uint32(0), uint32(0), uint32(0), at, uint32(1), uint32(4), uint32(0))...)
	return []stream{{"PowerPoint Document", data},
		{"Current User", pptRec(0x0ff6, uint32(20), uint32(0xe391c05f), edit)}}
}

func TestPowerPoint(t *testing.T) {
	p := extracttest.One(t, readFile, "a.ppt", presentationOf(t))
	if want := "Отчёт главы за год First box Дороги Дороги Second box"; extracttest.Compact(p.Text) != want ||
		p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
	// Without its list of edits the file still gives all of its text.
	whole := presentationOf(t)
	p = extracttest.One(t, readFile, "a.ppt", bytes.Replace(whole, extracttest.LE(uint16(0), uint16(pptUserEdit)),
		extracttest.LE(uint16(0), uint16(1)), 1))
	if p.Status != archive.StatusPartial || !strings.Contains(p.Text, "First box") || !strings.Contains(p.Text, "Дороги") {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
}

// PowerPoint 95 keeps its text by itself, too, and may be saved with a presentation of 97.
func TestPowerPoint95(t *testing.T) {
	old := []stream{{"PowerPoint Document", []byte("\x03\x00\x00\x00\xff\xff\x00\x00")}, {"Header", []byte("x")},
		{"Text_Content", []byte(cp1251("Отчёт главы\rза год"))}}
	p := extracttest.One(t, readFile, "a.ppt", oleOf(t, old...))
	if p.Text != "Отчёт главы\nза год" || p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
}

func TestPowerPointBeside95(t *testing.T) {
	whole, err := ole.Open(presentationOf(t), format.NewBudget(t.Context(), format.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	streams := []stream{{"PowerPoint Document", []byte("\x03\x00\x00\x00\xff\xff\x00\x00")}, {"Header", []byte("x")},
		{"Text_Content", []byte("other")}}
	for _, name := range []string{"PowerPoint Document", "Current User"} {
		streams = append(streams, stream{"PP97_DUALSTORAGE/" + name, whole.Read(name)})
	}
	if p := extracttest.One(t, readFile, "a.ppt", oleOf(t, streams...)); !strings.HasPrefix(p.Text, "Отчёт главы") ||
		p.Status != archive.StatusOK {
		t.Errorf("%q %s %s", p.Text, p.Status, p.Reason())
	}
}

func FuzzPowerPoint(f *testing.F) {
	extracttest.Fuzz(f, readFile, "a.ppt", "", string(presentationOf(f)))
}

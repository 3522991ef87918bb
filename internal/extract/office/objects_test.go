package office

import (
	"bytes"
	"compress/zlib"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// listed is a line a part: its path, its status, the first line of its text.
func listed(parts []format.Part) string {
	var b strings.Builder
	for _, p := range parts {
		first, _, _ := strings.Cut(p.Text, "\n")
		b.WriteString(p.Path + "|" + string(p.Status) + "|" + first + "\n")
	}
	return b.String()
}

// What is embedded in a document is a document of its own; formulas and links are none.
func TestDocumentsInWordAndExcel(t *testing.T) {
	act := string(oldWord(word6, 101, 0, "Решение\r"))
	for name, c := range map[string]struct {
		streams map[string]string
		want    string
	}{
		"Word": {map[string]string{"WordDocument": act, "ObjectPool/_11/Workbook": string(workbookOf()),
			"ObjectPool/_12/\x01Ole10Native":   nativeOf("смета.txt", "Смета"),
			"ObjectPool/_13/Equation Native":   "x=1",
			"ObjectPool/_14/WordDocument":      act,
			"ObjectPool/_14/ObjectPool/_1/Ole": "x"},
			"|ok|Решение\n_11.xls|ok|План\nсмета.txt|ok|смета.txt: Смета\n_14.doc|ok|Решение\n"},
		"Excel": {map[string]string{"Workbook": string(workbookOf()), "MBD001/WordDocument": act},
			"|ok|План\nmbd001.doc|ok|Решение\n"},
	} {
		parts := readFile("a.doc", extracttest.Compound(t, c.streams), format.Options{})
		extracttest.Check(t, parts)
		if got := listed(parts); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, got, c.want)
		}
	}
	deep := map[string]string{}
	for i, dir := 0, ""; i < 5; i, dir = i+1, dir+"ObjectPool/_1/" {
		deep[dir+"WordDocument"] = act
	}
	parts := readFile("a.doc", extracttest.Compound(t, deep), format.Options{})
	if last := parts[len(parts)-1]; len(parts) != 3 || last.Status != archive.StatusLimit {
		t.Errorf("too deep: %s", extracttest.Summary(parts))
	}
}

// nativeOf wraps a file as the shell does.
func nativeOf(name, content string) string {
	return string(extracttest.LE(uint32(0), uint16(2), cp1251(name)+"\x00", "C:\\\x00", uint32(3), uint32(3), "x\x00\x00",
		uint32(len(content)), content))
}

// Headers, comments and objects are read with slides.
func TestAroundSlides(t *testing.T) {
	str := func(instance uint16, s string) []byte {
		return append(extracttest.LE(instance<<4), pptRec(pptString, utf16le(s))[2:]...)
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	sheet := oleOf(t, stream{"Workbook", workbookOf()})
	if _, err := z.Write(sheet); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	object := append(extracttest.LE(uint16(1<<4)), pptRec(pptObject, uint32(len(sheet)), packed.String())[2:]...)
	slide := holding(0x03ee, 0, holding(0xf002, 0, pptRec(pptTextChars, utf16le("Доклад"))),
		holding(0x1388, 0, holding(0x138a, 0, pptRec(pptTagData,
			holding(pptComment, 0, str(0, "Иванов"), str(1, "Сверить\rсуммы"), str(2, "И"))))))
	doc := holding(pptDocument, 0, holding(pptRunning, 3, str(0, "1 мая"), str(2, "Администрация города")),
		holding(pptSlideList, 0, pptRec(pptSlideAtom, uint32(2), make([]byte, 16))))
	data := bytes.Join([][]byte{object, slide, doc}, nil)
	at := uint32(len(data))
	data = append(data, pptRec(pptPersist, uint32(3<<20|1), uint32(len(object)+len(slide)), uint32(len(object)),
		uint32(0))...)
	edit := uint32(len(data))
	data = append(data, pptRec(pptUserEdit, uint32(0), uint32(0), uint32(0), at, uint32(1), uint32(4), uint32(0))...)
	parts := readFile("a.ppt", oleOf(t, stream{"PowerPoint Document", data},
		stream{"Current User", pptRec(0x0ff6, uint32(20), uint32(0xe391c05f), edit)}), format.Options{})
	extracttest.Check(t, parts)
	if got, want := listed(parts), "|ok|Доклад\noleObject.xls|ok|План\n"; got != want ||
		parts[0].Text != "Доклад\nКомментарий: Иванов: Сверить суммы" || parts[0].Aside != "Администрация города" {
		t.Errorf("%s %q aside %q, want\n%s", got, parts[0].Text, parts[0].Aside, want)
	}
}

// What stands behind slides, on the masters that they name, is read once; what only says where to write is not.
func TestMastersOfPowerPoint(t *testing.T) {
	shape := func(s string, more ...[]byte) []byte {
		return holding(pptShape, 0, append(more, holding(0xf00d, 0, pptRec(pptTextChars, utf16le(s))))...)
	}
	look := func(master uint32, flags uint16) []byte {
		return pptRec(pptLook, make([]byte, 12), master, uint32(0), flags, uint16(0))
	}
	placeholder := holding(0xf011, 0, pptRec(pptPlaceholder, uint64(0)))
	objects := [][]byte{
		holding(0x03ee, 0, look(100, 1), shape("Дороги")),
		holding(0x03ee, 0, look(101, 0), shape("Мосты")), // without what its master has
		holding(pptMaster, 0, shape("Отдел дорог"), holding(pptGroup, 0, shape("Щелчок для правки", placeholder))),
		holding(pptMaster, 0, shape("Чужой образец")),
	}
	persist := func(id, slide uint32) []byte { return pptRec(pptSlideAtom, id, uint32(0), uint32(0), slide, uint32(0)) }
	objects = append(objects, holding(pptDocument, 0, holding(pptSlideList, 1, persist(3, 100), persist(4, 101)),
		holding(pptSlideList, 0, persist(1, 256), persist(2, 257))))
	var data []byte
	var places []uint32
	for _, o := range objects {
		places, data = append(places, uint32(len(data))), append(data, o...)
	}
	at := uint32(len(data))
	data = append(data, pptRec(pptPersist, uint32(len(places)<<20|1), places)...)
	edit := uint32(len(data))
	data = append(data, pptRec(pptUserEdit, uint32(0), uint32(0), uint32(0), at, uint32(5), uint32(6), uint32(0))...)
	p := extracttest.One(t, readFile, "a.ppt", oleOf(t, stream{"PowerPoint Document", data},
		stream{"Current User", pptRec(0x0ff6, uint32(20), uint32(0xe391c05f), edit)}))
	if p.Text != "Дороги\n\nМосты" || p.Aside != "Отдел дорог" {
		t.Errorf("%q, beside it %q %s", p.Text, p.Aside, p.Reason())
	}
}

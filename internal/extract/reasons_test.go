package extract

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
	"letopis/internal/testkit"
)

// fate is a file with one of the outcomes of the catalogue.
type fate struct {
	name string
	data string
	o    Options
}

const (
	act   = "Администрация города Углича постановляет утвердить порядок ремонта мостов."
	other = "Приложение о паводках и разливах рек"
)

// stored makes a ZIP of files as they are, and spoils the bytes of the last one.
func stored(t *testing.T, spoil bool, pairs ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: pairs[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	last := pairs[len(pairs)-1]
	if spoil {
		return strings.Replace(b.String(), last, strings.Repeat("?", len(last)), 1)
	}
	return b.String()
}

// withoutList cuts a ZIP off before the list of its files.
func withoutList(data []byte) string {
	files, _, _ := bytes.Cut(data, []byte("PK\x01\x02"))
	return string(files)
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(s)) // a buffer takes all
	_ = z.Close()
	return b.String()
}

func dbf(kind byte, records int, record string) string {
	head := extracttest.LE(byte(3), byte(112), byte(1), byte(1), uint32(records), uint16(65), uint16(1+len(record)),
		make([]byte, 17), byte(0xc9), make([]byte, 2))
	field := extracttest.LE("NAME\x00\x00\x00\x00\x00\x00\x00", kind, make([]byte, 4), byte(len(record)), make([]byte, 15))
	return string(head) + string(field) + "\r " + record
}

func picture(t *testing.T, as string, w, h int) string {
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	err := png.Encode(&b, img)
	if as == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// docx makes a document with another one embedded in it.
func docx(t *testing.T, spoil bool, body, inner string) string {
	return stored(t, spoil, "[Content_Types].xml", "<Types><x a='officedocument'/></Types>",
		"word/document.xml", body, "word/_rels/document.xml.rels",
		`<Relationships><Relationship Id="r1" Type="http://x/package" Target="embeddings/a.docx"/></Relationships>`,
		"word/embeddings/a.docx", inner)
}

func fates(t *testing.T) map[*reason.Reason]fate {
	cp1251 := func(s string) string { return string(testkit.Encode(s, charmap.Windows1251)) }
	noise := make([]byte, 3000)
	for i, x := 0, uint32(7); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = 0x80 | byte(x>>24)
	}
	const body = `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>` + act + `</w:t></w:r></w:p></w:body></w:document>`
	deep := stored(t, false, "a.zip", stored(t, false, "b.zip", stored(t, false, "c.txt", act)))
	warc := func(kind, uri, body string) string {
		return "WARC/1.0\r\nWARC-Type: " + kind + "\r\nWARC-Target-URI: " + uri + "\r\nContent-Length: " +
			strings.TrimSpace(sprint(len(body))) + "\r\n\r\n" + body + "\r\n\r\n"
	}
	locked := []byte(stored(t, false, "a.txt", act))
	locked[6] |= 1
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	strange := []byte(stored(t, false, "a.txt", act))
	strange[8] = 99
	strange[bytes.Index(strange, []byte("PK\x01\x02"))+10] = 99
	shared := []byte(stored(t, false, "a.txt", act, "b.txt", act))
	copy(shared[bytes.LastIndex(shared, []byte("PK\x01\x02"))+42:], "\x00\x00\x00\x00")
	letter := "From: a@b.c\nSubject: x\nContent-Type: multipart/mixed; boundary=X\n\n"
	part := "--X\nContent-Type: text/plain; charset=utf-8\n\n" + act + "\n"
	var nested strings.Builder
	for i := range 30 {
		b := strings.Repeat("a", i+1)
		nested.WriteString("Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n")
	}
	return map[*reason.Reason]fate{
		reason.EmptyFile:  {"a.txt", "", Options{}},
		reason.NoText:     {"a.txt", " \n", Options{}},
		reason.NoBytes:    {"a.docx", "", Options{}},
		reason.LongText:   {"a.txt", cp1251(act), Options{MaxText: 100}},
		reason.LongFile:   {"a.txt", act, Options{MaxText: 100}},
		reason.LongMarkup: {"a.html", "<p>да" + strings.Repeat(" ", 21<<20), Options{}},
		reason.Unpacked:   {"a.zip", stored(t, false, "a.txt", strings.Repeat(act, 1000)), Options{MaxBytes: 1 << 16}},
		reason.ManyParts:  {"a.jsonl", strings.Repeat("{\"text\":\"да\"}\n", 3), Options{MaxParts: 2}},
		reason.TooDeep:    {"a.zip", deep, Options{MaxDepth: 1}},
		reason.Binary:     {"a.txt", strings.Repeat("\x00", 500), Options{}},
		reason.Garbage:    {"a.txt", string(noise), Options{}},
		reason.Mixed:      {"a.txt", act + "\n" + cp1251(other) + "\n" + act, Options{}},
		reason.LostBytes:  {"a.txt", act + "\n" + strings.Replace(act, "города", "го\xd1ода", 1), Options{}},
		reason.Noise:      {"a.txt", cp1251(strings.Repeat(act+"\n", 40)) + string(noise[:1000]), Options{}},
		reason.Frames:     {"a.html", "<html><frameset cols='1,2'><frame src=a.html></frameset></html>", Options{}},
		reason.FeedEmpty:  {"a.rss", `<rss version="2.0"><channel><title>x</title></channel></rss>`, Options{}},
		reason.FeedBroken: {"a.rss", `<rss version="2.0"><channel><title>x</title>`, Options{}},
		reason.FeedCut: {"a.rss", `<rss version="2.0"><channel><item><title>Мост</title></item><item><title>Доро`,
			Options{}},
		reason.LineLong:    {"a.jsonl", `{"text":"` + strings.Repeat("a", 17<<20) + `"}`, Options{}},
		reason.LineCharset: {"a.jsonl", "{\"text\":\"\xff\"}", Options{}},
		reason.LineField:   {"a.jsonl", `{"text":5}`, Options{}},
		reason.LineJSON:    {"a.jsonl", `{"text":`, Options{}},
		reason.Memos:       {"a.dbf", dbf('M', 1, "0000000001"), Options{}},
		reason.FieldKind:   {"a.dbf", dbf('G', 1, "0000000001"), Options{}},
		reason.TableCut:    {"a.dbf", dbf('C', 9, "Lenina    "), Options{}},
		reason.Password: {"a.docx", string(extracttest.Compound(t, map[string]string{"EncryptedPackage": "x"})),
			Options{}},
		reason.Damaged:       {"a.pdf", "%PDF-1.4\nnothing", Options{}},
		reason.DamagedPartly: {"a.fb2", "<FictionBook><body><p>" + act + "</p>", Options{}},
		reason.Doctype: {"a.docx", docx(t, false, `<!DOCTYPE x [<!ENTITY y "z">]>`+body, ""),
			Options{}},
		reason.DamagedEmpty: {"a.docx", withoutList(extracttest.Pack(t, map[string]string{"[Content_Types].xml": "<Types/>",
			"word/document.xml": "<document/>"})), Options{}},
		reason.Bomb:         {"a.docx", docx(t, false, body+strings.Repeat(" ", 1<<20), ""), Options{MaxBytes: 1 << 18}},
		reason.EmbeddedDeep: {"a.zip", stored(t, false, "a.docx", docx(t, false, body, "x")), Options{MaxDepth: 1}},
		reason.EmbeddedBroken: {"a.docx", docx(t, true, body, "a document that is spoilt"),
			Options{}},
		reason.PictureLarge:  {"a.bmp", bitmap(30000, 30000), Options{}},
		reason.PictureLoop:   {"a.tif", "II*\x00\x08\x00\x00\x00" + directory(1, 1, 8), Options{}},
		reason.PicturePages:  {"a.tif", manyPages(501), Options{}},
		reason.PictureBroken: {"a.png", picture(t, "png", 40, 40)[:40], Options{}},
		reason.Scan:          {"a.png", picture(t, "png", 40, 40), Options{NoOCR: true}},
		reason.ScanBroken:    {"a.png", picture(t, "png", 40, 40), Options{Recognize: broken}},
		reason.ScanUnsure: {"a.png", picture(t, "png", 40, 40), Options{
			Recognize: func(context.Context, Picture) (Recognized, error) { return Recognized{Text: act, Sure: 40}, nil }}},
		reason.PictureEmpty:    {"a.png", picture(t, "png", 40, 40), Options{Recognize: reads("")}},
		reason.PictureCut:      {"a.jpg", cutJPEG(picture(t, "jpeg", 400, 400)), Options{Recognize: reads(act)}},
		reason.ArchivePassword: {"a.rar", "Rar!\x1a\x07\x00" + lockedRAR(), Options{}},
		reason.EntryPassword:   {"a.zip", string(locked), Options{}},
		reason.ArchiveBroken:   {"a.zip", deep[:20], Options{}},
		reason.ArchiveCut:      {"a.zip", withoutList(extracttest.Pack(t, map[string]string{"a.txt": act})), Options{}},
		reason.EntryBroken:     {"a.zip", stored(t, true, "a.txt", act), Options{}},
		reason.EntryMethod:     {"a.zip", string(strange), Options{}},
		reason.ArchiveOverlap:  {"a.zip", string(shared), Options{}},
		reason.EntryEscapes:    {"a.zip", stored(t, false, "../a.txt", act), Options{}},
		reason.PackedBroken:    {"a.txt.gz", gzipped(act)[:4], Options{}},
		reason.PackedCut:       {"a.txt.gz", gzipped(strings.Repeat(act, 50))[:150], Options{}},
		reason.WebUnreadable:   {"a.warc", "WARC/1.0\r\nnonsense", Options{}},
		reason.WebCut:          {"a.warc", warc("resource", "http://a/", act) + "WARC/1.0\r\nnonsense", Options{}},
		reason.WebRepeats:      {"a.warc", warc("revisit", "http://a/", ""), Options{}},
		reason.WebLarge: {"a.warc", warc("resource", "http://a/", strings.Repeat(act, 2000)),
			Options{MaxBytes: 1 << 16}},
		reason.WebAnswer:     {"a.warc", warc("response", "http://a/", "HTTP/1.1 404 Not Found\r\n\r\nno"), Options{}},
		reason.LetterDeep:    {"a.eml", "From: a@b.c\nSubject: x\n" + nested.String(), Options{}},
		reason.LetterParts:   {"a.eml", letter + strings.Repeat(part, 502) + "--X--\n", Options{}},
		reason.LetterCut:     {"a.eml", letter + part + "--X\nBroken", Options{}},
		reason.LetterPartCut: {"a.eml", letter + part, Options{}},
		reason.LetterSealed:  {"a.p7m", cms("\x03", 0), Options{}},
		reason.SignedBroken:  {"a.p7m", cms("\x02", 0), Options{}},
		reason.KindApple:     {"a.pages", stored(t, false, "Index/Document.iwa", "x"), Options{}},
		reason.KindOPC:       {"a.x", stored(t, false, "[Content_Types].xml", "<Types/>"), Options{}},
		reason.KindVisio:     compound(t, "VisioDocument"),
		reason.KindPublisher: compound(t, "Quill"),
		reason.KindProject:   compound(t, "Props9"),
		reason.KindStarText:  compound(t, "StarWriterDocument"),
		reason.KindStarCalc:  compound(t, "StarCalcDocument"),
		reason.KindWorks:     compound(t, "MatOST"),
		reason.KindHangul:    compound(t, "HwpSummaryInformation"),
		reason.KindThumbs:    compound(t, "Catalog"),
		reason.KindDrawing:   compound(t, "DgnDwgStorage"),
		reason.KindCompound:  compound(t, "Anything"),
	}
}

func compound(t *testing.T, stream string) fate {
	return fate{"a.doc", string(extracttest.Compound(t, map[string]string{stream: "x"})), Options{}}
}

// elsewhere are rows whose files are made by tests of other packages.
var elsewhere = map[*reason.Reason]string{
	reason.Panic: "format", reason.Late: "TestOutOfTime", reason.LatePartly: "TestOutOfTime",
	reason.EmbeddedObject: "mail", reason.LetterRTF: "mail", reason.SignedCut: "mail", reason.Signature: "mail",
	reason.EntryLink: "container", reason.ArchiveVolumes: "container", reason.ArchiveMemory: "container",
	reason.ArchiveVersion: "container", reason.WebTransport: "container", reason.WebTransportPartly: "container",
	reason.PDFStart: "pdf", reason.PDFNoPages: "pdf", reason.PDFCipher: "pdf",
	reason.PDFLost: "pdf", reason.PDFLostPartly: "pdf",
	reason.PDFManyPages: "pdf", reason.PDFNoLetters: "pdf", reason.PDFBlind: "pdf",
	reason.DjVuScan: "djvu", reason.DjVuScanPartly: "djvu", reason.DjVuApart: "djvu", reason.DjVuMany: "djvu",
	reason.AttachmentBroken: "pdf", reason.AttachmentDeep: "pdf",
	reason.PastedScans: "TestPastedScansThatAreNotRead", reason.PastedMany: "ocr",
	reason.ScanPartly: "pdf", reason.ScanLate: "pdf", reason.ScanLatePartly: "pdf", reason.ScanBrokenPartly: "pdf",
	reason.Killed: "sandbox", reason.Memory: "sandbox", reason.Broke: "sandbox", reason.FactsLate: "ingest",
	reason.FileLarge: "ingest", reason.NoRight: "source", reason.Vanished: "source", reason.RuleBroke: "ingest",
	reason.NotOpened: "ingest",
}

// Each row of the catalogue is what becomes of some file.
func TestEveryReason(t *testing.T) {
	cases := fates(t)
	for _, f := range foreign {
		cases[f.kind] = fate{"a.doc", strings.Repeat("\x00", f.offset) + f.magic + strings.Repeat("\x00", 600), Options{}}
	}
	for _, r := range reason.All {
		c, ok := cases[r]
		if !ok {
			if elsewhere[r] == "" {
				t.Errorf("%s: no file has this outcome", r.Code)
			}
			continue
		}
		var got []string
		found := false
		for _, p := range Extract(context.Background(), c.name, []byte(c.data), c.o) {
			for _, cause := range p.Causes {
				got = append(got, cause.Code)
				found = found || cause.Code == r.Code && (len(p.Causes) > 1 || p.Status == r.Status)
			}
		}
		if !found {
			t.Errorf("%s: %v", r.Code, got)
		}
	}
}

func sprint(n int) string { return reason.Unpacked.With(n).Args[0] }

// What follows makes small files of rare kinds.

func bitmap(w, h int32) string {
	return string(extracttest.LE("BM", uint32(100), uint32(0), uint32(54), uint32(40), w, h, uint16(1), uint16(1),
		make([]byte, 60)))
}

// directory is one of a TIFF: width, height, where the next one is.
func directory(w, h, next int) string {
	return string(extracttest.LE(uint16(2), uint16(256), uint16(4), uint32(1), uint32(w), uint16(257), uint16(4),
		uint32(1),
		uint32(h), uint32(next)))
}

func manyPages(n int) string {
	var b strings.Builder
	b.WriteString("II*\x00\x08\x00\x00\x00")
	size := len(directory(1, 1, 0))
	for i := range n {
		b.WriteString(directory(1, 1, 8+(i+1)*size))
	}
	b.WriteString(directory(1, 1, 0))
	return b.String()
}

func cutJPEG(s string) string { return s[:len(s)-20] }

func reads(s string) format.Recognize {
	return func(context.Context, Picture) (Recognized, error) { return Recognized{Text: s, Sure: 90}, nil }
}

func broken(context.Context, Picture) (Recognized, error) { return Recognized{}, format.ErrDamaged }

// lockedRAR is the main header of a RAR 1.5 whose headers are encrypted, and a block.
func lockedRAR() string {
	head := extracttest.LE(byte(0x73), uint16(0x0080), uint16(13), make([]byte, 6))
	return string(extracttest.LE(uint16(crc32.ChecksumIEEE(head)), head)) + strings.Repeat("\x01", 64)
}

// cms begins a message of CMS of a kind, and breaks off.
func cms(kind string, more int) string {
	head := "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" + kind + "\xa0\x80\x30\x80"
	return head + strings.Repeat("\x02\x01\x01", more+1)
}

package extract

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/extracttest"
)

var readFile = extracttest.Extract(func(name string, data []byte, o Options) []Part {
	return Extract(context.Background(), name, data, o)
})

// What is not what its name says, is nothing, or is too much, says so.
func TestBadInput(t *testing.T) {
	big := strings.Repeat("Тихий день в городе. ", 300_000) // 11 MB
	// 4 MB of windows-1251
	single := []byte(strings.Repeat("\xd2\xe8\xf5\xe8\xe9 \xe4\xe5\xed\xfc \xe2 \xe3\xee\xf0\xee\xe4\xe5. ", 200_000))
	for name, tt := range map[string]struct {
		file string
		data []byte
		want archive.Status
		says string
	}{
		"empty":           {"a.txt", nil, archive.StatusEmpty, "пуст"},
		"white space":     {"a.txt", []byte(" \n\t\n"), archive.StatusEmpty, "нет текста"},
		"program as text": {"a.txt", append([]byte("\x7fELF\x02\x01"), make([]byte, 500)...), archive.StatusUnsupported, ""},
		"zeros as text":   {"a.txt", make([]byte, 500), archive.StatusUnsupported, "не текст"},
		"random as text": {"a.txt", []byte("\x8d\x1e\xd0\x02\x99\xf1\x00\x07\xe2\x8a\x15\x01"), archive.StatusUnsupported,
			"не текст"},
		"too long":                    {"a.txt", []byte(big), archive.StatusPartial, "файл больше 5 МБ"},
		"too long in another charset": {"a.txt", single, archive.StatusPartial, "текст длиннее 5 МБ"},
		"long markup": {"a.html", []byte("<p>да" + strings.Repeat("<br class='а'>\n", 2<<20)), archive.StatusPartial,
			"больше 20 МБ"},
	} {
		p := Extract(context.Background(), tt.file, tt.data, Options{MaxText: 5 << 20})[0]
		if p.Status != tt.want || !strings.Contains(p.Reason(), tt.says) || len(p.Text) > 5<<20 {
			t.Errorf("%s: %s %q, %d bytes of text", name, p.Status, p.Reason(), len(p.Text))
		}
	}
}

func because(c ...archive.Cause) []archive.Cause { return c }

// What was read before the time ended stays the text of the document: there is
// one part for the file itself, which says so.
func TestOutOfTime(t *testing.T) {
	late, cancel := context.WithCancel(context.Background())
	cancel()
	for name, tt := range map[string]struct {
		part   Part
		status archive.Status
		says   string
	}{
		"text": {Part{Status: archive.StatusOK, Text: "О ремонте дорог"}, archive.StatusPartial,
			"вышло время"},
		"text that it broke": {Part{Status: archive.StatusCorrupt, Text: "О ремонте дорог",
			Causes: because(reason.Damaged.With())},
			archive.StatusPartial, "вышло время"},
		"pages of a scan": {Part{Status: archive.StatusPartial, Text: "О ремонте дорог",
			Causes: because(reason.ScanLatePartly.With(1, 2))}, archive.StatusPartial, "1 из 2"},
		"no page of a scan": {Part{Status: archive.StatusLimit, Causes: because(reason.ScanLate.With())},
			archive.StatusLimit, "скан"},
		"scan, no program": {Part{Status: archive.StatusNeedsOCR, Causes: because(reason.Scan.With())},
			archive.StatusNeedsOCR,
			"нужно распознавание"},
		"nothing": {Part{Status: archive.StatusEmpty, Causes: because(reason.NoText.With())}, archive.StatusLimit,
			"вышло время"},
		"notes on an archive": {Part{Status: archive.StatusPartial, Causes: because(reason.EntryEscapes.With("../a",
			"a"))}, archive.StatusLimit,
			"откуда архив; чтение прервано"},
		"part of an archive": {Part{Path: "a.txt", Status: archive.StatusOK, Text: "О ремонте дорог"}, archive.StatusOK, ""},
	} {
		text := tt.part.Text
		parts := outOfTime([]Part{tt.part})
		if p := parts[0]; p.Status != tt.status || p.Text != text || !strings.Contains(p.Reason(), tt.says) {
			t.Errorf("%s: %+v", name, p)
		}
		if last := parts[len(parts)-1]; last.Path != "" || len(parts) == 2 && last.Status != archive.StatusLimit {
			t.Errorf("%s: nothing is said of the file: %+v", name, parts)
		}
	}
	parts := Extract(late, "a.txt", []byte("О ремонте дорог"), Options{})
	if len(parts) != 1 || parts[0].Text == "" || !strings.Contains(parts[0].Reason(), "ingest.timeout") {
		t.Errorf("%+v", parts)
	}
}

// TestGapsOfPages holds the same of CSV and of the tables of pages, where cells
// may reach over several columns and rows; a layout stays as it is.
func TestGapsOfPages(t *testing.T) {
	const want = "Показатель\t2014\t2015\nДороги\t—\t5\nМосты\t1\n—\t2\t3"
	p := extracttest.One(t, readFile, "a.csv", []byte("Показатель;2014;2015\nДороги;;5\nМосты;1;\n;2;3\n"))
	if p.Text != want {
		t.Errorf("CSV: %q", p.Text)
	}
	text := "<p>" + strings.Repeat("Отчёт о ремонте дорог и мостов города. ", 5) + "</p>"
	for name, c := range map[string]struct{ table, want string }{
		"plain": {"<tr><th>Показатель<th>2014<th>2015<tr><td>Дороги<td><td>5<tr><td>Мосты<td>1<td>&nbsp;<tr><td><td>2<td>3",
			want},
		"reaching": {"<tr><th rowspan=2>Показатель<th colspan=2>Годы<th " +
			"rowspan=2>Всего<tr><th>2014<th>2015<tr><td>Дороги<td>1<td>2<td>3<tr><td>Мосты<td colspan=2>4<td>5",
			"Показатель\tГоды\t—\tВсего\n—\t2014\t2015\nДороги\t1\t2\t3\nМосты\t4\t—\t5"},
		"layout": {"<tr><td><td>Глава района<td><td>А. Иванов<tr><td><td>Тел.<td><td>2-15-17",
			"Глава района\tА. Иванов\nТел.\t2-15-17"},
	} {
		p := extracttest.One(t, readFile, "a.html", []byte("<html><body>"+text+"<table>"+c.table+"</table>"+text+
			"</body></html>"))
		if !strings.Contains(p.Text, "\n"+c.want+"\n") {
			t.Errorf("%s: %q, want %q", name, p.Text, c.want)
		}
	}
}

// Presentations of samples/ say all that the outlines they are made of say
// (scripts/make-samples.sh), rows of tables included.
func TestPresentationsOfTheSamples(t *testing.T) {
	outlines, made := filepath.Join("..", "..", "scripts", "slides"), 0
	err := filepath.WalkDir(outlines, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		outline, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		made++
		name := strings.TrimSuffix(strings.TrimPrefix(path, outlines), ".txt")
		data, err := os.ReadFile(filepath.Join("..", "..", "samples", name))
		if err != nil {
			return err
		}
		p := extracttest.One(t, readFile, filepath.Base(name), data)
		if p.Status != archive.StatusOK {
			t.Errorf("%s: %s %s", name, p.Status, p.Reason())
		}
		lines := map[string]bool{}
		for line := range strings.SplitSeq(p.Text, "\n") {
			lines[line] = true
		}
		for i, line := range strings.Split(strings.TrimSpace(string(outline)), "\n") {
			line = strings.TrimLeft(line, "#> ")
			if row, ok := strings.CutPrefix(line, "| "); ok {
				line = strings.ReplaceAll(strings.TrimSuffix(row, " |"), " | ", "\t")
			}
			if i == 0 && p.Title != line && p.Hints["title"] != line {
				t.Errorf("%s: title %q %q", name, p.Title, p.Hints["title"])
			}
			if line != "" && !lines[line] {
				t.Errorf("%s: no line %q in:\n%s", name, line, p.Text)
			}
		}
		return nil
	})
	if err != nil || made < 3 {
		t.Errorf("%d presentations: %v", made, err)
	}
}

// A piece of RTF that its name says it is reads as RTF; a text that begins so does not.
func TestPiecesOfRTF(t *testing.T) {
	data := []byte("{\\pard \\ql \\f0 On a road\\par}\n{\\pard bridge\\par}")
	for name, want := range map[string]string{"a.rtf": "application/rtf", "a.txt": "text/plain"} {
		p := Extract(context.Background(), name, data, Options{})[0]
		if p.MediaType != want || !strings.Contains(p.Text, "road") ||
			(want == "application/rtf") == strings.Contains(p.Text, "pard") {
			t.Errorf("%s: %s %q", name, p.MediaType, p.Text)
		}
	}
}

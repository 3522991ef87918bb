package ingest

import (
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/extract"
	"letopis/internal/testkit/cost"
	"letopis/internal/text"
)

// wordsOf are words side by side, a tenth of a page each.
func wordsOf(s string) []extract.Word {
	var out []extract.Word
	for i, w := range strings.Fields(s) {
		out = append(out, extract.Word{Text: w, Left: i % 10 * 100, Width: 90, Top: i / 10 * 20, Height: 15, Sure: 90})
	}
	return out
}

// Words of a scan are found in the text as it is cleaned: joined where a line or spaces broke them, without what
// was not read as text.
func TestWordsOfScansArePlaced(t *testing.T) {
	raw := "П О С Т А Н О В Л Е Н И Е\nО социально-\nэкономиче-\nском раз\u00adвитии и о 3 дорогах\nГлава"
	clean := text.Clean(raw)
	var got []string
	for _, w := range placeWords(clean, wordsOf(raw+" лишнее слово")) {
		got = append(got, clean[w.Start:w.End])
	}
	want := "П О С Т А Н О В Л Е Н И Е О социально экономиче ском и о 3 дорогах Глава"
	if strings.Join(got, " ") != want {
		t.Errorf("%q in %q, want %q", got, clean, want)
	}
	d := &archive.Document{Text: "Совсем другое.\nО ремонте дорог", Pages: []int{0, len("Совсем другое.\n")}}
	placeScans(d, []extract.Scan{{Page: 0, Words: wordsOf("не то что здесь")}, {Page: 1, Ratio: 1414,
		Words: wordsOf("О ремонте дорог")}, {Page: 7, Words: wordsOf("О")}})
	if len(d.Scans) != 1 || d.Scans[0].Page != 1 || d.Scans[0].Ratio != 1414 {
		t.Fatalf("%+v", d.Scans)
	}
	if w := d.Scans[0].Unpack(len(d.PageText(1))); len(w) != 3 || d.PageText(1)[w[1].Start:w[1].End] != "ремонте" ||
		w[1].Left != 100 {
		t.Errorf("%+v", w)
	}
}

// A section has the scans of its pages, and of the page that it begins within what stands in it.
func TestSectionsHaveTheirScans(t *testing.T) {
	var b strings.Builder
	d := &archive.Document{URI: "a.pdf"}
	for page := range 4 { // of three megabytes
		if page > 0 {
			b.WriteByte('\n')
		}
		d.Pages = append(d.Pages, b.Len())
		b.WriteString("начало ")
		b.WriteString(strings.Repeat("дорога ", 3<<20/13))
		b.WriteString("конец")
	}
	d.Text = b.String()
	for page := range d.Pages {
		n := len(strings.TrimRight(d.PageText(page), "\n"))
		d.Scans = append(d.Scans, archive.Scan{Page: page, Words: archive.PackWords([]archive.ScanWord{{Start: 0, End: 12},
			{Start: n - 10, End: n}})})
	}
	begins, ends := 0, 0
	for _, s := range sections(d, nil) {
		for _, scan := range s.Scans {
			for _, w := range scan.Unpack(len(s.PageText(scan.Page))) {
				switch s.PageText(scan.Page)[w.Start:w.End] {
				case "начало":
					begins++
				case "конец":
					ends++
				default:
					t.Errorf("section %d, page %d: %+v", s.Section.N, scan.Page, w)
				}
			}
		}
	}
	if begins != 4 || ends != 4 {
		t.Errorf("%d pages begin and %d end", begins, ends)
	}
}

func TestCostOfPlacingWords(t *testing.T) {
	placing := func(n int) func() {
		clean, words := strings.Repeat("дорога и мост ", n), wordsOf(strings.Repeat("дорога не мост ", n))
		return func() { placeWords(clean, words) }
	}
	if few, many := cost.Least(3, placing(2000)), cost.Least(3, placing(20_000)); many > 30*few {
		t.Errorf("%v for ten times as many words as took %v", many, few)
	}
}

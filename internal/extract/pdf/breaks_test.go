package pdf

import (
	"testing"

	"letopis/internal/extract/extracttest"
)

// Words that nothing stands between but room are two, and letters of a word are not lines.
func TestRowsOfLetters(t *testing.T) {
	courier := "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
	for name, c := range map[string]struct{ line, text string }{
		"a word":           {"(resettlement) Tj 0 0 Td (", "resettlement"},
		"spread":           {"3 Tc (resettlement) Tj 0 0 Td (", "resettlement"},
		"letters in lines": {"(A) Tj 0 -60 Td (B) Tj 0 -60 Td (C) Tj 0 -60 Td (", "A\nB\nC"},
	} {
		p := extracttest.One(t, readFile, "a.pdf", inFont(c.line+")", courier))
		if p.Text != c.text {
			t.Errorf("%s: %q", name, p.Text)
		}
	}
	row := make([]box, 14)
	for i := range row {
		row[i] = box{span{float64(10 * i), float64(10*i + 9)}, span{0, 10}}
	}
	for i := 7; i < len(row); i++ { // a space further
		row[i].x.from += 9
		row[i].x.to += 9
	}
	found := map[int]rune{}
	between(row, func(i int, r rune) { found[i] = r })
	if len(found) != 1 || found[7] != ' ' {
		t.Errorf("breaks %v", found)
	}
}

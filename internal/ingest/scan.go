package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/extract"
)

// Cleaning a text moves and joins its words, so they are looked for again.
const (
	// wordWithin is how many bytes of a text a word is looked for in, behind the one before it.
	wordWithin = 200
	// shortWithin is the same for a word of less than shortWord letters, which stands in many places.
	shortWithin, shortWord = 12, 4
)

// placeScans finds the words of recognised pages in the cleaned text of the document. A page of
// whose words less than a half is found has the text that its file has itself, and is none.
func placeScans(d *archive.Document, scans []extract.Scan) {
	for _, s := range scans {
		words := placeWords(d.PageText(s.Page), s.Words)
		if len(words)*2 >= len(s.Words) && len(words) > 0 {
			d.Scans = append(d.Scans, archive.Scan{Page: s.Page, Ratio: s.Ratio, Words: archive.PackWords(words)})
		}
	}
}

// placeWords finds words in a text, in their order; those that are not there are left out.
func placeWords(text string, words []extract.Word) []archive.ScanWord {
	var out []archive.ScanWord
	at := 0
	for _, w := range words {
		letters := strings.TrimRightFunc(w.Text, isHyphen) // of a word broken at the end of a line
		if letters == "" {
			letters = w.Text
		}
		start, end, ok := findWord(text, at, letters)
		if !ok {
			continue
		}
		at = end
		out = append(out, archive.ScanWord{Start: start, End: end, Left: w.Left, Top: w.Top, Width: w.Width,
			Height: w.Height, Sure: w.Sure})
	}
	return out
}

// findWord finds a word behind a place of a text, near it.
func findWord(text string, from int, word string) (start, end int, ok bool) {
	within := wordWithin
	if utf8.RuneCountInString(word) < shortWord {
		within = shortWithin
	}
	near := text[from:min(len(text), from+within+len(word))]
	if i := strings.Index(near, word); i >= 0 {
		return from + i, from + i + len(word), true
	}
	return 0, 0, false
}

func isHyphen(r rune) bool { return r == '-' || r == '\u00ad' || unicode.Is(unicode.Pd, r) }

// sectionScans are the scans of the pages from first up to after of a text, those of a section of
// it that begins at a byte at, maybe within a page.
func sectionScans(d *archive.Document, first, after, at, end int) []archive.Scan {
	var out []archive.Scan
	for _, s := range d.Scans {
		if s.Page < first || s.Page >= after {
			continue
		}
		begins := max(0, at-d.PageStart(s.Page)) // of the page's text
		ends := end - d.PageStart(s.Page)
		words := slices.DeleteFunc(s.Unpack(len(d.PageText(s.Page))), func(w archive.ScanWord) bool {
			return w.Start < begins || w.End > ends
		})
		for i := range words {
			words[i].Start -= begins
			words[i].End -= begins
		}
		s.Page, s.Words = s.Page-first, archive.PackWords(words)
		out = append(out, s)
	}
	return out
}

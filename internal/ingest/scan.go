package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/extract"
)

// Cleaning a text moves and joins words, so recognised words must be located again.
const (
	// wordWithin is how far after the previous word a word is searched for, in bytes.
	wordWithin = 200
	// shortWithin is the same for words of fewer than shortWord letters, which occur in many places.
	shortWithin, shortWord = 12, 4
)

// placeScans locates the words of recognised pages in the cleaned text of the document. If less than half of a page's
// words are found, its text came from the file itself, and the page is not a scan.
func placeScans(d *archive.Document, scans []extract.Scan) {
	for _, s := range scans {
		words := placeWords(d.PageText(s.Page), s.Words)
		if len(words)*2 >= len(s.Words) && len(words) > 0 {
			d.Scans = append(d.Scans, archive.Scan{Page: s.Page, Ratio: s.Ratio, Words: archive.PackWords(words)})
		}
	}
}

// placeWords locates words in a text, in order, leaving out those that are not found.
func placeWords(text string, words []extract.Word) []archive.ScanWord {
	var out []archive.ScanWord
	at := 0
	for _, w := range words {
		letters := strings.TrimRightFunc(w.Text, isHyphen) // the word may be broken at a line end
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

// findWord finds a word shortly after a place in a text.
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

// sectionScans returns the scans of pages first to after-1 for the section of the text from byte at to end; at may be
// inside a page.
func sectionScans(d *archive.Document, first, after, at, end int) []archive.Scan {
	var out []archive.Scan
	for _, s := range d.Scans {
		if s.Page < first || s.Page >= after {
			continue
		}
		begins := max(0, at-d.PageStart(s.Page)) // relative to the page
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

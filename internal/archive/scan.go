package archive

import "encoding/binary"

// Scan is a page of a document whose text was recognised from an image, with the positions of its words.
type Scan struct {
	Page  int    `json:"page"`            // index into Document.Pages
	Ratio int    `json:"ratio,omitempty"` // height of the image in thousandths of its width
	Words []byte `json:"words"`           // packed ScanWords, see PackWords
}

// ScanWord is a word of the text with its bounding box in the image of the page.
type ScanWord struct {
	Start, End int // bytes of Document.Text, relative to the start of the page
	// The box, in thousandths of the width and height of the image.
	Left, Top, Width, Height int
	Sure                     int // confidence of the recognition in percent
}

// wordNumbers is how many numbers encode a word.
const wordNumbers = 7

// PackWords encodes words, which must be in text order, at about 8 bytes each: slowly changing values are stored as
// differences.
func PackWords(words []ScanWord) []byte {
	var out []byte
	var before ScanWord
	for _, w := range words {
		for _, n := range [wordNumbers]int{w.Start - before.End, w.End - w.Start, w.Left - before.Left, w.Top - before.Top,
			w.Width, w.Height - before.Height, w.Sure - before.Sure} {
			out = binary.AppendVarint(out, int64(n))
		}
		before = w
	}
	return out
}

// Unpack decodes the words of s, up to the first that is invalid or outside the page's text of the given length in
// bytes.
func (s Scan) Unpack(bytes int) []ScanWord {
	var out []ScanWord
	var w ScanWord
	for rest := s.Words; len(rest) > 0; {
		var n [wordNumbers]int
		for i := range n {
			v, size := binary.Varint(rest)
			if size <= 0 || v < -1<<30 || v > 1<<30 {
				return out
			}
			n[i], rest = int(v), rest[size:]
		}
		w = ScanWord{Start: w.End + n[0], End: w.End + n[0] + n[1], Left: w.Left + n[2], Top: w.Top + n[3], Width: n[4],
			Height: w.Height + n[5], Sure: w.Sure + n[6]}
		if w.Start < 0 || w.End < w.Start || w.End > bytes {
			return out
		}
		out = append(out, w)
	}
	return out
}

// PageText returns the text of a page of Pages, counted from 0; "" if there is none.
func (d *Document) PageText(page int) string {
	start, end := d.pageRange(page)
	return d.Text[start:end]
}

// PageStart returns the byte offset of the text of a page.
func (d *Document) PageStart(page int) int {
	start, _ := d.pageRange(page)
	return start
}

func (d *Document) pageRange(page int) (start, end int) {
	if page < 0 || page >= len(d.Pages) {
		return 0, 0
	}
	end = len(d.Text)
	if page+1 < len(d.Pages) {
		end = min(d.Pages[page+1], end)
	}
	return min(d.Pages[page], end), end
}

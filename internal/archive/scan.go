package archive

import "encoding/binary"

// Scan is a page of a document whose text was recognised from a picture, and where its words are there.
type Scan struct {
	Page  int    `json:"page"`            // from 0, of Document.Pages
	Ratio int    `json:"ratio,omitempty"` // the height of the picture in thousandths of its width
	Words []byte `json:"words"`           // packed ScanWords, see PackWords
}

// ScanWord is a word of the text and its box in the picture of the page.
type ScanWord struct {
	Start, End int // bytes of Document.Text, from the beginning of the page
	// The box, in thousandths of the width and the height of the picture.
	Left, Top, Width, Height int
	Sure                     int // in percent, how sure it is what is written there
}

// wordNumbers is how many numbers a packed word has.
const wordNumbers = 7

// PackWords packs words, which are in the order of the text, in some 8 bytes each: what
// changes little from word to word is told by the difference.
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

// Unpack returns the words of s within the page's text of that many bytes, as far as they can be decoded.
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

// PageStart returns where the text of a page begins, in bytes.
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

package ocr

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const (
	// minScan is how many pixels a pasted page has at least across and down: 60 dots an inch of a sheet of A4.
	minScan = 500
	// minLying are the pixels of a page that lies: a screenshot has its shape, and fewer.
	minLying = 2e6
	// littleText is below how many bytes the text of a document may be but a word to its pictures; those may be of any
	// shape then, such as the lower half of a page.
	littleText = 600
	// minShown is how large it is at least in its document, in points: 7 cm. Coats of arms and logos are smaller.
	minShown = 200
	// maxScans and maxScanBytes bound the pages of one document.
	maxScans     = 200
	maxScanBytes = 128 << 20
	// maxLookedBytes bounds the pictures that may be pages: those of files made to be slow share their bytes.
	maxLookedBytes = 4 * maxScanBytes
	// maxLooked are the pixels of one picture, and maxLookedAll of all in a document, that are decoded to find out
	// whether it is a page: an A3 sheet at 300 dpi has 17 million. Tesseract decodes larger ones in its own process.
	maxLooked    = 24e6
	maxLookedAll = 600e6
	// minLetters and minSure are below what a picture was no page: ornaments and faces, too, look a little like letters.
	minLetters, minSure = 20, 35
)

// Pasted gathers the scans that were put into a document of an office program as pictures. They are read as the pages
// of a PDF are that have no text, and follow the text of the document. The zero value is not for use.
type Pasted struct {
	budget *format.Budget
	seen   map[[sha256.Size]byte]bool
	pages  []format.Picture
	sheets []bool // of pages: those in the shape of a sheet of paper
	sums   []byte // of the pages, one after another
	bytes  int
	pixels float64 // decoded
	looked int     // bytes looked at, those of pictures that are no pages, too
	full   bool    // there are more
}

// NewPasted begins a document.
func NewPasted(budget *format.Budget) *Pasted {
	return &Pasted{budget: budget, seen: map[[sha256.Size]byte]bool{}}
}

// Add takes a picture that is shown so wide and high, in points, 0 where the document does not tell. Whatever does not
// look like a page is left out.
func (p *Pasted) Add(data []byte, width, height float64) {
	if width > 0 && width < minShown || height > 0 && height < minShown || p.budget.Err() != nil || !IsImage(data) {
		return
	}
	size, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || min(size.Width, size.Height) < minScan || checkPixels(size.Width, size.Height) != nil {
		return
	}
	if p.looked += len(data); p.full || p.looked > maxLookedBytes {
		p.full = true
		return
	}
	sum := sha256.Sum256(data)
	if p.seen[sum] {
		return
	}
	p.seen[sum] = true
	if len(p.pages) == maxScans || p.bytes+len(data) > maxScanBytes || p.pixels > maxLookedAll {
		p.full = true
		return
	}
	if pixels := float64(size.Width) * float64(size.Height); pixels <= maxLooked {
		p.pixels += pixels
		img, _, err := image.Decode(bytes.NewReader(data))
		if err == nil && !looksWritten(img) {
			return
		}
	}
	if kind == "gif" {
		if data, err = gifAsPNG(data); err != nil {
			return
		}
	}
	p.bytes += len(data)
	p.sums = append(p.sums, sum[:]...)
	p.pages = append(p.pages, format.Picture{Data: data})
	p.sheets = append(p.sheets, isSheet(float64(size.Width), float64(size.Height)))
}

// isSheet reports whether a picture has the shape of a sheet of paper, A4 and its like, cut a little or not.
func isSheet(width, height float64) bool {
	switch ratio := height / width; {
	case ratio >= 1:
		return ratio > 1.15 && ratio < 1.75
	default:
		return ratio > 1/1.55 && ratio < 1/1.25 && width*height >= minLying
	}
}

// looksWritten reports whether a picture may be paper with writing on it: mostly one light colour that is nearly grey,
// and a little that is much darker. A page that was photographed is darker than one that was scanned.
func looksWritten(img image.Image) bool {
	const across = 256 // points looked at
	var lights [256]int
	points, coloured := 0, 0
	b := img.Bounds()
	for y := range across {
		for x := range across {
			r, g, bl, a := img.At(b.Min.X+(2*x+1)*b.Dx()/(2*across), b.Min.Y+(2*y+1)*b.Dy()/(2*across)).RGBA()
			if a < 0x8000 { // what is seen through it is white
				r, g, bl = 0xffff, 0xffff, 0xffff
			}
			lights[(299*r+587*g+114*bl)/1000>>8]++
			if points++; max(r, g, bl)-min(r, g, bl) > 0x5000 {
				coloured++
			}
		}
	}
	median, below := 0, 0
	for below+lights[median] <= points/2 {
		below += lights[median]
		median++
	}
	paper, ink := 0, 0
	for light, n := range lights {
		if light >= median-40 {
			paper += n
		} else if light < median-60 {
			ink += n
		}
	}
	return median >= 120 && paper >= points*6/10 && ink >= points/1000 && coloured <= points/10
}

// Read reads the pages and puts what they say behind the text of the part, where they are its pages.
func (p *Pasted) Read(part *format.Part) {
	if len(strings.TrimSpace(part.Text)) > littleText {
		i := 0
		p.pages = slices.DeleteFunc(p.pages, func(format.Picture) bool { i++; return !p.sheets[i-1] })
	}
	if len(p.pages) == 0 || len(part.Pages) > 0 || part.Status != "" && part.Status != archive.StatusPartial {
		return
	}
	o := NewRecognizer(p.sums, p.budget)
	texts, numbers := make([]string, len(p.pages)), make([]int, len(p.pages))
	for i := range numbers {
		numbers[i] = i
	}
	o.worth = isWritten
	o.Pages(numbers, func(i int) (format.Picture, error) { return p.pages[i], nil },
		func(i int, r format.Recognized) { texts[i] = r.Text })
	text, pages := format.JoinPages(texts)
	if strings.TrimSpace(text) != "" {
		own := strings.TrimRight(part.Text, "\n")
		if own != "" {
			own += "\n"
		}
		for i := range pages {
			pages[i] += len(own)
		}
		part.Text, part.Pages = own+text, pages
	}
	if part.Status == "" {
		p.settle(o, part)
	}
	o.Note(part)
}

// settle says what was not read.
func (p *Pasted) settle(o *Recognizer, part *format.Part) {
	missing, some := len(p.pages)-o.Done, strings.TrimSpace(part.Text) != ""
	switch {
	case missing > 0 && some && o.Absent():
		part.Because(reason.PastedScans.With(missing))
	case missing > 0:
		part.Because(o.Cause(some, missing, len(p.pages)))
	case p.full:
		part.Because(reason.PastedMany.With(len(p.pages)))
	}
}

// isWritten reports whether what was recognised is a text: other pictures give a few wrong letters.
func isWritten(r format.Recognized) bool {
	letters := 0
	for _, c := range r.Text {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			letters++
		}
	}
	return letters >= minLetters && r.Sure >= minSure
}

// DrawPasted makes a JPEG of the page, from 0, of a document of an office program that read reads.
func DrawPasted(f format.File, page int, budget *format.Budget, read format.Reader) ([]byte, error) {
	var found format.Picture
	budget.NoOCR, budget.Known = false, nil
	budget.Recognize = func(_ context.Context, p format.Picture) (format.Recognized, error) {
		if strings.HasSuffix(p.Key, "/"+strconv.Itoa(page)) {
			found = p
		}
		return format.Recognized{}, nil
	}
	f.Depth = budget.MaxDepth // what is embedded has pages of its own
	format.Run(read, f, budget)
	if found.Data == nil {
		return nil, errors.New("the document has no such scan")
	}
	return Draw(found.Data, 0)
}

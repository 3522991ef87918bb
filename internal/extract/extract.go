// Package extract turns the bytes of a file into text: one Part for each
// document that the file holds. It opens no files and no network, and keeps no
// state but compiled code; pictures it hands to tesseract, if that is
// installed. What it reads is hostile until proved otherwise.
package extract

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"letopis/internal/archive"
)

// A Part is one document of a file, or the reason why there is none.
type Part struct {
	// Path is the part's place in its file: "" for the whole, "2017/165.docx" in
	// a ZIP, "#post-3" on a page; "inner.zip!/a.txt" in a container in a container.
	Path  string
	Title string // what the format itself calls it, "" if it does not
	// Text is the main text in UTF-8, paragraphs separated by "\n", cells of a
	// row of a table by a tab, which means nothing else. Aside is what stood
	// around it.
	Text, Aside string
	Pages       []int // byte offset in Text of each page, nil without pages
	// Hints are what the format says of the document: title, description, date
	// (ISO 8601), author, url, lang…
	Hints     map[string]string
	Status    archive.Status
	Reason    string // in Russian: why Status is not ok, and the way out
	MediaType string
	Charset   string
	Data      []byte // of a file in a container, its own bytes
}

// Options are the limits of one Extract. The zero value is Default.
type Options struct {
	MaxText  int   // bytes of text of one part
	MaxParts int   // parts of one file
	MaxBytes int64 // bytes unpacked of one file, at any depth
	MaxDepth int   // containers in containers
	// Time is how long one file may take, 0 for no limit of its own: readers that
	// go page by page stop in time and give what they have.
	Time time.Duration
}

// Default returns the limits used where nothing else is said.
func Default() Options {
	return Options{MaxText: 5 << 20, MaxParts: 10_000, MaxBytes: 512 << 20, MaxDepth: 2}
}

func (o Options) withDefaults() Options {
	d := Default()
	if o.MaxText == 0 {
		o.MaxText = d.MaxText
	}
	if o.MaxParts == 0 {
		o.MaxParts = d.MaxParts
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = d.MaxBytes
	}
	if o.MaxDepth == 0 {
		o.MaxDepth = d.MaxDepth
	}
	return o
}

// An extractor reads one file and all within it, on one budget.
type extractor struct {
	ctx      context.Context
	opts     Options
	parts    int   // of containers, so far
	unpacked int64 // bytes so far
}

// Extract finds out what data is, by content first and by name second, and
// returns its documents: at least one Part, each with a Status. It never
// panics and never fails: what cannot be read says so in a Part.
func Extract(ctx context.Context, name string, data []byte, o Options) []Part {
	if o.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.Time)
		defer cancel()
	}
	x := &extractor{ctx: ctx, opts: o.withDefaults()}
	parts := x.file(name, data, 0)
	if ctx.Err() != nil {
		parts = outOfTime(parts)
	}
	return parts
}

// lateReason is why a file was not read to its end, and the way out.
const lateReason = "чтение прервано: вышло время, увеличьте ingest.timeout или разделите файл"

// outOfTime says of the file itself that its time ended. What was read of it
// stays: a second part with its path would take the place of the first.
func outOfTime(parts []Part) []Part {
	for i := range parts {
		p := &parts[i]
		switch {
		case p.Path != "":
			continue
		case strings.Contains(p.Reason, "ingest.timeout"): // said, and better
		case strings.TrimSpace(p.Text) != "":
			p.Status, p.Reason = archive.StatusPartial, lateReason
		case p.Status == archive.StatusPartial: // of a container
			p.Status, p.Reason = archive.StatusLimit, p.Reason+"; "+lateReason
		case p.Status != archive.StatusNeedsOCR:
			p.Status, p.Reason = archive.StatusLimit, lateReason
		}
		return parts
	}
	return append(parts, Part{Status: archive.StatusLimit, Reason: lateReason})
}

// file reads one file at a depth of containers.
func (x *extractor) file(name string, data []byte, depth int) (parts []Part) {
	defer func() {
		if p := recover(); p != nil {
			parts = append(parts, Part{Status: archive.StatusCorrupt, Reason: fmt.Sprintf("файл повреждён: разбор остановился (%v)", p)})
		}
		if len(parts) == 0 {
			parts = []Part{{Status: archive.StatusEmpty, Reason: "в файле нет текста"}}
		}
		for i := range parts {
			x.finish(&parts[i])
		}
	}()
	if len(data) == 0 {
		return []Part{emptyFile(name)}
	}
	switch kindOf(name, data) {
	case kindText:
		return x.txt(name, data)
	case kindCSV:
		return []Part{x.csv(data)}
	case kindHTML:
		return x.html(data, "")
	case kindMail:
		return x.mail(data, depth)
	case kindFeed:
		return x.feed(data)
	case kindJSONL:
		return x.jsonl(data)
	case kindZIP:
		return x.zip(data, depth)
	case kindGzip:
		return x.gzip(name, data, depth)
	case kindWARC:
		return x.warc(data, depth)
	case kindOffice:
		return x.office(data)
	case kindOffice2003:
		return x.office2003(data)
	case kindRTF:
		return x.rtf(data)
	case kindOLE:
		return x.ole(data)
	case kindPDF:
		return x.pdf(data)
	case kindImage:
		return x.picture(data)
	case kindWord2:
		return x.word2(data)
	}
	return []Part{{Status: archive.StatusUnsupported, Reason: "формат файла не поддерживается"}}
}

// emptyFile is a file of no bytes: an empty text, but a damaged document.
func emptyFile(name string) Part {
	switch strings.ToLower(path.Ext(name)) {
	case "", ".txt", ".csv", ".htm", ".html", ".jsonl", ".md":
		return Part{Status: archive.StatusEmpty, Reason: "файл пуст"}
	}
	return Part{Status: archive.StatusCorrupt, Reason: "файл пуст, а должен быть документом: найдите исходный файл"}
}

// finish puts a part into the state that readers of Part count on.
func (x *extractor) finish(p *Part) {
	p.settleTitle()
	if len(p.Text) > x.opts.MaxText {
		cut := x.opts.MaxText
		for cut > 0 && p.Text[cut]&0xc0 == 0x80 {
			cut--
		}
		p.Text = p.Text[:cut]
		for n := len(p.Pages); n > 0 && p.Pages[n-1] > cut; n-- {
			p.Pages = p.Pages[:n-1]
		}
		p.Status = archive.StatusPartial
		p.Reason = fmt.Sprintf("текст длиннее %d МБ, прочитано его начало: разделите файл", x.opts.MaxText>>20)
	}
	if p.Status != "" {
		return
	}
	p.Status = archive.StatusOK
	if strings.TrimSpace(p.Text) == "" {
		p.Status, p.Reason = archive.StatusEmpty, "в файле нет текста"
	}
}

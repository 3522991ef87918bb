// Package extract turns the bytes of a file into text: one Part for each
// document that the file holds. It opens no files and no network, and keeps no
// state but compiled code; pictures it hands to tesseract, if that is
// installed. What it reads is hostile until proved otherwise.
//
// This is the door: detect.go finds out what a file is, read hands it to the room
// of its format, which is a package below; format has the contract that they share.
// Read format/format.go first, then this file.
package extract

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/container"
	"letopis/internal/extract/djvu"
	"letopis/internal/extract/feed"
	"letopis/internal/extract/format"
	"letopis/internal/extract/html"
	"letopis/internal/extract/jsonl"
	"letopis/internal/extract/mail"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/office"
	"letopis/internal/extract/ole"
	"letopis/internal/extract/openxml"
	"letopis/internal/extract/pdf"
	"letopis/internal/extract/plain"
	"letopis/internal/extract/rtf"
)

// PostRules is the version of the rules of enrich since which the same posts are made of a page. Raise both when other
// posts are found: archives then read their pages again by themselves.
const PostRules = 33

// What a reading gives and takes; package format says more.
type (
	Part    = format.Part
	Options = format.Options
	// Picture and Recognized are what OCR is asked for, and answers.
	Picture    = format.Picture
	Recognized = format.Recognized
	// Scan and Word are where words stand on pages that were recognised.
	Scan = format.Scan
	Word = format.Word
)

// Refuse returns the one part of a file that is not read.
func Refuse(c archive.Cause) []Part { return format.Refuse("", c) }

// DecodeName is the name of a file, or a path, that is in a charset of a byte a letter.
func DecodeName(raw string) string {
	return charset.DecoderFor([]byte(raw), "windows-1251")([]byte(raw))
}

// Default returns the limits used where nothing else is said.
func Default() Options { return format.Default() }

// A Tool is a program that reading some documents needs.
type Tool = ocr.Tool

// Tools looks for the programs that reading some documents needs.
func Tools() []Tool { return ocr.Tools() }

// Warm compiles what reading PDF needs into the cache of the user, so that the
// first document does not wait for it.
func Warm() error {
	if err := pdf.Warm(); err != nil {
		return fmt.Errorf("extract: %w", err)
	}
	return nil
}

// CodeCache is the folder that reading PDF takes compiled code from, "" if there is none.
func CodeCache() string { return pdf.CodeCache() }

// CanRecognize reports whether there is a program that reads pictures.
func CanRecognize() bool { return ocr.Available() }

// Recognize reads the text of a picture by a program of this machine.
func Recognize(ctx context.Context, p Picture) (Recognized, error) { return ocr.Recognize(ctx, p) }

// RecognizeFiles are the programs that Recognize starts, and what those read.
func RecognizeFiles() (programs, read []string) { return ocr.Files() }

// Extract finds out what data is, by content first and by name second, and
// returns its documents: at least one Part, each with a Status. It never
// panics and never fails: what cannot be read says so in a Part.
func Extract(ctx context.Context, name string, data []byte, o Options) []Part {
	if o.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.Time)
		defer cancel()
	}
	parts := read(format.File{Name: name, Data: data}, format.NewBudget(ctx, o))
	if ctx.Err() != nil {
		parts = outOfTime(parts)
	}
	return parts
}

// outOfTime says of the file itself that its time ended. What was read of it
// stays: a second part with its path would take the place of the first.
func outOfTime(parts []Part) []Part {
	for i := range parts {
		p := &parts[i]
		switch {
		case p.Path != "":
			continue
		case slices.ContainsFunc(p.Causes, saysLate): // and better
		case strings.TrimSpace(p.Text) != "":
			p.Because(reason.LatePartly.With())
		case p.Status == archive.StatusPartial: // of a container
			p.Status, p.Causes = archive.StatusLimit, append(p.Causes, reason.Late.With())
		case p.Status != archive.StatusNeedsOCR:
			p.Because(reason.Late.With())
		}
		return parts
	}
	return append(parts, format.Refuse("", reason.Late.With())...)
}

// saysLate reports whether a cause is that time was up.
func saysLate(c archive.Cause) bool {
	switch reason.Find(c.Code) {
	case reason.Late, reason.LatePartly, reason.ScanLate, reason.ScanLatePartly:
		return true
	}
	return false
}

// read is the Reader of every format: containers call it again for what they hold.
func read(f format.File, budget *format.Budget) []Part { return format.Run(readKind, f, budget) }

// readKind hands a file to the room of its format.
func readKind(f format.File, budget *format.Budget) []Part {
	if len(f.Data) == 0 {
		return format.Refuse("", emptyFile(f.Name))
	}
	switch kindOf(f.Name, f.Data) {
	case kindText:
		return plain.ReadText(f, budget)
	case kindCSV:
		return plain.ReadCSV(f, budget)
	case kindXML:
		return plain.ReadXML(f, budget)
	case kindHTML:
		return html.Read(f, budget)
	case kindMail:
		return mail.Read(f, budget, read)
	case kindFeed:
		return feed.Read(f, budget)
	case kindJSONL:
		return jsonl.Read(f, budget)
	case kindZIP:
		return container.ReadZIP(f, budget, read)
	case kindPacked:
		return container.ReadPacked(f, budget, read)
	case kindWARC:
		return container.ReadWARC(f, budget, read)
	case kindOffice:
		return openxml.ReadPackage(f, budget, read)
	case kindOffice2003:
		return openxml.Read2003(f, budget)
	case kindDBF:
		return plain.ReadDBF(f, budget)
	case kindSingle:
		return openxml.ReadSingle(f, budget, read)
	case kindFlatODF:
		return openxml.ReadFlatODF(f, budget)
	case kindRTF:
		return rtf.Read(f, budget, read)
	case kindTAR:
		return container.ReadTAR(f, budget, read)
	case kindRAR:
		return container.ReadRAR(f, budget, read)
	case kind7z:
		return container.Read7z(f, budget, read)
	case kindMBOX:
		return mail.ReadMBOX(f, budget, read)
	case kindTNEF:
		return mail.ReadTNEF(f, budget, read)
	case kindSigned:
		return mail.ReadSigned(f, budget, read)
	case kindOLE:
		if o, err := ole.Open(f.Data, budget); err == nil && mail.IsMSG(o) {
			return mail.ReadMSG(f, o, budget, read)
		}
		return office.ReadOLE(f, budget, read)
	case kindPDF:
		return pdf.Read(f, budget, read)
	case kindDjVu:
		return djvu.Read(f, budget)
	case kindImage:
		return ocr.ReadImage(f, budget)
	case kindWord2:
		return office.ReadWord2(f, budget)
	case kindOldExcel:
		return office.ReadOldExcel(f, budget)
	case kindCards:
		return plain.ReadCards(f, budget)
	}
	return format.Refuse("", foreignKind(f.Data).With())
}

// emptyFile is a file of no bytes: an empty text, but a damaged document.
func emptyFile(name string) archive.Cause {
	switch strings.ToLower(path.Ext(name)) {
	case "", ".txt", ".csv", ".htm", ".html", ".jsonl", ".md":
		return reason.EmptyFile.With()
	}
	return reason.NoBytes.With()
}

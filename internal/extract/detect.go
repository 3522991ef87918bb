package extract

import (
	"bytes"
	"path"
	"strings"

	"letopis/internal/extract/container"
	"letopis/internal/extract/djvu"
	"letopis/internal/extract/feed"
	"letopis/internal/extract/html"
	"letopis/internal/extract/jsonl"
	"letopis/internal/extract/mail"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/office"
	"letopis/internal/extract/openxml"
	"letopis/internal/extract/pdf"
	"letopis/internal/extract/plain"
	"letopis/internal/extract/rtf"
)

// A kind is what a file is, which its name may deny.
type kind string

const (
	kindUnknown    kind = ""
	kindText       kind = "txt"
	kindCSV        kind = "csv"
	kindHTML       kind = "html"
	kindMail       kind = "mail"
	kindFeed       kind = "feed"
	kindJSONL      kind = "jsonl"
	kindZIP        kind = "zip"
	kindWARC       kind = "warc"
	kindPacked     kind = "packed" // one compressed file
	kindOffice     kind = "office" // OOXML and ODF
	kindRTF        kind = "rtf"
	kindOLE        kind = "ole" // Word, Excel and PowerPoint before 2007
	kindWord2      kind = "word2"
	kindOldExcel   kind = "excel4"     // Excel 2.0 to 4.0
	kindCards      kind = "cards"      // iCalendar and vCard
	kindOffice2003 kind = "office2003" // Word and Excel as one XML file
	kindFlatODF    kind = "flatodf"    // OpenDocument as one XML file
	kindTAR        kind = "tar"
	kindRAR        kind = "rar"
	kind7z         kind = "7z"
	kindMBOX       kind = "mbox"
	kindTNEF       kind = "tnef"   // winmail.dat
	kindXML        kind = "xml"    // of a kind that is not known
	kindSigned     kind = "signed" // CMS: .p7m, .sig
	kindSingle     kind = "single" // FictionBook, KML
	kindDBF        kind = "dbf"
	kindPDF        kind = "pdf"
	kindDjVu       kind = "djvu"
	kindImage      kind = "image" // PNG, JPEG, TIFF, GIF, BMP
)

// kindOf returns the kind of data by content, and by name where many kinds share
// the content.
func kindOf(name string, data []byte) kind {
	if foreignKind(data) != nil {
		return kindUnknown
	}
	switch {
	case ocr.IsImage(data):
		return kindImage
	case rtf.Is(data):
		return kindRTF
	case pdf.Is(data):
		return kindPDF
	case djvu.Is(data):
		return kindDjVu
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return kindOLE
	case office.IsWord2(data):
		return kindWord2
	case office.IsOldExcel(data):
		return kindOldExcel
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		if openxml.IsPackage(data) {
			return kindOffice
		}
		return kindZIP
	case bytes.HasPrefix(data, []byte("WARC/")), container.IsGzippedWARC(data):
		return kindWARC
	case container.IsPacked(data):
		return kindPacked
	}
	switch {
	case container.IsTAR(data):
		return kindTAR
	case container.IsRAR(data):
		return kindRAR
	case container.Is7z(data):
		return kind7z
	case mail.IsMBOX(data):
		return kindMBOX
	case mail.IsTNEF(data):
		return kindTNEF
	case mail.IsSigned(data):
		return kindSigned
	case plain.IsDBF(data):
		return kindDBF
	case openxml.IsSingle(data) && !html.Looks(data):
		return kindSingle
	case openxml.IsFlatODF(data):
		return kindFlatODF
	}
	if openxml.Is2003(data) && !html.Looks(data) { // Word saves pages with its own marks, too
		return kindOffice2003
	}
	return textKind(name, data)
}

// textKind returns what kind of text data is, by its beginning and, for kinds
// that look like any text, by name. That data is text at all is for Decode
// to say.
func textKind(name string, data []byte) kind {
	ext := strings.ToLower(path.Ext(name))
	switch {
	case ext == ".rtf" && bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 64)]), []byte("{\\")): // a piece of one
		return kindRTF
	case plain.IsCards(data):
		return kindCards
	case feed.Looks(data) && !html.Looks(data):
		return kindFeed
	case ext == ".html", ext == ".htm", ext == ".xhtml", ext == ".shtml", ext == ".php", ext == ".asp", ext == ".aspx",
		html.Looks(data):
		return kindHTML
	case ext == ".eml", ext == ".mht", ext == ".mhtml", mail.Looks(data):
		return kindMail
	case ext == ".jsonl", ext == ".ndjson", jsonl.Looks(data):
		return kindJSONL
	case ext == ".csv", ext == ".tsv":
		return kindCSV
	case ext == ".rss", ext == ".atom", ext == ".rdf":
		return kindFeed
	case plain.IsXML(data):
		return kindXML
	case ext == ".zip":
		return kindZIP
	case ext == ".warc":
		return kindWARC
	}
	return kindText
}

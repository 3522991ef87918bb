package extract

import (
	"archive/zip"
	"bytes"
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
	kindGzip       kind = "gzip"   // one compressed file
	kindOffice     kind = "office" // OOXML and ODF
	kindRTF        kind = "rtf"
	kindOLE        kind = "ole" // Word, Excel and PowerPoint before 2007
	kindWord2      kind = "word2"
	kindOffice2003 kind = "office2003" // Word and Excel as one XML file
	kindPDF        kind = "pdf"
	kindImage      kind = "image" // PNG, JPEG, TIFF, GIF, BMP
)

// kindOf tells the kind of data by content, and by name where many kinds share
// the content.
func kindOf(name string, data []byte) kind {
	for _, magic := range []string{"MZ\x90", "\x7fELF", "Rar!", "7z\xbc\xaf"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return kindUnknown
		}
	}
	for _, magic := range []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "II*\x00", "MM\x00*", "GIF87a", "GIF89a"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return kindImage
		}
	}
	switch {
	case isBMP(data):
		return kindImage
	case isRTF(data):
		return kindRTF
	case isPDF(data):
		return kindPDF
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return kindOLE
	case isWord2(data):
		return kindWord2
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		if isPackage(data) {
			return kindOffice
		}
		return kindZIP
	case bytes.HasPrefix(data, []byte("WARC/")), gzippedWARC(data):
		return kindWARC
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		return kindGzip
	}
	if isOffice2003(data) {
		return kindOffice2003
	}
	return textKind(name, data)
}

// isPackage tells the documents that are kept as a ZIP: OOXML and ODF.
func isPackage(data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return false
	}
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" || f.Name == "mimetype" || f.Name == "word/document.xml" {
			return true
		}
	}
	return false
}

package extract

import (
	"bytes"
	"path"
	"strings"
)

// A kind is what a file is, which its name may deny.
type kind string

const (
	kindUnknown kind = ""
	kindText    kind = "txt"
	kindHTML    kind = "html"
	kindZIP     kind = "zip"
)

// kindOf tells the kind of data by content, and by name where many kinds share
// the content.
func kindOf(name string, data []byte) kind {
	ext := strings.ToLower(path.Ext(name))
	for _, magic := range []string{"%PDF-", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "\x89PNG", "\xff\xd8\xff", "II*\x00", "MM\x00*", "MZ", "\x7fELF", "\x1f\x8b", "Rar!", "7z\xbc\xaf"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return kindUnknown
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return kindZIP
	case ext == ".html" || ext == ".htm" || looksHTML(data):
		return kindHTML
	}
	return kindText
}

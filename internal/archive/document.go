package archive

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// NewID returns the ID of the document that source calls uri: 13 characters of [a-z2-7], 65 bits of SHA-256. The
// probability of any collision among a million documents is about 1 in 70 million.
func NewID(source, uri string) string {
	sum := sha256.Sum256([]byte(source + "\x00" + uri))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:9]))[:13]
}

// IsID reports whether s has the form of an ID made by NewID.
func IsID(s string) bool {
	return len(s) == 13 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// SectionURI returns the URI of the n-th section of a text whose first section has uri.
func SectionURI(uri string, n int) string {
	if n <= 1 {
		return uri
	}
	return fmt.Sprintf("%s%s%d", uri, sectionMark, n)
}

// sectionMark precedes the section number in the URI of a section.
const sectionMark = "#section-"

// ContinuesText reports whether a URI is that of a section after the first one.
func ContinuesText(uri string) bool { return strings.Contains(uri, sectionMark) }

// PageURI returns the URI of the page that a document with this URI is a post of; false if the document is a whole file
// or continues a text. File names may contain «#»: a suffix with a dot is not that of a post.
func PageURI(uri string) (string, bool) {
	i := strings.LastIndexByte(uri, '#')
	if i < 0 || strings.IndexByte(uri[i:], '.') >= 0 || ContinuesText(uri) {
		return "", false
	}
	return uri[:i], true
}

// SectionGroup prefixes the collapse group of all sections of a text in the index; the ID of the first section
// follows.
const SectionGroup = "section-"

// Sections returns the IDs of all sections of the text that the document is part of, in order; just its own ID if it is
// not split.
func (d *Document) Sections() []string {
	if d.Section.Of < 2 {
		return []string{d.ID}
	}
	if d.SectionIDs != nil {
		return d.SectionIDs
	}
	first := strings.TrimSuffix(d.URI, SectionURI("", d.Section.N))
	ids := make([]string, d.Section.Of)
	for i := range ids {
		ids[i] = NewID(d.Source, SectionURI(first, i+1))
	}
	return ids
}

// Precision returns how much of the date is known.
func (d Date) Precision() Precision {
	switch {
	case d.Year == 0:
		return PrecisionNone
	case d.Month == 0:
		return PrecisionYear
	case d.Day == 0:
		return PrecisionMonth
	}
	return PrecisionDay
}

// IsZero reports whether the date is not determined.
func (d Date) IsZero() bool { return d.Year == 0 }

// String returns YYYY, YYYY-MM or YYYY-MM-DD by precision, "" for none.
func (d Date) String() string {
	switch d.Precision() {
	case PrecisionYear:
		return fmt.Sprintf("%04d", d.Year)
	case PrecisionMonth:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	case PrecisionDay:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
	return ""
}

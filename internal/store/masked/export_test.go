package masked

import "letopis/internal/archive"

// Shown is a document as a Store with the finder shows it.
func Shown(f Finder, d *archive.Document) *archive.Document { return New(nil, f).document(d) }

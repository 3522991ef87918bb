// Package issuer reads the body that issued a document, in the head of an act, its stamp, its
// preamble, a letterhead, a signature or beside a post, and writes one name for all the ways to
// spell it.
//
// Read issuer.go first: Read finds the Body, Value in name.go writes it.
package issuer

import "letopis/internal/enrich/territory"

// Reader reads issuers. It is safe for concurrent use.
type Reader struct{ *territory.Finder }

// Package titles finds or makes a document's title: of an act, a heading, a post, or of the
// first sentence where there is nothing better.
//
// Read title.go first: Read says where a title is sought, news.go and lead.go have the rest.
package titles

import "letopis/internal/enrich/territory"

// Reader reads titles. It is safe for concurrent use.
type Reader struct{ *territory.Finder }

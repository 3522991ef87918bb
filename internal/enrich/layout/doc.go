// Package layout reads what a document begins and ends with: the head of an act, the stamp of an
// annex, a heading, a letter's reference; from these it tells the document's kind, number and date.
//
// Read head.go first: Layout is what is known then, Read walks the lines.
package layout

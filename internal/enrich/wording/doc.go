// Package wording knows how officialese words things, line by line: heads and stamps of acts,
// preambles, orders, headings of each kind of document, quotations.
//
// Read act.go first. What the lines together make is for layout.
package wording

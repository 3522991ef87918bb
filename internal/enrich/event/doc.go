// Package event finds what a document announces or tells of, with its days and its town.
//
// Read event.go first: Find walks the days of a text; cue.go says what takes place, beside.go what a sentence
// beside its day says, place.go where,
// year.go completes their years, day.go reads days told in relation to that of the document.
package event

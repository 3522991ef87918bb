// Package requisite reads the requisites of documents wherever they stand: dates in digits and
// words, periods of days, numbers of acts, and a date with a number, which is a Ref.
//
// Read date.go first, then ref.go.
package requisite

// Package citation finds the acts that a text refers to: laws, codes, decrees, decisions, with
// their numbers and dates.
//
// Read cite.go first; law.go reads federal laws and codes by their names.
package citation

// Package ruletext cuts a text into the tokens that every rule works on, with their lines, and
// has the tests that rules are made of: HasKind, HasStem, IsAny, StemWithin.
//
// Read token.go first. Offsets in Evidence are bytes of the text; indexes of tokens beyond its
// ends are harmless.
package ruletext

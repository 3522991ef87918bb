// Package wordform judges and forms Russian words by their endings: adjectives in their cases,
// verbs in the past, names as they are compared. It knows single words, not texts.
package wordform

// Package morph forms Russian words from others by rule: the nouns of what verbs do, the
// adjectives of nouns and of names of places, and back. Its rules make more than the
// language has; a dictionary and the archive say which of the words there are. It knows
// strings only. Each file has one kind of pair: verbs.go, relatives.go, places.go.
package morph

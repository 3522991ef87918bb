package wordform

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("wordform", wordsText)

// The lists of words.txt, which says what each is for.
var nounsInL = words.Set("nounsInL")

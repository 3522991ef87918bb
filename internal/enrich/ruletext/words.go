package ruletext

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("ruletext", wordsText)

// The lists of words.txt, which says what each is for.
var (
	yearWords     = words.Words("yearWords")
	abbreviations = words.Set("abbreviations")
)

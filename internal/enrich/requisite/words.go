package requisite

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("requisite", wordsText)

// The lists of words.txt, which says what each is for.
var (
	dateLabels   = words.Words("dateLabels")
	bylines      = words.Words("bylines")
	partsOfDay   = words.Words("partsOfDay")
	readers      = words.Words("readers")
	surnameEnds  = words.Words("surnameEnds")
	sections     = words.Words("sections")
	postNouns    = words.Words("postNouns")
	dayEnds      = words.Words("dayEnds")
	numberSuffix = words.Set("numberSuffix")
	notSuffix    = words.Set("notSuffix")
)

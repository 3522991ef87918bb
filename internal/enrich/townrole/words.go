package townrole

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("townrole", wordsText)

// The lists of words.txt, which says what each is for.
var (
	eventVerbs   = words.Words("eventVerbs")
	eventNouns   = words.Words("eventNouns")
	gatherings   = words.Words("gatherings")
	addressStems = words.Words("addressStems")
	bodyStems    = words.Words("bodyStems")
)

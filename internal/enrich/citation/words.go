package citation

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("citation", wordsText)

// The lists of words.txt, which says what each is for.
var (
	municipalStems = words.Words("municipalStems")
	regionStems    = words.Words("regionStems")
	codeShort      = words.Map("codeShort")
	codes          = words.Map("codes")
)

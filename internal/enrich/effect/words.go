package effect

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("effect", wordsText)

// The lists of words.txt, which says what each is for.
var (
	parts     = words.Pairs("parts")
	manyParts = words.Set("manyParts")
	withPart  = words.Set("withPart")
	ordinals  = words.Words("ordinals")
	things    = words.Map("things")
	grounds   = words.Words("grounds")
	this      = words.Words("this")
	toOthers  = words.Set("toOthers")
	proposed  = words.Words("proposed")
	beside    = words.Words("beside")
	approved  = words.Pairs("approved")
)

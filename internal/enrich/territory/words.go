package territory

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("territory", wordsText)

// The lists of words.txt, which says what each is for.
var (
	VillagePrefix   = words.Set("VillagePrefix")
	foreignRegions  = words.Words("foreignRegions")
	countries       = words.Words("countries")
	plurals         = words.Words("plurals")
	noNames         = words.Words("noNames")
	BodyStems       = words.Words("BodyStems")
	villageWords    = words.Words("villageWords")
	ruralWords      = words.Words("ruralWords")
	settlementKinds = words.Words("settlementKinds")
)

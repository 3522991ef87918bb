package titles

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("titles", wordsText)

// The lists of words.txt, which says what each is for.
var (
	announcing    = words.Words("announcing")
	sittings      = words.Words("sittings")
	documentNouns = words.Words("documentNouns")
	siteStems     = words.Words("siteStems")
	developed     = words.Words("developed")
	menuWords     = words.Set("menuWords")
	sectionStems  = words.Words("sectionStems")
	rubricWords   = words.Words("rubricWords")
	panelWords    = words.Words("panelWords")
)

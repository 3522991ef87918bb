package issuer

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("issuer", wordsText)

// The lists of words.txt, which says what each is for.
var (
	smallBodies      = words.Words("smallBodies")
	feminineBodies   = words.Set("feminineBodies")
	commonStems      = words.Words("commonStems")
	prepositions     = words.Set("prepositions")
	nominativeBodies = words.Set("nominativeBodies")
	customers        = words.Words("customers")
	organisers       = words.Words("organisers")
	subordinate      = words.Set("subordinate")
	departments      = words.Set("departments")
	levelAdjectives  = words.Words("levelAdjectives")
	villages         = words.Set("villages")
	bodyStops        = words.Words("bodyStops")
	addressed        = words.Words("addressed")
	determiners      = words.Words("determiners")
	announcing       = words.Words("announcing")
	signers          = words.Words("signers")
	generic          = words.Set("generic")
	masculineKinds   = words.Words("masculineKinds")
	bodyEnds         = words.Set("bodyEnds")
	borrowed         = words.Set("borrowed")
	abbreviated      = words.Map("abbreviated")
	assemblies       = words.Words("assemblies")
	commissions      = words.Words("commissions")
	executives       = words.Words("executives")
	heads            = words.Words("heads")
	institutions     = words.Set("institutions")
	gathered         = words.Words("gathered")
	numbered         = words.Words("numbered")
	done             = words.Words("done")
	withSites        = words.Words("withSites")
)

package program

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("program", wordsText)

// The lists of words.txt, which says what each is for.
var (
	broken          = words.Set("broken")
	placeStems      = words.Words("placeStems")
	sharedNames     = words.Words("sharedNames")
	kindStems       = words.Words("kindStems")
	documents       = words.Words("documents")
	sections        = words.Words("sections")
	shows           = words.Words("shows")
	lessons         = words.Words("lessons")
	determiners     = words.Words("determiners")
	companies       = words.Words("companies")
	nameEnds        = words.Words("nameEnds")
	subjectLetters  = words.Words("subjectLetters")
	approvedObjects = words.Words("approvedObjects")
	inLetters       = words.Set("inLetters")
	otherObjects    = words.Words("otherObjects")
	including       = words.Words("including")
	charged         = words.Words("charged")
	rowLabels       = words.Words("rowLabels")
	courseWords     = words.Words("courseWords")
	adopted         = words.Words("adopted")
	offers          = words.Words("offers")
	inForce         = words.Words("inForce")
	handed          = words.Words("handed")
	spentWords      = words.Words("spentWords")
	knownProjects   = words.Words("knownProjects")
	shortLetters    = words.Set("shortLetters")
	firms           = words.Words("firms")

	projectAdjectives = words.Words("projectAdjectives")
)

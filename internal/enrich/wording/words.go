package wording

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("wording", wordsText)

// The lists of words.txt, which says what each is for.
var (
	ActNouns          = words.Map("ActNouns")
	extractNouns      = words.Map("extractNouns")
	ActStems          = words.Words("ActStems")
	Issuers           = words.Words("Issuers")
	actBodies         = words.Words("actBodies")
	titleStems        = words.Words("titleStems")
	preambles         = words.Words("preambles")
	grounds           = words.Words("grounds")
	operatives        = words.Words("operatives")
	addressing        = words.Words("addressing")
	orders            = words.Words("orders")
	recorded          = words.Words("recorded")
	ProgramAdjectives = words.Words("ProgramAdjectives")
	OtherHeadings     = words.Set("OtherHeadings")
	sureHeadings      = words.Set("sureHeadings")
	surveyed          = words.Words("surveyed")
	programVerbs      = words.Words("programVerbs")
	ProgramForms      = words.Set("ProgramForms")
	PluralPrograms    = words.Set("PluralPrograms")
	noticed           = words.Words("noticed")
	chartered         = words.Words("chartered")
	TakesPlace        = words.Words("TakesPlace")
	lately            = words.Words("lately")
	weekdays          = words.Words("weekdays")
	selfWords         = words.Words("selfWords")
	pointed           = words.Words("pointed")
	OwnerWords        = words.Words("OwnerWords")
	finiteVerbs       = words.Words("finiteVerbs")
	breaks            = words.Words("breaks")
)

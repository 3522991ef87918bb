package layout

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("layout", wordsText)

// The lists of words.txt, which says what each is for.
var (
	townMarks    = words.Words("townMarks")
	placeMarks   = words.Words("placeMarks")
	headingEnds  = words.Words("headingEnds")
	imprintMarks = words.Words("imprintMarks")
	unfinished   = words.Words("unfinished")
	offices      = words.Words("offices")
	addressees   = words.Words("addressees")
	madeKnown    = words.Words("madeKnown")
	handedIn     = words.Words("handedIn")

	announced    = words.Words("announced")
	invited      = words.Words("invited")
	offered      = words.Words("offered")
	happens      = words.Words("happens")
	termWords    = words.Words("termWords")
	happenings   = words.Words("happenings")
	mailFields   = words.Map("mailFields")
	addressed    = words.Words("addressed")
	asking       = words.Words("asking")
	begun        = words.Words("begun")
	madeOn       = words.Words("madeOn")
	hourWords    = words.Words("hourWords")
	otherDays    = words.Words("otherDays")
	refWords     = words.Words("refWords")
	refStems     = words.Words("refStems")
	numberLabels = words.Words("numberLabels")
	citers       = words.Words("citers")
)

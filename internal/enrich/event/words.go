package event

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("event", wordsText)

// The lists of words.txt, which says what each is for.
var (
	holds      = words.Words("holds")
	noEvent    = words.Words("noEvent")
	tasks      = words.Words("tasks")
	dues       = words.Words("dues")
	supplies   = words.Words("supplies")
	noCues     = words.Words("noCues")
	happens    = words.Words("happens")
	dayLabels  = words.Words("dayLabels")
	tellsDay   = words.Words("tellsDay")
	startsWork = words.Words("startsWork")
	tookPlace  = words.Words("tookPlace")
	opened     = words.Words("opened")
	lasts      = words.Words("lasts")
	bringsIn   = words.Words("bringsIn")
	regimes    = words.Words("regimes")
	stageOf    = words.Words("stageOf")
	compounds  = words.Words("compounds")
	plans      = words.Words("plans")
	putOff     = words.Words("putOff")
	bids       = words.Words("bids")
	terms      = words.Words("terms")
	periodEnds = words.Words("periodEnds")
	future     = words.Words("future")
	ahead      = words.Words("ahead")
)

package toponym

import (
	_ "embed"

	"letopis/internal/enrich/lexicon"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("toponym", wordsText)

// The lists of words.txt, which says what each is for.
var (
	townForms        = words.Words("townForms")
	otherPlaces      = words.Set("otherPlaces")
	townOwned        = words.Words("townOwned")
	OrgWords         = words.Set("OrgWords")
	kindStems        = words.Words("kindStems")
	instrumentals    = words.Words("instrumentals")
	listedPlaces     = words.Set("listedPlaces")
	roads            = words.Words("roads")
	roadKinds        = words.Words("roadKinds")
	streets          = words.Words("streets")
	placeLetters     = words.Words("placeLetters")
	wordsLikeNames   = words.Words("wordsLikeNames")
	safeSurname      = words.Set("safeSurname")
	districtStems    = words.Words("districtStems")
	functionWords    = words.Words("functionWords")
	placeLineStems   = words.Words("placeLineStems")
	placeLineLetters = words.Words("placeLineLetters")
	notPlaceStems    = words.Words("notPlaceStems")
	notPlaceWords    = words.Words("notPlaceWords")
	Abbreviation     = words.Set("Abbreviation")
	villageForms     = words.Words("villageForms")
	properKinds      = words.Words("properKinds")
	ordinary         = words.Set("ordinary")
)

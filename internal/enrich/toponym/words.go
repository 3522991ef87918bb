package toponym

import (
	_ "embed"
	"slices"
	"strings"

	"letopis/internal/enrich/lexicon"
	"letopis/internal/enrich/wordform"
)

//go:embed words.txt
var wordsText string

var words = lexicon.MustParse("toponym", wordsText)

// The lists of words.txt, which says what each is for.
var (
	townForms          = words.Words("townForms")
	otherPlaces        = words.Set("otherPlaces")
	townOwned          = words.Words("townOwned")
	OrgWords           = words.Set("OrgWords")
	kindStems          = words.Words("kindStems")
	instrumentals      = words.Words("instrumentals")
	listedPlaces       = words.Set("listedPlaces")
	roads              = words.Words("roads")
	roadKinds          = words.Words("roadKinds")
	streets            = words.Words("streets")
	placeLetters       = words.Words("placeLetters")
	wordsLikeNames     = words.Words("wordsLikeNames")
	safeSurname        = words.Set("safeSurname")
	districtStems      = words.Words("districtStems")
	functionWords      = words.Words("functionWords")
	placeLineStems     = words.Words("placeLineStems")
	placeLineLetters   = words.Words("placeLineLetters")
	notPlaceStems      = words.Words("notPlaceStems")
	notPlaceWords      = words.Words("notPlaceWords")
	Abbreviation       = words.Set("Abbreviation")
	villageWords       = words.Set("villageWords")
	villageForms       = words.Words("villageForms")
	properKinds        = words.Words("properKinds")
	OrdinaryAdjectives = words.Set("ordinaryAdjectives")
	ordinary           = words.Set("ordinary")
)

// AnnouncesVillage reports whether a folded word stands before the name of a village.
func AnnouncesVillage(w string) bool { return villageWords[w] }

// AnnouncesOther reports whether a folded word stands beside the name of what is called
// after a place: a street, a river, a station.
func AnnouncesOther(w string) bool {
	return otherPlaces[w] && !villageWords[w] ||
		slices.ContainsFunc(streets, func(stem string) bool { return strings.HasPrefix(w, stem) })
}

// IsFirstName reports whether a folded word is a first name in some case.
func IsFirstName(w string) bool { return firstNames[wordform.LightStem(w)] }

// IsPerson reports whether the folded name of a town is a first name, or looks like a surname.
func IsPerson(name string) bool {
	return IsFirstName(name) || !safeSurname[name] && wordform.HasEnd(name, "ов", "ев", "ин", "ово", "ево", "ино")
}

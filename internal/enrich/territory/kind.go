package territory

import (
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
)

// Words of the kinds of municipalities.

// unitKind is what a text calls a municipality before its name.
type unitKind struct {
	name  string // «городской округ»
	level int
	okrug bool
}

// kindAt reads the kind that stands before the name of a municipality at token k: «городского
// округа», «МР», «с.п.». It returns the index after it.
func kindAt(p *ruletext.Page, k int) (kind unitKind, next int, ok bool) {
	switch {
	case p.HasStem(k, "муниципальн") && p.HasStem(k+1, "район") && !p.HasStem(k+1, "районн"):
		return unitKind{kindMunicipal, levelDistrict, false}, k + 2, true
	case p.HasStem(k, "городск") && p.HasStem(k+1, "округ"):
		if next, ok := closed(p, k+2); ok {
			return unitKind{kindClosedCity, levelDistrict, true}, next, true
		}
		return unitKind{kindUrbanOkrug, levelDistrict, true}, k + 2, true
	case p.HasStem(k, "муниципальн") && p.HasStem(k+1, "округ"):
		return unitKind{kindOkrug, levelDistrict, true}, k + 2, true
	case p.IsAny(k+1, plurals...):
		return unitKind{}, k, false
	case p.HasStem(k, "городск") && p.HasStem(k+1, "поселени"):
		return unitKind{kindUrban, levelSettlement, false}, k + 2, true
	case p.HasStem(k, "сельск") && p.HasStem(k+1, "поселени"):
		return unitKind{kindRural, levelSettlement, false}, k + 2, true
	case p.HasStem(k, "округ") && !p.HasStem(k-1, "городск", "муниципальн", "автономн") && p.Capitalized(k+1) &&
		!p.StartsLine(k+1):
		return unitKind{kindShortOkrug, levelDistrict, true}, k + 1, true
	case p.IsAny(k, "с") && p.At(k+1) == "." && p.At(k+2) == "п" && p.At(k+3) == ".":
		return unitKind{kindRural, levelSettlement, false}, k + 4, true
	case p.IsAny(k, "сп", "гп") && p.Tokens[k].AllCaps && ruletext.IsOpenQuote(p.At(k+1)) && p.At(k-1) == "мо":
		// «МО СП «Луговое»»
		kind := unitKind{kindRural, levelSettlement, false}
		if p.At(k) == "гп" {
			kind.name = kindUrban
		}
		return kind, k + 1, true
	case p.IsAny(k, "мр") && p.Capitalized(k):
		return unitKind{kindMunicipal, levelDistrict, false}, k + 1, true
	case p.IsAny(k, "го") && p.Tokens[k].AllCaps:
		return unitKind{kindUrbanOkrug, levelDistrict, true}, k + 1, true
	case p.IsAny(k, "мо", "амо") && p.Tokens[k].AllCaps && p.At(k+1) != "мр",
		p.HasStem(k, "муниципальн") && p.HasStem(k+1, "образовани"):
		if next = k + 1; p.HasStem(next, "образовани") {
			next++
		}
		return unitKind{kindFormation, levelDistrict, false}, next, true
	case p.IsAny(k, villageWords...) &&
		(p.HasStem(k-1, BodyStems...) || p.HasStem(k-1, "рабоч") && p.HasStem(k-2, BodyStems...)):
		return unitKind{kindSettlement, levelSettlement, false}, k, true
	case p.IsAny(k, "г") && p.At(k+1) == "." && p.At(k+2) == "о" && p.At(k+3) == ".":
		return unitKind{kindUrbanOkrug, levelDistrict, true}, k + 4, true
	}
	next, ok = closed(p, k)
	return unitKind{kindClosed, levelDistrict, false}, next, ok
}

// closed reads «ЗАТО», in letters or in words, at token k or behind a dash there. It returns the index
// after it.
func closed(p *ruletext.Page, k int) (next int, ok bool) {
	if p.At(k) == "-" {
		k++
	}
	if !(p.At(k) == "зато" && p.Tokens[k].AllCaps) && !(p.HasStem(k, "закрыт") && p.HasStem(k+1, "административно")) {
		return k, false
	}
	next = k + 1
	for next < k+ruletext.MaxRun &&
		(p.HasStem(next, "административно", "территориальн", "образовани") || p.At(next) == "-") {
		next++
	}
	return next, true
}

// kindWords is what stands before the name of a municipality at token k: its kind, with the town or the
// village that it is where the text tells one.
func kindWords(p *ruletext.Page, kind string, k int, city, village bool) string {
	closed := kind == kindClosed || kind == kindClosedCity
	switch {
	case village && p.IsAny(k-1, ruralWords...) && kind == kindRural:
		return kind + " " + ruralNominative[p.At(k-1)]
	case village && (kind == kindUrban || closed):
		return kind + " посёлок"
	case village:
		return "посёлок"
	case city && closed:
		return kind + " город"
	case city && kind == kindFormation: // «МО г. Красное Село», which the list of towns lacks
		return "город"
	}
	return kind
}

// okrugDistrict reads the name of an okrug that a district gave it: «муниципальный округ Игринский
// район».
func okrugDistrict(p *ruletext.Page, k int, kind string) (Municipality, bool) {
	if !toponym.PlaceAdjective(p, k) || !p.IsAny(k+1, "район", "района", "районе", "району") {
		return Municipality{}, false
	}
	name := wordform.NominativeAdjective(p.Surface(k), false)
	if p.Tokens[k].AllCaps {
		name = wordform.TitleCase(name)
	}
	return Municipality{Name: kind + " " + name + " район", Core: wordform.FoldName(name), Form: name, Kind: kind,
		Level: 2, Okrug: true,
		From: k, To: k + 2}, true
}

// innerOkrug reads the name of an okrug of Saint Petersburg that has the word in it:
// «Владимирский округ», «Нарвского округа».
func innerOkrug(p *ruletext.Page, k int) (Municipality, bool) {
	if !wordform.IsSkiAdjective(p.At(k)) && !wordform.HasEnd(p.At(k), "ной", "ного") || !p.Capitalized(k) ||
		!p.HasStem(k+1, "округ") || p.Line(k+1) > p.Line(k)+1 {
		return Municipality{}, false
	}
	name := wordform.NominativeAdjective(p.Surface(k), false)
	if p.Tokens[k].AllCaps {
		name = wordform.TitleCase(name)
	}
	return Municipality{Name: "муниципальный округ " + name + " округ", Core: wordform.FoldName(name), Form: name,
		Kind:  kindOkrug,
		Level: 2, Okrug: true, From: k, To: k + 2}, true
}

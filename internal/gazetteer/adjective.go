package gazetteer

import "strings"

// adjectives returns likely adjectives of a town's name, in lower case, masculine nominative, best first. Russian
// forms them irregularly, so irregular.txt and names of districts take precedence over these rules.
func adjectives(name string) []string {
	w := strings.ToLower(name)
	if head, _, ok := strings.Cut(w, "-на-"); ok { // Ростов-на-Дону: ростовский
		return adjectives(head)
	}
	if first, last, ok := cutLast(w); ok {
		sep := w[len(first) : len(w)-len(last)]
		var out []string
		for _, a := range adjectives(last) {
			switch {
			case sep == "-":
				out = append(out, first+"-"+a)
			case IsAdjective(first), hasAny(first, "ий"):
				out = append(out, compound(first)+a)
			default:
				out = append(out, first+"-"+a)
			}
		}
		return out
	}
	return oneWordAdjectives(w)
}

// compound returns the first part of a compound such as «великолукский», «нижнетагильский».
func compound(adjective string) string {
	for _, end := range adjectiveEnds {
		if stem, ok := strings.CutSuffix(adjective, end); ok {
			last := lastRune(stem)
			if soft := hasAny(adjective, "ий", "яя", "ее", "ие") && !isVelar(last); soft || isSibilant(last) {
				return stem + "е"
			}
			return stem + "о"
		}
	}
	return adjective
}

func oneWordAdjectives(w string) []string {
	cut := func(end string) string { return strings.TrimSuffix(w, end) }
	with := func(stem string, ends ...string) []string {
		var out []string
		for _, e := range ends {
			out = append(out, stem+e)
		}
		return out
	}
	switch {
	case hasAny(w, "ский", "цкий"):
		return []string{w}
	case hasAny(w, "ное"):
		return with(cut("ое"), "енский", "овский")
	case hasAny(w, "ское"):
		return with(cut("ое"), "ий")
	case hasAny(w, "ный", "ной"):
		return with(w[:len(w)-len("ый")], "енский", "инский")
	case hasAny(w, "ск", "цк"):
		return with(w, "ий")
	case hasAny(w, "сс"): // миасский
		return with(w, "кий")
	case hasAny(w, "ль"):
		return with(w, "ский")
	case hasAny(w, "ь", "й"):
		return with(w[:len(w)-2], "ский", "йский", "ьский")
	case hasAny(w, "вка", "нка"):
		return with(cut("ка"), "ский", "кинский")
	case hasAny(w, "ка", "ха"):
		return with(cut("а"), "инский", "овский")
	case hasAny(w, "га"):
		return append(with(cut("га"), "жский"), with(cut("а"), "инский")...)
	case hasAny(w, "ья", "ия", "ея", "уя", "оя"):
		return with(cut("я"), "йский")
	case hasAny(w, "а"):
		return with(cut("а"), "инский", "ский", "енский")
	case hasAny(w, "я"):
		return with(cut("я"), "инский", "енский", "ьский")
	case hasAny(w, "ье"):
		return with(cut("ье"), "ский")
	case hasAny(w, "ще"):
		return with(cut("е"), "енский")
	case hasAny(w, "о"):
		return with(cut("о"), "ский", "енский")
	case hasAny(w, "цы"):
		return with(cut("цы"), "цкий", "цовский")
	case hasAny(w, "ки"):
		return with(cut("ки"), "кинский", "ковский")
	case hasAny(w, "ы", "и"):
		return with(w[:len(w)-2], "инский", "ский", "овский")
	case hasAny(w, "ец"):
		return with(w, "кий")
	case hasAny(w, "л"): // боготольский
		return with(w, "ьский", "овский")
	}
	return with(w, "ский", "инский")
}

// adjectiveForms returns the forms of an adjective in all cases, genders and numbers, in lower case.
func adjectiveForms(adjective string) []string {
	stem := adjective[:max(0, len(adjective)-len("ий"))]
	var out []string
	for _, end := range []string{"ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими"} {
		if end == "ий" {
			out = append(out, adjective)
			continue
		}
		out = append(out, stem+end)
	}
	return out
}

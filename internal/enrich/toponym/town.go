package toponym

import (
	"slices"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/gazetteer"
	"letopis/internal/rudate"
)

// Hit is a town's name at one place.
type Hit struct {
	From, End int
	Names     []Matched // those that may be meant
	How       Standing
}

// Hits finds the names of towns in a text and weighs each. A name that is also a
// word or a surname is taken for a town in a list of towns: «в Москву, Владимир
// и Ковров».
func (e *Names) Hits(p *ruletext.Page) []Hit {
	var out []Hit
	for i := 0; i < len(p.Tokens); i++ {
		if p.Stopped() {
			break
		}
		names := e.Match(p, i)
		if len(names) == 0 || e.regionStarts(p, i) {
			continue
		}
		h := Hit{From: i, End: names[0].End}
		for _, m := range names {
			if s := e.Weigh(p, i, m); s > no {
				h.Names, h.How = append(h.Names, m), max(h.How, s)
			}
		}
		if h.How > no {
			h.Names = Distinct(h.Names)
			out = append(out, h)
		}
		i = h.End - 1
	}
	listed := func(a, b *Hit) bool {
		gap := b.From - a.End
		return gap == 1 && p.IsAny(a.End, ",", "и", "-") || gap == 2 && p.At(a.End) == "," && p.IsAny(a.End+1, "и", "а")
	}
	for i := 1; i < len(out); i++ {
		if out[i].How == Perhaps && out[i-1].How > Perhaps && listed(&out[i-1], &out[i]) {
			out[i].How = Bare
		}
	}
	for i := len(out) - 2; i >= 0; i-- {
		if out[i].How == Perhaps && out[i+1].How > Perhaps && listed(&out[i], &out[i+1]) {
			out[i].How = Bare
		}
	}
	return out
}

// InPrepositional reports whether a name may be in the prepositional, not «в Москву».
func InPrepositional(names []Matched) bool {
	return slices.ContainsFunc(names, func(m Matched) bool { return m.form&gazetteer.Prepositional != 0 })
}

// InGenitive reports whether the town is named in the genitive and no other case.
func (m Matched) InGenitive() bool {
	return m.form&gazetteer.Genitive != 0 && m.form&(gazetteer.Nominative|gazetteer.Accusative) == 0
}

// OfRegion keeps of several towns of one name those of the region that follows:
// «Благовещенск Амурской области», «Троицк (Челябинская область)».
func (e *Names) OfRegion(p *ruletext.Page, h Hit) []Matched {
	if len(h.Names) < 2 {
		return h.Names
	}
	k := h.End
	if p.IsAny(k, "(", ",") {
		k++
	}
	for i := k; i < k+2; i++ {
		for _, r := range e.Regions[p.At(i)] {
			if from, _, ok := RegionAt(p, i, r.Head, r.Before); !ok || from > k {
				continue
			}
			var out []Matched
			for _, m := range h.Names {
				if e.Gazetteer.Cities[m.City].Region == r.Name {
					out = append(out, m)
				}
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return h.Names
}

// Distinct drops the same town matched in several cases, and former names where
// a town of today bears the name.
func Distinct(names []Matched) []Matched {
	var out []Matched
	today := slices.ContainsFunc(names, func(m Matched) bool { return !m.old })
	for _, m := range names {
		if today && m.old {
			continue
		}
		if !slices.ContainsFunc(out, func(o Matched) bool { return o.City == m.City }) {
			out = append(out, m)
		}
	}
	return out
}

// maxPlaceLine is the most tokens that the line of a place has.
const maxPlaceLine = 40

// PlaceLine tells a line that is the place of an act or the imprint: besides the
// town only its region, a date, a number.
func PlaceLine(p *ruletext.Page, i, end int) bool {
	from, to := p.LineStart(i), p.LineEnd(i)
	if to-from > maxPlaceLine {
		return false
	}
	for k := from; k < to; k++ {
		if k >= i && k < end || !p.HasKind(k, ruletext.Word) {
			continue
		}
		if p.HasStem(k, placeLineStems...) || p.IsAny(k, placeLineLetters...) || rudate.Month(p.At(k)) > 0 ||
			p.Capitalized(k) && wordform.IsSkiAdjective(p.At(k)) || p.IsAny(k-1, "-", "/") && len(p.At(k)) <= 2*4 {
			continue
		}
		return false
	}
	return true
}

// Resolve picks among towns of one name: by the document's region, by the
// regions it names, by the towns that stand beside, else the one that is far
// larger. Otherwise it stays open.
func (e *Names) Resolve(f *CityFact, regions []RegionMention, region string, sure []gazetteer.City) (int, bool) {
	if len(f.Names) == 1 {
		return f.Names[0].City, true
	}
	pick := func(keep func(c gazetteer.City) bool) (int, bool) {
		n, at := 0, 0
		for _, m := range f.Names {
			if keep(e.Gazetteer.Cities[m.City]) {
				n, at = n+1, m.City
			}
		}
		return at, n == 1
	}
	if at, ok := pick(func(c gazetteer.City) bool { return c.Region == region }); ok {
		return at, true
	}
	if at, ok := pick(func(c gazetteer.City) bool {
		return slices.ContainsFunc(regions, func(r RegionMention) bool { return r.Name == c.Region })
	}); ok {
		return at, true
	}
	if at, ok := pick(func(c gazetteer.City) bool {
		return slices.ContainsFunc(sure, func(s gazetteer.City) bool { return gazetteer.Distance(s, c) < neighbourKm })
	}); ok {
		return at, true
	}
	first, second := 0, 0
	at := 0
	for _, m := range f.Names {
		switch n := e.Gazetteer.Cities[m.City].Population; {
		case n > first:
			first, second, at = n, first, m.City
		case n > second:
			second = n
		}
	}
	return at, first > 200_000 && first > 5*second
}

// neighbourKm is how near a town that is named beside makes one of several
// namesakes the likely one.
const neighbourKm = 150

// CityFact is what is known of a town's place in the document.
type CityFact struct {
	Names []Matched // homonyms
	First int       // token of the first mention
	End   int
	Count int
	Again bool // named in another paragraph, too
	Role  string
	Rule  string
	From  int // evidence
	To    int
}

// PlaceAdjective tells adjectives that a municipality may be named by: with a
// capital, «Бавлинского», «Лугового», not «Данного района».
func PlaceAdjective(p *ruletext.Page, i int) bool {
	if !p.HasKind(i, ruletext.Word) || !p.Capitalized(i) || p.HasStem(i, notPlaceStems...) ||
		p.IsAny(i, notPlaceWords...) {
		return false
	}
	if wordform.IsSkiAdjective(p.At(i)) {
		return true
	}
	return wordform.HasEnd(p.At(i), "ый", "ого", "ому", "ым", "ом", "ой", "ое") && len(p.At(i)) > 2*5
}

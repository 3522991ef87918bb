package toponym

import (
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
)

// Written returns the text of a range as people write it, with « » for straight
// quotes; a range in capitals becomes a sentence, in which names of places keep
// their capital.
func (e *Names) Written(p *ruletext.Page, from, to int) string {
	return e.Write(p, from, to, p.InCapitals(from, to))
}

// Write is written for a range that is known to be in capitals or not.
func (e *Names) Write(p *ruletext.Page, from, to int, capitals bool) string {
	if from >= to {
		return ""
	}
	depth, opened := 0, false
	var b strings.Builder
	at := p.Tokens[from].Start
	for k := from; k < to; k++ {
		t := &p.Tokens[k]
		b.WriteString(p.Text[at:t.Start])
		at = t.End
		s := p.Surface(k)
		switch {
		case t.Kind == ruletext.Number: // «2О24»
			s = t.Folded
		case t.Folded == `"` && depth == 0 && k == to-1: // closes what opened before the range
			s = "»"
		case t.Folded == `"` && (depth == 0 || p.OpensStraight(k)):
			s = "«"
			depth++
		case t.Folded == `"`:
			s = "»"
			depth--
		case capitals && t.Kind == ruletext.Word && (t.AllCaps || t.Capitalized):
			s = strings.ToLower(s)
			if opened || e.ProperName(p, k, from) {
				s = wordform.UpperFirst(s)
			} else if Abbreviation[t.Folded] {
				s = strings.ToUpper(s)
			}
		}
		opened = s == "«"
		b.WriteString(s)
	}
	s := wordform.Squeeze(b.String())
	if capitals {
		s = wordform.UpperFirst(s)
	}
	return s
}

// ProperName tells words of a text in capitals that begin with one anyway: of
// regions, districts, towns, what opens a quote.
func (e *Names) ProperName(p *ruletext.Page, k, from int) bool {
	switch {
	case p.At(k-1) == "-" && k-2 >= from && wordform.IsSkiAdjective(p.At(k)) &&
		(e.ProperName(p, k-2, from) || p.Adjoins(k) && ruletext.IsOpenQuote(p.At(k-3))), p.IsAny(k-1, villageForms...):
		return true
	case p.HasStem(k-1, "округ") && p.HasStem(k-2, "городск", "муниципальн"),
		p.HasStem(k-1, "поселени") && strings.HasSuffix(p.At(k), "ское"):
		return true
	case p.HasStem(k, "российск") && p.HasStem(k+1, "федераци"), p.HasStem(k, "федераци") && p.HasStem(k-1, "российск"),
		p.HasStem(k, "росси") && !p.HasStem(k, "российск"), p.HasStem(k, "республик"):
		return true
	case wordform.IsSkiAdjective(p.At(k)):
		return p.StemWithin(k+1, 2, properKinds...) && !p.HasStem(k, "сельск", "городск") ||
			p.At(k+1) == "-" && wordform.IsSkiAdjective(p.At(k+2)) && p.HasStem(k+3, "район", "муницип", "округ")
	case len(e.Match(p, k)) > 0:
		m := e.Match(p, k)[0]
		return TownWord(p, k-1) || p.HasStem(k-1, "округ", "поселени") ||
			!m.old && !ordinary[wordform.FoldCity(e.Gazetteer.Cities[m.City].Name)] &&
				!wordform.IsAdjectival(wordform.FoldCity(e.Gazetteer.Cities[m.City].Name))
	}
	for _, r := range e.Regions[p.At(k)] {
		if r.Head == "" || p.HasStem(k-1, r.Head) {
			return true
		}
	}
	return false
}

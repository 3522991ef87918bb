package toponym

import (
	"letopis/internal/enrich/ruletext"
)

// regionStarts tells «Москва» within «Московская» no, but «Владимирская»: a
// match is a noun, so only names of regions that are nouns matter.
func (e *Names) regionStarts(p *ruletext.Page, i int) bool {
	for _, r := range e.Regions[p.At(i)] {
		if _, _, ok := RegionAt(p, i, r.Head, r.Before); ok {
			return true
		}
	}
	return false
}

// RegionForm is a word that may name a region, see gazetteer.Region.
type RegionForm struct{ Name, Head, Before string }

// RegionMention is a federal subject named in a text.
type RegionMention struct {
	Name     string
	From, To int
}

// RegionsIn finds the federal subjects named in the text up to token limit.
func (e *Names) RegionsIn(p *ruletext.Page, limit int) []RegionMention {
	var out []RegionMention
	for i := 0; i < min(limit, len(p.Tokens)); i++ {
		if !p.HasKind(i, ruletext.Word) {
			continue
		}
		for _, r := range e.Regions[p.At(i)] {
			from, to, ok := RegionAt(p, i, r.Head, r.Before)
			if ok {
				out = append(out, RegionMention{r.Name, from, to})
				break
			}
		}
	}
	return out
}

// RegionAt reports whether the word at token i names a region, given the stem of the word that must
// follow and what must stand before its hyphen, and returns the tokens of the name.
func RegionAt(p *ruletext.Page, i int, head, before string) (from, to int, ok bool) {
	from, to = i, i+1
	if before != "" {
		if p.At(i-1) != "-" || p.At(i-2) != before {
			return 0, 0, false
		}
		from = i - 2
	} else if p.At(i-1) == "-" && p.Adjoins(i) && head != "" {
		return 0, 0, false
	}
	switch {
	case head == "":
		return from, to, p.At(i) != "рт" && p.Capitalized(i) || p.Tokens[i].AllCaps
	case p.HasStem(i+1, head):
		to = i + 2
	case p.HasStem(i+1, "автономн") && p.HasStem(i+2, head):
		to = i + 3
	case p.At(i+1) == "обл" && head == "област":
		to = i + 2
	case head == "республик" && p.HasStem(i-1, head):
		from = i - 1
	default:
		return 0, 0, false
	}
	return from, to, head != "кра" || p.IsAny(i+1, "край", "края", "краю", "краем", "крае")
}

package layout

import (
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// annexRef reads the date and number under «Приложение к муниципальной
// программе…» at the top, on a line of their own: such forms mean the act.
func annexRef(p *ruletext.Page, i int) requisite.Ref {
	if !p.HasStem(i, "приложени") || wording.TellsOfAnnex(p, i) {
		return requisite.Ref{}
	}
	for n, k := range p.Lines {
		if n > 7 || k > i && (wording.HeadingKind(p, k) != "" || wording.IsActTitle(p, k)) {
			break
		}
		if r := requisite.RefAt(p, k); k > i && r.Date.Day > 0 && r.Number != "" && r.Next == p.LineEnd(k) {
			return r
		}
	}
	return requisite.Ref{}
}

// stampRef reads the date and number in a stamp.
func stampRef(p *ruletext.Page, i int) requisite.Ref {
	from := wording.StampNoun(p, i)
	if from < 0 {
		from = i
	}
	for j := from + 1; j < from+60 && j < len(p.Tokens); j++ {
		if p.At(j) == "(" || p.HasStem(j, "редакци", "внесен") || p.At(j) == "ред" {
			break
		}
		if p.StartsLine(j) && j > from+1 && (wording.HeadingKind(p, j) != "" || wording.ActHead(p, j) >= 0) {
			break
		}
		if ruletext.IsOpenQuote(p.At(j)) && p.IsAny(j+1, "о", "об") { // the act's title
			j = SkipQuote(p, j)
			continue
		}
		if p.StartsLine(j) {
			if r, _ := refBlock(p, lineAt(p, j)); r.Number != "" {
				return r
			}
		}
		if !requisite.RefStart(p, j) {
			continue
		}
		if r := requisite.RefAt(p, j); !r.Empty() || r.Blank {
			return completeRef(p, r)
		}
	}
	return requisite.Ref{}
}

// completeRef looks a little further for the half of a reference that a place
// or a line break keeps apart from the other.
func completeRef(p *ruletext.Page, r requisite.Ref) requisite.Ref {
	for j := r.Next; j < r.Next+12 && j < len(p.Tokens) && (r.Number == "" || r.Date.IsZero() && !r.Blank); j++ {
		if p.At(j) == "(" || p.StartsLine(j) && (wording.IsActTitle(p, j) || wording.HeadingKind(p, j) != "") {
			break
		}
		if !requisite.RefStart(p, j) {
			continue
		}
		o := requisite.RefAt(p, j)
		if o.Next <= j {
			continue
		}
		if r.Number == "" && o.Number != "" && (o.Date.IsZero() || r.Date.IsZero()) {
			r.Number, r.Next = o.Number, o.Next
		}
		if r.Date.IsZero() && !o.Date.IsZero() {
			r.Date, r.Next = o.Date, o.Next
		}
		j = max(j, o.Next-1)
	}
	return r
}

// laterStamp reads the first full stamp further down: an act's annexes bear its
// date and number. A draft's stamps have the year only.
func laterStamp(p *ruletext.Page, from int) requisite.Ref {
	var draft requisite.Ref
	var cited map[citedKey]int // made when it is asked for
	for _, i := range p.Lines {
		if i > from && wording.IsStamp(p, i) && !p.HasStem(i, "принят", "одобрен") {
			r := stampRef(p, i)
			if cited == nil && r.Date.Day > 0 && r.Number != "" {
				cited = citedRefs(p)
			}
			if r.Date.Day > 0 && !citedBefore(cited, r, i) {
				return r
			}
			if draft.Empty() && r.Blank && r.Number == "" && r.Date.Year > 0 {
				draft = r
			}
		}
	}
	return draft
}

// citedBefore reports whether cited has the date and number before token i: then they are
// those of an act that is amended.
func citedBefore(cited map[citedKey]int, r requisite.Ref, i int) bool {
	if r.Number == "" {
		return false
	}
	for _, key := range []citedKey{keyOf(r), {number: r.Number}} {
		if from, ok := cited[key]; ok && from < i {
			return true
		}
	}
	return false
}

func keyOf(r requisite.Ref) citedKey {
	return citedKey{r.Number, r.Date.Year, r.Date.Month, r.Date.Day}
}

// citedKey is the number and the date of an act, the date zero where it is not told.
type citedKey struct {
	number string
	year   int
	month  int
	day    int
}

// citedRefs returns where the text first cites each act that it names by its body or
// title, not by the word «приложение».
func citedRefs(p *ruletext.Page) map[citedKey]int {
	out := map[citedKey]int{}
	for j := range p.Tokens {
		if p.Stopped() {
			break
		}
		if p.At(j) != "от" && p.At(j) != "№" || !p.HasStem(j-1, citers...) && !ruletext.IsCloseQuote(p.At(j-1)) {
			continue
		}
		r := requisite.RefAt(p, j)
		key := keyOf(r)
		if _, ok := out[key]; r.Next > j && r.Number != "" && !ok {
			out[key] = r.From
		}
	}
	return out
}

package program

import (
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// bareProgram reads a name without quotes. In the heading it is the whole of
// it; elsewhere only a phrase that begins with a capital («Комплексной программы
// профилактики…») or ends with its years is a name.
func (e *Finder) bareProgram(p *ruletext.Page, first, j int, heading ruletext.Span) mention {
	inHeading := j >= heading.From && j < heading.To
	if !inHeading && (wording.LooksVerbal(p, j+1) || p.HasStem(j+1, "рассчит", "действ") ||
		first < j && wordform.IsAdjectivePlural(p.At(first))) {
		return mention{}
	}
	if wording.PluralPrograms[p.At(j)] && p.At(j) != "программы" || !inHeading && !nameBegins(p, j+1) ||
		p.At(j+1) == "за" {
		return mention{}
	}
	limit := len(p.Tokens)
	if inHeading {
		limit = heading.To
	}
	end, years := phraseEnd(p, j+1, min(j+60, limit), inHeading)
	proper := p.Capitalized(first) && first < j && !p.StartsSentence(first) &&
		!p.HasStem(first, "муниципальн", "государственн", "районн")
	if end <= j+2 || !inHeading && !years && !proper {
		return mention{}
	}
	if !inHeading && !p.HasStem(first, "комплексн", "национальн", "целев", "общественно") && p.At(j) != "программы" &&
		!proper && !(years && p.HasStem(first, wording.ProgramAdjectives...) && p.IsAny(end-1, "годы", "гг")) &&
		!(first == j && p.Capitalized(j) && !p.StartsSentence(j)) { // «Утвердить Программу развития …»
		return mention{}
	}
	m := mention{at: first, end: end, word: j, level: programLevel(p, first, min(end, j+25)), year: firstYear(p, j, end)}
	if m.level == ruletext.LevelRegional && programLevel(p, first, j) == "" &&
		levelInName(p, j+1, end) == ruletext.LevelMunicipal {
		m.level = ruletext.LevelMunicipal // «в Луговом районе Н-ской области»
	}
	m.name = e.nominativeProgram(p, first, j, end)
	m.key = ProgramKey(m.name)
	return m
}

// nameBegins reports whether a name without quotes may begin at token i: with a noun in
// the genitive or «по», not with «за счёт…», «на 2019 год».
func nameBegins(p *ruletext.Page, i int) bool {
	if looksGenitive(p, i) && len(p.At(i)) > 2*3 && p.At(i) != "при" || p.At(i) == "по" {
		return true
	}
	// «социально-экономического развития»
	return strings.HasSuffix(p.At(i), "о") && (p.At(i+1) == "-" || looksGenitive(p, i+1)) && len(p.At(i)) > 2*4
}

// phraseEnd returns where a name without quotes ends, and whether years end it.
func phraseEnd(p *ruletext.Page, from, limit int, heading bool) (int, bool) {
	k := from
	for k < limit {
		if y := yearsAt(p, k); y > k {
			return y, true
		}
		switch {
		case p.HasStem(k, "программ", "подпрограмм"), p.At(k) == "за" && p.Year(k+1) > 0:
			return k, false
		case p.At(k) == "(" && p.IsAny(k+1, "или", "и") && p.At(k+2) == ")":
			k += 3
			continue
		case p.IsAny(k, ".", ";", "(", ")", ":", "№", "»", `"`, "|"),
			p.HasStem(k, "разработан", "утвержден", "направлен", "предназначен"):
			return k, false
		case ruletext.IsOpenQuote(p.At(k)):
			q := wording.QuoteAt(p, k)
			if q.End == 0 {
				return k, false
			}
			k = q.End
			continue
		case p.Line(k) > p.Line(k-1)+1 && (p.Capitalized(k) || !heading), p.StartsLine(k) && wording.IsPreamble(p, k):
			return k, false
		case heading:
			if !p.Capitalized(k) && (wordform.IsPast(p.At(k)) && p.HasStem(k, wording.TakesPlace...) ||
				wordform.HasEnd(p.At(k), futureEnds...)) {
				// of a post: «… районов провела встречу», «Программу переселения завершат досрочно»
				return k, false
			}
			if p.StartsLine(k) && (p.HasStem(k, "паспорт", "содержани", "ответственн", "раздел", "утвержден") ||
				p.Year(k) > 0 || layout.PlaceBefore(p, k, p.LineEnd(k)) && p.Capitalized(k+1) || wording.IsPreamble(p, k)) {
				return k, false
			}
		case p.IsAny(k, ",", "и") && (!looksGenitive(p, k+1) && yearsAt(p, k+1) == k+1 || participle(p, k+1)):
			return k, false
		case !heading && wording.LooksVerbal(p, k):
			return k, false
		case p.At(k) == "-", p.At(k) == ",", p.At(k) == "и":
		case p.IsAny(k, "по", "в", "на", "от", "для", "с"):
			if !yearsAhead(p, k, limit) {
				return k, false
			}
		case !looksGenitive(p, k) && !yearsAhead(p, k, limit):
			return k, false
		}
		k++
	}
	return k, false
}

// futureEnds end verbs of what people will do, and no nouns: «завершат», «построят», «утвердят», «запустят», «получат».
var futureEnds = []string{"ршат", "учат", "ржат", "лжат", "оят", "дят", "тят", "сят", "зят"}

// yearsAhead reports whether «на 2017–2020 годы» ends the phrase before the
// sentence does.
func yearsAhead(p *ruletext.Page, k, limit int) bool {
	for ; k < limit; k++ {
		if yearsAt(p, k) > k && p.IsAny(k, "на") {
			return true
		}
		if p.IsAny(k, ".", ";", "(", ")", ":", `"`, "«", "»") || p.HasStem(k, "утвержден", "постановлени") {
			return false
		}
	}
	return false
}

// participle tells «…, утверждённой», which begins a clause after a name.
func participle(p *ruletext.Page, i int) bool {
	if wordform.HasEnd(p.At(i), "нной", "ятой", "нная", "нную", "нные", "нных", "вшей", "емой", "имой", "ющей",
		"ящей") && !p.HasStem(i, "государственн", "общественн", "инновационн") {
		return p.At(i-1) == ","
	}
	return false
}

// looksGenitive tells words that may stand in the genitive, and so in a chain of
// attributes: «программа модернизации, … развития малых городов и районов».
func looksGenitive(p *ruletext.Page, i int) bool {
	w := p.At(i)
	if !p.HasKind(i, ruletext.Word) {
		return false
	}
	for _, verb := range []string{"ла", "ли", "ся", "сь", "ет", "ит", "ют", "ут", "ть", "но", "на", "ны"} {
		if strings.HasSuffix(w, verb) && !strings.HasSuffix(w, "ссии") && !strings.HasSuffix(w, "ены") &&
			!strings.HasSuffix(w, "аны") {
			return false
		}
	}
	return wordform.HasEnd(w, "а", "я", "ы", "и", "ов", "ев", "ей", "ий", "ого", "его", "ой", "ых", "их", "о", "ств",
		"он", "ин") || p.Tokens[i].AllCaps
}

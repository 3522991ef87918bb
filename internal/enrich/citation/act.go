package citation

import (
	"strings"

	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// pluralAct reports whether the noun at i is in the plural: «законы», «постановлениями».
func pluralAct(p *ruletext.Page, i int) bool {
	return wordform.HasEnd(p.At(i), "ов", "ам", "ами", "ах", "ы", "ий", "иям", "иями", "иях")
}

// refAfter returns where the date or number of the act begins that the noun at
// i announces; -1 when the sentence turns to something else first.
func refAfter(p *ruletext.Page, i int) int {
	for k := i + 1; k < i+34 && k < len(p.Tokens); k++ {
		switch {
		case p.At(k) == "№" && p.HasStem(k-1, "приложени", "таблиц", "форм"):
			return -1
		case p.At(k) == "от" && (p.HasKind(k+1, ruletext.Number) || p.At(k+1) == "_" || ruletext.IsOpenQuote(p.At(k+1))),
			p.At(k) == "№":
			if r := requisite.RefAt(p, k); !r.Empty() {
				return k
			}
			return -1
		case p.HasKind(k, ruletext.Number) && p.At(k+1) == "." && p.Adjoins(k+1):
			if d, _ := requisite.DateAt(p, k); d.Day > 0 {
				return k
			}
		case ruletext.IsOpenQuote(p.At(k)):
			q := wording.QuoteAt(p, k)
			if q.End == 0 {
				return -1
			}
			// Municipalities are short; the title of an act before its date is rare.
			if q.End-k > 8 && !titledBefore(p, q.End) {
				return -1
			}
			k = q.End - 1
		case p.At(k) == "." && !p.Abbreviates(k-1) && !p.HasKind(k-1, ruletext.Number) && len(p.At(k-1)) > 2*2,
			p.IsAny(k, ";", ":") && !p.StartsLine(k+1), p.At(k) == "(":
			return -1
		case p.HasStem(k, wording.ActStems...) && !p.HasStem(k, "указанн", "решени") && !p.HasStem(k, "законодател"):
			return -1
		}
	}
	return -1
}

// titledBefore tells «постановление «Об утверждении…» от 27.11.2015 № 1137».
func titledBefore(p *ruletext.Page, i int) bool {
	if p.At(i) == "," {
		i++
	}
	return p.At(i) == "от" && p.HasKind(i+1, ruletext.Number) || p.At(i) == "№"
}

// actKind names the kind and level of the act whose noun stands at i and whose
// date or number begins at to.
func actKind(p *ruletext.Page, i, to int) (kind, level string) {
	federation, region, body := issuerOf(p, i+1, to)
	switch s := p.At(i); {
	case strings.HasPrefix(s, "постановлени"), strings.HasPrefix(s, "распоряжени"):
		kind = "постановление"
		if strings.HasPrefix(s, "р") {
			kind = "распоряжение"
		}
		switch {
		case federation && body == "правительств":
			return kind + " Правительства РФ", ruletext.LevelFederal
		case federation && body == "президент":
			return kind + " Президента РФ", ruletext.LevelFederal
		case region && (body == "правительств" || body == "кабинет" || body == "губернатор" ||
			body == "администраци" && !p.StemWithin(i+1, to-i-1, municipalStems...)):
			return kind, ruletext.LevelRegional
		case body == "правительств" || body == "губернатор" || body == "кабинет":
			return kind, ruletext.LevelRegional
		case federation:
			return kind, ruletext.LevelFederal
		}
		return kind, ruletext.LevelMunicipal
	case strings.HasPrefix(s, "указ") && (len(s) <= len("указами")) && !strings.HasPrefix(s, "указан"):
		if body == "президент" && !region && p.At(i+2) != "рт" {
			return "указ Президента РФ", ruletext.LevelFederal
		}
		if body == "" && !region { // «далее – Указ № 204»
			return "", ""
		}
		return "указ", ruletext.LevelRegional
	case strings.HasPrefix(s, "приказ") && !strings.HasPrefix(s, "приказы") || s == "приказы":
		if !region && (federation || body == "министерств" || body == "федеральн" || body == "росс") {
			return "приказ", ruletext.LevelFederal
		}
		if region || body == "министерств" {
			return "приказ", ruletext.LevelRegional
		}
		return "приказ", ruletext.LevelMunicipal
	case strings.HasPrefix(s, "законодательств") && p.HasStem(i-1, "основ") && federation:
		// «Основы законодательства … о культуре»
		return "закон РФ", ruletext.LevelFederal
	case strings.HasPrefix(s, "закон") && len(s) <= len("законами"):
		switch {
		case p.HasStem(i-1, "федеральн"):
			return federalLaw, ruletext.LevelFederal
		case federation && !region:
			return "закон РФ", ruletext.LevelFederal
		}
		return "закон", ruletext.LevelRegional
	case strings.HasPrefix(s, "решени"):
		if body == "" && !p.StemWithin(i+1, to-i-1, "район", "округ", "поселен", "депутат") {
			return "", ""
		}
		return "решение", ruletext.LevelMunicipal
	}
	return "", ""
}

// issuerOf reads who issued an act from the words between its noun and its date.
func issuerOf(p *ruletext.Page, from, to int) (federation, region bool, body string) {
	for k := from; k < to; k++ {
		if ruletext.IsOpenQuote(p.At(k)) {
			if q := wording.QuoteAt(p, k); q.End > 0 {
				k = q.End - 1
				continue
			}
		}
		switch {
		case p.HasStem(k, "российск") && p.HasStem(k+1, "федерац"), p.IsAny(k, "рф", "россии"), p.HasStem(k, "россий"):
			federation = true
		case p.HasStem(k, regionStems...) || p.At(k) == "рт":
			region = true
		}
		if body == "" {
			switch {
			case p.HasStem(k, "правительств"):
				body = "правительств"
			case p.HasStem(k, "президент"):
				body = "президент"
			case p.HasStem(k, "кабинет"):
				body = "кабинет"
			case p.HasStem(k, "губернатор"):
				body = "губернатор"
			case p.HasStem(k, "министерств", "министр"), p.HasStem(k, "мин") && p.Capitalized(k) && len(p.At(k)) > 2*5:
				body = "министерств"
			case p.HasStem(k, "федеральн"):
				body = "федеральн"
			case p.HasStem(k, "рос") && p.Capitalized(k) && !p.HasStem(k, "росси", "ростов"):
				body = "росс"
			case p.HasStem(k, "администраци", "глав", "мэр", "исполнительн", "исполком"):
				body = "администраци"
			case p.HasStem(k, "совет", "дум", "собрани", "земск"):
				body = "совет"
			}
		}
	}
	return federation, region, body
}

// enumerated returns where the next reference of an enumeration begins: after
// the title of the last one, «; от…», «, № 2», a new line «- от…»; -1 at its end.
func enumerated(p *ruletext.Page, i int) int {
	for range 2 {
		if q := wording.QuoteAt(p, i); q.End > 0 && q.End-i > 2 {
			i = q.End
		}
		if p.At(i) == "(" {
			for k := i; k < i+40; k++ {
				if p.At(k) == ")" {
					i = k + 1
					break
				}
			}
		}
	}
	k := i
	for k < i+ruletext.MaxRun && p.IsAny(k, ",", ";", "и", "-", "•") {
		k++
	}
	if k == i && !p.StartsLine(k) {
		return -1
	}
	if p.At(k) == "от" && (p.HasKind(k+1, ruletext.Number) || ruletext.IsOpenQuote(p.At(k+1))) {
		return k
	}
	if p.At(k) == "№" && k > i {
		return k
	}
	if d, next := requisite.DateAt(p, k); k > i && d.Day > 0 && p.At(next) == "№" {
		return k
	}
	return -1
}

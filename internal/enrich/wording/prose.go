package wording

import (
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
)

// NewsSection tells the name of a site's news, «Новости города», or the path to them,
// «Главная » Новости » Общество».
func NewsSection(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	if end-i > 10 || p.IsAny(end-1, ".", "!", ":") {
		return false
	}
	return end-i < 5 && (p.HasStem(i, "новост") || p.At(i) == "пресс" && p.HasStem(i+2, "релиз")) ||
		p.HasStem(i, "главн", "лента") && p.StemWithin(i, end-i, "новост") || newsPart(p, i, end)
}

// newsPart reports whether the last part of the line i … end, behind a sign, is the name of a site's
// news: «adm-lugovoe — Новостная лента», «Луговской район | Новости района».
func newsPart(p *ruletext.Page, i, end int) bool {
	for k := end - 1; k > i; k-- {
		if p.IsAny(k, "|", "/", ">", "»", "•", "·", ":") || p.At(k) == "-" && !p.Adjoins(k) {
			return end-k < 5 && p.HasStem(k+1, "новост")
		}
	}
	return false
}

// Lead reports whether the first sentence that begins among the first lines tells, as news do, what
// happened on a day or lately: «25 января 2010 года прошло совещание», «В минувшую пятницу в районе
// открыли мост». Letters and notes of people tell of themselves.
func Lead(p *ruletext.Page) bool {
	for n, i := range p.Lines {
		if n > 7 {
			break
		}
		end := i
		for end < p.LineEnd(i) && end < i+70 && (end == i || !SentenceStarts(p, end)) {
			end++
		}
		if end-i < 7 || !p.IsAny(end-1, ".", "!") && end < i+70 {
			continue
		}
		when, past := false, false
		for k := i; k < end; k++ {
			switch {
			case p.IsAny(k, selfWords...):
				return false
			case !p.HasKind(k, ruletext.Word):
				if d, _ := requisite.PeriodAt(p, k); d.From.Day > 0 && !d.Until && !p.IsAny(k-1, "на", "от", "к") {
					when = true
				}
			case p.IsAny(k, lately...), p.IsAny(k, weekdays...) && p.IsAny(k-1, "в", "во") && p.At(k+1) != "обитания":
				when = true
			case !p.Capitalized(k) && wordform.IsPast(p.At(k)):
				past = true
			}
		}
		return when && past
	}
	return false
}

// Past tells a text with a verb in the past for every sixty words or more.
func Past(p *ruletext.Page) bool {
	words, past := 0, 0
	for i := range p.Tokens {
		if !p.HasKind(i, ruletext.Word) {
			continue
		}
		if words++; !p.Capitalized(i) && wordform.IsPast(p.At(i)) {
			past++
		}
	}
	return words >= 20 && past > 1 && past*60 > words
}

// Reads tells prose about what happened: verbs in the past, hardly a word of
// officialese. In news every fortieth word or more is a verb in the past, in
// acts and programmes hardly every hundredth.
func Reads(p *ruletext.Page) bool {
	words, past, official := 0, 0, 0
	for i := range p.Tokens {
		if !p.HasKind(i, ruletext.Word) {
			continue
		}
		words++
		switch {
		case p.HasStem(i, "муниципальн", "программ", "прогноз", "мероприят", "постановлени", "подпрограмм"):
			official++
		case !p.Capitalized(i) && wordform.IsPast(p.At(i)):
			past++
		}
	}
	return words >= 40 && (past*60 > words && official*60 < words || past*20 > words && official*30 < words)
}

// minBrief and maxBrief bound in tokens what Brief takes for a short post.
const minBrief, maxBrief = 20, 250

// Brief reports whether a short text is prose whose first sentence, below a title or not, says what was done: «В районе
// благоустроены две парковые зоны», «Прокуратурой организована проверка». Its writer and readers are not addressed.
func Brief(p *ruletext.Page) bool {
	if len(p.Tokens) > maxBrief || len(p.Tokens) < minBrief || IsActTitle(p, 0) {
		return false
	}
	for i := range p.Tokens {
		if p.IsAny(i, selfWords...) || p.HasStem(i, addressing...) {
			return false
		}
	}
	for n, end := 0, 0; n < 5 && end < len(p.Tokens); n++ {
		i := end
		for end++; end < len(p.Tokens) && !p.StartsLine(end) && !SentenceStarts(p, end); {
			end++
		}
		if end-i < 6 || !p.IsAny(end-1, ".", "!") || !p.Capitalized(i) && !p.HasKind(i, ruletext.Number) &&
			!ruletext.IsOpenQuote(p.At(i)) {
			continue
		}
		for k := i + 1; k < end; k++ {
			if p.HasKind(k, ruletext.Word) && !p.Capitalized(k) &&
				(wordform.IsPast(p.At(k)) || wordform.IsShortParticiple(p.At(k))) {
				return true
			}
		}
		return false
	}
	return false
}

// SentenceStarts reports whether a sentence, or a line of a list, begins at token k.
func SentenceStarts(p *ruletext.Page, k int) bool {
	switch {
	case k == 0 || p.IsAny(k-1, ";", "!", "?", "|"):
		return true
	case p.At(k-1) == ".":
		if p.HasKind(k-2, ruletext.Word) && len(p.At(k-2)) <= 2*1 && p.Capitalized(k-2) || p.At(k) == "-" && p.Adjoins(k) {
			return false // an initial
		}
		if p.IsAny(k-2, "о", "р", "п", "с") && p.At(k-3) == "." && p.IsAny(k-4, "г", "м", "с", "р") && p.Adjoins(k-2) {
			return false // «В г.о. Серпухов»
		}
		if p.IsYearWord(k-2) && (p.Year(k-3) > 0 || p.IsAny(k-3, ".")) {
			return p.Capitalized(k)
		}
		return p.StartsLine(k) ||
			p.Capitalized(k) && !p.Abbreviates(k-2) && !p.IsAny(k-2, pointed...) &&
				!(p.Adjoins(k) && p.HasKind(k-2, ruletext.Number))
	case !p.StartsLine(k):
		return false
	case p.Line(k) > p.Line(k-1)+1:
		return p.At(k-1) != ":"
	case p.At(k-1) == ":" || p.IsAny(k-1, ",", "-", "("):
		return false
	}
	if above := p.LineStart(k - 1); p.HasKind(k, ruletext.Number) {
		if _, next := requisite.DateLine(p, above); next > above {
			return true
		}
	}
	short := p.Tokens[k-1].End-p.Tokens[p.LineStart(k-1)].Start < 100
	return (p.Capitalized(k) || p.HasKind(k, ruletext.Number) && p.At(k+1) == "." && p.Capitalized(k+2) ||
		p.HasKind(k, ruletext.Mark)) && (short ||
		!p.HasKind(k-1, ruletext.Word))
}

// IsSentence tells a line that is a whole sentence with a verb, so no heading.
func IsSentence(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	if end-i < 8 || end-i > 200 || p.At(end-1) != "." {
		return false
	}
	for k := i + 1; k < end; k++ {
		if ruletext.IsOpenQuote(p.At(k)) {
			return false
		}
		if p.HasKind(k, ruletext.Word) && !p.Capitalized(k) && !p.Tokens[k].AllCaps && LooksVerbal(p, k) {
			return true
		}
	}
	return false
}

// IsFiniteVerb tells a verb after which what is quoted is no name: «исполнителем программы
// выступает «…»», but not «программа называется «…»».
func IsFiniteVerb(p *ruletext.Page, k int) bool {
	if !p.HasKind(k, ruletext.Word) || p.Capitalized(k) || p.HasStem(k, "называ", "именует") {
		return false
	}
	return wordform.HasEnd(p.At(k), "ется", "ются", "ится", "ятся", "атся", "ует", "яет", "ает", "ают", "яют", "уют",
		"ывать", "ивать") || p.IsAny(k, finiteVerbs...)
}

// LooksVerbal tells words that look like verbs and short participles.
func LooksVerbal(p *ruletext.Page, i int) bool {
	return wordform.HasEnd(p.At(i), "ся", "ана", "ена", "аны", "ены", "ует", "яет", "ает", "ают", "яют", "уют", "ила",
		"ала", "или", "али", "ать", "ить")
}

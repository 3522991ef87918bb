package issuer

import (
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// bodies are the issuing bodies by the first letters of their names: how it begins, the stem of a word that must follow
// and their nominative.
var bodies = func() map[string][]struct{ stem, next, name string } {
	m := map[string][]struct{ stem, next, name string }{}
	for _, p := range words.Pairs("bodies") {
		stem, next, _ := strings.Cut(p.Key, " ")
		m[stem[:bodyKey]] = append(m[stem[:bodyKey]], struct{ stem, next, name string }{stem, next, p.Value})
	}
	return m
}()

// bodyKey is how many bytes of its name tell which bodies a word may be: two letters.
const bodyKey = 4

// told are nouns that are bodies behind certain adjectives only.
var told = func() map[string][]string {
	m := map[string][]string{}
	for _, p := range words.Pairs("told") {
		m[p.Key] = strings.Fields(p.Value)
	}
	return m
}()

// bodyAt reads the noun of a body at token k: its nominative and the index after it.
func bodyAt(p *ruletext.Page, k int) (name string, rest int) {
	if !p.HasKind(k, ruletext.Word) {
		return "", k
	}
	if p.At(k) == "амо" && p.Tokens[k].AllCaps { // администрация муниципального образования
		return "Администрация", k
	}
	if name := abbreviated[p.At(k)]; name != "" && p.Tokens[k].AllCaps {
		return name, k + 1
	}
	if len(p.At(k)) < bodyKey {
		return "", k
	}
	for _, b := range bodies[p.At(k)[:bodyKey]] {
		end, ok := strings.CutPrefix(p.At(k), b.stem)
		if !ok || end != "" && !bodyEnds[end] || b.next != "" && !p.HasStem(k+1, b.next) ||
			b.next == "" && len(told[b.name]) > 0 && !p.HasStem(k-1, told[b.name]...) {
			continue
		}
		switch b.name {
		case "Собрание":
			at := k + 1
			if p.At(at) == "(" && p.At(at+2) == ")" { // «собрания (конференции) жителей»
				at += 3
			}
			if p.HasStem(at, gathered...) {
				return "", k
			}
		case "Суд": // of whose site a page is; others cite its decisions
			if p.At(k) != "суд" || !attributes(p, p.LineStart(k), k) {
				return "", k
			}
		case "Исполнительный комитет", "Кабинет Министров":
			if b.next == "" {
				return b.name, k + 1
			}
			return b.name, k + 2
		}
		return b.name, k + 1
	}
	return "", k
}

// nextBody tells a line that begins the head again: the act's noun, a region or a body
// in the nominative. A page puts the head's first lines on top, too.
func nextBody(p *ruletext.Page, i int) bool {
	if !p.StartsLine(i) {
		return false
	}
	return wording.ActNouns[p.At(i)] != "" || wording.ProgramHeading(p, i) != "" || p.At(i) == "республика" ||
		namesBody(p, i) && p.Capitalized(i) && p.At(i-1) != "-" ||
		strings.HasSuffix(p.At(i), "ская") && p.At(i+1) == "область"
}

// namesBody reports whether a body in the nominative begins at token i: «АДМИНИСТРАЦИЯ», «ФИНАНСОВОЕ УПРАВЛЕНИЕ».
func namesBody(p *ruletext.Page, i int) bool {
	for k := i; k < i+5 && p.Line(k) == p.Line(i); k++ {
		if nominativeBodies[p.At(k)] {
			return attributes(p, i, k)
		}
	}
	return false
}

// inGenitive tells a body's name in the genitive: «администрации», «Совета».
func inGenitive(p *ruletext.Page, k int) bool {
	return wordform.HasEnd(p.At(k), "ии", "ы", "а", "ния", "ета", "ого")
}

// issuerAfter reads a body whose name begins at token k, up to token limit.
func (e *Reader) issuerAfter(p *ruletext.Page, k, limit int) Body {
	if k >= limit {
		return Body{}
	}
	name, rest := bodyAt(p, k)
	if name == "" {
		return Body{}
	}
	end := rest
	if p.At(end) == "администрации" && p.At(end+1) == "(" && p.At(end+2) == "губернатор" && p.At(end+3) == ")" {
		// «Глава администрации (губернатор) … края»
		end += 4
	}
	if p.At(end) == "№" && p.HasKind(end+1, ruletext.Number) && p.StemWithin(k-2, 2, "участков") && end+1 < limit {
		end += 2 // «Участковая избирательная комиссия № 412»
	}
	most := rest + 14
	if departments[strings.ToLower(name)] {
		most = rest + 24
	}
	for end < limit && !nextBody(p, end) && end < most &&
		(goesOn(p, end) || most > rest+14 && enumerates(p, end, limit)) &&
		!(p.Line(end) == p.Line(end-1)+1 && breaksBody(p, end)) {
		if p.At(end) == "им" && p.At(end+1) == "." { // whose name a school bears
			break
		}
		if q := wording.QuoteAt(p, end); q.End > 0 && q.End <= limit {
			end = q.End
			continue
		}
		end++
		if p.HasStem(end-1, numbered...) && p.At(end) == "№" && p.HasKind(end+1, ruletext.Number) && end+1 < limit {
			end += 2 // «детский сад № 12 «Берёзка»»
		}
	}
	b := Body{rule: "issuer", rest: rest, to: end}
	b.noun, b.from = attributed(p, name, k)
	tail := lowerBody(e.Write(p, rest, end, false))
	b.Text = wordform.DropLoneClose(strings.TrimSpace(b.noun + " " + tail))
	for i := b.from; i < end; i++ {
		if p.Stopped() {
			break
		}
		if m, ok := e.MunicipalityAt(p, i); ok && m.From <= end && m.To <= end+1 {
			b.At = m
			break
		}
		if m, ok := e.townAt(p, i); ok && m.To <= end {
			b.At = m
			break
		}
	}
	if cut, last := e.regionSpan(p, rest, end); b.At.To == 0 && cut < end && !ruletext.IsOpenQuote(p.At(rest)) {
		if end > last && wordform.HasEnd(p.At(last-1), "области", "края") { // and no more: «… Томской области в целях»
			end, b.to = last, last
		}
		b.Text = strings.TrimSpace(b.noun + " " + lowerWords(e.Write(p, rest, cut, false)) + " " +
			lowerBody(e.Write(p, cut, end, false)))
		b.Text = wordform.DropLoneClose(strings.Join(strings.Fields(b.Text), " "))
	}
	b.whole = b.At.To > 0 && b.At.From > rest &&
		(p.At(b.At.From-1) == "по" || inProgram(p, rest, b.At.From)) // «Отдел МВД России по Угличскому району»
	b.words = e.wordsOf(p, b)
	if b.At.Part != "" {
		b.words += " " + genitiveWords(b.At.Part)
	}
	return b
}

// inProgram reports whether token k stands in the name of a programme that is quoted behind token from.
func inProgram(p *ruletext.Page, from, k int) bool {
	for j := k - 1; j > from; j-- {
		if ruletext.IsOpenQuote(p.At(j)) {
			return p.HasStem(j-1, "программ") && wording.QuoteAt(p, j).End > k
		}
	}
	return false
}

// regionSpan returns the tokens of the first region's name among those from … to, to itself when there is none.
func (e *Reader) regionSpan(p *ruletext.Page, from, to int) (first, next int) {
	for i := from; i < to; i++ {
		for _, r := range e.Regions[p.At(i)] {
			if at, last, ok := toponym.RegionAt(p, i, r.Head, r.Before); ok {
				if p.HasStem(at-1, "республик") {
					at--
				}
				return max(at, from), min(last, to)
			}
		}
	}
	return to, to
}

// townAt reads a town that is told to be one at token i: «города Рязани», «г. Коврова».
func (e *Reader) townAt(p *ruletext.Page, i int) (territory.Municipality, bool) {
	k := i + 1
	if p.At(i) == "г" {
		if p.At(k) == "." {
			k++
		}
	} else if !toponym.TownWord(p, i) {
		return territory.Municipality{}, false
	}
	if names := e.Match(p, k); len(names) > 0 {
		return e.TownMunicipality(toponym.Distinct(names), i), true
	}
	return territory.Municipality{}, false
}

// goesOn reports whether the token may be a part of a body's name.
func goesOn(p *ruletext.Page, k int) bool {
	verb := wordform.HasEnd(p.At(k), "йте") || !p.Capitalized(k) && (wordform.IsPast(p.At(k)) ||
		wordform.HasEnd(p.At(k), "ает", "яет", "ует", "ают", "яют", "уют", "ится", "ятся"))
	other := nominativeBodies[p.At(k)] && p.Capitalized(k) && !p.Tokens[k].AllCaps && !ruletext.IsOpenQuote(p.At(k-1)) &&
		p.At(k-1) != "-"
	if verb || other || p.Capitalized(k) && p.IsAny(k, addressed...) || p.StartsCell(k) { // whom a letter is to
		return false
	}
	if wordform.HasEnd(p.At(k), "йте") || adverb(p, k) || // «Читайте также»
		p.HasStem(k, "официальн") && p.HasStem(k+1, "сайт", "портал") {
		return false
	}
	if p.Initial(k) {
		return false // who signs: «Глава администрации  И. Иванов»
	}
	return (!p.IsAny(k, "от", "№", "_", ".", "(", ",", ":", ";", "|", "/", "→", ">", "<", "·", "•", "©") ||
		p.At(k) == "." && p.Abbreviates(k-1)) &&
		!p.HasStem(k, bodyStops...) && !(p.At(k) == "на" && p.HasStem(k+1, "проект")) &&
		!(p.At(k) == "в" && p.HasStem(k+1, "состав")) &&
		p.At(k+1) != "созыва" && !opensLong(p, k) &&
		!p.HasKind(k, ruletext.Number) && p.Line(k) <= p.Line(k-1)+1
}

// adverb reports whether token k says how a body does something, «Администрация последовательно проводит»; what names a
// body goes on behind such a word, «социально-экономического».
func adverb(p *ruletext.Page, k int) bool {
	return len(p.At(k)) > 2*7 && wordform.HasEnd(p.At(k), "нно", "льно", "вно", "одно", "стно") && !p.Capitalized(k) &&
		p.At(k+1) != "-" && p.HasKind(k+1, ruletext.Word) && (wording.LooksVerbal(p, k+1) || wording.IsFiniteVerb(p, k+1) ||
		wordform.IsPast(p.At(k+1)) || wordform.HasEnd(p.At(k+1), "ит", "ят", "ет"))
}

// enumerates reports whether the comma at token k parts what a department is for, «Управление
// культуры, спорта и туризма»: further words follow up to «и», none of another matter.
func enumerates(p *ruletext.Page, k, limit int) bool {
	if p.At(k) != "," {
		return false
	}
	for j := k + 1; j < min(k+14, limit); j++ {
		switch {
		case p.At(j) == "и":
			return j > k+1
		case p.At(j) == "," || p.At(j) == "-":
		case !p.HasKind(j, ruletext.Word) || p.Capitalized(j) && !p.Tokens[j].AllCaps || p.HasStem(j, bodyStops...) ||
			wording.IsFiniteVerb(p, j) ||
			p.IsAny(j, "в", "с", "на", "что", "а", "от", "действующего", "действующий", "именуемый", "именуемое"):
			return false
		}
	}
	return false
}

// breaksBody reports whether the line that begins at k is no more of the body's name
// above it: a title, a place, another document's noun.
func breaksBody(p *ruletext.Page, k int) bool {
	return wording.IsActTitle(p, k) || wording.ActNouns[p.At(k)] != "" || p.At(k) == "г" ||
		wording.OtherHeadings[p.At(k)] || p.HasStem(k, "информационн", "извещени", "объявлени") ||
		p.IsAny(k, "ул", "тел", "www", "исх", "вх", "факс", "инн", "огрн", "окпо", "адрес") ||
		p.LineEnd(k)-k < 8 && p.LineHasStem(k, "созыв", "сессия") || p.At(k+1) == ":"
}

// opensLong tells a quote that is no name of a municipality, nor that of an institution: «МКУ «Комитет по …»».
func opensLong(p *ruletext.Page, i int) bool {
	most := 9
	if institutions[p.At(i-1)] || p.HasStem(i-1, "программ") { // «комиссия по реализации программы «…»»
		most = 24
	}
	q := wording.QuoteAt(p, i)
	return ruletext.IsOpenQuote(p.At(i)) && (q.End == 0 || q.End-i > most)
}

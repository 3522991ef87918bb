package issuer

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// bodies are the issuing bodies by how their name begins, with the stem of a word that must
// follow and their nominative.
var bodies = func() (out []struct{ stem, next, name string }) {
	for _, p := range words.Pairs("bodies") {
		stem, next, _ := strings.Cut(p.Key, " ")
		out = append(out, struct{ stem, next, name string }{stem, next, p.Value})
	}
	return out
}()

// told are nouns that are bodies behind certain adjectives only: «контрольно-счётный орган».
var told = map[string][]string{"Орган": {"счетн", "ревизионн"}, "Предприятие": {"унитарн", "казенн"},
	"Учреждение": {"казенн", "бюджетн", "автономн"}}

// bodyAt reads the noun of a body at token k: its nominative and the index after it.
func bodyAt(p *ruletext.Page, k int) (name string, rest int) {
	if !p.HasKind(k, ruletext.Word) {
		return "", k
	}
	if p.At(k) == "амо" && p.Tokens[k].AllCaps { // администрация муниципального образования
		return "Администрация", k
	}
	for _, b := range bodies {
		end, ok := strings.CutPrefix(p.At(k), b.stem)
		if !ok || end != "" && !bodyEnds[end] || b.next != "" && !p.HasStem(k+1, b.next) ||
			len(told[b.name]) > 0 && !p.HasStem(k-1, told[b.name]...) {
			continue
		}
		switch b.name {
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

// Body is an issuing body as a text names it.
type Body struct {
	Text     string // in the nominative, as written after the noun
	words    string // the same without the place
	noun     string // «Администрация», with its adjectives
	rule     string
	from, to int                    // tokens
	rest     int                    // the token after the noun
	At       territory.Municipality // whose it is; to is 0 when that is not told
	Hint     bool                   // of the page's title, not of the text
	under    bool                   // a part of the body above it, whose place it has
}

// Read reads the body that issued a document: the lines above an act's noun, what
// follows the noun in a head of one line or in a stamp; else what the act says before it
// orders, what a notice or a letter begins with, who holds an auction, whose site a post is on.
func (e *Reader) Read(p *ruletext.Page, l *layout.Layout, site Site, d *archive.Document) Body {
	b := e.headIssuer(p, l)
	if b.Text == "" || l.Stamp < 0 && b.bilingual(p) {
		if o := e.preambleIssuer(p); o.Text != "" {
			b = o
		}
	}
	var bare Body // «Комиссия решила» does not tell whose
	if b.rule == "preamble" && b.to == b.rest && wording.NotAct[l.Kind] {
		b, bare = Body{}, b
	}
	if b.Text == "" && l.Act < 0 && l.Stamp < 0 && !wording.NotAct[l.Kind] && l.Kind != "новость" {
		b = e.stampIssuer(p)
	}
	switch {
	case b.Text != "":
	case l.Kind == "новость":
		b = e.siteIssuer(p, site, d)
	case l.Kind == "отчёт" || l.Kind == "доклад":
		if b = e.reporter(p, l); b.Text == "" {
			b = e.executor(p)
		}
		if b.Text == "" && l.Act < 0 && l.Stamp < 0 {
			b = e.letterhead(p, wording.NotAct[l.Kind])
		}
	default:
		if b = e.organiser(p); b.Text == "" && l.Act < 0 && l.Stamp < 0 {
			b = e.letterhead(p, wording.NotAct[l.Kind])
		}
		if b.Text == "" && l.Stamp < 0 {
			b = e.signedIssuer(p, l.Kind, l.Act)
		}
		if b.Text == "" && l.Kind == wording.KindNotice && e.ownerAbove(p, l.Title).To > 0 {
			b = anyAdministration(p)
		}
	}
	if b.Text == "" {
		return bare
	}
	return b
}

// bilingual reports whether words of another language stand in the name that was read, as
// the heads of the republics' acts have two columns.
func (b Body) bilingual(p *ruletext.Page) bool {
	for k := b.from; k < b.to; k++ {
		if strings.ContainsFunc(p.At(k), func(r rune) bool { return r > 'я' && r != 'ё' && ruletext.IsLetter(r) }) ||
			p.IsAny(k, "хуралы", "муниципаль", "районы", "советы", "башкармасы", "берәмлеге") {
			return true
		}
	}
	return false
}

// headIssuer reads the issuer in the head of an act or in a stamp.
func (e *Reader) headIssuer(p *ruletext.Page, l *layout.Layout) Body {
	switch {
	case l.Act >= 0:
		k := l.Act + 1
		for k < l.Act+5 && (p.At(k) == "-" || p.At(k+1) == "-" || wordform.HasEnd(p.At(k), "ой", "ого")) {
			// «ЗАКЛЮЧЕНИЕ Контрольно-счётной палаты»
			if name, _ := bodyAt(p, k); name != "" {
				break
			}
			k++
		}
		if b := e.issuerAfter(p, k, min(l.Act+25, p.LineEnd(l.Act))); b.Text != "" {
			return b
		}
		for k := 0; k < l.Act; k++ {
			if p.HasStem(k-1, "вносит", "внесен") || siteWords(p, k) { // who brings a draft in
				continue
			}
			if b := e.issuerAfter(p, k, l.Act); b.Text != "" {
				sub := e.under(p, b, l.Act)
				if p.IsAny(l.Act, "приказ", "заключение", "протокол", "распоряжение") || strings.HasPrefix(sub.noun, "Комиссия") {
					return sub
				}
				return b
			}
		}
		if b := e.sitting(p, l); b.Text != "" {
			return b
		}
		if k := l.Act + 1; p.StartsLine(k) && inGenitive(p, k) { // ПОСТАНОВЛЕНИЕ⏎АДМИНИСТРАЦИИ ГОРОДА СОБИНКИ
			return e.issuerAfter(p, k, min(k+25, len(p.Tokens)))
		}
	case l.Stamp >= 0:
		if n := wording.StampNoun(p, l.Stamp); n > 0 {
			to := n + 40
			if l.Ref.From > n {
				to = l.Ref.From
			}
			for k := n + 1; k < n+6; k++ {
				if b := e.issuerAfter(p, k, min(to, len(p.Tokens))); b.Text != "" {
					return b
				}
			}
		}
	}
	return Body{}
}

// sitting reads the body whose sitting minutes tell of: «ПРОТОКОЛ № 4⏎заседания
// антинаркотической комиссии …».
func (e *Reader) sitting(p *ruletext.Page, l *layout.Layout) Body {
	if l.Kind != wording.KindMinutes {
		return Body{}
	}
	for k := l.Act + 1; k < l.Act+30 && p.Line(k) <= p.Line(l.Act)+4; k++ {
		if !p.HasStem(k, "заседани", "совещани", "сессии") {
			continue
		}
		for j := k + 1; j < k+9; j++ {
			if b := e.issuerAfter(p, j, min(j+25, len(p.Tokens))); b.Text != "" {
				return b
			}
		}
	}
	return Body{}
}

// IsFederal reports whether a body is of the Russian Federation: its acts belong to no region.
func IsFederal(p *ruletext.Page, b Body) bool {
	if b.At.To > 0 || b.Hint {
		return false
	}
	for k := b.from; k < b.to; k++ {
		if p.HasStem(k, "российск") && p.HasStem(k+1, "федерац") || p.IsAny(k, "рф", "россии") {
			return !strings.HasPrefix(b.noun, "Администраци")
		}
	}
	return false
}

// IsRegional tells the name of a body of a federal subject.
func IsRegional(name string) bool {
	for _, body := range []string{"Губернатор", "Правительство", "Кабинет Министров", "Министерство", "Законодательное",
		"Глава Республики", "Президент Республики", "Администрация Губернатора", "Государственное Собрание",
		"Государственный Совет", "Ассоциация «Совет муниципальных образований"} {
		if strings.HasPrefix(name, body) {
			return true
		}
	}
	p := ruletext.NewPage(name) // «Администрация Владимирской области»
	return p.StemWithin(0, len(p.Tokens), "област", "края", "республик") &&
		!p.StemWithin(0, len(p.Tokens), "район", "город", "муниципальн", "поселени", "поселк", "сельсовет", "округ",
			"кожуун", "улус", "наслег", "волост", "сумон",
			"сельск", "мо", "мр")
}

// nextBody tells a line that begins the head again: the act's noun, a region or a body
// in the nominative. A page puts the head's first lines on top, too.
func nextBody(p *ruletext.Page, i int) bool {
	if !p.StartsLine(i) {
		return false
	}
	return wording.ActNouns[p.At(i)] != "" || wording.ProgramHeading(p, i) != "" || p.At(i) == "республика" ||
		nominativeBodies[p.At(i)] && p.Capitalized(i) && p.At(i-1) != "-" ||
		strings.HasSuffix(p.At(i), "ская") && p.At(i+1) == "область"
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
	most := rest + 14
	if departments[strings.ToLower(name)] {
		most = rest + 24
	}
	for end < limit && !nextBody(p, end) && end < most &&
		(goesOn(p, end) || most > rest+14 && enumerates(p, end, limit)) &&
		!(p.Line(end) == p.Line(end-1)+1 && breaksBody(p, end)) {
		if q := wording.QuoteAt(p, end); q.End > 0 && q.End <= limit {
			end = q.End
			continue
		}
		end++
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
	if cut := e.regionFrom(p, rest, end); b.At.To == 0 && cut < end && !ruletext.IsOpenQuote(p.At(rest)) {
		b.Text = strings.TrimSpace(b.noun + " " + lowerWords(e.Write(p, rest, cut, false)) + " " +
			lowerBody(e.Write(p, cut, end, false)))
		b.Text = wordform.DropLoneClose(strings.Join(strings.Fields(b.Text), " "))
	}
	b.words = e.wordsOf(p, b)
	if b.At.Part != "" {
		b.words += " " + genitiveWords(b.At.Part)
	}
	return b
}

// regionFrom returns the first token of a region's name among those from … to, to itself
// when there is none.
func (e *Reader) regionFrom(p *ruletext.Page, from, to int) int {
	for i := from; i < to; i++ {
		for _, r := range e.Regions[p.At(i)] {
			if at, _, ok := toponym.RegionAt(p, i, r.Head, r.Before); ok {
				if p.HasStem(at-1, "республик") {
					at--
				}
				return max(at, from)
			}
		}
	}
	return to
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
	if !p.Tokens[k].Capitalized && wordform.HasEnd(p.At(k), "ает", "яет", "ует", "ают", "яют", "уют", "ится", "ятся") ||
		nominativeBodies[p.At(k)] && p.Capitalized(k) && !p.Tokens[k].AllCaps && !ruletext.IsOpenQuote(p.At(k-1)) &&
			p.At(k-1) != "-" {
		// another body begins
		return false
	}
	return (!p.IsAny(k, "от", "№", "_", ".", "(", ",", ":", ";", "|", "/", "→", ">", "·", "•", "©") ||
		p.At(k) == "." && p.Abbreviates(k-1)) &&
		!p.HasStem(k, bodyStops...) && p.At(k+1) != "созыва" && !opensLong(p, k) &&
		!p.HasKind(k, ruletext.Number) && p.Line(k) <= p.Line(k-1)+1
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
		p.IsAny(k, "ул", "тел", "www") || p.LineEnd(k)-k < 8 && p.LineHasStem(k, "созыв", "сессия")
}

// opensLong tells a quote that is no name of a municipality.
func opensLong(p *ruletext.Page, i int) bool {
	q := wording.QuoteAt(p, i)
	return ruletext.IsOpenQuote(p.At(i)) && (q.End == 0 || q.End-i > 9)
}

// Decides reports whether whose body issued a document is told better by the body's name
// than by m, which the head names first: a notice or a letter names other municipalities as
// well, before that of its organiser.
func (b Body) Decides(l *layout.Layout, m territory.Municipality, heading ruletext.Span) bool {
	switch b.rule {
	case "organiser", "letterhead":
		return wording.NotAct[l.Kind] &&
			(!sameCore(b.At.Core, m.Core) || (b.At.Kind == territory.KindTown) != (m.Kind == territory.KindTown)) &&
			(b.Hint || b.At.Level <= m.Level && (m.From < heading.From || m.From >= heading.To))
	case "press-service":
		return l.Kind == "новость" && b.At.Level <= m.Level
	}
	return false
}

package enrich

import (
	"slices"
	"strings"

	"letopis/internal/archive"
)

// bodies are the issuing bodies by how their name begins in any case, with
// their nominative.
var bodies = []struct{ stem, name string }{
	{"администраци", "Администрация"}, {"глав", "Глава"}, {"совет", "Совет"}, {"дум", "Дума"}, {"собрани", "Собрание"}, {"правительств", "Правительство"},
	{"губернатор", "Губернатор"}, {"министерств", "Министерство"}, {"комитет", "Комитет"}, {"управлени", "Управление"}, {"департамент", "Департамент"},
	{"мэри", "Мэрия"}, {"мэр", "Мэр"},
}

// issuer reads the body that issued the act: the lines above an act's noun, or
// what follows the noun in a head of one line or in a stamp.
func (e *Enricher) issuer(p *page, l *layout) archive.Value {
	switch {
	case l.act >= 0:
		if v := e.issuerAfter(p, l.act+1, min(l.act+25, p.lineEnd(l.act))); v.Text != "" {
			return v
		}
		for k := 0; k < l.act; k++ {
			if p.begins(k-1, "вносит", "внесен") { // who brings a draft in
				continue
			}
			if v := e.issuerAfter(p, k, l.act); v.Text != "" {
				return v
			}
		}
		if k := l.act + 1; p.startsLine(k) && p.inGenitive(k) { // ПОСТАНОВЛЕНИЕ⏎АДМИНИСТРАЦИИ ГОРОДА СОБИНКИ
			return e.issuerAfter(p, k, min(k+25, len(p.toks)))
		}
	case l.stamp >= 0:
		if n := p.stampNoun(l.stamp); n > 0 {
			to := n + 40
			if l.ref.from > n {
				to = l.ref.from
			}
			for k := n + 1; k < n+6; k++ {
				if v := e.issuerAfter(p, k, min(to, len(p.toks))); v.Text != "" {
					return v
				}
			}
		}
	}
	return archive.Value{}
}

// regionalBody tells the name of a body of a federal subject.
func regionalBody(name string) bool {
	for _, body := range []string{"Губернатор", "Правительство", "Кабинет Министров", "Министерство", "Законодательное", "Глава Республики", "Президент Республики", "Администрация Губернатора", "Государственное Собрание", "Государственный Совет"} {
		if strings.HasPrefix(name, body) {
			return true
		}
	}
	p := newPage(name) // «Администрация Владимирской области»
	return p.near(0, len(p.toks), "област", "края") && !p.near(0, len(p.toks), "район", "город", "муниципальн", "поселени", "поселк", "сельсовет", "округ", "сельск", "мо", "мр")
}

// nextBody tells a line that begins the head again: the act's noun, a region or a body
// in the nominative. A page puts the head's first lines on top, too.
func (p *page) nextBody(i int) bool {
	if !p.startsLine(i) {
		return false
	}
	return actNouns[p.at(i)] != "" || p.programHeading(i) != "" || p.at(i) == "республика" || p.oneOf(i, "администрация", "глава", "дума", "правительство") || strings.HasSuffix(p.at(i), "ская") && p.at(i+1) == "область"
}

// inGenitive tells a body's name in the genitive: «администрации», «Совета».
func (p *page) inGenitive(k int) bool {
	for _, end := range []string{"ии", "ы", "а", "ния", "ета", "ого"} {
		if strings.HasSuffix(p.at(k), end) {
			return true
		}
	}
	return false
}

// issuerAfter reads a body whose name begins at token k, up to token limit.
func (e *Enricher) issuerAfter(p *page, k, limit int) archive.Value {
	name, rest := "", k+1
	switch {
	case k >= limit || !p.is(k, word):
		return archive.Value{}
	case p.begins(k, "исполнительн") && p.begins(k+1, "комитет"):
		name, rest = "Исполнительный комитет", k+2
	case p.begins(k, "кабинет") && p.begins(k+1, "министр"):
		name, rest = "Кабинет Министров", k+2
	default:
		for _, b := range bodies {
			if p.begins(k, b.stem) {
				name = b.name
				break
			}
		}
	}
	if name == "" {
		return archive.Value{}
	}
	end := rest
	if p.at(end) == "администрации" && p.at(end+1) == "(" && p.at(end+2) == "губернатор" && p.at(end+3) == ")" { // «Глава администрации (губернатор) … края»
		end += 4
	}
	for end < limit && !p.nextBody(end) && end < rest+14 && (!p.oneOf(end, "от", "№", "_", ".", "(", ",") || p.at(end) == "." && p.abbreviates(end-1)) && !p.begins(end, "приложени", "паспорт", "карар", "ҡарар") && !p.opensLong(end) && !p.is(end, number) && p.line(end) <= p.line(end-1)+1 {
		if q := p.quoteAt(end); q.end > 0 && q.end <= limit {
			end = q.end
			continue
		}
		end++
	}
	tail := lowerBody(e.write(p, rest, end, false))
	name, k = p.attributed(name, k)
	return archive.Value{Text: dropLoneClose(strings.TrimSpace(name + " " + tail)), Evidence: p.evidence("issuer", k, end)}
}

// attributed puts the adjectives before a body's name at k: «Земское Собрание»,
// «Лесосибирский городской Совет». It returns where they begin.
func (p *page) attributed(name string, k int) (string, int) {
	first := k
	for first > 0 && k-first < 3 && p.line(first-1) == p.line(k) && p.is(first-1, word) && p.capital(k) {
		w := p.at(first - 1)
		if !strings.HasSuffix(w, "ая") && !strings.HasSuffix(w, "ое") && !strings.HasSuffix(w, "ый") && !strings.HasSuffix(w, "ий") && !strings.HasSuffix(w, "ской") && w != "городской" {
			break
		}
		first--
	}
	if first == k {
		return name, k
	}
	words := make([]string, 0, 4)
	for i := first; i < k; i++ {
		w := strings.ToLower(p.surface(i))
		if name == "Дума" || name == "Администрация" || name == "Мэрия" { // «решением городской Думы»
			w = nominativeFeminine(w)
		}
		words = append(words, w)
	}
	if strings.HasPrefix(name, "Администраци") || strings.HasPrefix(name, "Управлени") || strings.HasPrefix(name, "Комитет") {
		name = lowerFirst(name)
	}
	return titleCase(words[0]) + strings.TrimPrefix(strings.Join(append(words, name), " "), words[0]), first
}

// opensLong tells a quote that is no name of a municipality.
func (p *page) opensLong(i int) bool {
	q := p.quoteAt(i)
	return isOpenQuote(p.at(i)) && (q.end == 0 || q.end-i > 9)
}

// commonStems are those of words in the names of bodies that are written small.
var commonStems = []string{"район", "муниципальн", "городск", "сельск", "поселени", "посёл", "посел", "округ", "област", "края", "край", "сельсовет", "депутат", "представител", "образовани", "город", "народн",
	"администраци", "комитет", "управлени", "отдел", "департамент", "культур", "спорт", "экономик", "финанс", "имуществ", "архитектур", "строительств", "градостроительств", "хозяйств", "социальн", "защит", "населени",
	"закрыт", "административно", "рабоч", "внутригород", "созыв", "законодательн", "исполнительн", "территори", "села", "деревни", "станицы", "автономн", "местн", "самоуправлени"}

// lowerBody writes «АЛЕЙСКОГО РАЙОНА АЛТАЙСКОГО КРАЯ» as «Алейского района
// Алтайского края».
func lowerBody(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		low := strings.ToLower(w)
		switch {
		case w != strings.ToUpper(w) || abbreviation[low]:
		case len(w) <= 2*3 && i > 0 && (words[i-1] == "города" || words[i-1] == "город"):
			words[i] = titleCase(w)
		case len(w) <= 2*3:
			if prepositions[low] {
				words[i] = low
			}
		case slices.ContainsFunc(commonStems, func(stem string) bool { return strings.HasPrefix(low, stem) }):
			words[i] = low
		default:
			words[i] = titleCase(w)
		}
	}
	return strings.Join(words, " ")
}

var prepositions = map[string]bool{"по": true, "и": true, "в": true, "на": true, "с": true, "о": true, "об": true}

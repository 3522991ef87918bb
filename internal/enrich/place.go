package enrich

import (
	"slices"
	"strings"
	"unicode"

	"letopis/internal/archive"
)

// municipality is a municipal formation named in a text.
type municipality struct {
	name     string // nominative, as shown
	core     string // folded name without the kind
	level    int    // 1 settlement, 2 district or urban okrug
	from, to int
	okrug    bool // urban okrug
}

var settlementKinds = []string{"сельсовет", "поссовет"}

// municipalityAt reads a municipality at token i: «Бавлинского муниципального
// района», «муниципального района «Печора»», «городского округа Кашира»,
// «города Рязани», «Кетовский сельсовет».
func (e *Enricher) municipalityAt(p *page, i int) (municipality, bool) {
	if p.placeAdjective(i) {
		if m, ok := p.adjectiveMunicipality(i); ok {
			return m, true
		}
	}
	return e.nounMunicipality(p, i)
}

// placeAdjective tells adjectives that a municipality may be named by: with a
// capital, «Бавлинского», «Лугового», not «Данного района».
func (p *page) placeAdjective(i int) bool {
	if !p.is(i, word) || !p.capital(i) || p.begins(i, "муниципальн", "городск", "сельск", "районн", "данн", "кажд", "друг", "котор", "отдельн", "соседн", "избирательн", "федеральн", "автономн", "военн", "судебн", "одномандатн", "административн", "сельскохоз", "этого") || p.oneOf(i, "первого", "первом", "второго", "нового", "новом", "нашего", "нашем", "всего", "одного", "самого", "любого") {
		return false
	}
	if isSki(p.at(i)) {
		return true
	}
	for _, end := range []string{"ый", "ого", "ому", "ым", "ом", "ой", "ое"} {
		if strings.HasSuffix(p.at(i), end) && len(p.at(i)) > 2*5 {
			return true
		}
	}
	return false
}

func isSki(w string) bool {
	for _, end := range []string{"ский", "ского", "скому", "ским", "ском", "ское", "ская", "ской", "цкий", "цкого", "цкому", "цким", "цком", "цкое"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// adjectiveMunicipality reads «Бавлинского муниципального района».
func (p *page) adjectiveMunicipality(i int) (municipality, bool) {
	k := i + 1
	var middle []string
	for ; p.begins(k, "муниципальн", "городск", "сельск", "национальн") && len(middle) < 2; k++ {
		middle = append(middle, p.at(k))
	}
	neuter := false
	m := municipality{from: i, to: k + 1, level: 2}
	kind := ""
	switch {
	case p.begins(k, "район") && !p.begins(k, "районн"):
		kind = "район"
	case p.begins(k, "округ") && len(middle) > 0:
		kind, m.okrug = "округ", strings.HasPrefix(middle[0], "городск")
	case p.begins(k, "поселени") && len(middle) > 0 && !p.oneOf(k, "поселений", "поселениях"):
		kind, neuter, m.level = "поселение", true, 1
	case p.begins(k, settlementKinds...):
		kind, m.level = "сельсовет", 1
		if p.begins(k, "поссовет") {
			kind = "поссовет"
		}
	default:
		return m, false
	}
	first := p.surface(i)
	from := i
	for p.at(from-1) == "-" && p.text[p.toks[from-1].start] == '-' && p.is(from-2, word) && p.tight(from) == p.tight(from-1) && p.capital(from-2) && p.line(from-2) == p.line(from) && !p.begins(from-2, "образовани") { // Усть-Вымский
		first = p.surface(from-2) + "-" + first
		from -= 2
	}
	m.from = from
	parts := []string{nominativeAdjective(first, neuter)}
	for _, w := range middle {
		if strings.HasPrefix(w, "городск") && !neuter {
			parts = append(parts, "городской")
			continue
		}
		parts = append(parts, nominativeAdjective(w, neuter))
	}
	if parts[0] == strings.ToUpper(parts[0]) {
		parts[0] = titleCase(parts[0])
	}
	m.name = strings.Join(append(parts, kind), " ")
	m.core = foldName(parts[0])
	return m, true
}

// nominativeAdjective turns a masculine or neuter adjective in any case to the
// nominative.
func nominativeAdjective(w string, neuter bool) string {
	low := strings.ToLower(w)
	for _, end := range []string{"ого", "ому", "ым", "им", "ом", "ый", "ий", "ой", "ое"} {
		if !strings.HasSuffix(low, end) {
			continue
		}
		stem := w[:len(w)-len(end)]
		ending := "ый"
		if r := lastRune(strings.ToLower(stem)); strings.ContainsRune("гкхжшчщ", r) {
			ending = "ий"
		}
		if neuter {
			ending = "ое"
		}
		if w == strings.ToUpper(w) {
			ending = strings.ToUpper(ending)
		}
		return stem + ending
	}
	return w
}

// titleCase writes «УСТЬ-ВЫМСКИЙ» as «Усть-Вымский».
func titleCase(s string) string {
	parts := strings.Split(strings.ToLower(s), "-")
	for i, x := range parts {
		if x != "на" && x != "" {
			parts[i] = upperFirst(x)
		}
	}
	return strings.Join(parts, "-")
}

func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ё':
			return 'е'
		case unicode.IsSpace(r), r == '-', r == '«', r == '»', r == '"':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// nounMunicipality reads «муниципального района «Печора»», «городской округ
// Кашира», «МР «Печора»», «сельское поселение Успенское», «округ Муром».
func (e *Enricher) nounMunicipality(p *page, i int) (municipality, bool) {
	k, kind, level, okrug := i, "", 2, false
	switch {
	case p.begins(k, "муниципальн") && p.begins(k+1, "район") && !p.begins(k+1, "районн"):
		kind, k = "муниципальный район", k+2
	case p.begins(k, "городск") && p.begins(k+1, "округ"):
		kind, k, okrug = "городской округ", k+2, true
	case p.begins(k, "муниципальн") && p.begins(k+1, "округ"):
		kind, k, okrug = "муниципальный округ", k+2, true
	case p.oneOf(k+1, "поселений", "поселениях", "поселениями", "округов", "округах", "районов", "районах", "образований", "образованиях"):
		return municipality{}, false
	case p.begins(k, "городск") && p.begins(k+1, "поселени"):
		kind, k, level = "городское поселение", k+2, 1
	case p.begins(k, "сельск") && p.begins(k+1, "поселени"):
		kind, k, level = "сельское поселение", k+2, 1
	case p.begins(k, "округ") && !p.begins(k-1, "городск", "муниципальн", "автономн") && p.capital(k+1) && !p.startsLine(k+1):
		kind, k, okrug = "округ", k+1, true
	case p.oneOf(k, "с") && p.at(k+1) == "." && p.at(k+2) == "п" && p.at(k+3) == ".":
		kind, k, level = "сельское поселение", k+4, 1
	case p.oneOf(k, "мр") && !p.toks[k].startsWithLower():
		kind, k = "муниципальный район", k+1
	case p.oneOf(k, "го") && p.toks[k].caps:
		kind, k, okrug = "городской округ", k+1, true
	case p.oneOf(k, "мо") && p.toks[k].caps && p.at(k+1) != "мр", p.begins(k, "муниципальн") && p.begins(k+1, "образовани"):
		kind, k = "муниципальное образование", k+1
		if p.begins(k, "образовани") {
			k++
		}
	default:
		return municipality{}, false
	}
	if p.at(k) == "-" {
		k++
	}
	m := municipality{from: i, level: level, okrug: okrug}
	if kind == "муниципальное образование" {
		for j := k; j <= k+2; j++ {
			if p.placeAdjective(j) {
				if in, ok := p.adjectiveMunicipality(j); ok {
					return in, true
				}
			}
		}
	}
	if q := p.quoteAt(k); q.end > 0 && q.inner-q.from <= 10 && (p.capital(k+1) || p.at(k+1) == "город") {
		if in, ok := e.municipalityAt(p, k+1); ok && kind == "муниципальное образование" {
			in.to = q.end
			return in, true
		}
		m.to = q.end
		m.name = strings.ReplaceAll(upperFirst(e.write(p, q.from+1, q.inner, p.toks[q.from+1].caps)), " - ", "-")
		m.core = foldName(m.name)
		m.name = kind + " «" + m.name + "»"
		return m, true
	}
	city := p.oneOf(k, "город", "города", "г")
	if city {
		k++
		if p.at(k) == "." {
			k++
		}
	}
	village := p.oneOf(k, "поселок", "поселка", "поселке")
	if village {
		k++
	}
	if p.line(k) > p.line(k-1)+1 || actNouns[p.at(k)] != "" || !p.capital(k) || p.begins(k, "росси", "муниципальн", "российск", "городск", "администрац", "республик", "област", "глав", "совет") {
		return municipality{}, false
	}
	if names := e.match(p, k); len(names) > 0 && kind != "сельское поселение" {
		m.name, m.to = e.g.Cities[names[0].city].Name, names[0].end
	} else if kind == "муниципальное образование" {
		return municipality{}, false
	} else {
		m.to = k + 1
		for p.at(m.to) == "-" && p.tight(m.to) && p.is(m.to+1, word) {
			m.to += 2
		}
		if village && p.capital(m.to) && p.line(m.to) == p.line(k) && !isSki(p.at(m.to)) {
			m.to++
		}
		m.name = p.slice(k, m.to)
		if p.toks[k].caps {
			m.name = titleCase(m.name)
		}
		if isSki(p.at(k)) && !(level == 1 && strings.HasSuffix(p.at(k), "ое")) { // «сельское поселение Успенское» has such a name
			return municipality{}, false
		}
	}
	m.core = foldName(m.name)
	if village {
		kind += " посёлок"
	}
	m.name = kind + " " + m.name
	return m, true
}

func (t token) startsWithLower() bool { return !t.capital }

// regionMention is a federal subject named in a text.
type regionMention struct {
	name     string
	from, to int
}

// regionsIn finds the federal subjects named in the text up to token limit.
func (e *Enricher) regionsIn(p *page, limit int) []regionMention {
	var out []regionMention
	for i := 0; i < min(limit, len(p.toks)); i++ {
		if !p.is(i, word) {
			continue
		}
		for _, r := range e.regions[p.at(i)] {
			from, to, ok := p.regionAt(i, r.head, r.before)
			if ok {
				out = append(out, regionMention{r.name, from, to})
				break
			}
		}
	}
	return out
}

func (p *page) regionAt(i int, head, before string) (from, to int, ok bool) {
	from, to = i, i+1
	if before != "" {
		if p.at(i-1) != "-" || p.at(i-2) != before {
			return 0, 0, false
		}
		from = i - 2
	} else if p.at(i-1) == "-" && p.tight(i) && head != "" {
		return 0, 0, false
	}
	switch {
	case head == "":
		return from, to, p.at(i) != "рт" && p.capital(i) || p.toks[i].caps
	case p.begins(i+1, head):
		to = i + 2
	case p.begins(i+1, "автономн") && p.begins(i+2, head):
		to = i + 3
	case p.at(i+1) == "обл" && head == "област":
		to = i + 2
	case head == "республик" && p.begins(i-1, head):
		from = i - 1
	default:
		return 0, 0, false
	}
	return from, to, head != "кра" || p.oneOf(i+1, "край", "края", "краю", "краем", "крае")
}

// region decides the federal subject the document tells: the first one in its
// head, else the one named most. News name other regions as well: only one that
// is named alone counts.
func (e *Enricher) region(p *page, news bool) (archive.Value, []regionMention) {
	found := e.regionsIn(p, len(p.toks))
	if news && slices.ContainsFunc(found, func(r regionMention) bool { return r.name != found[0].name }) {
		return archive.Value{}, found
	}
	head := p.before(1500)
	count, best := map[string]int{}, ""
	for _, r := range found {
		if r.from < head {
			return archive.Value{Text: r.name, Evidence: p.evidence("region-head", r.from, r.to)}, found
		}
		if count[r.name]++; best == "" || count[r.name] > count[best] {
			best = r.name
		}
	}
	for _, r := range found {
		if r.name == best && 2*count[best] > len(found) {
			return archive.Value{Text: best, Evidence: p.evidence("region-named", r.from, r.to)}, found
		}
	}
	return archive.Value{}, found
}

// inLongQuote tells whether token i stands in a quoted title that opens after
// token from.
func (p *page) inLongQuote(from, i int) bool {
	for k := from; k < i; k++ {
		if q := p.quoteAt(k); q.end > i && q.end-q.from > 9 {
			return true
		}
	}
	return false
}

// municipalityOf decides the municipality of the document: the lowest one that
// its head names.
func (e *Enricher) municipalityOf(p *page, l *layout, heading span) (municipality, bool) {
	limit := max(p.before(2500), heading.to)
	var first, lowest *municipality
	var all []municipality
	for i := 0; i < limit; i++ {
		if m, ok := e.municipalityAt(p, i); ok {
			all = append(all, m)
			i = max(i, m.to-1)
		}
	}
	for k := range all {
		m := &all[k]
		if first == nil {
			first = m
		}
		if m.level == 1 && (lowest == nil) && k < 3 {
			lowest = m
		}
	}
	if lowest != nil && first.level == 2 && (lowest.from > first.to+12 || p.inLongQuote(first.to, lowest.from)) {
		lowest = nil
	}
	switch {
	case lowest != nil:
		return *lowest, true
	case first != nil:
		return *first, true
	}
	return municipality{}, false
}

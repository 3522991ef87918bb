package enrich

import (
	"strings"

	"letopis/internal/archive"
)

// bodies are the issuing bodies by how their name begins in any case, with
// their nominative.
var bodies = []struct{ stem, name string }{
	{"администраци", "Администрация"}, {"глав", "Глава"}, {"совет", "Совет"}, {"дум", "Дума"}, {"собрани", "Собрание"}, {"правительств", "Правительство"},
	{"губернатор", "Губернатор"}, {"министерств", "Министерство"}, {"комитет", "Комитет"}, {"управлени", "Управление"}, {"департамент", "Департамент"},
}

// issuer reads the body that issued the act: the lines above an act's noun, or
// what follows the noun in a head of one line or in a stamp.
func (p *page) issuer(l *layout) archive.Value {
	switch {
	case l.act >= 0:
		if v := p.issuerAfter(l.act+1, min(l.act+25, p.lineEnd(l.act))); v.Text != "" {
			return v
		}
		for k := 0; k < l.act; k++ {
			if v := p.issuerAfter(k, l.act); v.Text != "" {
				return v
			}
		}
	case l.stamp >= 0:
		if n := p.stampNoun(l.stamp); n > 0 {
			to := n + 40
			if l.ref.from > n {
				to = l.ref.from
			}
			for k := n + 1; k < n+6; k++ {
				if v := p.issuerAfter(k, min(to, len(p.toks))); v.Text != "" {
					return v
				}
			}
		}
	}
	return archive.Value{}
}

// issuerAfter reads a body whose name begins at token k, up to token limit.
func (p *page) issuerAfter(k, limit int) archive.Value {
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
	for end < limit && end < rest+14 && (!p.oneOf(end, "от", "№", "_", ".", "(", ",") || p.at(end) == "." && p.abbreviates(end-1)) && !p.begins(end, "приложени", "паспорт") && !p.opensLong(end) && !p.is(end, number) && p.line(end) <= p.line(end-1)+1 {
		end++
	}
	tail := squeeze(p.slice(rest, end))
	tail = lowerBody(tail)
	return archive.Value{Text: strings.TrimSpace(name + " " + tail), Evidence: p.evidence("issuer", k, end)}
}

// opensLong tells a quote that is no name of a municipality.
func (p *page) opensLong(i int) bool {
	q := p.quoteAt(i)
	return isOpenQuote(p.at(i)) && (q.end == 0 || q.end-i > 9)
}

// lowerBody writes «АЛЕЙСКОГО РАЙОНА АЛТАЙСКОГО КРАЯ» as «Алейского района
// Алтайского края».
func lowerBody(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if w != strings.ToUpper(w) || len(w) <= 2*3 {
			continue
		}
		low := strings.ToLower(w)
		common := false
		for _, stem := range []string{"район", "муниципальн", "городск", "сельск", "поселени", "округ", "област", "края", "край", "сельсовет", "депутат", "образовани", "город", "народн"} {
			common = common || strings.HasPrefix(low, stem)
		}
		if common {
			words[i] = low
		} else {
			words[i] = titleCase(w)
		}
	}
	return strings.Join(words, " ")
}

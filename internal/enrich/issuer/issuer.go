package issuer

import (
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/wording"
)

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
	whole    bool                   // its name is told without a place
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
	name = strings.ReplaceAll(name, "автономного округа", "области")
	p := ruletext.NewPage(name) // «Администрация Владимирской области»
	return p.StemWithin(0, len(p.Tokens), "област", "края", "республик") &&
		!p.StemWithin(0, len(p.Tokens), "район", "город", "муниципальн", "поселени", "поселк", "сельсовет", "округ",
			"кожуун", "улус", "наслег", "волост", "сумон",
			"сельск", "мо", "мр")
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

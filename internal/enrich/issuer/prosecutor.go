package issuer

import (
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
)

// prosecutors write in a section of their own on the sites of municipalities.
const prosecutors = "Прокуратура"

// prosecutorSigns reports whether a text is signed by a prosecutor or who helps him: «Помощник прокурора района   И.
// Белова».
func prosecutorSigns(p *ruletext.Page) bool {
	for n := max(1, len(p.Lines)-closingLines/2); n < len(p.Lines); n++ {
		i := p.Lines[n]
		k := i
		for p.HasStem(k, "помощник", "заместител", "старш") {
			k++
		}
		if p.Capitalized(i) && p.IsAny(k, "прокурор", "прокурора") && p.LineEnd(i)-i < 12 && !layout.TellsVerb(p, i) &&
			!tellsOf(p, i) {
			return true
		}
	}
	return false
}

// informs reports whether the title of a page names such a section: «Прокуратура информирует», «Прокурор разъясняет».
func informs(title string) bool {
	p := ruletext.NewPage(title)
	for k := range p.Tokens {
		if p.IsAny(k, "прокуратура", "прокурор") && p.HasStem(k+1, "информиру", "разъясня", "сообща") {
			return true
		}
	}
	return false
}

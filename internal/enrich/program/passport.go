package program

import (
	"slices"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// passportRow reads the name that a passport gives a programme in its first row without quotes, where the text has
// none with them: «Наименование программы  Развитие туризма в … районе».
func (e *Finder) passportRow(p *ruletext.Page, l *layout.Layout, ms []mention) []mention {
	if l.Kind != "программа" || slices.ContainsFunc(ms, func(m mention) bool { return m.quoted }) {
		return nil
	}
	for _, i := range p.Lines {
		if i > p.TokensBefore(6000) {
			break
		}
		if p.At(i) == "|" {
			i++
		}
		k := i + 1
		for p.HasStem(k, wording.ProgramAdjectives...) || wording.ProgramForms[p.At(k)] && k < i+4 {
			k++
		}
		if p.At(i) != "наименование" || !wording.ProgramForms[p.At(k-1)] {
			continue
		}
		for p.IsAny(k, "|", ":", "-") && k < i+7 {
			k++
		}
		end := k
		for end < p.LineEnd(i) && !p.IsAny(end, "|", ";") {
			end++
		}
		if !p.Capitalized(k) || end-k < 2 || wording.ProgramForms[p.At(k)] || p.HasStem(k, wording.ProgramAdjectives...) {
			return nil
		}
		m := mention{at: k, end: end, word: i, name: wordform.Squeeze(e.Written(p, k, end)), quoted: true,
			level: ruletext.LevelMunicipal, year: firstYear(p, k, end)}
		m.key = ProgramKey(m.name)
		return []mention{m}
	}
	return nil
}

// passportProgram names a programme whose heading has no name: what its
// passport says, else the municipal programme the text names most.
func passportProgram(p *ruletext.Page, ms []mention) int {
	limit := p.TokensBefore(6000)
	for i, m := range ms {
		if m.word < limit && (p.HasStem(m.at-1, "паспорт") || m.quoted && p.HasStem(m.at-1, "наименован")) {
			return i
		}
	}
	count, best := map[string]int{}, 0
	for _, m := range ms {
		if m.level == ruletext.LevelMunicipal && m.quoted {
			count[m.key]++
			best = max(best, count[m.key])
		}
	}
	return slices.IndexFunc(ms, func(m mention) bool {
		return m.level == ruletext.LevelMunicipal && m.quoted && count[m.key] == best
	})
}

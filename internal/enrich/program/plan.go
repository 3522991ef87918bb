package program

import (
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// salePlan reads the plan by which municipal property is sold, a programme by the law on that: «прогнозного плана
// (программы) приватизации муниципального имущества … на 2016 год», whose «план» stands at token j.
func (e *Finder) salePlan(p *ruletext.Page, j int, heading ruletext.Span) mention {
	k := wording.SalePlan(p, j-1)
	if k == 0 || p.HasStem(j-2, "исполнени", "выполнени", "реализаци", "результат", "итог") { // what was sold by it
		return mention{}
	}
	limit := len(p.Tokens)
	if j >= heading.From && j < heading.To {
		limit = heading.To
	}
	end := k
	for end < min(k+60, limit) && !p.IsAny(end, ".", ";", ":", "(") && yearsAt(p, end) == end &&
		!wording.LooksVerbal(p, end) && !(p.Line(end) > p.Line(end-1)+1) {
		if q := wording.QuoteAt(p, end); q.End > 0 {
			end = q.End
			continue
		}
		end++
	}
	if y := yearsAt(p, end); y > end {
		end = y
	}
	name := "Прогнозный план приватизации"
	if wording.ProgramForms[p.At(j+2)] {
		name = "Прогнозный план (программа) приватизации"
	}
	tail := e.Written(p, k, end)
	if p.InCapitals(k, end) {
		tail = wordform.LowerFirst(tail)
	}
	m := mention{at: j - 1, end: end, word: j, name: wordform.Squeeze(name + " " + tail), plan: true,
		level: levelInName(p, k, end), year: firstYear(p, k, end)}
	if m.level == "" && p.StemWithin(k, 2, "муниципальн") {
		m.level = ruletext.LevelMunicipal
	}
	m.key = ProgramKey(m.name)
	return m
}

// titlePage reads the name that stands below the words «Муниципальная программа» of a title page without quotes, where
// the text has none with them: «МУНИЦИПАЛЬНАЯ ПРОГРАММА⏎Развитие спорта в районе⏎на 2015–2020 годы»; or above them, in
// quotes.
func (e *Finder) titlePage(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, ms []mention) []mention {
	if l.Kind != "программа" || len(within(ms, heading)) > 0 {
		return nil
	}
	for j := heading.From; j < heading.To; j++ {
		if p.At(j) != "программа" {
			continue
		}
		first := adjectivesBefore(p, j)
		if q := wording.QuoteEndingAt(p, first); q.End > 0 && q.From >= heading.From {
			if m := e.quotedProgram(p, first, j, q); m.key != "" {
				m.at = q.From
				return []mention{m}
			}
		}
		if from := j + 1; from < heading.To && p.StartsLine(from) && ownHeading(p, from) {
			end := from
			for end < heading.To && yearsAt(p, end) == end {
				end++
			}
			m := mention{at: from, end: end, word: j, quoted: true, level: ruletext.LevelMunicipal,
				name: wordform.UpperFirst(wordform.Squeeze(e.Written(p, from, end))), year: firstYear(p, end, yearsAt(p, end))}
			if m.key = ProgramKey(m.name); m.key != "" && end-from > 1 {
				return []mention{m}
			}
		}
		return nil
	}
	return nil
}

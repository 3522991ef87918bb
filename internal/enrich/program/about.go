package program

import (
	"slices"
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// openingSentences is how many sentences below its heading tell what a post or a notice is about.
const openingSentences = 2

// tells are the kinds of documents that tell of programmes and do nothing to them.
var tells = map[string]bool{wording.KindNews: true, wording.KindNotice: true, wording.KindLetter: true,
	wording.KindMinutes: true, wording.KindConclusion: true, "иное": true}

// subjects returns the programmes that a document of such a kind is about: those that its heading names, and those of
// which the first sentences of a post or a notice say so. What takes place within a programme is not about it.
func subjects(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, ms []mention) []owned {
	spans := []ruletext.Span{heading}
	if l.Kind == wording.KindNews || l.Kind == wording.KindNotice {
		spans = append(spans, openings(p, heading)...)
	}
	var out []owned
	titled := quotedKeys(p, heading)
	for i, m := range ms {
		n := slices.IndexFunc(spans, func(s ruletext.Span) bool { return m.word >= s.From && m.word < s.To })
		if m.quoted && slices.Contains(titled, m.key) {
			out = append(out, owned{i, roleReports})
			continue
		}
		if n < 0 {
			continue
		}
		role := subjectRole(p, m, spans[n])
		switch {
		case role != "":
		case n == 0 && !underProgram(p, m) && !ofAnother(p, heading.From, m.at):
			role = roleReports
		case n > 0 && m.project && m.at < m.word && l.Kind == wording.KindNews,
			n > 0 && m.project && p.HasStem(m.word, "нацпроект") && l.Kind == wording.KindNews:
			// work that goes on under a project is the news of it
			role = roleReports
		case len(out) > 0 && out[len(out)-1].at == i-1 && ms[i-1].end == m.at: // «по подпрограмме «А» программы «Б»»
			role = out[len(out)-1].role
		default:
			continue
		}
		out = append(out, owned{i, role})
	}
	if slices.ContainsFunc(out, func(o owned) bool { return ms[o.at].quoted }) {
		out = slices.DeleteFunc(out, func(o owned) bool {
			m := &ms[o.at]
			m.short = !m.quoted && m.word < heading.To
			return m.short
		})
	}
	return out
}

// quotedKeys are the keys of what a heading has in quotes without saying what it is: ««Земский учитель»: приём
// документов», where the text below calls it a programme.
func quotedKeys(p *ruletext.Page, heading ruletext.Span) (keys []string) {
	for k := heading.From; k < heading.To; k++ {
		q := wording.QuoteAt(p, k)
		if !ruletext.IsOpenQuote(p.At(k)) || q.End == 0 || q.End > heading.To {
			continue
		}
		if key := ProgramKey(p.Slice(k+1, q.Inner)); key != "" {
			keys = append(keys, key)
		}
		k = q.End - 1
	}
	return keys
}

// openings spans the first sentences of a text below its heading.
func openings(p *ruletext.Page, heading ruletext.Span) []ruletext.Span {
	out := []ruletext.Span{lead(p, heading)}
	for len(out) < openingSentences {
		from := out[len(out)-1].To
		out = append(out, ruletext.Span{From: from, To: sentenceEnd(p, from)})
	}
	return out
}

// subjectRole tells what a text is to the programme m by what stands before it in the sentence or heading s: there is a
// draft of it, it is adopted, or money and places are given out by it. "" when that says nothing.
func subjectRole(p *ruletext.Page, m mention, s ruletext.Span) string {
	if k := draftBefore(p, m, s.From); k >= 0 {
		if p.StemWithin(k, m.at-k, "изменени", "дополнени") {
			return roleAmends
		}
		return roleReports
	}
	for k := max(s.From, m.at-adoptedWithin); k < m.at; k++ {
		if p.IsAny(k, adopted...) || p.At(m.word) == "программа" && p.IsAny(k, inForce...) ||
			p.HasStem(k, "утверждени", "принятии", "продлени") {
			return roleReports
		}
	}
	if p.At(m.at-1) == "в" && p.HasStem(m.at-2, "изменени", "дополнени", "корректив") ||
		p.At(m.word) == "программа" && m.at == s.From && !m.project || // «Программа «…» продлена»
		p.IsAny(m.at-1, "о", "об") && m.at-1 == s.From { // «О программе «…» рассказал глава»
		return roleReports
	}
	within := p.IsAny(m.at-1, "по", "в") || p.StemWithin(max(s.From, m.at-4), min(4, m.at-s.From), "рамк")
	if from := max(s.From, m.at-offeredWithin); within && p.StemWithin(from, m.at-from, offers...) {
		return roleReports
	}
	if within && p.HasStem(m.at-2, "участи") && p.HasStem(m.at-3, "прин", "прим") { // «приглашает принять участие в …»
		return roleReports
	}
	if within && p.StemWithin(m.end, min(handedWithin, s.To-m.end), handed...) {
		return roleReports
	}
	return ""
}

// How many tokens before a programme it is said that it is adopted, or what is given out by it.
const (
	adoptedWithin = 2
	offeredWithin = 40
	handedWithin  = 4
)

// draftBefore returns where the draft of the programme m, or of an act on it, is named behind token from: «проекта
// муниципальной программы «…»», «проект постановления «О внесении изменений в программу «…»»»; -1 when there is none.
func draftBefore(p *ruletext.Page, m mention, from int) int {
	if p.HasStem(m.at-1, "проект") {
		return m.at - 1
	}
	for k := m.at - 1; k >= max(from, m.at-offeredWithin); k-- {
		if p.HasStem(k, "проект") && p.HasStem(k+1, wording.ActStems...) {
			return k
		}
		if p.IsAny(k, ".", ";") {
			break
		}
	}
	return -1
}

// projectAt returns the quote behind a national or a federal project at token j, which carries out a programme of the
// country: «национального проекта «Жильё»», «по нацпроекту «Культура»».
func projectAt(p *ruletext.Page, j int) wording.Quote {
	if !p.HasStem(j, "проект") && !p.HasStem(j, "нацпроект") || !ruletext.IsOpenQuote(p.At(j+1)) ||
		p.IsAny(j+2, "о", "об") || p.HasStem(j, "проект") && !p.HasStem(j-1, projectAdjectives...) && !knownProject(p, j+2) {
		return wording.Quote{}
	}
	return wording.QuoteAt(p, j+1)
}

// knownProject reports whether the name at token i is one of a project of the country.
func knownProject(p *ruletext.Page, i int) bool {
	return slices.ContainsFunc(knownProjects, func(name string) bool {
		k := i
		for word := range strings.SplitSeq(name, "-") {
			for p.At(k) == "," || p.At(k) == "-" {
				k++
			}
			if p.At(k) != word {
				return false
			}
			k++
		}
		return true
	})
}

// project reads the project at token j as a programme. It is one of a document only where that is about it.
func (e *Finder) project(p *ruletext.Page, j int, q wording.Quote) mention {
	first := j
	if p.HasStem(j, "проект") && p.HasStem(j-1, projectAdjectives...) {
		first = j - 1
	}
	m := e.quotedProgram(p, first, j, q)
	m.project = true
	if m.level = ruletext.LevelFederal; p.HasStem(first, "региональн") {
		m.level = ruletext.LevelRegional
	}
	return m
}

// parts finds the subprogrammes that a text names, in its order.
func (e *Finder) parts(p *ruletext.Page) []mention {
	var out []mention
	for j := range p.Tokens {
		if p.Stopped() {
			break
		}
		if !p.HasKind(j, ruletext.Word) || !p.HasStem(j, "подпрограмм") || !ruletext.IsOpenQuote(p.At(j+1)) {
			continue
		}
		m := e.quotedProgram(p, j, j, wording.QuoteAt(p, j+1))
		if m.key == "" {
			continue
		}
		if m.part = true; p.StemWithin(m.end, partOfWithin, "программ") { // «подпрограмма «…» областной программы»
			m.level = programLevel(p, m.end, m.end+partOfWithin)
		}
		out = append(out, m)
	}
	return out
}

// partOfWithin is how many tokens behind a subprogramme the word of its programme stands.
const partOfWithin = 5

package program

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// Roles of a programme besides archive.ProgramMentions.
const (
	roleApproves = "approves"
	roleAmends   = "amends"
	roleRepeals  = "repeals"
	RolePassport = "passport"
	roleReports  = "reports"
)

// Find decides which of the mentions the document is about, and their roles.
func (e *Finder) Find(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, f *archive.Facts) []archive.Program {
	ms := e.programMentions(p, heading)
	ms = append(ms, e.reportRows(p, l, heading, ms)...)
	ms = append(ms, e.passportRow(p, l, ms)...)
	ms = append(e.titlePage(p, l, heading, ms), ms...)
	if tells[l.Kind] || reportKinds[l.Kind] { // what is sold by a plan is not of it
		ms = slices.DeleteFunc(ms, func(m mention) bool { return m.plan })
	}
	parts := e.parts(p)
	switch {
	case tells[l.Kind]:
		ms = inOrder(ms, parts)
	case reportKinds[l.Kind]:
		ms = inOrder(ms, within(parts, heading))
	default:
		ms = slices.DeleteFunc(ms, func(m mention) bool { return m.project })
	}
	own := ownPrograms(p, l, heading, ms)
	if !tells[l.Kind] && len(own) == 0 { // what is about a programme names its parts
		ms = inOrder(ms, parts)
	}
	var out []archive.Program
	seen := map[string][]int{} // the first years of a programme's editions
	subs := subprogrammes(parts)
	add := func(m mention, role string) {
		owner, region := e.ownerOf(m, f)
		if m.level == "" && role != archive.ProgramMentions {
			m.level = "municipal"
			if owner == "" {
				m.level = "regional"
			}
		}
		name, level := e.Known(m.name, m.key, m.level, owner)
		id := e.ProgramID(ProgramKey(name), level, owner, region)
		if role == archive.ProgramMentions {
			if m.sub || !m.part && subs[wordform.NameKey(m.name)] ||
				slices.ContainsFunc(seen[id], func(y int) bool { return y == m.year || y == 0 || m.year == 0 }) {
				return
			}
			for n, o := range own {
				if m.key == ms[o.at].key && (m.level == "" || m.level == out[n].Level) && !otherPeriod(m, ms[o.at]) {
					return
				}
			}
		}
		seen[id] = append(seen[id], m.year)
		out = append(out, archive.Program{ID: id, Name: name, Role: role, Level: level,
			Evidence: p.Evidence("program-"+role, m.at, m.end)})
	}
	for _, o := range own {
		add(ms[o.at], o.role)
	}
	old := map[string]bool{}
	for _, m := range ms {
		if m.short || m.plan || m.project || m.part && len(own) > 0 {
			continue
		}
		if len(own) > 0 && own[0].role == roleAmends && (old[m.key] || m.key != ms[own[0].at].key && oldName(p, m)) {
			old[m.key] = true
			continue
		}
		add(m, archive.ProgramMentions)
	}
	return out
}

// owned is a mention of a programme that the document is about, and what the document is to it.
type owned struct {
	at   int // in the list of mentions
	role string
}

// ownPrograms returns the programmes that a document is about, its main one first: an act may
// amend or prolong several, a report tell of all that a district has. Each stands once.
func ownPrograms(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, ms []mention) []owned {
	main, role := mainProgram(p, l, heading, ms)
	var all []owned
	if main >= 0 {
		all = append(all, owned{main, role})
		for i := main + 1; i < len(ms); i++ { // «… в программы «Культура» и «Спорт»»
			if ms[i].word == ms[main].word {
				all = append(all, owned{i, role})
			}
		}
	}
	switch l.Kind {
	case wording.KindReport, "доклад":
		all = append(all, subjects(p, l, heading, ms)...)
		if reportsOnAll(p, heading) {
			all = append(all, reportedAll(p, ms, heading)...)
		} else if l.Kind == "доклад" {
			all = append(all, carriedOut(p, ms)...)
		}
	case wording.KindNews:
		all = append(subjects(p, l, heading, ms), allReported(p, ms, lead(p, heading), true)...)
	case wording.KindNotice:
		all = subjects(p, l, heading, ms)
	case "иное":
		all = append(subjects(p, l, heading, ms), allReported(p, ms, heading, true)...)
	case wording.KindLetter, wording.KindMinutes, wording.KindConclusion:
		all = append(subjects(p, l, heading, ms), allReported(p, ms, ruletext.Span{}, false)...)
	case "постановление", "решение", "распоряжение", "приказ":
		titled := main >= 0 && ms[main].word >= heading.From && ms[main].word < heading.To
		if !titled && role != roleReports && !(heading.To > heading.From && amendsOther(p, heading)) {
			all = append(all, orderedPrograms(p, l, ms)...)
		}
		if role == roleApproves || actRole(p, heading) == roleRepeals {
			all = append(all, repealedPrograms(p, l, ms)...)
		}
	}
	return eachOnce(all, ms)
}

// eachOnce leaves the first of the mentions of each programme, of no more than maxRows.
func eachOnce(all []owned, ms []mention) []owned {
	var out []owned
	for _, o := range all {
		if len(out) == maxRows {
			break
		}
		same := func(x owned) bool {
			return x.at == o.at || ms[x.at].key == ms[o.at].key && !otherPeriod(ms[x.at], ms[o.at])
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, o)
		}
	}
	return out
}

// oldName tells the name that an act takes from the programme it amends: «Наименование
// постановления … «Об утверждении программы «…»» изложить в новой редакции».
func oldName(p *ruletext.Page, m mention) bool {
	for k := m.at - 1; k > m.at-40 && k >= 0 && p.At(k) != ";" &&
		!(p.StartsLine(k+1) && p.HasKind(k+1, ruletext.Number)); k-- {
		if p.HasStem(k, "наименовани", "названи") && p.HasStem(k+1, wording.ActStems...) {
			return true
		}
	}
	return false
}

// otherPeriod tells an edition of a programme for other years, which a document
// names beside its own: the first year tells them apart, the last one is put off.
func otherPeriod(m, main mention) bool {
	return m.year != 0 && main.year != 0 && m.year != main.year
}

// subprogrammes are the names, each with its years, that the text calls
// subprogrammes: elsewhere it may call one of them a programme. Without years a
// programme and its subprogramme often share a name.
func subprogrammes(parts []mention) map[string]bool {
	out := map[string]bool{}
	for _, m := range parts {
		if m.year != 0 {
			out[wordform.NameKey(m.name)] = true
		}
	}
	return out
}

// reportKinds are those of reports.
var reportKinds = map[string]bool{wording.KindReport: true, "доклад": true}

// within returns those of ms that stand in a span.
func within(ms []mention, s ruletext.Span) []mention {
	return slices.DeleteFunc(slices.Clone(ms), func(m mention) bool { return m.word < s.From || m.word >= s.To })
}

// inOrder joins mentions and the subprogrammes of a text in its order.
func inOrder(ms, parts []mention) []mention {
	if len(parts) == 0 {
		return ms
	}
	out := append(slices.Clip(ms), parts...)
	slices.SortStableFunc(out, func(a, b mention) int { return a.word - b.word })
	return out
}

// mainProgram returns the mention that the document approves, amends, repeals,
// is, or reports on; -1 when it is about none.
func mainProgram(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, ms []mention) (int, string) {
	in := func(from, to int) int {
		for i, m := range ms {
			if m.word >= from && m.word < to {
				return i
			}
		}
		return -1
	}
	if tells[l.Kind] {
		return -1, "" // see subjects
	}
	switch l.Kind {
	case "прогноз", "стратегия", "закон", wording.KindCharter:
		return -1, ""
	case "отчёт", "доклад":
		i := in(heading.From, heading.To)
		if i < 0 && p.StemWithin(heading.From, heading.To-heading.From, "программ") && !reportsOnAll(p, heading) {
			i = slices.IndexFunc(ms, func(m mention) bool { return m.quoted && !underProgram(p, m) }) // named below
		}
		return i, roleReports
	case "программа":
		if i := in(heading.From, heading.To); i >= 0 {
			return quotedTwin(ms, i), RolePassport
		}
		return passportProgram(p, ms), RolePassport
	}
	if i := in(heading.From, heading.To); i >= 0 {
		if l.Kind == "решение" && heard(p, ms[i]) {
			return i, roleReports
		}
		if role := actRole(p, heading); role != "" && !(role == roleApproves && ofAnother(p, heading.From, ms[i].at)) {
			if role == roleApproves && !ms[i].quoted {
				namedInOrder(ms, i, orderedPrograms(p, l, ms))
			}
			return i, role
		}
		return -1, "" // «О мерах по реализации программы…» only mentions it
	}
	if all := orderedPrograms(p, l, ms); len(all) > 0 && !amendsOther(p, heading) &&
		!p.HasStem(ms[all[0].at].at-1, "строк", "позици") {
		return all[0].at, all[0].role
	}
	return reported(p, ms, ruletext.Span{}, true), roleReports
}

// lead spans the first sentence of a post: what it is about. Further on it lists what else was spoken of.
func lead(p *ruletext.Page, heading ruletext.Span) ruletext.Span {
	from := heading.To
	if from == 0 && len(p.Lines) > 0 {
		from = p.Lines[0]
	}
	for _, i := range p.Lines { // below the day and who put it there
		if i >= from && p.LineEnd(i)-i > 8 {
			from = i
			break
		}
	}
	return ruletext.Span{From: from, To: sentenceEnd(p, from)}
}

// maxSentenceLength bounds a sentence, in tokens.
const maxSentenceLength = 90

// sentenceEnd is where the sentence that begins at token from ends.
func sentenceEnd(p *ruletext.Page, from int) int {
	to := from + 1
	for to < min(from+maxSentenceLength, len(p.Tokens)) && !wording.SentenceStarts(p, to) {
		to++
	}
	return to
}

// underProgram reports whether something else is told that a programme serves for: «в рамках
// программы», «по программе»; «использование средств программы» and «работа по программе» tell of it.
func underProgram(p *ruletext.Page, m mention) bool {
	for k := m.at - 1; k > m.at-4 && k >= 0; k-- {
		if p.HasStem(k, "средств") && p.HasStem(k-1, spentWords...) || p.At(k) == "по" && p.HasStem(k-1, "работ") {
			return false
		}
		if p.HasStem(k, "рамк", "счет", "средств", "согласно", "соответстви") ||
			k == m.at-1 && (p.At(k) == "по" && !p.StemWithin(k-3, 3, courseWords...) || p.At(k) == "для") {
			return true
		}
	}
	return false
}

// quotedTwin prefers the same programme named in quotes to one named without.
func quotedTwin(ms []mention, i int) int {
	if ms[i].quoted || strings.HasPrefix(ms[i].name, "Программа") || strings.HasPrefix(ms[i].name, "Комплексная") {
		return i
	}
	for k, m := range ms {
		if m.quoted && m.key == ms[i].key {
			return k
		}
	}
	return i
}

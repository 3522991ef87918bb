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
	own := ownPrograms(p, l, heading, ms)
	var out []archive.Program
	seen := map[string][]int{} // the first years of a programme's editions
	subs := subprogrammes(e, p)
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
			if m.sub || subs[wordform.NameKey(m.name)] ||
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
	case "отчёт", "доклад":
		if reportsOnAll(p, heading) {
			all = append(all, reportedAll(p, ms, heading)...)
		}
	case wording.KindNews:
		all = append(all, allReported(p, ms, lead(p, heading), true)...)
	case "иное":
		all = append(all, allReported(p, ms, heading, true)...)
	case wording.KindLetter, wording.KindMinutes, wording.KindConclusion:
		all = append(all, allReported(p, ms, ruletext.Span{}, false)...)
	case "постановление", "решение", "распоряжение", "приказ":
		if main < 0 || ms[main].word < heading.From || ms[main].word >= heading.To {
			if role == roleReports || heading.To > heading.From && amendsOther(p, heading) {
				break
			}
			all = append(all, orderedPrograms(p, l, ms)...)
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
func subprogrammes(e *Finder, p *ruletext.Page) map[string]bool {
	out := map[string]bool{}
	for j := range p.Tokens {
		if p.Stopped() {
			break
		}
		if p.HasKind(j, ruletext.Word) && p.HasStem(j, "подпрограмм") && ruletext.IsOpenQuote(p.At(j+1)) {
			if m := e.quotedProgram(p, j, j, wording.QuoteAt(p, j+1)); m.year != 0 {
				out[wordform.NameKey(m.name)] = true
			}
		}
	}
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
	switch l.Kind {
	case "прогноз", "стратегия", "закон", wording.KindCharter, wording.KindNotice:
		return -1, ""
	case wording.KindLetter, wording.KindMinutes, wording.KindConclusion:
		return reported(p, ms, ruletext.Span{}, false), roleReports
	case "иное":
		return reported(p, ms, heading, true), roleReports
	case "отчёт", "доклад":
		return in(heading.From, heading.To), roleReports
	case wording.KindNews:
		if i := in(heading.From, heading.To); i >= 0 && !underProgram(p, ms[i]) {
			return i, roleReports
		}
		return reported(p, ms, lead(p, heading), true), roleReports
	case "программа":
		if i := in(heading.From, heading.To); i >= 0 {
			return quotedTwin(ms, i), RolePassport
		}
		return passportProgram(p, ms), RolePassport
	}
	if i := in(heading.From, heading.To); i >= 0 {
		if role := actRole(p, heading); role != "" {
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

// amendsOther reports whether a title says that the act amends something else than a programme:
// «О внесении изменений в Порядок составления росписи».
func amendsOther(p *ruletext.Page, heading ruletext.Span) bool {
	for k := heading.From; k < heading.To; k++ {
		if p.HasStem(k, "изменени", "дополнени") {
			return p.At(k+1) == "в" && p.HasStem(k+2, otherObjects...) ||
				p.At(k+1) == "и" && p.At(k+3) == "в" && p.HasStem(k+4, otherObjects...)
		}
	}
	return false
}

// lead spans the first sentences of a post: what it is about.
func lead(p *ruletext.Page, heading ruletext.Span) ruletext.Span {
	from := heading.To
	if from == 0 && len(p.Lines) > 0 {
		from = p.Lines[0]
	}
	return ruletext.Span{From: from, To: min(from+90, len(p.Tokens))}
}

// underProgram reports whether something else is told that a programme serves for: «в рамках
// программы», «по программе».
func underProgram(p *ruletext.Page, m mention) bool {
	for k := m.at - 1; k > m.at-4 && k >= 0; k-- {
		if p.HasStem(k, "рамк", "счет", "средств", "согласно", "соответстви") ||
			k == m.at-1 && p.At(k) == "по" && !p.HasStem(k-1, courseWords...) {
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

// actRole tells from an act's title what it does.
func actRole(p *ruletext.Page, heading ruletext.Span) string {
	for k := heading.From; k < heading.To; k++ {
		switch {
		case p.HasStem(k, "утверждени", "принятии") && p.StemWithin(k+1, 3, "отчет", "доклад", "итог"):
			return roleReports
		case p.HasStem(k, "утратив", "отмен"):
			return roleRepeals
		case p.HasStem(k, "изменени", "дополнени", "внесени", "продлени"):
			return roleAmends
		case (p.HasStem(k, "отчет", "итог", "исполнени") || p.At(k) == "ходе") && k < heading.From+6:
			return roleReports
		case p.HasStem(k, "утверждени", "принятии"), k == heading.From+1 && programAct(p, k):
			return roleApproves
		}
	}
	return ""
}

// programAct tells «О муниципальной программе…», which approves it.
func programAct(p *ruletext.Page, k int) bool {
	for p.HasStem(k, wording.ProgramAdjectives...) {
		k++
	}
	return wording.ProgramForms[p.At(k)]
}

// orderedPrograms finds the programmes in what an act orders whose title names none: «Утвердить
// … программу «…»», «Внести в … программу … изменения». The first order counts wherever it
// stands, others where they begin an item of their own.
func orderedPrograms(p *ruletext.Page, l *layout.Layout, ms []mention) []owned {
	var out []owned
	from := max(wording.Operative(p, max(l.Act, 0)), 0)
	for k := from; k < min(from+400, len(p.Tokens)); k++ {
		role := orderRole(p, k)
		if role == "" {
			continue
		}
		order := orderAround(p, k)
		if len(out) > 0 && !startsItem(p, order.From) {
			continue
		}
		if list := orderedList(p, k, order, ms); list.To > 0 {
			for i, m := range ms {
				if start := p.LineStart(m.word); m.word >= list.From && m.word < list.To && m.quoted && !m.sub &&
					m.at-start < 8 && (p.HasKind(start, ruletext.Number) || p.HasKind(start, ruletext.Mark)) {
					out = append(out, owned{i, role})
				}
			}
			k = list.To - 1
			continue
		}
		word := -1
		for i, m := range ms {
			if m.word < order.From || m.word >= order.To || oldName(p, m) || !m.quoted && m.level != ruletext.LevelMunicipal {
				continue
			}
			if word >= 0 && m.word != word ||
				len(out) > 0 && word < 0 && (m.sub || m.at-k > 30 || p.HasStem(m.at-1, "строк", "позици") ||
					role == roleRepeals && p.StemWithin(k, m.at-k, wording.ActStems...)) {
				continue
			}
			word = m.word
			out = append(out, owned{i, role})
		}
		k = order.To - 1
	}
	return out
}

// orderRole tells what the order that token k begins does to a programme, "" for other words.
func orderRole(p *ruletext.Page, k int) string {
	switch {
	case p.HasStem(k, "утвердить"):
		return roleApproves
	case p.HasStem(k, "внести", "изложить", "продлить", "дополнить"):
		return roleAmends
	case p.HasStem(k, "признать") && p.StemWithin(k, 4, "утратив"):
		return roleRepeals
	}
	return ""
}

// orderAround spans the item of an act that the verb at token k orders.
func orderAround(p *ruletext.Page, k int) ruletext.Span {
	from, end := k, k
	for from > 0 && from > k-60 && !p.StartsLine(from) { // «1. Программу «…» продлить…»
		from--
	}
	if !p.HasKind(from, ruletext.Number) || p.At(from+1) != "." {
		from = k
	}
	for end < len(p.Tokens) && end < k+90 &&
		!(p.StartsLine(end) && end > k+2 && p.HasKind(end, ruletext.Number) && p.At(end+1) == "." && p.Year(end) == 0) {
		end++
	}
	return ruletext.Span{From: from, To: end}
}

// startsItem reports whether an item of an act with a number of its own begins at token i, or
// ends before it: «2. Внести…», but not «1.2. Дополнить…».
func startsItem(p *ruletext.Page, i int) bool {
	if !p.StartsLine(i) && p.At(i-1) == "." && p.HasKind(i-2, ruletext.Number) {
		i -= 2
	}
	return p.StartsLine(i) && !(p.HasKind(i, ruletext.Number) && p.At(i+1) == "." && p.HasKind(i+2, ruletext.Number))
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

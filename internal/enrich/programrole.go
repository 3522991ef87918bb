package enrich

import (
	"slices"
	"strings"
	"unicode"

	"letopis/internal/archive"
)

// Roles of a programme besides archive.ProgramMentions.
const (
	roleApproves = "approves"
	roleAmends   = "amends"
	roleRepeals  = "repeals"
	rolePassport = "passport"
	roleReports  = "reports"
)

// programs decides which of the mentions the document is about, and its role.
func (e *Enricher) programs(p *page, l *layout, heading span, f *archive.Facts) []archive.Program {
	ms := e.programMentions(p, heading)
	main, role := p.mainProgram(l, heading, ms)
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
		name, level := e.known(m.name, m.key, m.level, owner)
		id := e.programID(programKey(name), level, owner, region)
		if role == archive.ProgramMentions {
			if m.sub || subs[nameKey(m.name)] || slices.ContainsFunc(seen[id], func(y int) bool { return y == m.year || y == 0 || m.year == 0 }) {
				return
			}
			if main >= 0 && m.key == ms[main].key && (m.level == "" || m.level == out[0].Level) && !otherPeriod(m, ms[main]) {
				return
			}
		}
		seen[id] = append(seen[id], m.year)
		out = append(out, archive.Program{ID: id, Name: name, Role: role, Level: level, Evidence: p.evidence("program-"+role, m.at, m.end)})
	}
	if main >= 0 {
		add(ms[main], role)
	}
	old := map[string]bool{}
	for i, m := range ms {
		if role == roleAmends && (old[m.key] || m.key != ms[main].key && p.oldName(m)) {
			old[m.key] = true
			continue
		}
		if main >= 0 && i > main && m.word == ms[main].word { // «… в программы «Культура» и «Спорт»»
			add(m, role)
			continue
		}
		add(m, archive.ProgramMentions)
	}
	return out
}

// oldName tells the name that an act takes from the programme it amends: «Наименование
// постановления … «Об утверждении программы «…»» изложить в новой редакции».
func (p *page) oldName(m mention) bool {
	for k := m.at - 1; k > m.at-40 && k >= 0 && p.at(k) != ";" && !(p.startsLine(k+1) && p.is(k+1, number)); k-- {
		if p.begins(k, "наименовани", "названи") && p.begins(k+1, actStems...) {
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
func subprogrammes(e *Enricher, p *page) map[string]bool {
	out := map[string]bool{}
	for j := range p.toks {
		if p.is(j, word) && p.begins(j, "подпрограмм") && isOpenQuote(p.at(j+1)) {
			if m := e.quotedProgram(p, j, j, p.quoteAt(j+1)); m.year != 0 {
				out[nameKey(m.name)] = true
			}
		}
	}
	return out
}

// nameKey is the letters and digits of a name as written.
func nameKey(name string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r == 'ё':
			return 'е'
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return -1
	}, name)
}

// mainProgram returns the mention that the document approves, amends, repeals,
// is, or reports on; -1 when it is about none.
func (p *page) mainProgram(l *layout, heading span, ms []mention) (int, string) {
	in := func(from, to int) int {
		for i, m := range ms {
			if m.word >= from && m.word < to {
				return i
			}
		}
		return -1
	}
	switch l.kind {
	case "прогноз", "стратегия", "закон", kindCharter, kindNotice:
		return -1, ""
	case kindLetter, kindMinutes, kindConclusion:
		return p.reported(ms, span{}, false), roleReports
	case "иное":
		return p.reported(ms, heading, true), roleReports
	case "отчёт", "доклад":
		return in(heading.from, heading.to), roleReports
	case kindNews:
		if i := in(heading.from, heading.to); i >= 0 && !p.underProgram(ms[i]) {
			return i, roleReports
		}
		return p.reported(ms, p.lead(heading), true), roleReports
	case "программа":
		if i := in(heading.from, heading.to); i >= 0 {
			return quotedTwin(ms, i), rolePassport
		}
		return p.passportProgram(ms), rolePassport
	}
	if i := in(heading.from, heading.to); i >= 0 {
		if role := p.actRole(heading); role != "" {
			return i, role
		}
		return -1, "" // «О мерах по реализации программы…» only mentions it
	}
	if i, role := p.orderedProgram(l, ms); i >= 0 && !p.amendsOther(heading) && !p.begins(ms[i].at-1, "строк", "позици") {
		return i, role
	}
	return p.reported(ms, span{}, true), roleReports
}

// otherObjects are what an act amends when it amends no programme.
var otherObjects = []string{"порядок", "порядка", "положени", "правил", "регламент", "устав", "состав", "реестр", "методик", "перечень", "бюджет"}

// amendsOther reports whether a title says that the act amends something else than a programme:
// «О внесении изменений в Порядок составления росписи».
func (p *page) amendsOther(heading span) bool {
	for k := heading.from; k < heading.to; k++ {
		if p.begins(k, "изменени", "дополнени") {
			return p.at(k+1) == "в" && p.begins(k+2, otherObjects...) || p.at(k+1) == "и" && p.at(k+3) == "в" && p.begins(k+4, otherObjects...)
		}
	}
	return false
}

// lead spans the first sentences of a post: what it is about.
func (p *page) lead(heading span) span {
	from := heading.to
	if from == 0 && len(p.lines) > 0 {
		from = p.lines[0]
	}
	return span{from, min(from+90, len(p.toks))}
}

// courseWords say before a programme that its course is told of: «ход реализации», «отчёт об
// исполнении», «участники разработки».
var courseWords = []string{"реализаци", "выполнени", "исполнени", "разработк", "итог", "отчет", "ход", "ходе", "старт", "участник", "презентаци"}

// underProgram reports whether something else is told that a programme serves for: «в рамках
// программы», «по программе».
func (p *page) underProgram(m mention) bool {
	for k := m.at - 1; k > m.at-4 && k >= 0; k-- {
		if p.begins(k, "рамк", "счет", "средств", "согласно", "соответстви") || k == m.at-1 && p.at(k) == "по" && !p.begins(k-1, courseWords...) {
			return true
		}
	}
	return false
}

// reported returns the programme on whose course the text reports, «отчёт о реализации программы
// «…»», «о ходе выполнения», or, within the lead of a post, which is its subject; -1 when there is
// none. named: outside the lead only what is called so, «О ходе выполнения…», as other texts
// order such reports.
func (p *page) reported(ms []mention, lead span, named bool) int {
	for i, m := range ms {
		if p.underProgram(m) {
			continue
		}
		course, work := false, false
		for k := m.at - 1; k > m.at-7 && k >= 0 && !p.oneOf(k, ".", ";"); k-- {
			told := p.begins(k, "отчет", "итог") || p.oneOf(k, "ход", "ходе", "хода", "ходом")
			course = course || told && (!named || p.capital(k) || p.capital(k-1))
			work = work || p.begins(k, courseWords...)
		}
		if course || work && m.word >= lead.from && m.word < lead.to {
			return i
		}
	}
	return -1
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
func (p *page) actRole(heading span) string {
	for k := heading.from; k < heading.to; k++ {
		switch {
		case p.begins(k, "утверждени", "принятии") && p.near(k+1, 3, "отчет", "доклад", "итог"):
			return roleReports
		case p.begins(k, "утратив", "отмен"):
			return roleRepeals
		case p.begins(k, "изменени", "дополнени", "внесени", "продлени"):
			return roleAmends
		case (p.begins(k, "отчет", "итог", "исполнени") || p.at(k) == "ходе") && k < heading.from+6:
			return roleReports
		case p.begins(k, "утверждени", "принятии"), k == heading.from+1 && programAct(p, k):
			return roleApproves
		}
	}
	return ""
}

// programAct tells «О муниципальной программе…», which approves it.
func programAct(p *page, k int) bool {
	for p.begins(k, programAdjectives...) {
		k++
	}
	return programForms[p.at(k)]
}

// orderedProgram finds the programme in what an act without a title orders:
// «Утвердить … программу «…»», «Внести в … программу … изменения».
func (p *page) orderedProgram(l *layout, ms []mention) (int, string) {
	from := max(p.operative(max(l.act, 0)), 0)
	for k := from; k < min(from+400, len(p.toks)); k++ {
		role := ""
		switch {
		case p.begins(k, "утвердить"):
			role = roleApproves
		case p.begins(k, "внести", "изложить", "продлить", "дополнить"):
			role = roleAmends
		case p.begins(k, "признать") && p.near(k, 4, "утратив"):
			role = roleRepeals
		default:
			continue
		}
		from, end := k, k
		for from > 0 && from > k-60 && !p.startsLine(from) { // «1. Программу «…» продлить…»
			from--
		}
		if !p.is(from, number) || p.at(from+1) != "." {
			from = k
		}
		for end < len(p.toks) && end < k+90 && !(p.startsLine(end) && end > k+2 && p.is(end, number) && p.at(end+1) == "." && p.year(end) == 0) {
			end++
		}
		for i, m := range ms {
			if m.word >= from && m.word < end && !p.oldName(m) && (m.quoted || m.level == levelMunicipal) {
				return i, role
			}
		}
		k = end - 1
	}
	return -1, ""
}

// passportProgram names a programme whose heading has no name: what its
// passport says, else the municipal programme the text names most.
func (p *page) passportProgram(ms []mention) int {
	limit := p.before(6000)
	for i, m := range ms {
		if m.word < limit && (p.begins(m.at-1, "паспорт") || m.quoted && p.begins(m.at-1, "наименован")) {
			return i
		}
	}
	count, best := map[string]int{}, 0
	for _, m := range ms {
		if m.level == levelMunicipal && m.quoted {
			count[m.key]++
			best = max(best, count[m.key])
		}
	}
	return slices.IndexFunc(ms, func(m mention) bool {
		return m.level == levelMunicipal && m.quoted && count[m.key] == best
	})
}

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

// programs decides which of the mentions the document is about, and their roles.
func (e *Enricher) programs(p *page, l *layout, heading span, f *archive.Facts) []archive.Program {
	ms := e.programMentions(p, heading)
	ms = append(ms, e.reportRows(p, l, heading, ms)...)
	own := p.ownPrograms(l, heading, ms)
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
			for n, o := range own {
				if m.key == ms[o.at].key && (m.level == "" || m.level == out[n].Level) && !otherPeriod(m, ms[o.at]) {
					return
				}
			}
		}
		seen[id] = append(seen[id], m.year)
		out = append(out, archive.Program{ID: id, Name: name, Role: role, Level: level, Evidence: p.evidence("program-"+role, m.at, m.end)})
	}
	for _, o := range own {
		add(ms[o.at], o.role)
	}
	old := map[string]bool{}
	for _, m := range ms {
		if len(own) > 0 && own[0].role == roleAmends && (old[m.key] || m.key != ms[own[0].at].key && p.oldName(m)) {
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
func (p *page) ownPrograms(l *layout, heading span, ms []mention) []owned {
	main, role := p.mainProgram(l, heading, ms)
	var all []owned
	if main >= 0 {
		all = append(all, owned{main, role})
		for i := main + 1; i < len(ms); i++ { // «… в программы «Культура» и «Спорт»»
			if ms[i].word == ms[main].word {
				all = append(all, owned{i, role})
			}
		}
	}
	switch l.kind {
	case "отчёт", "доклад":
		if p.reportsOnAll(heading) {
			all = append(all, p.reportedAll(ms, heading)...)
		}
	case kindNews:
		all = append(all, p.allReported(ms, p.lead(heading), true)...)
	case "иное":
		all = append(all, p.allReported(ms, heading, true)...)
	case kindLetter, kindMinutes, kindConclusion:
		all = append(all, p.allReported(ms, span{}, false)...)
	case "постановление", "решение", "распоряжение", "приказ":
		if main < 0 || ms[main].word < heading.from || ms[main].word >= heading.to {
			if role == roleReports || heading.to > heading.from && p.amendsOther(heading) {
				break
			}
			all = append(all, p.orderedPrograms(l, ms)...)
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
	if all := p.orderedPrograms(l, ms); len(all) > 0 && !p.amendsOther(heading) && !p.begins(ms[all[0].at].at-1, "строк", "позици") {
		return all[0].at, all[0].role
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

// orderedPrograms finds the programmes in what an act orders whose title names none: «Утвердить
// … программу «…»», «Внести в … программу … изменения». The first order counts wherever it
// stands, others where they begin an item of their own.
func (p *page) orderedPrograms(l *layout, ms []mention) []owned {
	var out []owned
	from := max(p.operative(max(l.act, 0)), 0)
	for k := from; k < min(from+400, len(p.toks)); k++ {
		role := p.orderRole(k)
		if role == "" {
			continue
		}
		order := p.orderAround(k)
		if len(out) > 0 && !p.startsItem(order.from) {
			continue
		}
		if list := p.orderedList(k, order, ms); list.to > 0 {
			for i, m := range ms {
				if start := p.lineStart(m.word); m.word >= list.from && m.word < list.to && m.quoted && !m.sub && m.at-start < 8 && (p.is(start, number) || p.is(start, mark)) {
					out = append(out, owned{i, role})
				}
			}
			k = list.to - 1
			continue
		}
		word := -1
		for i, m := range ms {
			if m.word < order.from || m.word >= order.to || p.oldName(m) || !m.quoted && m.level != levelMunicipal {
				continue
			}
			if word >= 0 && m.word != word || len(out) > 0 && word < 0 && (m.sub || m.at-k > 30 || p.begins(m.at-1, "строк", "позици") ||
				role == roleRepeals && p.near(k, m.at-k, actStems...)) {
				continue
			}
			word = m.word
			out = append(out, owned{i, role})
		}
		k = order.to - 1
	}
	return out
}

// orderRole tells what the order that token k begins does to a programme, "" for other words.
func (p *page) orderRole(k int) string {
	switch {
	case p.begins(k, "утвердить"):
		return roleApproves
	case p.begins(k, "внести", "изложить", "продлить", "дополнить"):
		return roleAmends
	case p.begins(k, "признать") && p.near(k, 4, "утратив"):
		return roleRepeals
	}
	return ""
}

// orderAround spans the item of an act that the verb at token k orders.
func (p *page) orderAround(k int) span {
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
	return span{from, end}
}

// startsItem reports whether an item of an act with a number of its own begins at token i, or
// ends before it: «2. Внести…», but not «1.2. Дополнить…».
func (p *page) startsItem(i int) bool {
	if !p.startsLine(i) && p.at(i-1) == "." && p.is(i-2, number) {
		i -= 2
	}
	return p.startsLine(i) && !(p.is(i, number) && p.at(i+1) == "." && p.is(i+2, number))
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

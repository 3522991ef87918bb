package enrich

import (
	"slices"
	"strings"
)

// reportsOnAll reports whether the heading of a report speaks of several programmes: «Доклад о
// ходе реализации муниципальных программ за 2020 год».
func (p *page) reportsOnAll(heading span) bool {
	for k := heading.from; k < heading.to; k++ {
		if pluralPrograms[p.at(k)] && (p.at(k) != "программы" || strings.HasSuffix(p.at(k-1), "ые")) {
			return true
		}
	}
	return false
}

// reportedAll returns the programmes of a report on all that a municipality has: those of its
// table or list, and those that its text is about; not the ones of the region or the country
// that it names beside them.
func (p *page) reportedAll(ms []mention, heading span) []owned {
	var out []owned
	for i, m := range ms {
		if m.word >= heading.from && m.level != levelFederal && m.level != levelRegional && !m.sub && !p.underProgram(m) {
			out = append(out, owned{i, roleReports})
		}
	}
	return out
}

// maxRows bounds the programmes that one document is about, and the rows of a table of them.
const maxRows = 120

// reportRows reads the names that a report on several programmes has without the word beside
// them and without quotes: in the rows of a table, «1  Развитие образования  402,33», and the
// items of a list below «…муниципальных программ:».
func (e *Enricher) reportRows(p *page, l *layout, heading span, ms []mention) []mention {
	if l.kind != "отчёт" && l.kind != "доклад" || !p.reportsOnAll(heading) {
		return nil
	}
	var out []mention
	intro, rows := -1, 0
	for _, i := range p.lines {
		if i < heading.to {
			continue
		}
		end := p.lineEnd(i)
		name, row := p.rowName(i, end)
		switch {
		case p.near(i, end-i, "программ") && (p.at(end-1) == ":" || p.near(i, end-i, "наименовани")) && !p.near(i, end-i, "подпрограмм", "мероприят"),
			p.near(i, min(end-i, 6), "наименовани") && (intro < 0 || rows > 0):
			intro, rows = i, 0
			continue
		case intro < 0 || !row:
			if rows > 0 { // the table has ended
				intro = -1
			}
			continue
		}
		if rows++; rows > maxRows {
			break
		}
		m := mention{at: name.from, end: name.to, word: intro, name: squeeze(e.written(p, name.from, name.to)), level: levelMunicipal}
		m.key = programKey(m.name)
		m.year = p.firstYear(name.from, name.to)
		if m.key != "" && !slices.ContainsFunc(ms, func(o mention) bool { return o.key == m.key }) {
			out = append(out, m)
		}
	}
	return out
}

// rowName returns the name that a row of a table or an item of a list has behind its number or
// dash: words that begin with a capital, up to the next column.
func (p *page) rowName(i, end int) (span, bool) {
	k := i
	switch {
	case p.at(k) == "-" || p.at(k) == "•":
		k++
	case p.is(k, number) && len(p.at(k)) < 3:
		if k++; p.oneOf(k, ".", ")") {
			k++
		}
	case !p.tableRow(i):
		return span{}, false
	}
	if k >= end || !p.capital(k) || isOpenQuote(p.at(k)) {
		return span{}, false
	}
	to := k + 1
	for to < end && !p.columnEnds(to) && !p.oneOf(to, ";", ".", ":", "|") {
		to++
	}
	return span{k, to}, p.toks[to-1].end-p.toks[k].start > 2*6
}

// columnEnds reports whether the column of a table ends before token i: at a tab, at several
// spaces or at a figure.
func (p *page) columnEnds(i int) bool {
	gap := p.text[p.toks[i-1].end:p.toks[i].start]
	return strings.ContainsRune(gap, '\t') || len(gap) > 1 || p.is(i, number) && p.yearsAt(i) == i
}

// reported returns the first of allReported; -1 when there is none.
func (p *page) reported(ms []mention, lead span, named bool) int {
	if all := p.allReported(ms, lead, named); len(all) > 0 {
		return all[0].at
	}
	return -1
}

// allReported returns the programmes on whose course the text reports, «отчёт о реализации
// программы «…»», «о ходе выполнения», or, within the lead of a post, which are its subject.
// named: outside the lead only what is called so, «О ходе выполнения…», as other texts order
// such reports.
func (p *page) allReported(ms []mention, lead span, named bool) []owned {
	var out []owned
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
		if course || work && m.word >= lead.from && m.word < lead.to || len(out) > 0 && ms[out[len(out)-1].at].word == m.word {
			out = append(out, owned{i, roleReports})
		}
	}
	return out
}

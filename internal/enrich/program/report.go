package program

import (
	"slices"
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// reportsOnAll reports whether the heading of a report speaks of several programmes: «Доклад о
// ходе реализации муниципальных программ за 2020 год».
func reportsOnAll(p *ruletext.Page, heading ruletext.Span) bool {
	for k := heading.From; k < heading.To; k++ {
		if wording.PluralPrograms[p.At(k)] && (p.At(k) != "программы" || strings.HasSuffix(p.At(k-1), "ые")) {
			return true
		}
	}
	return false
}

// reportedAll returns the programmes of a report on all that a municipality has: those of its
// table or list, and those that its text is about; not the ones of the region or the country
// that it names beside them.
func reportedAll(p *ruletext.Page, ms []mention, heading ruletext.Span) []owned {
	var out []owned
	for i, m := range ms {
		if m.word >= heading.From && m.level != ruletext.LevelFederal && m.level != ruletext.LevelRegional && !m.sub &&
			!underProgram(p, m) {
			out = append(out, owned{i, roleReports})
		}
	}
	return out
}

// carriedOut returns the programmes of which a report on everything tells what was done by them: «По программе «Чистая
// вода» пробурены три скважины».
func carriedOut(p *ruletext.Page, ms []mention) []owned {
	var out []owned
	for i, m := range ms {
		if m.quoted && p.At(m.at-1) == "по" && wording.SentenceStarts(p, m.at-1) {
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
func (e *Finder) reportRows(p *ruletext.Page, l *layout.Layout, heading ruletext.Span, ms []mention) []mention {
	if l.Kind != "отчёт" && l.Kind != "доклад" || !reportsOnAll(p, heading) {
		return nil
	}
	var out []mention
	intro, rows, items := -1, 0, 0
	for _, i := range p.Lines {
		if i < heading.To {
			continue
		}
		end := p.LineEnd(i)
		if m := e.quotedItem(p, i, end); m.key != "" && items < maxRows {
			if items++; !among(ms, m) && !among(out, m) {
				out = append(out, m)
			}
			continue
		}
		name, row := rowName(p, i, end)
		switch {
		case p.StemWithin(i, end-i, "программ") && (p.At(end-1) == ":" || p.StemWithin(i, end-i, "наименовани")) &&
			!p.StemWithin(i, end-i, "подпрограмм", "мероприят"),
			programColumn(p, i, end),
			p.StemWithin(i, min(end-i, 6), "наименовани") && (intro < 0 || rows > 0):
			intro, rows = i, 0
			continue
		case intro < 0 || !row || p.TableRow(intro) && !p.TableRow(i):
			if rows > 0 { // the table has ended
				intro = -1
			}
			continue
		}
		if rows++; rows > maxRows {
			break
		}
		m := mention{at: name.From, end: name.To, word: intro, name: wordform.Squeeze(e.Written(p, name.From, name.To)),
			level: ruletext.LevelMunicipal}
		m.key = ProgramKey(m.name)
		m.year = firstYear(p, name.From, name.To)
		if m.key != "" && !among(ms, m) {
			out = append(out, m)
		}
	}
	return out
}

// among reports whether one of ms is of the programme of m.
func among(ms []mention, m mention) bool {
	return slices.ContainsFunc(ms, func(o mention) bool { return o.key == m.key })
}

// quotedItem reads the name in quotes that heads an item of a report, the line i … end: «1. «Развитие культуры».».
func (e *Finder) quotedItem(p *ruletext.Page, i, end int) mention {
	k := i + 2
	if !p.HasKind(i, ruletext.Number) || len(p.At(i)) > 2 || !p.IsAny(i+1, ".", ")") || !ruletext.IsOpenQuote(p.At(k)) ||
		!p.Capitalized(k+1) {
		return mention{}
	}
	q := wording.QuoteAt(p, k)
	if q.End == 0 || q.End > end || q.End < end && !p.IsAny(q.End, ".", ":", ";", ",", "-", "(") {
		return mention{}
	}
	m := e.quotedProgram(p, k, k, q)
	m.word, m.level = i, ruletext.LevelMunicipal
	return m
}

// programColumn reports whether the line from … end is the head of a table that has a column of programmes: «№»,
// «Программа», «План».
func programColumn(p *ruletext.Page, from, end int) bool {
	if !p.TableRow(from) {
		return false
	}
	for cell := range strings.SplitSeq(p.Slice(from, end), "\t") {
		switch strings.ToLower(cell) {
		case "программа", "программы", "муниципальная программа", "муниципальные программы":
			return true
		}
	}
	return false
}

// rowName returns the name that a row of a table or an item of a list has behind its number or
// dash: words that begin with a capital, up to the next column.
func rowName(p *ruletext.Page, i, end int) (ruletext.Span, bool) {
	k := i
	drawn := p.At(k) == "|" // the lines of a table are
	if drawn {
		k++
	}
	switch {
	case p.At(k) == "-" || p.At(k) == "•":
		k++
	case p.HasKind(k, ruletext.Number) && len(p.At(k)) < 3:
		if k++; p.IsAny(k, ".", ")", "|") {
			k++
		}
	case !p.TableRow(i) && !drawn && !leadsToFigure(p, i, end):
		return ruletext.Span{}, false
	}
	if k >= end || !p.Capitalized(k) || ruletext.IsOpenQuote(p.At(k)) || p.IsAny(k, "итого", "всего") {
		return ruletext.Span{}, false
	}
	to := k + 1
	for to < end && !columnEnds(p, to) && !p.IsAny(to, ";", ".", ":", "|") {
		to++
	}
	if p.At(to-1) == "-" { // «Развитие образования – 99,1 %»
		to--
	}
	return ruletext.Span{From: k, To: to}, p.Tokens[to-1].End-p.Tokens[k].Start > 2*6
}

// leadsToFigure reports whether dots lead to a figure in the line i … end: «Развитие культуры ....... 98 %».
func leadsToFigure(p *ruletext.Page, i, end int) bool {
	for k := i + 1; k < end-3; k++ {
		if p.At(k) == "." && p.At(k+1) == "." && p.At(k+2) == "." {
			return p.HasKind(end-1, ruletext.Number) || p.HasKind(end-2, ruletext.Number)
		}
	}
	return false
}

// columnEnds reports whether the column of a table ends before token i: at a tab, at several
// spaces or at a figure.
func columnEnds(p *ruletext.Page, i int) bool {
	gap := p.Text[p.Tokens[i-1].End:p.Tokens[i].Start]
	return strings.ContainsRune(gap, '\t') || len(gap) > 1 || p.HasKind(i, ruletext.Number) && yearsAt(p, i) == i
}

// reported returns the first of allReported; -1 when there is none.
func reported(p *ruletext.Page, ms []mention, lead ruletext.Span, named bool) int {
	if all := allReported(p, ms, lead, named); len(all) > 0 {
		return all[0].at
	}
	return -1
}

// done reports whether what follows the name of a programme says how far it is carried out:
// «исполнена на 99 %», «выполнены полностью», «– 41 процент».
func done(p *ruletext.Page, k int) bool {
	if p.At(k) == "-" && p.HasKind(k+1, ruletext.Number) {
		return p.StemWithin(k+2, 3, "процент", "%")
	}
	return p.HasStem(k, "исполнен", "выполнен", "реализован", "профинансирован", "освоен")
}

// allReported returns the programmes on whose course the text reports, «отчёт о реализации
// программы «…»», «о ходе выполнения», or, within the lead of a post, which are its subject.
// named: outside the lead only what is called so, «О ходе выполнения…», as other texts order
// such reports.
func allReported(p *ruletext.Page, ms []mention, lead ruletext.Span, named bool) []owned {
	var out []owned
	for i, m := range ms {
		if underProgram(p, m) || m.part {
			continue
		}
		course, work := false, false
		for k := m.at - 1; k > m.at-7 && k >= 0 && !p.IsAny(k, ".", ";"); k-- {
			told := p.HasStem(k, "отчет", "итог") || p.IsAny(k, "ход", "ходе", "хода", "ходом")
			course = course || told && (!named || p.Capitalized(k) || p.Capitalized(k-1))
			work = work || p.HasStem(k, courseWords...)
		}
		if course || !named && done(p, m.end) || work && m.word >= lead.From && m.word < lead.To ||
			len(out) > 0 && ms[out[len(out)-1].at].word == m.word {
			out = append(out, owned{i, roleReports})
		}
	}
	return out
}
